"""Page: what the collector saw of an HTML page, as flat columns.

This is the contract between the walker over the markup and everything after it. A compiled walker
may take the Python one's place; whoever reads the columns will not notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

import regex

__all__ = [
    "Detail",
    "Mark",
    "Name",
    "Page",
    "Paths",
    "Picture",
    "data_tables",
    "in_data_tables",
    "is_data_table",
    "table_cells",
]

_WORDS = regex.compile(r"\p{L}[\p{L}\d]*")
# Class lists of a few generated sites run to kilobytes; their first words say what there is to say.
_NAME_CHARS = 400


class Name(NamedTuple):
    """What an element is called: the tag, and the attributes that name its part on the page."""

    tag: str
    class_: str | None = None
    id: str | None = None
    role: str | None = None
    itemprop: str | None = None
    testid: str | None = None


class Mark(NamedTuple):
    """A piece of a block.

    Attributes:
        kind: "text", "break", "open", "close" or "note" (a reference to a footnote).
        value: the text; of "open" and "close" the tag; of "note" the footnote's label.
        href: of an open "a" its address; of "note" what the page prints there.
    """

    kind: str
    value: str
    href: str = ""


class Picture(NamedTuple):
    """A picture before block `before`, with its address and its alternative text."""

    before: int
    src: str
    alt: str


@dataclass(slots=True)
class Detail:
    """What plain text does not need.

    Attributes:
        marks: block -> the pieces it is made of.
        pictures: the page's pictures.
        numbers: element -> the `start` of an ordered list, the `value` of an item.
        reversed: the lists that count down.
        places: an `id`, or the `name` of a link -> the first block there, and the element that bears
            it; -1 where that is an inline element.
    """

    marks: list[list[Mark]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """The block-level elements of a page, the blocks of text in them, and what its head says.

    Elements are numbered in the order in which they open; element 0 is the page. The blocks inside
    element e are `first[e]` to `stop[e]` (exclusive), so that a sum over an element is the
    difference of two cumulative sums. Inline elements have no entry.

    Attributes:
        names: each distinct name, once.
        name: element -> index in `names`.
        parent: element -> the element around it; -1 of element 0.
        path: element -> number of its chain of tags and classes; elements of one chain share it.
        first, stop: element -> its first block, and the block after its last.
        hidden: element -> whether it, or one around it, is not shown to readers.
        owner: block -> the innermost element around it.
        text: block -> its text; line breaks as "\\n", in code as they stand.
        linked: block -> characters in links.
        anchors: block -> number of links.
        inline: block -> index in `names` of the inline element that it begins with, or -1.
        pictured: block -> whether a picture stands between it and the block before.
        metas: (name, content) of each `<meta>`, in order.
        rels: (rel, href) of each `<link>` in the head that names a page.
        scripts: (type or id, text) of the scripts that hold data.
        dates: (datetime attribute, block) of each `<time>`.
        authors: the text of each link with `rel="author"`.
        base: `<base href>`, or "".
        title: the text of `<title>`.
        language: the `lang` of the page, as it stands.
        formulas: whether it holds formulas in a form that prints them several times, or not at all.
        truncated: whether elements were nested too deep, and the deepest read as plain lines.
        unread: whether the source goes on after as many blocks or elements as are read.
        detail: reads links, emphasis and pictures, when a renderer asks for them.
    """

    names: list[Name] = field(default_factory=list)
    name: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    path: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    anchors: list[int] = field(default_factory=list)
    inline: list[int] = field(default_factory=list)
    pictured: list[bool] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    rels: list[tuple[str, str]] = field(default_factory=list)
    scripts: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, int]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    base: str = ""
    title: str = ""
    language: str = ""
    formulas: bool = False
    truncated: bool = False
    unread: bool = False
    detail: Callable[[], Detail] = field(default=Detail, repr=False)

    def tag(self, block: int) -> str:
        """The tag of the innermost block-level element around a block."""
        return self.names[self.name[self.owner[block]]].tag

    def around(self, block: int) -> Iterator[Name]:
        """The names of the elements around a block, innermost first."""
        element = self.owner[block]
        while element >= 0:
            yield self.names[self.name[element]]
            element = self.parent[element]


class Paths(Sequence[frozenset[str]]):
    """For each block the tags and the words of class, id and role around it; made when asked for."""

    __slots__ = ("_known", "_page")

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: dict[int, frozenset[str]] = {-1: frozenset()}

    def __len__(self) -> int:
        return len(self._page.owner)

    @overload
    def __getitem__(self, index: int, /) -> frozenset[str]: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[frozenset[str]]: ...
    def __getitem__(self, index: int | slice, /) -> frozenset[str] | list[frozenset[str]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return self._of(self._page.owner[index])

    def _of(self, element: int) -> frozenset[str]:
        page, known = self._page, self._known
        chain = []
        while element not in known:
            chain.append(element)
            element = page.parent[element]
        tokens = known[element]
        for element in reversed(chain):
            name = page.names[page.name[element]]
            words = " ".join(filter(None, (name.class_, name.id, name.role)))[:_NAME_CHARS]
            tokens = known[element] = tokens | {name.tag, *_WORDS.findall(words.lower())}
        return tokens


def table_cells(page: Page, table: int) -> list[list[int]]:
    """The cells of each row of a table, without those of tables inside it."""
    rows: dict[int, list[int]] = {}
    element = table + 1
    around = {table: False}  # element -> whether a table stands between it and this one
    while element < len(page.parent) and page.parent[element] in around:
        parent, tag = page.parent[element], page.names[page.name[element]].tag
        around[element] = tag == "table" or around[parent]
        if tag in ("td", "th") and not around[parent]:
            rows.setdefault(parent, []).append(element)
        element += 1
    return list(rows.values())


def is_data_table(page: Page, table: int) -> bool:
    """Whether a table holds data: two rows or more of two cells or more, none of them a text of its own."""
    return _holds_data(page, table_cells(page, table))


def _holds_data(page: Page, rows: Iterable[list[int]]) -> bool:
    rows = [cells for cells in rows if len(cells) > 1]
    return len(rows) > 1 and all(page.stop[c] - page.first[c] <= 4 for cells in rows for c in cells)


def data_tables(page: Page) -> list[int]:
    """The tables that hold data, in order; in one pass, however deep tables stand in tables."""
    tags = [name.tag for name in page.names]
    if "table" not in tags:
        return []
    rows: dict[int, dict[int, list[int]]] = {}
    within: list[int] = []  # element -> the innermost table around it, or itself
    for element, (name, parent) in enumerate(zip(page.name, page.parent)):
        tag = tags[name]
        table = element if tag == "table" else within[parent] if parent >= 0 else -1
        within.append(table)
        if table >= 0 and tag in ("td", "th"):
            rows.setdefault(table, {}).setdefault(parent, []).append(element)
    return sorted(table for table, found in rows.items() if _holds_data(page, found.values()))


def in_data_tables(page: Page) -> list[int]:
    """The blocks in tables of data, in order."""
    blocks: set[int] = set()
    for table in data_tables(page):
        blocks.update(range(page.first[table], page.stop[table]))
    return sorted(blocks)
