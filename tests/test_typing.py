"""The public API as a type-checker sees it."""

from __future__ import annotations

from pathlib import Path

from mypy import api

import declutter

PROGRAM = Path(__file__).parent / "typing" / "public_api.py"


def test_a_typed_program_passes_mypy_strict() -> None:
    out, err, code = api.run(["--strict", "--config-file=", str(PROGRAM)])
    assert (code, err) == (0, ""), out


def test_the_program_uses_every_public_name() -> None:
    text = PROGRAM.read_text(encoding="utf-8")
    assert [name for name in declutter.__all__ if name not in text] == []
