"""The compiled readers of markup and of trees see what lxml's events say, on any markup and any tree."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import lxml.etree
import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.native import TWINS
from declutter.page import Page
from declutter.readers.html.sources import page_of_markup, page_of_tree

compiled_only = pytest.mark.skipif(not TWINS, reason="nothing was compiled when declutter was installed")

_TAGS = (
    "html", "head", "body", "title", "p", "div", "span", "a", "b", "sup", "br", "img", "script", "style", "noscript",
    "template", "table", "tr", "td", "ul", "li", "dl", "dt", "pre", "code", "h1", "button", "select", "option", "svg",
    "path", "math", "video", "x-card", "foo", "o:p", "time", "meta", "link", "base", "section", "summary", "ruby",
)  # fmt: skip
_ATTRIBUTES = (
    'class="a b"', "class", "id=x", "role=main", "itemprop=text", "data-testid=z", "hidden", "hidden=until-found",
    'style="Display: none"', "style=x aria-hidden=true", "aria-hidden=true", "href=#top", 'href="/x" rel=author',
    'rel="canonical" href=/c', 'type="application/ld+json"', "type=math/tex", 'property="og:title" content="T"',
    "name=author content=A", "datetime=2020-01-01", "shadowrootmode=open", "lang=en", "xml:lang=de",
    "class=mw-editsection", "class=latex", 'class="a" class="b"', 'id="&nbsp;&amp;\u200b\u00e9"', '"', "<",
)  # fmt: skip
_TEXTS = (
    "word", "Two words", " ", "\n  ", "&nbsp;", "\U0001f600", "&lt;b&gt;", "\u200b", "soft&shy;hy", "\u00e9", "#",
    "大桥", "¶", "permalink", "4", "th", "Men", "<!-- c -->", "<![CDATA[cd]]>", "<?php echo 1 ?>", "<!doctype html>",
    "\x1e", "\x1f", "\x85", "\u2028", "&", "&foo;", "&#0;", "<", "</", "<>", "x<y", "\r\n", "\ufeff", "</html>",
)  # fmt: skip
# Before, it put some of what it sent to a target into another place of a tree, or into none.
alike_only = pytest.mark.skipif(lxml.etree.LIBXML_VERSION < (2, 14), reason="libxml2 is older than 2.14")


@st.composite
def markup(draw: st.DrawFn) -> str:
    """Tags that may open without closing, in any order, with what stands between them."""
    tag = st.sampled_from(_TAGS)
    some = st.lists(st.sampled_from(_ATTRIBUTES), max_size=3)
    opening = st.builds(lambda tag, some: f"<{' '.join((tag, *some))}>", tag, some)
    closing = st.builds(lambda tag: f"</{tag}>", tag)
    pieces = st.one_of(opening, closing, st.sampled_from(_TEXTS))
    return "".join(draw(st.lists(pieces, max_size=40)))


def columns(page: Page) -> str:
    """Every value of every column."""
    return repr(page)


@compiled_only
@given(markup())
def test_markup_is_read_alike(source: str) -> None:
    read, streamed = TWINS["declutter.readers.html.sources.collect_markup"]
    assert columns(streamed(source.encode())) == columns(read(source.encode()))


@compiled_only
@given(markup(), st.data())
def test_trees_of_callers_are_walked_alike(source: str, data: st.DataObject) -> None:
    read, walked = TWINS["declutter.readers.html.sources.collect_tree"]
    root = lxml.html.document_fromstring(f"<p>{source}")
    element = data.draw(st.sampled_from([part for part in root.iter() if isinstance(part.tag, str)]))
    before = lxml.etree.tostring(root)
    assert columns(walked(element)) == columns(read(element))
    assert lxml.etree.tostring(root) == before


@alike_only
@given(markup())
def test_a_tree_gives_the_page_that_its_markup_gives(source: str) -> None:
    source = f"<p>{source}"
    page = page_of_markup(source)
    assert columns(page_of_tree(lxml.html.document_fromstring(source))) == columns(page)
    assert len(page.detail().marks) == len(page.text)


def test_what_follows_the_end_of_a_broken_page_is_read_in_trees_too() -> None:
    source = "<html><body><p>One.</p></body></html><div><p>Two.</p></div>"
    tree = lxml.html.document_fromstring(source)
    for page in (page_of_markup(source), page_of_tree(tree), page_of_tree(tree.getroottree())):
        assert page.text == ["One.", "Two."]


def test_a_part_of_a_tree_is_read_without_what_follows_it() -> None:
    tree = lxml.html.document_fromstring("<div><p>One <a href=#x>two</a> tail</p> beside<p>Three</p></div>")
    (link,) = tree.iter("a")
    paragraph = next(tree.iter("p"))
    assert page_of_tree(link).text == ["two"]
    assert page_of_tree(paragraph).text == ["One two tail"]
    next(tree.iter("div")).remove(paragraph)
    assert page_of_tree(paragraph).text == ["One two tail"]


XML: dict[str, tuple[str, dict[str, Any]]] = {
    "references to entities": (
        '<!DOCTYPE p [<!ENTITY e "x">]><p>One &e; two</p>',
        {"resolve_entities": False},
    ),
    "an entity in an attribute": (
        '<!DOCTYPE p [<!ENTITY e "x">]><p id="a&e;b">One</p>',
        {"resolve_entities": False},
    ),
    "namespaces": (
        '<h:BODY xmlns:h="http://www.w3.org/1999/xhtml" xml:lang="de"><h:p h:class="x">One</h:p></h:BODY>',
        {},
    ),
    "CDATA": ("<p>One <![CDATA[<two>]]> three</p>", {"strip_cdata": False}),
    "comments and instructions": ("<p>O<!-- x -->n<?y z?>e</p>", {}),
    "default attributes": ('<!DOCTYPE p [<!ATTLIST p class CDATA "x">]><p>One</p>', {}),
}


@compiled_only
@pytest.mark.parametrize("name", XML)
def test_trees_of_xml_are_walked_alike(name: str) -> None:
    source, options = XML[name]
    read, walked = TWINS["declutter.readers.html.sources.collect_tree"]
    root = lxml.etree.fromstring(source, lxml.etree.XMLParser(**options))
    assert read(root).text
    assert columns(walked(root)) == columns(read(root))


def test_texts_that_were_set_one_after_the_other_are_one() -> None:
    root = lxml.html.document_fromstring("<p>One <a href=/x>fi<b></b>ve</a> six</p>")
    lxml.etree.strip_tags(root, "b")
    page = page_of_tree(root)
    assert (page.text, page.linked) == (["One five six"], [4])


def test_spaces_that_an_entity_makes_are_part_of_their_link() -> None:
    page = page_of_markup("<p><a href=/x>Ten&nbsp;miles</a></p>")
    assert (page.text, page.linked) == (["Ten miles"], [9])


@compiled_only
def test_threads_do_not_meet() -> None:
    sources = [f"<p>{n}<b class=x{n}>{'word ' * n}</b><a href=#x>{n}</a></p>" * 50 for n in range(40)]
    wanted = [columns(page_of_markup(source)) for source in sources]
    with ThreadPoolExecutor(4) as pool:
        assert [columns(page) for page in pool.map(page_of_markup, sources)] == wanted


@pytest.mark.parametrize("deep", [300, 999, 1_001, 3_000])
def test_deep_inline_elements_lose_nothing(deep: int) -> None:
    source = f"<p>{'<b>' * deep}One<i>{'</b>' * deep}two</p><p>Three</p>"
    assert "".join(page_of_markup(source).text).replace("\n", "").endswith("twoThree")


@compiled_only
def test_the_walker_stops_where_the_reader_of_events_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("declutter.readers.html.collect.BLOCKS", 1_000)
    read, walked = TWINS["declutter.readers.html.sources.collect_tree"]
    root = lxml.html.document_fromstring("<p>One.<!-- x --></p>" * 7_000)
    page = read(root)
    assert page.unread
    assert columns(walked(root)) == columns(page)


@compiled_only
@pytest.mark.parametrize("versions", [{"LXML_VERSION": (9, 0, 0, 0)}, {"LIBXML_VERSION": (3, 0, 0)}])
def test_an_lxml_that_nobody_has_tried_is_read_through_its_own_calls(versions: dict[str, object]) -> None:
    program = (
        "from lxml import etree\n"
        f"vars(etree).update({versions!r})\n"
        "from declutter.readers.html import sources\n"
        "print(sources.page_of_markup('<p>One <b>two</b>').text)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "['One two']\n"
