"""Feeds: how markup, or a tree that the caller already has, becomes events for the collector."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import regex

from declutter.native import twin
from declutter.page import Page
from declutter.readers.html.collect import TooDeep, collect
from declutter.readers.html.detail import read_detail
from declutter.readers.html.formulas import with_formulas

if TYPE_CHECKING:
    from lxml import etree

__all__ = [
    "CLOSINGS",
    "EVENTS",
    "SIZE",
    "collect_markup",
    "collect_tree",
    "is_tree",
    "page_of_markup",
    "page_of_tree",
]

# One tag, matched in time linear in its length: nothing in it can match in two ways.
_TAG = regex.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)[^<>]*>")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
# In a source that is nested too deep, tags below this depth give way to line breaks.
_FLAT_DEPTH = 150
# The parser walks all open elements for a closing tag without its opening one, and an exception stops
# it only between chunks. Fewer closing tags, in less text, cannot hold it for long.
CLOSINGS, SIZE, _CHUNK = 3_000, 500_000, 32_768
# Events of a tree between two looks at how much has been read.
EVENTS = 10_000
# Characters that no HTML may hold; the parser would stop at the first NUL.
_FORBIDDEN = dict.fromkeys([*range(9), 11, *range(14, 32)])


def is_tree(source: object) -> bool:
    """Whether a source is an lxml element or tree; lxml is not imported to tell."""
    return type(source).__module__.partition(".")[0] == "lxml"


def page_of_markup(markup: str) -> Page:
    """Collect decoded HTML."""
    data = _encoded(markup)
    if b"\0" in data:  # looked for in bytes, which takes a tenth of the time
        markup = markup.translate(_FORBIDDEN)
        data = _encoded(markup)
    try:
        return _read(data)
    except TooDeep:
        pass
    try:
        page = _read(_encoded(_flatten(markup, _FLAT_DEPTH)))
    except TooDeep:  # tags that only the parser sees; without any there is no depth
        page = _read(_encoded(_flatten(markup, 0)))
    page.truncated = True
    return page


def page_of_tree(source: Any) -> Page:
    """Collect an lxml element or tree, which stays as it is."""
    from lxml import etree

    root = source.getroot() if hasattr(source, "getroot") else source
    if root is None or not isinstance(root.tag, str):
        return collect(lambda target: target.close())
    try:
        return _finished(collect_tree(root), _tree_feed(root))
    except TooDeep:
        tops = (
            etree.tostring(top, encoding="unicode", method="html", with_tail=False) for top in _tops(root)
        )
        return page_of_markup("".join(tops))


def _encoded(markup: str) -> bytes:
    return markup.encode("utf-8", "replace")


def _read(data: bytes) -> Page:
    return _finished(collect_markup(data), _parser_feed(data))


def _finished(page: Page, feed: Callable[[Any], None]) -> Page:
    """A page with its detail; one with formulas is collected once more, each of them once."""
    if page.formulas:
        feed = with_formulas(feed)
        page = collect(feed)
    page.detail = cache(partial(read_detail, feed))
    return page


@twin
def collect_markup(data: bytes) -> Page:
    """Collect HTML in UTF-8, without NUL.

    Raises:
        TooDeep: elements are nested deeper than DEPTH.
    """
    return collect(_parser_feed(data))


@twin
def collect_tree(root: etree._Element) -> Page:
    """Collect an element; the root of a document with the elements beside it, which the parser makes of broken pages.

    Raises:
        TooDeep: elements are nested deeper than DEPTH.
    """
    return collect(_tree_feed(root))


def _parser_feed(data: bytes) -> Callable[[Any], None]:
    from lxml import etree

    def feed(target: Any) -> None:
        if not data.strip():
            target.close()
            return
        parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
        try:
            if len(data) < SIZE and data.count(b"</") < CLOSINGS:
                etree.fromstring(data, parser)
                return
            for start in range(0, len(data), _CHUNK):
                if start and target.full():
                    break
                parser.feed(data[start : start + _CHUNK])
            parser.close()
        except etree.XMLSyntaxError:  # nothing in it that the parser takes for a document
            target.close()

    return feed


def _tree_feed(root: etree._Element) -> Callable[[Any], None]:
    from lxml import etree

    def feed(target: Any) -> None:
        start, end, data = target.start, target.end, target.data
        kinds = ("start", "end", "comment", "pi")
        walk = chain.from_iterable(etree.iterwalk(top, events=kinds) for top in _tops(root))
        event = "start"
        while event and not target.full():
            event = ""
            for event, element in islice(walk, EVENTS):  # the last one tells whether there was any
                if event in ("start", "end") and isinstance(element.tag, str):
                    tag = _local_name(element.tag)
                    if event == "start":
                        start(tag, element.attrib)
                        if element.text:
                            data(element.text)
                        continue
                    end(tag)
                elif event == "start":  # a reference to an entity, which nobody has resolved
                    continue
                if element.tail and element is not root:
                    data(element.tail)
        target.close()

    return feed


def _tops(root: etree._Element) -> list[etree._Element]:
    """An element; the root of a document with the elements beside it."""
    beside = root.itersiblings() if root.getparent() is None else ()
    return [root, *(top for top in beside if isinstance(top.tag, str))]


def _local_name(tag: str) -> str:
    """A tag without its namespace, in lower case; as in HTML, where letters beyond ASCII stay as they are."""
    if tag[0] == "{":
        tag = tag.rpartition("}")[2]
    return tag.lower() if tag.isascii() else tag


def _flatten(markup: str, most: int) -> str:
    """The markup with every tag that opens below a depth of `most` replaced by a line break."""
    parts: list[str] = []
    depth = done = 0
    for match in _TAG.finditer(markup):
        closing, tag = match.groups()
        if tag.lower() in _VOID:
            continue
        if closing:
            deep = depth > most
            depth = max(0, depth - 1)
        else:
            depth += 1
            deep = depth > most
        if deep:
            parts.append(markup[done : match.start()])
            parts.append("<br><br>")
            done = match.end()
    parts.append(markup[done:])
    return "".join(parts)
