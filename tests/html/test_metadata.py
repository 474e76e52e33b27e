"""What a page says about itself, and where."""

from __future__ import annotations

import pytest

from declutter.readers.html import read_metadata
from declutter.readers.html.dates import date_in_text, to_iso
from declutter.readers.html.sources import page_of_markup

PAGE = """<html lang="en-GB"><head><title>Pier to reopen - The Harbour Times</title>
<link rel="canonical" href="/news/pier">
<meta property="og:site_name" content="The Harbour Times"><meta property="og:image" content="/pier.jpg">
<meta name="description" content="The pier reopens in May."><meta property="article:tag" content="pier">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"},
 {"@type": "NewsArticle", "headline": "Pier to reopen", "articleSection": "Local",
  "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Dahl"}],
  "datePublished": "2024-03-01T10:05:00+01:00", "dateModified": "2024-03-02"}]}</script></head>
<body><h1>Pier to reopen</h1><p>Text.</p></body></html>"""


def test_every_field_with_its_source() -> None:
    found = read_metadata(page_of_markup(PAGE), "https://times.example/a")
    sources = found.pop("sources")
    assert found == {
        "title": "Pier to reopen",
        "authors": ["Ann Lee", "Bo Dahl"],
        "published": "2024-03-01T10:05:00+01:00",
        "modified": "2024-03-02",
        "site": "The Harbour Times",
        "language": "en-GB",
        "url": "https://times.example/news/pier",
        "description": "The pier reopens in May.",
        "section": "Local",
        "tags": ["pier"],
        "image": "https://times.example/pier.jpg",
        "type": "newsarticle",
        "page_type": "article",
    }
    assert sources["title"] == "h1"
    assert sources["authors"] == "json-ld author"
    assert sources["url"] == "link canonical"


PROSE = "<p>The yard on the quay has kept the ferries of the north afloat since the old pier was built.</p>"
SERVICE = "".join(
    f"<section class={name}><h2>{name}</h2>{PROSE}</section>"
    for name in ("rudders", "hulls", "engines", "sails", "ropes", "lamps", "docks", "paint")
)
MANUAL = (
    f"<nav class=toc><a href=#a>Start</a></nav><div class=docs-body>{PROSE * 8}<pre>make sails</pre></div>"
)


@pytest.mark.parametrize(
    ("markup", "url", "kind"),
    [
        (
            '<script type="application/ld+json">{"@type": "Product", "name": "Bell"}</script><p>Bell</p>',
            "",
            "product",
        ),
        ("<p>Who knows?</p>", "https://skell.example/forum/threads/12", "forum"),
        (MANUAL, "https://docs.skell.example/start", "documentation"),
        ("<ul><li><a href=/1>One story of many</a><li><a href=/2>Another story</a></ul>", "", "listing"),
        (f'<meta property="og:type" content="article"><div class="post">{PROSE * 8}</div>', "", "article"),
        (SERVICE, "https://yard.example/", "service"),
    ],
)
def test_page_type(markup: str, url: str, kind: str) -> None:
    assert read_metadata(page_of_markup(markup), url)["page_type"] == kind


@pytest.mark.parametrize(
    ("markup", "authors"),
    [
        ('<meta name="author" content="By Ann Lee and Bo Dahl">', ["Ann Lee", "Bo Dahl"]),
        ('<meta name="author" content="admin"><p class="byline">By Ann Lee | 3 min read</p>', ["Ann Lee"]),
        ('<p>By <a rel="author" href="/ann">Ann Lee</a></p>', ["Ann Lee"]),
        ('<p class="author">Ann Lee</p>', ["Ann Lee"]),
        ("<p>Nobody signed this.</p>", None),
    ],
)
def test_authors(markup: str, authors: list[str] | None) -> None:
    assert read_metadata(page_of_markup(markup)).get("authors") == authors


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        (
            '<meta property="article:published_time" content="2024-03-01T10:00:00Z">',
            "2024-03-01T10:00:00+00:00",
        ),
        ('<p><time datetime="2024-03-01">1 March</time></p>', "2024-03-01"),
        ("<h1>A headline of some length</h1><p>Posted on March 3, 2024</p>", "2024-03-03"),
        ("<h1>A headline of some length</h1><p>No date here.</p>", None),
    ],
)
def test_dates(markup: str, date: str | None) -> None:
    assert read_metadata(page_of_markup(markup)).get("published") == date


@pytest.mark.parametrize("text", ["", "soon", "2024-13-45", "0000-00-00", "99999999999999", "1/2/3"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert to_iso(text) is None
    assert date_in_text(text) is None


def test_broken_json_ld_is_passed_over() -> None:
    markup = '<title>Kept title</title><script type="application/ld+json">{"@type": "Article", </script><p>Text.</p>'
    assert read_metadata(page_of_markup(markup))["title"] == "Kept title"
