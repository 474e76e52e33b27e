"""The examples of the docs about HTML run as they stand."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import declutter
from declutter import Cleaner

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["html.md", "scraping.md"])
def test_examples_of_the_docs(name: str) -> None:
    failed, tried = doctest.testfile(str(DOCS / name), module_relative=False, encoding="utf-8")
    assert tried
    assert not failed


def test_pipeline_of_the_docs() -> None:
    text = (DOCS / "scraping.md").read_text(encoding="utf-8")
    code = text.split("## Scrapy", 1)[1].split("```python\n", 1)[1].split("```", 1)[0]
    space = {"declutter": declutter}
    exec(code, space)  # noqa: S102  # the documented pipeline itself is what is tested
    pipeline = space["CleanPipeline"]()  # type: ignore[operator]
    pipeline.open_spider(None)
    page = "<article><h1>Tide</h1><p>The tide was low this morning, and the boats lay dry.</p></article>"
    item = pipeline.process_item({"html": page, "url": "https://skell.example/tide"}, None)
    assert item["text"].startswith("The tide was low")
    assert "html" not in item
    assert item["title"] == "Tide"


def test_selectors_of_parsel() -> None:
    parsel = pytest.importorskip("parsel", reason="parsel is not among what the tests install")
    page = "<article><h1>Tide</h1><p>The tide was low <a href=/a>this</a> morning, and the boats lay dry.</p></article>"
    selector = parsel.Selector(text=page)
    result = Cleaner().clean(selector.root, url="https://skell.example/tide")
    assert "[this](https://skell.example/a)" in result.markdown
    assert selector.css("a::attr(href)").get() == "/a"


@pytest.mark.parametrize("declared", ["text/html; charset=windows-1251", "text/html"])
def test_responses_of_httpx(declared: str) -> None:
    httpx = pytest.importorskip("httpx", reason="httpx is not among what the tests install")
    body = (
        "<meta charset=windows-1251><h1>Паром</h1><p>Паром через пролив закроют в октябре, сообщил совет.</p>"
    )
    request = httpx.Request("GET", "https://skell.example/tide")
    headers = {"content-type": declared}
    response = httpx.Response(200, content=body.encode("cp1251"), headers=headers, request=request)
    text = (DOCS / "scraping.md").read_text(encoding="utf-8")
    call = text.split("```python\n", 1)[1].split("```", 1)[0].split("\n", 1)[1]
    space = {"declutter": declutter, "response": response}
    exec(call, space)  # noqa: S102  # the documented call itself is what is tested
    assert "сообщил совет" in space["result"].text
