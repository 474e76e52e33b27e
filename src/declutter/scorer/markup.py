"""The block scorer: which blocks of an HTML page are the article, weighed against each other.

Every block gets a probability of being content. The set that is kept is the one with the highest
expected F1 over the page's words, so that a page of short, doubtful blocks is judged by its own
measure and not by that of a long article.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.model import Document, Finding, Label
from declutter.page import Page, data_tables
from declutter.scorer.blocks import NAMES, block_rows, with_tag
from declutter.scorer.counts import count_words, ints
from declutter.scorer.forest import Forest
from declutter.scorer.parts import PARTS
from declutter.scorer.tokens import Tokens
from declutter.scorer.tree import inherited

__all__ = ["CUT", "SOURCE", "Judgement", "best_cut", "judge", "load_scorer", "page_findings"]

SOURCE = "scorer/blocks"
_WEIGHTS = Path(__file__).parent / "blocks.npz"

# The confidence at which the default policy removes: where the set of the best expected F1 ends.
CUT = 0.7
# Where no block is this likely, and no set is expected to reach this F1, a page shows no content: its frame
# alone, which a script would have filled, or a shop's shelves. Fewer words than so many are no frame but a
# piece of a page. Of some 5,000 pages of the corpora five are such, and of all five the gold is empty.
_LEAST_WORTH, _FRAME_WORDS = 0.3, 100
# What stands before a meaning, and before details.
_INTRODUCING = frozenset(("dt", "summary"))
# Copies of at least so many words are the page's doing (a version for phones), not the writer's.
_COPY_WORDS = 4
_COPY_CONFIDENCE = 0.8
_HEADLINE_CONFIDENCE = 0.99
_HEADLINE, _COPY = "the headline, which stands in `title`", "printed before, word for word"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the scorer thinks of a page.

    Attributes:
        content: block -> probability of being content.
        cut: blocks below this probability are not in the best set.
        words: block -> number of words.
        rows: the features, from which reasons are told.
        forest: what scored them.
        parts: element -> what part of the page it is in, as an index in PARTS.
        tables: first block of each table of data, and the block after its last.
    """

    content: NDArray[np.float64]
    cut: float
    words: NDArray[np.int64]
    rows: NDArray[Any]
    forest: Forest
    parts: NDArray[np.int64]
    tables: tuple[tuple[int, int], ...] = ()

    def reasons(self, blocks: list[int]) -> list[str]:
        """For each block what weighed most towards residue, in words."""
        return _sentences(-self.forest.weighed(self.rows[blocks]))


@lru_cache(maxsize=1)
def load_scorer() -> tuple[Forest, Tokens]:
    """The weights that ship."""
    with np.load(_WEIGHTS, allow_pickle=False) as data:
        tokens = data["tokens"].tobytes().decode().split("\n")
        alone, joint = data["alone"].tolist(), data["joint"].tolist()
    return Forest.load(_WEIGHTS), Tokens(
        {token: value for token, value in zip(tokens, alone) if value},
        {token: value for token, value in zip(tokens, joint) if value},
    )


def judge(page: Page) -> Judgement | None:
    """Score the blocks of a page; None where it has none."""
    if not page.text:
        return None
    forest, tokens = load_scorer()
    words = count_words(page.text)
    odds = tokens.score(page.names)
    rows = block_rows(page, odds, words)
    content = forest.probability(rows)
    spans = ((page.first[table], page.stop[table]) for table in data_tables(page))
    tables = tuple((first, stop) for first, stop in spans if first < stop)
    # The cells of a table stand or fall together: a value that the page repeats is as much the table's as any.
    for first, stop in tables:
        content[first:stop] = np.average(content[first:stop], weights=words[first:stop])
    for first, stop in _introductions(page):
        content[first:stop] = np.maximum(content[first:stop], content[stop])
    parts = inherited(page.parent, odds[ints(page.name), 5])
    return Judgement(content, best_cut(content, words), words, rows, forest, parts, tables)


def _introductions(page: Page) -> Iterator[tuple[int, int]]:
    """Of terms that have a meaning, and summaries that have details: the first block, and the first after it.

    Who keeps an answer keeps its question: where golds have the one, they have three of four terms and six of
    seven summaries. The last come first, so that of several terms all get what their meaning has.
    """
    named = {index for index, name in enumerate(page.names) if name.tag in _INTRODUCING}
    if named:
        for element in range(len(page.name) - 1, 0, -1):
            if page.name[element] in named:
                first, stop = page.first[element], page.stop[element]
                if first < stop < page.stop[page.parent[element]]:
                    yield first, stop


