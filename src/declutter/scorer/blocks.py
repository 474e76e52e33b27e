"""Features of HTML blocks: where a block stands in the page's tree and flow, and how it reads.

All of it is array arithmetic over the columns of a Page, in words, and no text is matched against words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.features import best_span
from declutter.native import twin
from declutter.page import Page
from declutter.scorer.census import CAPITALS, COMMAS, FIGURES, INITIALS, LETTERS, STOPS, census
from declutter.scorer.counts import count_words, ints
from declutter.scorer.tree import along_paths, inherited

__all__ = ["NAMES", "block_rows", "with_tag"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_ENDS = frozenset('.!?…。！？．।؟۔:"”»’)')
_STOPS = frozenset(".!?…。！？．।؟۔")
# A block of this many words that ends as a sentence does, or of so many whatever ends it, is prose.
_PROSE_WORDS, _LONG_WORDS = 10, 25
_TAGS = {
    **{f"h{n}": n for n in range(1, 7)},
    "p": 7, "li": 8, "dt": 9, "dd": 10, "td": 11, "th": 12, "pre": 13, "blockquote": 14, "figcaption": 15,
    "article": 16, "section": 17, "main": 18, "body": 19, "div": 20, "button": 21, "form": 22, "nav": 23,
    "aside": 24, "header": 25, "footer": 26, "address": 27,
}  # fmt: skip
_LEVELS = 5
_DESCRIPTION_CHARS = 60

_TEXT = (
    "words", "word length", "linked", "anchors", "commas", "stops", "figures", "capitals", "initials",
    "ends", "prose", "tag", "pictured", "hidden", "copies", "titular",
    "described",
)  # fmt: skip
_PATH = (
    "joint", "joint over mean", "joint over best", "own joint", "path mean", "path worst", "path best",
    "own worst", "own best",
    "parent worst", "parent best", "depth", "articles", "article",
)  # fmt: skip
_ELEMENT = (
    "words", "prose", "prose share", "linked", "blocks", "block words", "headings", "begins", "joint",
    "alike",
)  # fmt: skip
_GROUP = ("count", "words", "prose", "linked", "block words")
_FLOW = (
    "index", "from end", "words before", "in span", "to span", "past span", "to h1", "past h1", "h1s",
    "to heading", "heading level",
    "prose above", "prose below", "prose before", "prose after", "in main", "below main", "in core",
    "below core",
)  # fmt: skip
_WINDOW = ("words", "prose", "linked", "joint")
_NEAR = ("linked", "tag", "joint")
_WHOLE = ("prose", "linked", "unspaced")

NAMES: tuple[str, ...] = (
    *_TEXT,
    *_PATH,
    *(f"element {level} {name}" for level in range(_LEVELS) for name in _ELEMENT),
    *(f"path group {name}" for name in _GROUP),
    *(f"name group {name}" for name in _GROUP),
    *_FLOW,
    *(f"within {reach} {name}" for reach in (3, 10) for name in _WINDOW),
    *(f"near {step:+d} {name}" for step in (-1, 1) for name in _NEAR),
    *(f"page {name}" for name in _WHOLE),
)


_TAG = NAMES.index("tag")


class _Blocks:
    """The columns of a page as arrays, and the sums that several groups of features share."""

    def __init__(self, page: Page, odds: Ints, words: Ints | None) -> None:
        texts = page.text
        size = len(texts)
        self.page, self.size = page, size
        self.at = np.arange(size)
        self.words = count_words(texts) if words is None else words
        self.chars = ints(list(map(len, texts)))
        self.linked = ints(page.linked)
        self.link_words = self.words * self.linked // np.maximum(self.chars, 1)
        self.ends = np.array(
            [text[-1] in _STOPS or (text[-1] in _ENDS and text[-2:-1] in _STOPS) for text in texts]
        )
        self.prose = ((self.words >= _PROSE_WORDS) & self.ends | (self.words >= _LONG_WORDS)) & (
            2 * self.linked < self.chars
        )
        self.prose_words = np.where(self.prose, self.words, 0)
        self.owner = ints(page.owner)
        name_tags = np.array([_TAGS.get(name.tag, 0) for name in page.names] or [0])
        self.element_name = ints(page.name)
        self.tags = name_tags[self.element_name]
        self.tag = self.tags[self.owner]
        self.heading = (self.tag >= 1) & (self.tag <= 6)
        self.parent = ints(page.parent)
        self.first = ints(page.first)
        self.stop = ints(page.stop)
        self.odds = odds
        self.sums = {
            "words": _sums(self.words),
            "prose": _sums(self.prose_words),
            "linked": _sums(self.link_words),
            "headings": _sums(self.heading),
        }
        self.total = max(1, int(self.words.sum()))

    def over(self, what: str) -> Ints:
        """Sum of a column over each element."""
        sums = self.sums[what]
        return sums[self.stop] - sums[self.first]


@twin
def block_rows(page: Page, odds: Ints, words: Ints | None = None) -> Floats:
    """The features of every block; blocks x len(NAMES).

    Args:
        odds: what `Tokens.score` says of the page's names.
        words: what `count_words` says of the blocks, where it is known already.
    """
    if not page.text:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    blocks = _Blocks(page, odds, words)
    columns = [*_text(blocks), *_paths(blocks), *_elements(blocks), *_groups(blocks), *_flow(blocks)]
    columns += _windows(blocks, columns[len(_TEXT) + _PATH.index("joint")])
    columns += _near(blocks, columns[len(_TEXT) + _PATH.index("joint")])
    columns += _whole(blocks)
    # Column by column in memory, as they are made and as the forest asks for them.
    rows = np.empty((len(NAMES), blocks.size), dtype=np.float32)
    for number, column in enumerate(columns):
        rows[number] = column
    return rows.T


def with_tag(rows: Floats, tag: str) -> list[int]:
    """The blocks whose innermost element has that tag, one of those that features tell apart."""
    blocks: list[int] = np.flatnonzero(rows[:, _TAG] == _TAGS[tag]).tolist()
    return blocks


def _text(b: _Blocks) -> list[Any]:
    page = b.page
    counts = census(page.text)
    letters = np.maximum(counts[:, LETTERS], 1)
    return [
        b.words,
        b.chars / b.words,
        b.linked / b.chars,
        ints(page.anchors),
        counts[:, COMMAS],
        counts[:, STOPS],
        counts[:, FIGURES] / b.chars,
        counts[:, CAPITALS] / letters,
        counts[:, INITIALS] / b.words,
        b.ends,
        b.prose,
        b.tag,
        np.array(page.pictured),
        np.array(page.hidden)[b.owner] if True in page.hidden else 0,
        _copies(page.text),
        *_told(page),
    ]


def _copies(texts: Sequence[str]) -> Ints | int:
    """How often each block's text stands on the page."""
    counts = Counter(texts)
    return ints(list(map(counts.__getitem__, texts))) if len(counts) < len(texts) else 1


