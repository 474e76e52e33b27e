"""A second pass for renderers: links, emphasis, pictures, anchors and numbers, read when asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import regex

from declutter.page import Detail, Mark, Page, Picture
from declutter.readers.html.collect import make_target
from declutter.readers.html.seams import SEAM, apart
from declutter.readers.html.tags import FORMULA
from declutter.readers.html.unseen import visible

__all__ = ["read_detail"]

# What a renderer can show; other inline tags only hold text.
_SHOWN = {
    "a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em",
    "code": "code",
    "kbd": "code", "samp": "code", "tt": "code", "s": "del", "del": "del", "strike": "del", "sub": "sub",
    "sup": "sup", "mark": "mark", FORMULA: "formula",
}  # fmt: skip
# Marks that may be open at once: each block begins with those that are open, and no page needs more.
_MOST_OPEN = 40
# Longer numbers are no numbers of items; Markdown allows nine digits.
_NUMBER = regex.compile(r"\s*(-?\d{1,9})\s*")
# As Mark() would make them, but without a call in Python for each.
_text_mark = partial(tuple.__new__, Mark)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")


def read_detail(feed: Callable[[Any], None]) -> Detail:
    """Send the page's events to the collector once more, and note what stands inside its blocks."""
    reader = _Reader()
    feed(reader)
    return reader.detail


class _Reader:
    """A parser target: the collector's, and beside it the marks of the block that is open."""

    def __init__(self) -> None:
        self.detail = Detail()
        page = Page()
        inner = make_target(page)
        self.full = inner.full
        self._start, self._end, self._data, self._close = inner.start, inner.end, inner.data, inner.close
        self._quiet, self._cuts, self._seams = inner.quiet, inner.cuts, inner.seams
        self._texts, self._elements = page.text, page.name
        self._blocks = self.detail.marks
        self._marks: list[Mark] = []
        self._opened: list[Mark] = []
        self._seamed = False

    def start(self, tag: str, attrib: Any) -> None:
        elements, seams = len(self._elements), self._seams()
        self._start(tag, attrib)
        if len(self._texts) > len(self._blocks):
            self._settle()
        if self._quiet():
            return
        before = len(self._texts)
        if self._seams() > seams:
            self._marks.append(Mark("text", SEAM))
            self._seamed = True
        if attrib:
            element = len(self._elements) - 1 if len(self._elements) > elements else -1
            _note_place(self.detail, tag, attrib, (before, element))
        shown = _SHOWN.get(tag)
        if shown is not None:
            if (tag != "a" or "href" in attrib) and len(self._opened) < _MOST_OPEN:
                mark = Mark("open", shown, attrib.get("href", ""))
                self._opened.append(mark)
                self._marks.append(mark)
        elif tag == "br":
            self._marks.append(Mark("break", ""))
        elif tag in ("img", "amp-img"):
            alt = " ".join((attrib.get("alt") or "").split())
            self.detail.pictures.append(Picture(before, _address(attrib), alt))

    def end(self, tag: str) -> None:
        was_quiet, cuts = self._quiet(), self._cuts()
        self._end(tag)
        if len(self._texts) > len(self._blocks):
            self._settle()
        shown = _SHOWN.get(tag)
        if shown is not None and not was_quiet and _removed_last(self._opened, shown):
            if self._cuts() > cuts:  # the collector took the whole link out
                del self._marks[_last_link(self._marks) :]
            else:
                self._marks.append(Mark("close", shown))

    def data(self, text: str) -> None:
        self._data(text)
        if not self._quiet():
            self._marks.append(_text_mark(("text", text if text.isascii() else visible(text), "")))

    def close(self) -> None:
        self._close()
        if len(self._texts) > len(self._blocks):
            self._settle()

    def _settle(self) -> None:
        """Give the pieces so far to the block that the collector has just ended."""
        ends = (Mark("close", mark.value) for mark in reversed(self._opened))
        marks = _mended(self._marks) if self._seamed else self._marks
        self._blocks.append([*marks, *ends])
        self._marks = list(self._opened)
        self._seamed = False


def _note_place(detail: Detail, tag: str, attrib: Any, place: tuple[int, int]) -> None:
    """Keep what an element's attributes say of where it stands, and of its number."""
    anchor = attrib.get("id") or (attrib.get("name") if tag == "a" else None)
    if anchor:
        detail.places.setdefault(anchor, place)
    if tag in ("ol", "li"):
        number = _NUMBER.fullmatch(attrib.get("start" if tag == "ol" else "value") or "")
        if number is not None:
            detail.numbers[place[1]] = int(number.group(1))
        if tag == "ol" and "reversed" in attrib:
            detail.reversed.add(place[1])


def _mended(marks: list[Mark]) -> list[Mark]:
    """Marks with a space for each seam between words, and nothing for the others."""
    spaces = apart("".join(mark.value for mark in marks if mark.kind == "text"))
    mended, at = [], 0
    for mark in marks:
        if mark.kind != "text" or mark.value != SEAM:
            mended.append(mark)
        elif at in spaces:
            mended.append(Mark("text", " "))
        at += len(mark.value) if mark.kind == "text" else 0
    return mended


def _last_link(marks: list[Mark]) -> int:
    return next(
        (at for at in range(len(marks) - 1, -1, -1) if marks[at].kind == "open" and marks[at].value == "a"),
        len(marks),
    )


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