def best_cut(content: NDArray[np.float64], words: NDArray[np.int64]) -> float:
    """The probability down to which blocks are kept for the highest expected F1 over words.

    Of a page that is all frame it is just above the likeliest block.

    >>> best_cut(np.array([0.9, 0.8, 0.1]), np.array([50, 50, 20]))
    0.8
    """
    order = np.argsort(-content, kind="stable")
    ranked = content[order]
    gained = np.cumsum(ranked * words[order])
    taken = np.cumsum(words[order])
    worth = 2 * gained / (taken + gained[-1])
    if ranked[0] < _LEAST_WORTH and worth.max() < _LEAST_WORTH and taken[-1] >= _FRAME_WORDS:
        return float(np.nextafter(ranked[0], 1))
    return float(ranked[int(np.argmax(worth))])


def page_findings(document: Document, page: Page, judged: Judgement) -> list[Finding]:
    """A finding for every block: the headline, copies, and whatever the scorer doubts."""
    content, cut = judged.content, judged.cut
    residue = 1 - content
    bar = 1 - cut
    # Below the bar, confidence grows to CUT; above it, from CUT to 1: presets keep their meaning.
    confidence = np.where(
        content >= cut,
        np.minimum(CUT * residue / max(bar, 1e-9), CUT - 1e-4),
        CUT + (1 - CUT) * (residue - bar) / max(cut, 1e-9),
    ).round(4)
    sure = confidence.tolist()
    labels = map(PARTS.__getitem__, judged.parts[ints(page.owner)].tolist())
    at = range(len(sure))
    # As Finding() would make them, but without a call in Python for each.
    found = list(
        map(_new_finding, zip(at, range(1, len(sure) + 1), labels, sure, repeat(SOURCE), repeat("")))
    )
    headlines = _headlines(document, with_tag(judged.rows, "h1"))
    for block in headlines:
        found[block] = Finding(block, block + 1, Label.HEADLINE, _HEADLINE_CONFIDENCE, SOURCE, _HEADLINE)
    apart = set(headlines).union(*(range(first, stop) for first, stop in judged.tables))
    for block in _copies(document.texts, judged.words, confidence < CUT, apart):
        found[block] = Finding(block, block + 1, Label.DUPLICATE, _COPY_CONFIDENCE, SOURCE, _COPY)
    return found


_new_finding = partial(tuple.__new__, Finding)


def _copies(
    texts: Sequence[str], words: NDArray[np.int64], kept: NDArray[np.bool_], apart: Container[int]
) -> Iterator[int]:
    """The kept blocks whose text stood in a kept block before; those `apart` count as neither."""
    seen: set[str] = set()
    for block in np.flatnonzero(kept & (words >= _COPY_WORDS)).tolist():
        if block not in apart:
            if texts[block] in seen:
                yield block
            seen.add(texts[block])


def _headlines(document: Document, ones: list[int]) -> list[int]:
    """The blocks that print the page's title: of its h1 those that the title repeats, or the only one."""
    title, texts = document.title.lower(), document.texts
    found = [block for block in ones if len(texts[block]) > 3 and texts[block].lower() in title]
    return found or (ones if len(ones) == 1 else [])


# --- reasons ------------------------------------------------------------------------------------------

_SAYINGS: Sequence[tuple[str, str]] = (
    (
        "the names of the elements around it are those of page parts",
        "joint own parent path worst best mean inline",
    ),
    ("its kind of block holds little of the page's text", "group"),
    ("most of it is links", "linked anchors"),
    ("outside the part of the page with the prose", "in main below core span"),
    ("it stands before or after the article's prose", "prose before after above begins index end h1 past to"),
    ("the same text stands elsewhere on the page", "copies copy"),
    ("one of many alike", "alike place"),
    ("its surroundings are residue", "within near element"),
    ("no running text", "words word commas stops ends tag initials capitals figures bars lines"),
    ("not shown to readers", "hidden"),
)
# What these say is about the page, or against being residue; no reason for a single block.
_SILENT = frozenset(("page", "titular", "described", "depth", "articles", "article"))


def _saying_of(name: str) -> int:
    """Which saying a feature speaks for: the first that knows one of its words, the last word first; -1 for none."""
    words = name.split()
    if words[0] not in _SILENT:
        for word in (*reversed(words), words[0]):
            for number, (_, known) in enumerate(_SAYINGS):
                if word in known.split():
                    return number
    return -1


def _sentences(weights: NDArray[np.float64]) -> list[str]:
    """The two or three sayings that weighed most, block by block."""
    grouped = np.zeros((len(weights), len(_SAYINGS)))
    for column, name in enumerate(NAMES):
        saying = _saying_of(name)
        if saying >= 0:
            grouped[:, saying] += weights[:, column]
    told = []
    for row in grouped:
        order = np.argsort(-row, kind="stable")[:3]
        picked = [
            _SAYINGS[i][0]
            for n, i in enumerate(order)
            if row[i] > 0 and (n < 2 or 2 * row[i] > row[order[0]])
        ]
        told.append("; ".join(picked) or "little by little")
    return told
