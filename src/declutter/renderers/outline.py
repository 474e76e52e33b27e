"""Outline: the kept blocks of an HTML page as headings, paragraphs, items, tables …, for renderers.

Knows the page's elements; knows neither Markdown nor HTML.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import regex

from declutter.model import Label, Result
from declutter.page import Detail, Mark, Page, Picture, is_data_table, table_cells

__all__ = ["Node", "base_address", "outline", "safe_address"]

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTS = ("ul", "ol", "menu")
_SCHEMES = ("http", "https", "mailto", "tel", "ftp", "")
# Browsers drop white space and control characters from an address, and then run what is left.
_UNSEEN = regex.compile(r"[\s\p{Cc}\p{Cs}]+")
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
    address = _UNSEEN.sub("", address)
    try:
        joined = urljoin(base, address) if base else address
        return joined if urlsplit(joined).scheme.lower() in _SCHEMES else ""
    except ValueError:
        return ""


def base_address(result: Result) -> str:
    """What relative addresses start from: the page's `<base href>`, its own address, or ""."""
    page = result.document.page
    return safe_address(page.base if page is not None else "", result.document.url) or result.document.url


def outline(result: Result) -> Iterator[Node]:
    """The kept blocks of an HTML result, in order."""
    page = result.document.page
    if page is None:
        return
    detail: Detail = page.detail()
    kept = [finding is None for finding in result.because]
    images = detail.pictures if result.policy.include_images else []
    pictures = deque(p for p in _distinct(images) if p.src and _shown(p.before, result))
    numbers = _numbers(page)
    seen_items: set[int] = set()
    data_tables: dict[int, bool] = {}
    done_table = -1
    for block, stays in enumerate(kept):
        while pictures and pictures[0].before <= block:
            picture = pictures.popleft()
            yield Node("image", src=picture.src, alt=picture.alt)
        if not stays:
            continue
        chain = _chain(page, block)
        marks = detail.marks[block] if block < len(detail.marks) else [Mark("text", page.text[block])]
        table = next((e for e in chain if _tag(page, e) == "table"), -1)
        if table >= 0 and table not in data_tables:
            data_tables[table] = is_data_table(page, table)
        if data_tables.get(table):
            if table != done_table:
                yield _table(page, table, kept, detail)
            done_table = table
            continue
        yield _node(page, block, chain, marks, numbers, seen_items)
    for picture in pictures:
        yield Node("image", src=picture.src, alt=picture.alt)


def _distinct(pictures: Iterable[Picture]) -> Iterator[Picture]:
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


def _numbers(page: Page) -> dict[int, int]:
    """The number of each item of an ordered list that shows something, from 1."""
    numbers: dict[int, int] = {}
    last: dict[int, int] = {}
    for element, above in enumerate(page.parent):
        if above < 0 or _tag(page, element) != "li" or _tag(page, above) != "ol":
            continue
        # An empty item is not counted, but what follows it goes on from there.
        numbers[element] = last.get(above, 0) + 1
        if page.stop[element] > page.first[element]:
            last[above] = numbers[element]
    return numbers


def _node(
    page: Page, block: int, chain: list[int], marks: list[Mark], numbers: dict[int, int], seen: set[int]
) -> Node:
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
        number = numbers.get(item, 0)
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


def _table(page: Page, table: int, kept: list[bool], detail: Detail) -> Node:
    rows: list[list[list[Mark]]] = []
    header = False
    for cells in table_cells(page, table):
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
