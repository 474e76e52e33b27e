"""HTML to a Document: collect the page, and lay its blocks out as one text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from declutter.model import Document
from declutter.native import twin
from declutter.page import Page, Paths
from declutter.readers.html.collect import BLOCKS, ELEMENTS
from declutter.readers.html.rescue import rescue
from declutter.readers.html.sources import is_tree, page_of_markup, page_of_tree

__all__ = ["CELL", "KINDS", "LINE", "PARAGRAPH", "PASSED_ON", "ROWS", "TRANSPARENT", "lay_out", "read_html"]

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
KINDS = {
    **dict.fromkeys(_HEADINGS, "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("pre", "listing"), "code"),
    "blockquote": "quote",
}
# A paragraph in a list item or a quote is still an item or a quote; what a cell of a layout table holds is not.
PASSED_ON = frozenset(("item", "quote", "code"))
TRANSPARENT = frozenset(("p", "div"))
ROWS = frozenset(("thead", "tbody", "tfoot"))
CELL, LINE, PARAGRAPH = "\t", "\n", "\n\n"


def read_html(source: Any, *, cues: Sequence[str] = ()) -> Document:
    """Read HTML.

    Args:
        source: decoded markup, or an lxml element or tree.
        cues: not used; a page's own markup breaks its lines.

    >>> document = read_html("<h1>Head</h1><p>One <b>bold</b> word.</p><ul><li>a<li>b</ul>")
    >>> document.source, document.kinds
    ('Head\\n\\nOne bold word.\\n\\na\\nb', ['heading', '', 'item', 'item'])
    """
    del cues
    page = page_of_tree(source) if is_tree(source) else page_of_markup(source)
    notes: list[str] = []
    rescued = rescue(page)
    if rescued is not None:
        page, place = rescued
        notes.append(f"the markup shows no article; read from {place}")
    if page.unread:
        notes.append(
            f"more than {BLOCKS:,} blocks or {ELEMENTS:,} elements; what stands after the first "
            f"{len(page.text):,} blocks was not read"
        )
    if page.truncated:
        notes.append("elements are nested deeper than any page needs; the deepest were read as plain lines")
    document = _document(page)
    document.notes = notes
    document.rescued = rescued is not None
    return document


def _document(page: Page) -> Document:
    """The blocks of a page, one under the other."""
    source, starts, ends, lines, kinds = lay_out(page)
    document = Document(
        source=source,
        form="html",
        starts=starts,
        ends=ends,
        lines=lines,
        texts=[" ".join(text.split()) if "\n" in text or "\t" in text else text for text in page.text],
        kinds=kinds,
        links=[part / len(text) for part, text in zip(page.linked, page.text)],
        paths=Paths(page),
        title=page.title,
        language=page.language,
    )
    document.page = page
    return document


@twin
def lay_out(page: Page) -> tuple[str, list[int], list[int], list[int], list[str]]:
    """The blocks of a page as one text; where each begins and ends in it, on which line, and what it is."""
    starts: list[int] = []
    ends: list[int] = []
    lines: list[int] = []
    parts: list[str] = []
    offset, line = 0, 1
    kind_of = _kinds(page)
    for index, text in enumerate(page.text):
        if index:
            gap = _gap(page, index)
            parts.append(gap)
            offset += len(gap)
            line += len(gap) if gap is not CELL else 0
        starts.append(offset)
        offset += len(text)
        ends.append(offset)
        lines.append(line)
        parts.append(text)
        if "\n" in text:
            line += text.count("\n")
    return "".join(parts), starts, ends, lines, [kind_of[owner] for owner in page.owner]


def _kinds(page: Page) -> list[str]:
    """Element -> what a block in it is."""
    tags = [name.tag for name in page.names]
    kinds: list[str] = []
    for name, parent in zip(page.name, page.parent):
        tag = tags[name]
        kind = KINDS.get(tag, "")
        if not kind and tag in TRANSPARENT and parent >= 0 and kinds[parent] in PASSED_ON:
            kind = kinds[parent]
        kinds.append(kind)
    return kinds


def _gap(page: Page, index: int) -> str:
    """What stands between a block and the one before: cells of a row, items of a list, else paragraphs."""
    before, after = page.owner[index - 1], page.owner[index]
    kind = KINDS.get(page.tag(index), "")
    if kind not in ("item", "cell") or before == after:
        return PARAGRAPH
    above, over = page.parent[before], page.parent[after]
    if kind == "cell":
        if above == over:
            return CELL
        return LINE if above > 0 and over > 0 and _table(page, above) == _table(page, over) else PARAGRAPH
    # Another item of the list, the first of a list inside the item, or the next one after such a list.
    nested = page.parent[over] == before or (above > 0 and page.parent[page.parent[above]] == over)
    return LINE if above == over or nested else PARAGRAPH


def _table(page: Page, row: int) -> int:
    """The element that holds a row, past the head or body of its table."""
    holder = page.parent[row]
    return page.parent[holder] if page.names[page.name[holder]].tag in ROWS else holder
