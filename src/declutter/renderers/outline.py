"""Outline: the kept blocks of an HTML page as headings, paragraphs, items, tables …, for renderers.

Knows the page's elements; knows neither Markdown nor HTML.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import regex

from declutter.model import Label, Result
from declutter.page import Detail, Mark, Page, Picture, data_tables, table_cells
from declutter.renderers.footnotes import Footnotes, find_footnotes

__all__ = ["Node", "base_address", "outline", "safe_address"]

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTS = ("ul", "ol", "menu")
_SCHEMES = ("http", "https", "mailto", "tel", "ftp", "")
# Browsers drop control characters from an address, and then run what is left.
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}]+")
# As highlighters write it on code, or on what they put around it.
_LANGUAGE = regex.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|highlight-|brush:\s*|hljs\s+)([\w+#.-]+)"
)
_NO_LANGUAGES = frozenset(("default", "none", "plain", "plaintext", "text", "nohighlight"))
_CAPTIONS = (Label.CAPTION, Label.CREDIT)


@dataclass(slots=True)
class Node:
    """One piece of the outline.

    Attributes:
        kind: "heading", "paragraph", "item", "term", "definition", "code", "table" or "image".
        level: of a heading 1 to 6; of an item, and of code in one, the depth of its list, from 1.
        number: of an ordered item.
        within: the list that holds an item; -1 of others.
        follows: whether it goes on with the item, or the footnote, before it.
        note: the label of the footnote that it belongs to.
        quoted: depth of quotes around it.
        quote: the outermost of them; -1 where there is none.
        marks: its pieces.
        rows: of a table the pieces of each cell, row by row.
        header: whether the first row of a table is its head.
        language: of code, where the page names it.
        src, alt: of an image.
    """

    kind: str
    level: int = 0
    number: int | None = None
    within: int = -1
    follows: bool = False
    note: str = ""
    quoted: int = 0
    quote: int = -1
    marks: list[Mark] = field(default_factory=list)
    rows: list[list[list[Mark]]] = field(default_factory=list)
    header: bool = False
    language: str = ""
    src: str = ""
    alt: str = ""


def safe_address(address: str, base: str) -> str:
    """An address made absolute where the page's is known; "" where it would run a script."""
    address = "%20".join(_UNSEEN.sub("", address).split())
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
    if len(detail.marks) != len(page.text):  # somebody has changed the tree since it was read
        detail = Detail(marks=[[Mark("text", text)] for text in page.text])
    kept = [finding is None for finding in result.because]
    images = detail.pictures if result.policy.include_images else []
    pictures = deque(p for p in _distinct(images) if p.src and _shown(p.before, result))
    notes = find_footnotes(page, detail, kept, result.document.url)
    numbers = _numbers(page, detail)
    seen_items: set[int] = set()
    begun: set[str] = set()
    tables = _Tables(page)
    for block, stays in enumerate(kept):
        while pictures and pictures[0].before <= block:
            picture = pictures.popleft()
            yield Node("image", src=picture.src, alt=picture.alt)
        if not stays and block not in notes.notes:
            continue
        chain = _chain(page, block)
        marks = notes.marks.get(block, detail.marks[block])
        if not marks:  # the way back from a footnote, or its label
            continue
        table = tables.around(chain)
        if table >= 0:
            if tables.is_new(table):
                yield _table(page, table, kept, detail, notes)
            continue
        node = _node(page, block, chain, marks, numbers, seen_items)
        node.quote = next((e for e in reversed(chain) if _tag(page, e) == "blockquote"), -1)
        node.note = notes.notes.get(block, "")
        if node.note:
            node.follows = node.note in begun
            begun.add(node.note)
        yield node
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


def _numbers(page: Page, detail: Detail) -> dict[int, int]:
    """The number of each item of an ordered list that shows something."""
    items = [
        (element, above)
        for element, above in enumerate(page.parent)
        if above >= 0 and _tag(page, element) == "li" and _tag(page, above) == "ol"
    ]
    sizes = Counter(above for _, above in items)
    numbers: dict[int, int] = {}
    following: dict[int, int] = {}
    for element, above in items:
        step = -1 if above in detail.reversed else 1
        number = following.get(above)
        if number is None:
            number = detail.numbers.get(above, sizes[above] if step < 0 else 1)
        numbers[element] = detail.numbers.get(element, number)
        # An empty item is not counted, but what follows it goes on from there.
        shows = page.stop[element] > page.first[element]
        following[above] = numbers[element] + step if shows else numbers[element]
    return numbers


def _node(
    page: Page, block: int, chain: list[int], marks: list[Mark], numbers: dict[int, int], seen: set[int]
) -> Node:
    tags = [_tag(page, element) for element in chain]
    quoted = tags.count("blockquote")
    for tag in tags[:3]:
        if tag in _HEADINGS:
            return Node("heading", level=_HEADINGS[tag], marks=marks, quoted=quoted)
    depth = sum(tag in _LISTS for tag in tags) if "li" in tags else 0
    if "pre" in tags:
        at = tags.index("pre")
        inline = page.inline[block]
        names = [page.names[inline].class_] if inline >= 0 else []
        names += [page.names[page.name[element]].class_ for element in chain[at : at + 3]]
        text = [Mark("text", page.text[block])]
        return Node("code", level=depth, marks=text, quoted=quoted, language=_language(names))
    if depth:
        item = chain[tags.index("li")]
        number, follows = numbers.get(item), item in seen
        seen.add(item)
        above = page.parent[item]
        return Node(
            "item", level=depth, number=number, within=above, follows=follows, quoted=quoted, marks=marks
        )
    if tags and tags[0] == "dt":
        return Node("term", marks=marks, quoted=quoted)
    return Node("definition" if "dd" in tags[:2] else "paragraph", marks=marks, quoted=quoted)


def _language(names: list[str | None]) -> str:
    """The language of code that a class names, as in `language-python`; "" where none does."""
    for value in names:
        named = _LANGUAGE.search(value or "")
        if named is not None and named.group(1) not in _NO_LANGUAGES:
            return str(named.group(1))
    return ""


class _Tables:
    """The tables of data, each of which is shown once, at its first block."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._of_data = frozenset(data_tables(page))
        self._shown: set[int] = set()

    def around(self, chain: list[int]) -> int:
        """The outermost table of data that a block stands in a cell of; -1 of others, and of captions."""
        around, in_cell = -1, False
        for element in chain:
            if in_cell and element in self._of_data:
                around = element
            in_cell = in_cell or _tag(self._page, element) in ("td", "th")
        return around

    def is_new(self, table: int) -> bool:
        """Whether a table has not been shown; it counts as shown from now on."""
        new = table not in self._shown
        self._shown.add(table)
        return new


def _table(page: Page, table: int, kept: list[bool], detail: Detail, notes: Footnotes) -> Node:
    rows: list[list[list[Mark]]] = []
    header = False
    for cells in table_cells(page, table):
        row: list[list[Mark]] = []
        for cell in cells:
            marks: list[Mark] = []
            for block in range(page.first[cell], page.stop[cell]):
                if kept[block]:
                    inner = notes.marks.get(block, detail.marks[block])
                    marks += [*([Mark("text", " ")] if marks else []), *inner]
            row.append(marks)
        if any(row):
            if not rows:
                header = all(_tag(page, cell) == "th" for cell in cells)
            rows.append(row)
    return Node("table", rows=rows, header=header)
