"""What the line scorer sees: small whole numbers, one column a feature, one row a block.

Features are cut into few bins; unknown has a bin of its own. All of it is array arithmetic over
columns that `measure` has filled: no Python loop over words or characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.features import Features
from declutter.model import Document
from declutter.native import twin
from declutter.scorer.census import (
    BARS,
    CAPITALS,
    COLONS,
    COMMAS,
    FIGURES,
    INITIALS,
    LETTERS,
    SLASHES,
    STOPS,
    census,
)
from declutter.scorer.claims import CREDIT, RELATED, Claims
from declutter.scorer.pages import PAGE, Shapes, page_columns
from declutter.scorer.vocabulary import word_shares
from declutter.scorer.windows import PAD, distance_above, shift, sums_of, window

__all__ = [
    "CONTEXT",
    "LINE",
    "NAMES",
    "QUOTE_OPENS",
    "SENTENCE_ENDS",
    "ZONE_BODY",
    "context_rows",
    "line_rows",
]

Ints = NDArray[np.uint8]


def _table(*edges: float, size: int = 600) -> Ints:
    """A look-up from a number to its bin: the count of edges it reaches."""
    return np.searchsorted(np.asarray(edges), np.arange(size), side="right").astype(np.uint8)


_WORDS = _table(1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 19, 24, 32, 48, 80)
_FAR = _table(1, 2, 3, 4, 6, 9, 14, 24, 48)
_MASS = _table(1, 12, 25, 45, 80, 130, 200, 320)
_FEW = _table(1, 2, 3, 4, 5)


def _bins(table: Ints, values: NDArray[Any]) -> Ints:
    binned: Ints = table.take(values, mode="clip")
    return binned


# --- the line alone -----------------------------------------------------------------------------------

LINE = (
    "words", "last", "first", "capitals", "capital words", "grammar", "figures", "bars", "slashes",
    "colons", "commas", "stops", "claim", "run", "kind", "address", "cohesion", "names",
)  # fmt: skip

_KINDS = {"heading": 1, "item": 2, "cell": 3, "code": 4, "quote": 5, "image": 6, "rule": 7}


class _Classes(dict[str, int]):
    """Class of a character, remembered: Unicode look-ups are slow."""

    def __init__(self, classes: Sequence[str]) -> None:
        super().__init__((char, number) for number, chars in enumerate(classes, 6) for char in chars)

    def __missing__(self, char: str) -> int:
        tests = (str.isupper, str.islower, str.isdigit, str.isalpha)
        value = next((number for number, test in enumerate(tests, 1) if test(char)), 5)
        self[char] = value
        return value


_FIRST = _Classes(("\"'“‘„«‹»「『《", "-–—―−", "•*·▪●◦■□", "([【（［", "©", "#@", "→►▶»>|/"))
_LAST = _Classes(
    (".。।．", "!！", "?？؟", "…", ":：", ",，、;", "\"'”’»›“‘」』》", ")]）】］", "|/>»→►▶", "*")
)

# Classes of a last character that ends a sentence: full stop, exclamation and question mark,
# ellipsis, closing quotation mark.
SENTENCE_ENDS = (6, 7, 8, 9, 12)
# Class of a first character that opens a quotation.
QUOTE_OPENS = 6
_FIGURE, _QUESTION, _COLON = 3, 8, 10


@twin
def line_rows(document: Document, claims: Claims, common: frozenset[str]) -> Ints:
    """The features of LINE, each block seen alone; blocks x len(LINE).

    Args:
        document: measured.
        claims: of the detectors before.
        common: function words of the document's language; empty where it is unknown.
    """
    features = document.features
    texts = document.texts
    words = np.asarray(features.words)
    counts = census(texts)
    letters = np.maximum(counts[:, LETTERS], 1)
    grammar, cohesion, names = word_shares(features, common)
    joined = "\n".join(texts)
    addresses = any(map(joined.__contains__, ("@", "http", "www.")))
    columns: tuple[Column, ...] = (
        _bins(_WORDS, words),
        [_LAST[text[-1]] for text in texts],
        [_FIRST[text[0]] for text in texts],
        np.minimum(10 * counts[:, CAPITALS] // letters, 9),
        np.minimum(6 * counts[:, INITIALS] // np.maximum(words, 1), 6),
        grammar,
        np.minimum(10 * counts[:, FIGURES] // (letters + counts[:, FIGURES]), 9) + (counts[:, FIGURES] > 0),
        _bins(_FEW, counts[:, BARS]),
        _bins(_FEW, counts[:, SLASHES]),
        np.minimum(counts[:, COLONS], 2),
        _bins(_FEW, counts[:, COMMAS]),
        _bins(_FEW, counts[:, STOPS]),
        claims.group,
        claims.run,
        [_KINDS.get(kind, 0) for kind in document.kinds] if any(document.kinds) else 0,
        [("@" in text) + 2 * ("http" in text or "www." in text) for text in texts] if addresses else 0,
        cohesion,
        names,
    )
    return _rows(columns, len(texts))


Column = NDArray[Any] | list[int] | int


def _rows(columns: Sequence[Column], size: int) -> Ints:
    """Blocks x columns; column by column in memory, as they are made and as the forest asks for them."""
    rows = np.empty((len(columns), size), dtype=np.uint8)
    for number, column in enumerate(columns):
        rows[number] = column
    return rows.T


# --- the line among others ------------------------------------------------------------------------------

CONTEXT = (
    "from start", "from end", "prose share above", "prose left below", "zone", "prose above",
    "prose below", "prose near", "prose around", "short run", "place in run", "claims near",
    "claims above", "claims below", "credit above", "credit below", "heading above", "repeated", "echo",
    "gap above", "gap below", "gaps", "page prose", "page lines", "words above", "words below",
    "words two above", "words two below", "last above", "last below", "first above", "first below",
    "claim above", "claim below", "claim two above", "claim two below", "cohesion above",
    "cohesion below", "cohesion around", "score", "score above", "score below", "score near",
    "score around", "score wide", "score after", "score before", "alike", *PAGE,
)  # fmt: skip
NAMES = (*LINE, *CONTEXT)

_W, _LAST_AT, _FIRST_AT, _CLAIM, _COHESION, _KIND = (
    LINE.index(n) for n in ("words", "last", "first", "claim", "cohesion", "kind")
)


@twin
def context_rows(document: Document, claims: Claims, line: Ints, scores: NDArray[np.float64]) -> Ints:
    """The features of CONTEXT; blocks x len(CONTEXT).

    Args:
        line: what `line_rows` gave.
        scores: log-odds of residue of each line alone.
    """
    at = np.arange(len(document))
    prose = np.asarray(document.features.prose)
    counts = sums_of(np.ones(len(document), dtype=np.int64))
    columns = (
        *_article_columns(document.features, prose, at),
        *_claim_columns(document.features, claims, prose, at),
        *_layout_columns(document.features, prose),
        *_neighbour_columns(line, counts),
        *_score_columns(scores, counts, at),
        _alike(line[:, _W], line[:, _LAST_AT]),
        *page_columns(
            claims, prose, np.asarray(document.features.words), document.features.span, _shapes(line)
        ),
    )
    return _rows(columns, len(document))


def _shapes(line: Ints) -> Shapes:
    first, last = line[:, _FIRST_AT], line[:, _LAST_AT]
    return Shapes(
        item=line[:, _KIND] == _KINDS["item"],
        quote=first == QUOTE_OPENS,
        figure=first == _FIGURE,
        question=last == _QUESTION,
        colon=last == _COLON,
    )


def _article_columns(features: Features, prose: NDArray[Any], at: NDArray[Any]) -> tuple[Column, ...]:
    """Where a block stands towards the article's prose."""
    size = len(at)
    prose_words = np.asarray(features.words) * prose
    padded = sums_of(prose_words)
    mass = padded[PAD : PAD + size + 1]
    total = int(mass[-1])
    above, below = _distances(prose, at)
    run, place = _runs(prose, at)
    return (
        _bins(_FAR, at),
        _bins(_FAR, size - 1 - at),
        10 * mass[:-1] // max(1, total),
        _bins(_MASS, total - mass[1:]),
        _zones(features, at),
        _bins(_FAR, above),
        _bins(_FAR, below),
        _bins(_MASS, window(padded, -3, 3) - prose_words),
        _bins(_MASS, window(padded, -10, 10) - prose_words),
        _bins(_FAR, run),
        _bins(_FAR, place),
    )


