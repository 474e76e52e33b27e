"""The golden HTML pages: each folder is a page, what must come out, and why it is hard."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from declutter import Cleaner

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGES = sorted(path.parent for path in (Path(__file__).parents[1] / "pages_html").glob("*/page.toml"))
CLEANER = Cleaner()


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_golden_page(page: Path, request: pytest.FixtureRequest) -> None:
    meta = tomllib.loads((page / "page.toml").read_text(encoding="utf-8"))
    if "miss" in meta:
        request.applymarker(pytest.mark.xfail(reason=meta["miss"], strict=True))
    result = CLEANER.clean((page / "page.html").read_bytes(), form="html", url="https://skell.example/a")
    expected = (page / "expected.txt").read_text(encoding="utf-8")
    assert lines(result.text) == lines(expected), f"{meta['difficulty']}\n{result.explain()}"
    for name, rendered in (("expected.md", result.markdown), ("expected.html", result.html)):
        if (page / name).exists():
            assert rendered == (page / name).read_text(encoding="utf-8").rstrip("\n"), meta["difficulty"]
