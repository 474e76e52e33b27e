"""Footnotes: references in the text, and the notes that they lead to, told by their links alone.

A reference is a short link to a later part of the page that links back, or a raised one. So the forms of
Pandoc, Markdown's many tools, WordPress, Wikipedia, Word and docutils are one form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urldefrag, urljoin

import regex

from declutter.page import Detail, Mark, Page

__all__ = ["Footnotes", "find_footnotes"]

_LABEL = regex.compile(
    r"(?:(?:note|nb|fn|n|anm\.?)[\s\xa0]?)?\d{1,4}[a-z]?|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶#]{1,4}",
    regex.IGNORECASE,
)
# What stands around references, and between those of one place.
_AROUND = regex.compile(r"[\[\](),;\s\xa0]*")
# Wikipedia prints this where there are several ways back.
_WAY_BACK = regex.compile(r"^[\s\xa0]*[\^↑][\s\xa0]*")
# What has more blocks is a section, no note; so is what has more than a few and no way back.
_MOST_BLOCKS, _MOST_WITHOUT_WAY_BACK = 30, 4
# A note under a term has its text in what follows, after no more elements than these.
_MOST_ELEMENTS = 50


@dataclass(slots=True)
class Footnotes:
    """The footnotes of a page.

    Attributes:
        marks: block -> its pieces, where they differ from the page's: references are marks of the kind "note",
            and the ways back from notes are gone.
        notes: block of a note -> the note's label.
    """

    marks: dict[int, list[Mark]] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Link:
    """A link to a place of its own page: marks `start` to `stop` of a block."""

    block: int
    start: int
    stop: int
    target: str
    text: str
    raised: bool


def find_footnotes(page: Page, detail: Detail, kept: Sequence[bool], url: str) -> Footnotes:
    """The footnotes that the kept blocks refer to, whether their own blocks are kept or not.

    Args:
        page: what the collector saw.
        detail: the pieces of its blocks, and its anchors.
        kept: block -> whether it stays.
        url: the page's address; "" where it is not known.
    """
    by_block: dict[int, list[_Link]] = {}
    for block, marks in enumerate(detail.marks):
        if links := list(_links(block, marks, detail, url)):
            by_block[block] = links
    spans: dict[str, range] = {}
    references: dict[str, list[_Link]] = {}
    for link in (link for block, links in by_block.items() if kept[block] for link in links):
        if _LABEL.fullmatch(link.text):
            span = spans.setdefault(link.target, _span(page, detail, link.target))
            if _is_reference(link, span, detail, by_block):
                references.setdefault(link.target, []).append(link)
    return _footnotes(detail, references, spans, by_block)


def _is_reference(link: _Link, span: range, detail: Detail, by_block: dict[int, list[_Link]]) -> bool:
    """Whether a short link leads to a note: to a later place that leads back, or, raised, to a small one."""
    if not span.start > link.block or not 0 < len(span) <= _MOST_BLOCKS:
        return False
    if link.raised and len(span) <= _MOST_WITHOUT_WAY_BACK:
        return True
    # Letters alone are often an index of letters.
    return (link.raised or not link.text.isalpha()) and any(
        _leads_to(detail, back, link.block) for block in span for back in by_block.get(block, ())
    )


def _footnotes(
    detail: Detail,
    references: dict[str, list[_Link]],
    spans: dict[str, range],
    by_block: dict[int, list[_Link]],
) -> Footnotes:
    """The marks of references and notes as a renderer shows them."""
    found = Footnotes()
    edits: dict[int, list[tuple[_Link, list[Mark]]]] = {}
    labels = _labels(references)
    firsts: list[tuple[int, str]] = []
    for target, links in references.items():
        for link in links:
            edits.setdefault(link.block, []).append((link, [Mark("note", labels[target], link.text)]))
        places = {link.block for link in links}
        own = [block for block in spans[target] if block not in found.notes]
        for block in own:
            found.notes[block] = labels[target]
            ways_back = [link for link in by_block.get(block, ()) if detail.places[link.target][0] in places]
            edits.setdefault(block, []).extend((link, []) for link in ways_back)
        firsts += [(block, links[0].text) for block in own[:1]]
    for block, changes in edits.items():
        found.marks[block] = _edited(detail.marks[block], changes)
    for block, label in firsts:
        found.marks[block] = _unlabelled(found.marks[block], label)
    return found


def _links(block: int, marks: Sequence[Mark], detail: Detail, url: str) -> Iterator[_Link]:
    """The links of a block that lead to a known place of the page."""
    raised, start = 0, -1
    for at, mark in enumerate(marks):
        if mark.kind == "open" and mark.value == "a":
            start = at
        elif mark.value == "sup":
            raised += 1 if mark.kind == "open" else -1
        elif mark.kind == "close" and mark.value == "a" and start >= 0:
            target = _fragment(marks[start].href, detail, url)
            if target:
                inner = marks[start + 1 : at]
                text = "".join(piece.value for piece in inner if piece.kind == "text").strip(
                    " \t\r\n\xa0[]()"
                )
                yield _Link(block, start, at + 1, target, text, raised > 0 or Mark("open", "sup") in inner)
            start = -1


def _fragment(href: str, detail: Detail, url: str) -> str:
    """The place of this page that an address leads to; "" where it leads elsewhere."""
    if "#" not in href:
        return ""
    address, fragment = urldefrag(href)
    if address and not (url and urljoin(url, address) == urldefrag(url).url):
        return ""
    return (
        fragment
        if fragment in detail.places
        else unquote(fragment)
        if unquote(fragment) in detail.places
        else ""
    )


def _leads_to(detail: Detail, link: _Link, block: int) -> bool:
    return detail.places[link.target][0] == block


def _span(page: Page, detail: Detail, target: str) -> range:
    """The blocks of the note at a place."""
    first, element = detail.places[target]
    if first >= len(page.owner):
        return range(first, first)
    if element < 0:  # an anchor in running text: the item that it stands in, or its paragraph
        owner = page.owner[first]
        item = next((e for e in (owner, page.parent[owner]) if e >= 0 and _tag(page, e) == "li"), -1)
        if item < 0 and page.first[owner] == first and not any(map(str.isalpha, page.text[first])):
            item = owner  # the number alone; the note is what stands beside it
        return range(first, page.stop[item] if item >= 0 else first + 1)
    stop = page.stop[element]
    if _tag(page, element) == "dt":
        for other in range(element + 1, min(element + _MOST_ELEMENTS, len(page.parent))):
            if page.parent[other] == page.parent[element]:
                if _tag(page, other) != "dd":
                    break
                stop = page.stop[other]
    return range(first, stop)


def _tag(page: Page, element: int) -> str:
    return page.names[page.name[element]].tag


def _labels(references: dict[str, list[_Link]]) -> dict[str, str]:
    """A label for each note: what the page prints, where that is a number or a word that no other has."""
    labels: dict[str, str] = {}
    used: set[str] = set()
    free = 1
    for target, links in references.items():
        label = "-".join(links[0].text.split())
        if label in used or not label.replace("-", "").isalnum():
            while str(free) in used:
                free += 1
            label = str(free)
        used.add(label)
        labels[target] = label
    return labels


def _edited(marks: Sequence[Mark], changes: Iterable[tuple[_Link, list[Mark]]]) -> list[Mark]:
    """Marks with links replaced."""
    out = list(marks)
    for link, pieces in sorted(changes, key=lambda change: -change[0].start):
        out[link.start : link.stop] = pieces
    return _without_frames(out)


def _without_frames(marks: list[Mark]) -> list[Mark]:
    """Without the raised brackets around references, and without pairs of marks that nothing is left in."""
    out: list[Mark] = []
    opened: list[int] = []
    for mark in marks:
        if mark.kind == "open":
            opened.append(len(out))
        elif mark.kind == "close" and opened:
            start = opened.pop()
            inner = out[start + 1 :]
            notes = [piece for piece in inner if piece.kind == "note"]
            if not inner or all(piece.kind == "text" and piece.value.isspace() for piece in inner):
                out[start:] = inner
                continue
            if (
                mark.value == "sup"
                and notes
                and all(
                    piece.kind == "note" or (piece.kind == "text" and _AROUND.fullmatch(piece.value))
                    for piece in inner
                )
            ):
                out[start:] = notes
                continue
        out.append(mark)
    return out


def _unlabelled(marks: list[Mark], label: str) -> list[Mark]:
    """A note's first block without the label that it prints itself, and without the sign for the way back."""
    at = next((at for at, mark in enumerate(marks) if mark.kind == "text" and mark.value.strip()), -1)
    if at < 0:
        return marks
    text = _WAY_BACK.sub("", marks[at].value)
    bare = text.strip(" \t\r\n\xa0[]().:")
    if bare == label:
        text = ""
    else:
        # A number without a point may begin the note's first sentence; an asterisk cannot.
        ends = r"[\])][.:]?|[.:]" + ("" if label.isalnum() else "|")
        printed = regex.match(rf"\s*[\[(]?{regex.escape(label)}(?:{ends})(?=[\s\xa0])", text)
        text = text[printed.end() :] if printed is not None else text
    out = [*marks[:at], *([marks[at]._replace(value=text)] if text else []), *marks[at + 1 :]]
    out = _without_frames(out)
    return [] if all(mark.kind == "text" and _AROUND.fullmatch(mark.value) for mark in out) else out