def _claim_columns(
    features: Features, claims: Claims, prose: NDArray[Any], at: NDArray[Any]
) -> tuple[Column, ...]:
    """What rules claim around a block, and whether it is printed twice."""
    claimed = sums_of(claims.group > 0)
    credit = (claims.group == CREDIT) | (claims.group == CREDIT + 1)
    credits_near: tuple[Column, Column] = (4, 4)
    if credit.any():
        credits_near = (
            np.minimum(distance_above(credit, at), 4),
            np.minimum(distance_above(credit[::-1], at)[::-1], 4),
        )
    return (
        _bins(_FEW, window(claimed, -3, 3)),
        _bins(_FEW, window(claimed, -6, -1)),
        _bins(_FEW, window(claimed, 1, 6)),
        *credits_near,
        _since_heading(claims, prose),
        _repeated(features),
        _echo(features),
    )


def _layout_columns(features: Features, prose: NDArray[Any]) -> tuple[Column, ...]:
    """Blank lines around a block, and what kind of page it is."""
    size = len(features)
    gaps = np.minimum(np.asarray(features.gaps), 3)
    share = sum(compress(features.words, features.prose)) / max(1, sum(features.words))
    return (
        gaps,
        shift(gaps, 1, 3),
        min(9, int(10 * (np.count_nonzero(gaps[1:]) / (size - 1)))) if size > 1 else 0,
        min(9, int(10 * share)),
        min(9, int(10 * (np.count_nonzero(prose) / size))) if size else 0,
    )


