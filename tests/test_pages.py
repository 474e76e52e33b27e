"""The golden pages: each folder is a scraped page, what must come out, and why it is hard."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from declutter import Cleaner

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGES = sorted(path.parent for path in (Path(__file__).parent / "pages").glob("*/page.toml"))
CLEANER = Cleaner()


def lines(text: str) -> list[str]:
    """Non-empty lines; runs of blank lines are the separators' business, tested elsewhere."""
    return [line for line in text.lstrip("\ufeff").replace("\r\n", "\n").split("\n") if line.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_golden_page(page: Path, request: pytest.FixtureRequest) -> None:
    meta = tomllib.loads((page / "page.toml").read_text(encoding="utf-8"))
    if "not_yet" in meta:  # strict: a page that comes out right loses the key
        request.applymarker(pytest.mark.xfail(reason=meta["not_yet"], strict=True))
    (source,) = (path for path in page.iterdir() if path.stem == "page" and path.suffix != ".toml")
    expected = (page / "expected.txt").read_bytes().decode("utf-8")
    result = CLEANER.clean(source.read_bytes(), form=meta.get("form", "auto"), title=meta.get("title"))
    assert not set(meta) - {"difficulty", "language", "form", "title", "not_yet"}
    assert lines(result.text) == lines(expected), f"{meta['difficulty']}\n{result.explain()}"
