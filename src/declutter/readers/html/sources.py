"""Feeds: how markup, or a tree that the caller already has, becomes events for the collector."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import regex

from declutter.page import Page
from declutter.readers.html.collect import TooDeep, collect
from declutter.readers.html.detail import read_detail
from declutter.readers.html.formulas import with_formulas

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["is_tree", "page_of_markup", "page_of_tree"]

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
_CLOSINGS, _SIZE, _CHUNK = 3_000, 500_000, 32_768
# Events of a tree between two looks at how much has been read.
_EVENTS = 10_000
# Characters that no HTML may hold; the parser would stop at the first NUL.
_FORBIDDEN = dict.fromkeys([*range(9), 11, *range(14, 32)])


def is_tree(source: object) -> bool:
    """Whether a source is an lxml element or tree; lxml is not imported to tell."""
    return type(source).__module__.partition(".")[0] == "lxml"


def page_of_markup(markup: str) -> Page:
    """Collect decoded HTML."""
    if "\0" in markup:
        markup = markup.translate(_FORBIDDEN)
    try:
        return _collect(_parser_feed(markup))
    except TooDeep:
        pass
    try:
        page = _collect(_parser_feed(_flatten(markup, _FLAT_DEPTH)))
    except TooDeep:  # tags that only the parser sees; without any there is no depth
        page = _collect(_parser_feed(_flatten(markup, 0)))
    page.truncated = True
    return page


def _collect(feed: Callable[[Any], None]) -> Page:
    page = collect(feed)
    if page.formulas:  # of these few, once more, each formula once
        feed = with_formulas(feed)
        page = collect(feed)
    page.detail = cache(partial(read_detail, feed))
    return page


def page_of_tree(source: Any) -> Page:
    """Collect an lxml element or tree, which stays as it is."""
    from lxml import etree

    root = source.getroot() if hasattr(source, "getroot") else source
    if root is None or not isinstance(root.tag, str):
        return collect(lambda target: target.close())
    try:
        return _collect(_tree_feed(root))
    except TooDeep:
        return page_of_markup(etree.tostring(root, encoding="unicode", method="html"))


def _parser_feed(markup: str) -> Callable[[Any], None]:
    from lxml import etree

    data = markup.encode("utf-8", "replace")

    def feed(target: Any) -> None:
        if not data.strip():
            target.close()
            return
        parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
        try:
            if len(data) < _SIZE and data.count(b"</") < _CLOSINGS:
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
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        event = "start"
        while event and not target.full():
            event = ""
            for event, element in islice(walk, _EVENTS):  # the last one tells whether there was any
                if event in ("start", "end"):
                    tag = element.tag.rpartition("}")[2].lower()
                    if event == "start":
                        start(tag, element.attrib)
                        if element.text:
                            data(element.text)
                        continue
                    end(tag)
                if element.tail and element is not root:
                    data(element.tail)
        target.close()

    return feed


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