def _head(page: Page) -> tuple[str, str]:
    """The title of a page, and how its description begins."""
    title, description = page.title, ""
    for key, content in page.metas:
        if key == "og:title" and not title:
            title = content
        elif key in ("description", "og:description") and len(content) > len(description):
            description = content
    return title, " ".join(description.split())[:_DESCRIPTION_CHARS]


def _told(page: Page) -> tuple[Ints, Ints | int]:
    """Whether a block is the title, whole (2) or in part (1); and whether the head describes the page so."""
    title, description = _head(page)
    long, whole = len(title), len(title) >= 8
    titular = [
        (2 if 2 * len(text) > long else 1) if whole and 8 <= len(text) <= long and text in title else 0
        for text in page.text
    ]
    if not description:
        return ints(titular), 0
    described = [len(text) > 20 and text[:_DESCRIPTION_CHARS] in description for text in page.text]
    return ints(titular), ints(described)


def _paths(b: _Blocks) -> list[Any]:
    """What the names on the way from the page to the block say, in learned log-odds."""
    own = b.odds.take(b.element_name, axis=0)
    worst, best, joint = own[:, 1], own[:, 2], own[:, 4]
    sums, numbers, lows, highs, joints, depth = along_paths(b.page.parent, own)
    articles = b.tags == _TAGS["article"]
    number = int(np.count_nonzero(articles))
    inside = inherited(b.page.parent, np.where(articles, np.cumsum(articles), 0)) if number else None
    o = b.owner
    outer = np.maximum(b.parent, 0)[o]
    inline = ints(b.page.inline)
    total = joints[o] + np.where(inline >= 0, b.odds[inline, 4], 0)
    mass = max(1, int(b.prose_words.sum()))
    return [
        total,
        total - int((total * b.prose_words).sum()) // mass,
        total - (int(total[b.prose].max()) if b.prose.any() else 0),
        joint[o],
        sums[o] / np.maximum(numbers[o], 1),
        lows[o],
        highs[o],
        worst[o],
        best[o],
        worst[outer],
        best[outer],
        depth[o],
        number,
        inside[o] if inside is not None else 0,
    ]