def _neighbour_columns(line: Ints, counts: NDArray[Any]) -> tuple[Column, ...]:
    """What the blocks next door look like."""
    shown = line.T.take((_W, _LAST_AT, _FIRST_AT, _CLAIM, _COHESION), axis=0)
    up, down, up_two, down_two = (shift(shown, step) for step in (-1, 1, -2, 2))
    words, last, first, claim, cohesion = range(5)
    return (
        up[words], down[words], up_two[words], down_two[words],
        up[last], down[last],
        up[first], down[first],
        up[claim], down[claim], up_two[claim], down_two[claim],
        up[cohesion], down[cohesion],
        window(sums_of(shown[cohesion]), -4, 4) / window(counts, -4, 4),
    )  # fmt: skip


def _score_columns(scores: NDArray[np.float64], counts: NDArray[Any], at: NDArray[Any]) -> tuple[Column, ...]:
    """How much like residue a block and its surroundings read, each alone."""
    size = len(at)
    padded = sums_of(scores)
    total = padded[PAD : PAD + size + 1]
    means = (window(padded, -reach, reach) / window(counts, -reach, reach) for reach in (2, 5, 15))
    after = (total[-1] - total[1:]) / np.maximum(1, size - 1 - at)
    before = total[:-1] / np.maximum(1, at)
    binned = _score_bins(np.vstack((scores, *means, after, before)))
    return (binned[0], shift(binned[0], -1), shift(binned[0], 1), *binned[1:])


def _score_bins(scores: NDArray[Any]) -> Ints:
    """Log-odds from -4 to 4 in steps of .4, from 1; 0 is kept for "no such block"."""
    bins: Ints = (1 + np.minimum(np.maximum((scores + 4) * 2.5, 0), 20)).astype(np.uint8)
    return bins


def _distances(prose: NDArray[Any], at: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    return distance_above(prose, at), distance_above(prose[::-1], at)[::-1]


def _runs(prose: NDArray[Any], at: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Length of the run of blocks without prose that a block stands in, and its place there."""
    first = np.maximum.accumulate(np.where(prose, at + 1, 0))
    reverse = np.maximum.accumulate(np.where(prose[::-1], at + 1, 0))[::-1]
    stop = len(prose) - reverse
    zero = np.zeros_like(at)
    return np.where(prose, zero, stop - first), np.where(prose, zero, at - first + 1)


ZONE_BODY = 5


def _zones(features: Features, at: NDArray[Any]) -> Column:
    """0 without prose, 1 to 4 before the article, 5 within, 6 to 10 after."""
    start, stop = features.span
    if start == stop:
        return 0
    zones = np.full(len(at), ZONE_BODY)
    zones[:start] = np.minimum(4, start - at[:start])
    zones[stop:] = 6 + np.minimum(4, at[: len(at) - stop] // 2)
    return zones


def _since_heading(claims: Claims, prose: NDArray[Any]) -> Column:
    """Blocks since a heading of other stories; 0 without, or where two paragraphs stand between."""
    headings = (claims.group == RELATED) | (claims.group == RELATED + 1)
    if not headings.any():
        return 0
    column: list[int] = []
    distance = paragraphs = 0
    for heading, reads in zip(headings.tolist(), prose.tolist()):
        if heading:
            distance, paragraphs = 1, 0
        elif distance:
            distance += 1
            paragraphs = paragraphs + 1 if reads else 0
            if paragraphs >= 2:
                distance = 0
        column.append(min(6, distance))
    return column


def _repeated(features: Features) -> Column:
    """Whether the same words stand elsewhere: 0 no, 1 again below, 2 above, +2 more than twice."""
    folded = features.folded
    times = {fold: times for fold, times in Counter(folded).items() if times > 1 and fold}
    if not times:
        return 0
    seen: set[str] = set()
    column = [0] * len(folded)
    for index in [index for index, fold in enumerate(folded) if fold in times]:
        fold = folded[index]
        column[index] = (2 if fold in seen else 1) + 2 * (times[fold] > 2)
        seen.add(fold)
    return column


# Two lines that begin alike for this long are the same sentence, or a list with one pattern.
_ECHO = 12


def _echo(features: Features) -> Column:
    """A line printed twice in a row: 1 where the next goes on from it, 2 where it is that next."""
    lower = features.lower
    heads = [low[:_ECHO] for low in lower]
    again = [i for i, (a, b) in enumerate(pairwise(heads)) if a == b]
    if not again:
        return 0
    column = [0] * len(lower)
    for index in again:
        one, two = lower[index], lower[index + 1]
        if len(one) <= _ECHO or len(two) <= _ECHO:
            continue
        if two.startswith(one.rstrip(" .…")):
            column[index : index + 2] = [1, 2]
        elif one.startswith(two.rstrip(" .…")):
            column[index : index + 2] = [2, 1]
        elif not column[index]:
            column[index] = 3
    return column


def _alike(words: Ints, last: Ints) -> NDArray[Any]:
    """How many of the four nearest blocks are alike in length and ending: in lists they are."""
    alike: NDArray[Any] = np.zeros(len(words), dtype=np.uint8)
    signed = words.astype(np.int8)
    for step in (1, 2):
        pairs = (np.abs(signed[step:] - signed[:-step]) <= 1) & (last[step:] == last[:-step])
        alike[step:] += pairs
        alike[:-step] += pairs
    return alike
