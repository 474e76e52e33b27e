"""Fixtures for dumps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dumps.samples import jsonl, records


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Two hundred records in JSONL: four batches."""
    path = tmp_path / "news.jsonl"
    path.write_bytes(jsonl(records(200)))
    return path
