"""Outline: the kept blocks of an HTML page as headings, paragraphs, items, tables …, for renderers.

Knows the page's elements; knows neither Markdown nor HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from declutter.model import Label, Result
from declutter.page import Detail, Mark, Page, Picture

__all__ = ["Node", "outline", "safe_address"]

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTS = ("ul", "ol", "menu")
_SCHEMES = ("http", "https", "mailto", "tel", "ftp", "")
_CAPTIONS = (Label.CAPTION, Label.CREDIT)


@dataclass(slots=True)
class Node:
    """One piece of the outline.

    Attributes:
        kind: "heading", "paragraph", "item", "term", "code", "table" or "image".
        level: of a heading 1 to 6; of an item the depth of its list, from 1.
        number: of an ordered item; 0 of others.
        follows: whether it goes on with the item before it.
        quoted: depth of quotes around it.
        marks: its pieces.
        rows: of a table the pieces of each cell, row by row.
        header: whether the first row of a table is its head.
        language: of code, where the page names it.
        src, alt: of an image.
    """

    kind: str
    level: int = 0
    number: int = 0
    follows: bool = False
    quoted: int = 0
    marks: list[Mark] = field(default_factory=list)
    rows: list[list[list[Mark]]] = field(default_factory=list)
    header: bool = False
    language: str = ""
    src: str = ""
    alt: str = ""


def safe_address(address: str, base: str) -> str:
    """An address made absolute where the page's is known; "" where it would run a script."""
    address = "".join(address.split())
    try:
        joined = urljoin(base, address) if base else address
        return joined if urlsplit(joined).scheme.lower() in _SCHEMES else ""
    except ValueError:
        return ""


def outline(result: Result, *, images: bool = True, tables: bool = True) -> Iterator[Node]:
    """The kept blocks of an HTML result, in order."""
    page = result.document.page
    if page is None:
        return
    detail: Detail = page.detail()
    kept = [finding is None for finding in result.because]
    pictures = [p for p in _distinct(detail.pictures) if images and p.src and _shown(p.before, result)]
    seen_items: set[int] = set()
    done_table = -1
    for block, stays in enumerate(kept):
        while pictures and pictures[0].before <= block:
            picture = pictures.pop(0)
            yield Node("image", src=picture.src, alt=picture.alt)
        if not stays:
            continue
        chain = _chain(page, block)
        marks = detail.marks[block] if block < len(detail.marks) else [Mark("text", page.text[block])]
        table = next((e for e in chain if _tag(page, e) == "table"), -1)
        if table >= 0 and (table == done_table or _is_data(page, table)):
            if table != done_table and tables:
                yield _table(page, table, kept, detail)
            done_table = table
            continue
        yield _node(page, block, chain, marks, seen_items)
    for picture in pictures:
        yield Node("image", src=picture.src, alt=picture.alt)


def _distinct(pictures: list[Picture]) -> Iterator[Picture]:
    """Without the copies that pages keep in noscript, for browsers that load pictures at once."""
    last = ""
    for picture in pictures:
        if picture.src != last:
            yield picture
        last = picture.src


def _shown(before: int, result: Result) -> bool:
    """Whether a picture stands in the article: below a kept block, above another or above its caption."""
    because = result.because
    if before >= len(because):
        return bool(because) and because[-1] is None
    above = before > 0 and because[before - 1] is None
    finding = because[before]
    return (above and (finding is None or finding.label in _CAPTIONS)) or (
        finding is None
        and before > 0
        and because[before - 1] is not None
        and because[before - 1].label is Label.HEADLINE  # type: ignore[union-attr]
    )


def _tag(page: Page, element: int) -> str:
    return page.names[page.name[element]].tag


def _chain(page: Page, block: int) -> list[int]:
    """The elements around a block, innermost first."""
    chain = []
    element = page.owner[block]
    while element >= 0:
        chain.append(element)
        element = page.parent[element]
    return chain


def _node(page: Page, block: int, chain: list[int], marks: list[Mark], seen: set[int]) -> Node:
    tags = [_tag(page, element) for element in chain]
    quoted = tags.count("blockquote")
    for tag in tags[:3]:
        if tag in _HEADINGS:
            return Node("heading", level=_HEADINGS[tag], marks=marks, quoted=quoted)
    if "pre" in tags:
        element = chain[tags.index("pre")]
        inline = page.inline[block]
        names = [page.names[page.name[element]].class_, page.names[inline].class_ if inline >= 0 else None]
        return Node("code", marks=[Mark("text", page.text[block])], quoted=quoted, language=_language(names))
    depth = sum(tag in _LISTS for tag in tags)
    if depth and "li" in tags:
        item = chain[tags.index("li")]
        above = page.parent[item]
        number = 0
        if above >= 0 and _tag(page, above) == "ol":
            number = 1 + sum(
                page.parent[e] == above and _tag(page, e) == "li" and page.stop[e] > page.first[e]
                for e in range(above + 1, item)
            )
        follows = item in seen
        seen.add(item)
        return Node("item", level=depth, number=number, follows=follows, quoted=quoted, marks=marks)
    if tags and tags[0] == "dt":
        return Node("term", marks=marks, quoted=quoted)
    return Node("paragraph", marks=marks, quoted=quoted)


def _language(names: list[str | None]) -> str:
    """The language of code that a class names, as in `language-python`."""
    for value in names:
        for word in (value or "").split():
            for prefix in ("language-", "lang-", "highlight-source-", "brush:"):
                if word.startswith(prefix):
                    return word[len(prefix) :]
    return ""


def _is_data(page: Page, table: int) -> bool:
    """Whether a table holds data: two rows or more of two cells or more, none of them a text of its own."""
    rows = [cells for cells in _cells(page, table) if len(cells) > 1]
    return len(rows) > 1 and all(page.stop[c] - page.first[c] <= 4 for cells in rows for c in cells)


def _cells(page: Page, table: int) -> list[list[int]]:
    """The cells of each row of a table, without those of tables inside it."""
    rows: dict[int, list[int]] = {}
    element = table + 1
    inner = {table}
    while element < len(page.parent) and page.parent[element] in inner:
        inner.add(element)
        if _tag(page, element) in ("td", "th"):
            rows.setdefault(page.parent[element], []).append(element)
        element += 1
    return list(rows.values())


def _table(page: Page, table: int, kept: list[bool], detail: Detail) -> Node:
    rows: list[list[list[Mark]]] = []
    header = False
    for cells in _cells(page, table):
        row: list[list[Mark]] = []
        for cell in cells:
            marks: list[Mark] = []
            for block in range(page.first[cell], page.stop[cell]):
                if kept[block]:
                    marks += [*([Mark("text", " ")] if marks else []), *detail.marks[block]]
            row.append(marks)
        if any(row):
            if not rows:
                header = all(_tag(page, cell) == "th" for cell in cells)
            rows.append(row)
    return Node("table", rows=rows, header=header)
