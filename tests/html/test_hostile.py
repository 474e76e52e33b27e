"""Bad and hostile HTML: a result or a clear error, never a crash or a hang."""

from __future__ import annotations

import time

import lxml.html
import pytest

from declutter import Cleaner, InputError
from declutter.readers.html import collect
from declutter.readers.html.collect import DEPTH
from declutter.readers.html.sources import page_of_markup

CLEANER = Cleaner()
SENTENCE = "The ferry to the island was cancelled on Monday because of the storm, the harbour office said. "
ARTICLE = f"<h1>Ferry cancelled</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"
# On a slow machine a page of a megabyte may take some tenths of a second; a quadratic walk takes minutes.
SECONDS = 8.0

HOSTILE = {
    "open divs, then closed paragraphs": "<div>" * 100_000 + ARTICLE + "</p>" * 100_000,
    "nested divs": "<div>" * 100_000 + ARTICLE + "</div>" * 100_000,
    "nested spans": "<span>" * 100_000 + ARTICLE,
    "nested bold": "<b>" * 50_000 + ARTICLE + "</i>" * 50_000,
    "nested tables": "<table><tr><td>" * 20_000 + ARTICLE,
    "nested lists": "<ul><li>" * 30_000 + ARTICLE,
    "nested custom elements": "<x-a>" * 30_000 + ARTICLE,
    "siblings": ARTICLE + "<p>One.</p>" * 50_000,
    "unclosed paragraphs": ARTICLE + "<p>One." * 40_000,
    "line breaks": ARTICLE + "<br>" * 200_000,
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(50_000)) + f">{ARTICLE}</div>",
    "one endless attribute": f'<div class="{"a " * 500_000}">{ARTICLE}</div>',
    "less-than signs": ARTICLE + "<" * 300_000,
    "ampersands": ARTICLE + "&" * 300_000,
    "an open comment": ARTICLE + "<!--" + "-" * 300_000,
    "an open tag": ARTICLE + '<a href="' + "x" * 300_000,
    "an open script": ARTICLE + "<script>" + "var a=1;" * 50_000,
    "links within the page": ARTICLE + "<p>x<sup><a href='#a'>1</a></sup></p>" * 20_000 + "<p id=a>note",
    "footnotes": ARTICLE
    + "<p>"
    + "".join(f"x<sup><a href='#a{n}'>1</a></sup>" for n in range(10_000))
    + "</p>"
    + "".join(f"<p id=a{n}>note" for n in range(10_000)),
    "bold left open, then paragraphs": "<b>" * 20_000 + ARTICLE + "<p>x" * 20_000,
    "bold beside bold": ARTICLE.replace("storm", "<b>storm</b>" * 20_000),
    "links in a heading": f"<h2>{'<a href=#x>#</a>' * 50_000}Head</h2>{ARTICLE}",
    "MathML left open": ARTICLE + "<math>" * 50_000,
    "nested MathML": ARTICLE + "<p><math>" + "<mfrac><mi>a</mi>" * 20_000,
    "formulas": ARTICLE.replace("storm", "<math><mi>x</mi></math>" * 5_000),
    "KaTeX left open": ARTICLE + "<p>" + "<span class=katex>x" * 30_000,
    "brackets in TeX": ARTICLE + '<p><script type="math/tex">{\\displaystyle ' + "{" * 100_000 + "</script>",
    "code in pieces": ARTICLE + "<pre>" + "<span>x</span>" * 100_000 + "</pre>",
    "numbered items": ARTICLE + "<ol>" + "<li>x" * 20_000,
    "rows": ARTICLE + "<table>" + "<tr><td>a<td>b" * 10_000,
    "pictures": ARTICLE + "<img src=x>" * 100_000,
    "quotes": ARTICLE + "<blockquote>" * 300 + "<p>x" * 10_000,
    "deep JSON-LD": '<script type="application/ld+json">' + '{"a":[' * 20_000 + "</script>" + ARTICLE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_finishes_and_keeps_its_text(name: str) -> None:
    began = time.perf_counter()
    page = page_of_markup(HOSTILE[name])
    assert time.perf_counter() - began < SECONDS
    assert any("ferry to the island" in text for text in page.text)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_is_cleaned_and_rendered(name: str) -> None:
    began = time.perf_counter()
    result = CLEANER.clean(HOSTILE[name], form="html", url="https://skell.example/a")
    markdown, html = result.markdown, result.html
    assert time.perf_counter() - began < 2 * SECONDS
    for rendered in (result.text, markdown, html):
        assert "ferry to the island" in rendered


@pytest.mark.parametrize("shape", ["markup", "tree"])
def test_blocks_are_capped_and_said(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "BLOCKS", 1_000)
    source = f"<html><body>{ARTICLE}{'<p>One.</p>' * 30_000}</body></html>"
    result = CLEANER.clean(
        source if shape == "markup" else lxml.html.document_fromstring(source), form="html"
    )
    assert 1_000 <= len(result.document) < 15_000
    assert "ferry to the island" in result.text
    assert "ferry to the island" in result.markdown
    assert any("200,000 blocks" in warning and "not read" in warning for warning in result.warnings)


def test_elements_are_capped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "ELEMENTS", 1_000)
    page = page_of_markup(ARTICLE + "<div></div>" * 50_000)
    assert page.unread
    assert len(page.name) < 15_000
    assert not page_of_markup(ARTICLE * 200).unread


def test_depth_is_capped_and_said() -> None:
    result = CLEANER.clean(f"{'<div>' * (DEPTH + 50)}{ARTICLE}", form="html")
    assert "ferry to the island" in result.text
    assert any("nested deeper" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    "source", ["", " \n", "<", "<>", "</p>", "<!-- -->", "<html>", "<script>var a</script>", "\0", "\ud800"]
)
def test_pages_without_text_give_empty_results(source: str) -> None:
    result = CLEANER.clean(source, form="html")
    assert len(result.text) <= 2
    assert result.warnings


def test_text_and_xml_read_as_html_keep_their_words() -> None:
    assert "plain words" in CLEANER.clean("Only plain words here, and no markup at all.", form="html").text
    xml = '<?xml version="1.0"?><rss><item><description>A storm closed the port today.</description></item></rss>'
    assert "storm closed the port" in CLEANER.clean(xml, form="html").text


def test_nul_bytes_and_surrogates_do_not_end_the_page() -> None:
    result = CLEANER.clean(ARTICLE.replace("island", "isl\0and").replace("storm", "st\ud800orm"), form="html")
    assert "harbour office" in result.text


def test_truncated_page_keeps_what_arrived() -> None:
    whole = f"<html><body><article>{ARTICLE}</article></body></html>"
    assert "ferry to the island" in CLEANER.clean(whole[: len(whole) - 40], form="html").text


def test_other_types_are_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="str, bytes or an lxml element or tree, not int"):
        CLEANER.clean(7)  # type: ignore[arg-type]
