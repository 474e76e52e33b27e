"""The examples of the docs about HTML run as they stand."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["html.md", "scraping.md"])
def test_examples_of_the_docs(name: str) -> None:
    failed, tried = doctest.testfile(str(DOCS / name), module_relative=False, encoding="utf-8")
    assert tried
    assert not failed


def test_pipeline_of_the_docs() -> None:
    text = (DOCS / "scraping.md").read_text(encoding="utf-8")
    code = text.split("## Scrapy", 1)[1].split("```python\n", 1)[1].split("```", 1)[0]
    import declutter

    space = {"declutter": declutter}
    exec(code, space)  # noqa: S102  # the documented pipeline itself is what is tested
    pipeline = space["CleanPipeline"]()  # type: ignore[operator]
    pipeline.open_spider(None)
    page = "<article><h1>Tide</h1><p>The tide was low this morning, and the boats lay dry.</p></article>"
    item = pipeline.process_item({"html": page, "url": "https://skell.example/tide"}, None)
    assert item["text"].startswith("The tide was low")
    assert "html" not in item
    assert item["title"] == "Tide"