def _elements(b: _Blocks) -> list[Any]:
    """The element around a block and the next ones out that hold more than the one before."""
    words, prose, linked, headings = (b.over(what) for what in ("words", "prose", "linked", "headings"))
    blocks = b.stop - b.first
    # Wrappers that hold nothing else are one level together; the outermost stands for them.
    outward = np.maximum(b.parent, 0)
    same = (b.first[outward] == b.first) & (b.stop[outward] == b.stop)
    widen = inherited(b.page.parent, np.where(same, 0, outward))
    kin = ((b.parent + 1) * len(b.page.names) + b.element_name).tolist()
    alike = ints(list(map(Counter(kin).__getitem__, kin)))
    begin = b.sums["words"][b.first]
    safe = np.maximum(words, 1)
    table = np.stack(
        [
            words / b.total,
            prose / max(1, int(b.prose_words.sum())),
            prose / safe,
            linked / safe,
            blocks,
            words / np.maximum(blocks, 1),
            headings / np.maximum(blocks, 1),
            begin / b.total,
            b.odds[b.element_name, 4],
            alike,
        ]
    )
    around = b.owner
    columns: list[Any] = []
    for _ in range(_LEVELS):
        columns.extend(table.take(around, axis=1))
        around = widen[around]
    return columns


def _groups(b: _Blocks) -> list[Any]:
    """All blocks of the page whose chain of names is the same, and all whose element is named alike."""
    columns: list[Any] = []
    path = ints(b.page.path)[b.owner]
    for group in (path, b.element_name[b.owner]):
        count = np.bincount(group)
        words = np.bincount(group, weights=b.words)
        prose = np.bincount(group, weights=b.prose_words)
        linked = np.bincount(group, weights=b.link_words)
        safe = np.maximum(words, 1)
        table = np.stack([count, words / b.total, prose / safe, linked / safe, words / np.maximum(count, 1)])
        columns.extend(table.take(group, axis=1))
    return columns


def _flow(b: _Blocks) -> list[Any]:
    """Where a block stands in the page's reading order."""
    at, size = b.at, b.size
    start, stop = best_span(b.prose.tolist(), b.words.tolist())
    h1 = b.tag == 1
    marks = np.flatnonzero(h1)
    nearest_h1 = at - int(marks[0]) if len(marks) else -999
    heading_at = np.maximum.accumulate(np.where(b.heading, at, -1))
    above = np.maximum.accumulate(np.where(b.prose, at, -99))
    below = np.minimum.accumulate(np.where(b.prose, at, size + 99)[::-1])[::-1]
    prose_sum = b.sums["prose"]
    all_prose = max(1, int(prose_sum[-1]))
    main, core = (_container(b, share) for share in (0.6, 0.85))
    h1s = np.cumsum(h1)
    return [
        at,
        size - 1 - at,
        b.sums["words"][:-1] / b.total,
        (at >= start) & (at < stop),
        start - at,
        at - stop,
        nearest_h1,
        np.where(heading_at >= 0, b.sums["words"][:-1] - b.sums["words"][np.maximum(heading_at, 0)], -1),
        h1s,
        np.where(heading_at >= 0, at - heading_at, 999),
        np.where(heading_at >= 0, b.tag[np.maximum(heading_at, 0)], 0),
        at - above,
        below - at,
        prose_sum[:-1] / all_prose,
        (prose_sum[-1] - prose_sum[1:]) / all_prose,
        *main,
        *core,
    ]


def _container(b: _Blocks, share: float) -> tuple[Any, Any]:
    """Whether a block is in the innermost element with that share of the prose, and in one of how many words."""
    prose = b.over("prose")
    enough = np.flatnonzero(prose >= share * prose[0]) if prose[0] else np.zeros(1, dtype=np.int64)
    element = int(enough[-1])
    inside = (b.at >= b.first[element]) & (b.at < b.stop[element])
    return inside, int(b.over("words")[element]) / b.total


def _windows(b: _Blocks, joint: Any) -> list[Any]:
    columns: list[Any] = []
    scores = np.concatenate([[0], np.cumsum(joint)])
    for reach in (3, 10):
        low, high = np.maximum(0, b.at - reach), np.minimum(b.size, b.at + reach + 1)
        words, prose, linked = (
            b.sums[what][high] - b.sums[what][low] for what in ("words", "prose", "linked")
        )
        span = high - low
        columns += [
            words,
            prose / np.maximum(words, 1),
            linked / np.maximum(words, 1),
            (scores[high] - scores[low]) / span,
        ]
    return columns


def _near(b: _Blocks, joint: Any) -> list[Any]:
    columns: list[Any] = []
    linked = b.linked / b.chars
    for step in (-1, 1):
        columns.extend(_shift(column, step) for column in (linked, b.tag, joint))
    return columns


def _whole(b: _Blocks) -> list[Any]:
    """The page's make-up. Its size and its counts are left out: weights learn single pages by them."""
    sums = b.sums
    values = (sums["prose"][-1] / b.total, sums["linked"][-1] / b.total, b.total / max(1, int(b.chars.sum())))
    return list(values)


def _sums(values: NDArray[Any]) -> Ints:
    sums = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def _shift(column: NDArray[Any], step: int) -> NDArray[Any]:
    """The value of the block `step` further down; -1 where there is none."""
    shifted = np.full(len(column), -1, dtype=np.float64)
    if step > 0:
        shifted[:-step] = column[step:]
    else:
        shifted[-step:] = column[:step]
    return shifted
