"""A second pass for renderers: links, emphasis and pictures of each block, read when asked for."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from declutter.page import Detail, Mark, Page, Picture
from declutter.readers.html.collect import make_target

__all__ = ["read_detail"]

# What a renderer can show; other inline tags only hold text.
_SHOWN = {
    "a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em",
    "code": "code",
    "kbd": "code", "samp": "code", "tt": "code", "s": "del", "del": "del", "strike": "del", "sub": "sub",
    "sup": "sup", "mark": "mark",
}  # fmt: skip
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")


def read_detail(feed: Callable[[Any], None]) -> Detail:
    """Send the page's events to the collector once more, and note what stands inside its blocks."""
    page, detail = Page(), Detail()
    inner = make_target(page)
    marks: list[Mark] = []
    opened: list[Mark] = []

    def settle() -> None:
        """Give the pieces so far to the block that the collector has just ended."""
        nonlocal marks
        if len(page.text) > len(detail.marks):
            detail.marks.append([*marks, *(Mark("close", mark.value) for mark in reversed(opened))])
            marks = list(opened)

    def start(tag: str, attrib: Any) -> None:
        inner.start(tag, attrib)
        settle()
        if inner.quiet():
            return
        shown = _SHOWN.get(tag)
        if shown is not None and (tag != "a" or "href" in attrib):
            mark = Mark("open", shown, attrib.get("href", ""))
            opened.append(mark)
            marks.append(mark)
        elif tag == "br":
            marks.append(Mark("break", ""))
        elif tag in ("img", "amp-img"):
            detail.pictures.append(
                Picture(len(page.text), _address(attrib), " ".join((attrib.get("alt") or "").split()))
            )

    def end(tag: str) -> None:
        was_quiet = inner.quiet()
        inner.end(tag)
        settle()
        shown = _SHOWN.get(tag)
        if shown is not None and not was_quiet and _removed_last(opened, shown):
            marks.append(Mark("close", shown))

    def data(text: str) -> None:
        inner.data(text)
        if not inner.quiet():
            marks.append(Mark("text", text))

    def close() -> None:
        inner.close()
        settle()

    feed(SimpleNamespace(start=start, end=end, data=data, close=close))
    return detail


def _removed_last(opened: list[Mark], shown: str) -> bool:
    """Take the last mark of that kind out of those that are open, if there is one."""
    for index in range(len(opened) - 1, -1, -1):
        if opened[index].value == shown:
            del opened[index]
            return True
    return False


def _address(attrib: Any) -> str:
    """A picture's address; pages that load late keep it in an attribute of their own."""
    src: str = attrib.get("src") or ""
    if src and not src.startswith("data:"):
        return src
    for name in _LAZY:
        value = (attrib.get(name) or "").strip()
        if value:
            return str(value.split()[0].rstrip(","))
    return ""
