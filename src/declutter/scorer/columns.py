"""What the line scorer sees: small whole numbers, one column a feature, one row a block.

Features are cut into few bins; unknown has a bin of its own. All of it is array arithmetic over
columns that `measure` has filled: no Python loop over words or characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.features import Features
from declutter.model import Document
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
from declutter.scorer.vocabulary import word_shares

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
    binned: Ints = table.take(np.minimum(values, len(table) - 1).astype(np.intp))
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
    rows = np.empty((len(texts), len(LINE)), dtype=np.uint8)
    columns = (
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
        [_KINDS.get(kind, 0) for kind in document.kinds],
        [("@" in text) + 2 * ("http" in text or "www." in text) for text in texts],
        cohesion,
        names,
    )
    for number, column in enumerate(columns):
        rows[:, number] = column
    return rows


# --- the line among others ------------------------------------------------------------------------------

CONTEXT = (
    "from start", "from end", "prose share above", "prose left below", "zone", "prose above",
    "prose below", "prose near", "prose around", "short run", "place in run", "claims near",
    "claims above", "claims below", "credit above", "credit below", "heading above", "repeated", "echo",
    "gap above", "gap below", "gaps", "page prose", "page lines", "words above", "words below",
    "words two above", "words two below", "last above", "last below", "first above", "first below",
    "claim above", "claim below", "claim two above", "claim two below", "cohesion above",
    "cohesion below", "cohesion around", "score", "score above", "score below", "score near",
    "score around", "score wide", "score after", "score before", "alike",
)  # fmt: skip
NAMES = (*LINE, *CONTEXT)

_W, _LAST_AT, _FIRST_AT, _CLAIM, _COHESION = (
    LINE.index(n) for n in ("words", "last", "first", "claim", "cohesion")
)


def context_rows(document: Document, claims: Claims, line: Ints, scores: NDArray[np.float64]) -> Ints:
    """The features of CONTEXT; blocks x len(CONTEXT).

    Args:
        line: what `line_rows` gave.
        scores: log-odds of residue of each line alone.
    """
    at = np.arange(len(document))
    columns = (
        *_article_columns(document.features, at),
        *_claim_columns(document.features, claims, at),
        *_layout_columns(document.features),
        *_neighbour_columns(line, at),
        *_score_columns(scores, at),
        _alike(line[:, _W], line[:, _LAST_AT]),
    )
    rows = np.empty((len(document), len(CONTEXT)), dtype=np.uint8)
    for number, column in enumerate(columns):
        rows[:, number] = column
    return rows


Column = NDArray[Any] | list[int]


def _article_columns(features: Features, at: NDArray[Any]) -> tuple[Column, ...]:
    """Where a block stands towards the article's prose."""
    size = len(at)
    prose = np.asarray(features.prose)
    prose_words = np.where(prose, np.asarray(features.words), 0)
    mass = _sums(prose_words)
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
        _bins(_MASS, _window(mass, at, 3) - prose_words),
        _bins(_MASS, _window(mass, at, 10) - prose_words),
        _bins(_FAR, run),
        _bins(_FAR, place),
    )


def _claim_columns(features: Features, claims: Claims, at: NDArray[Any]) -> tuple[Column, ...]:
    """What rules claim around a block, and whether it is printed twice."""
    size = len(at)
    claimed = _sums(claims.group > 0)
    credit = (claims.group == CREDIT) | (claims.group == CREDIT + 1)
    return (
        _bins(_FEW, _window(claimed, at, 3)),
        _bins(_FEW, claimed[at] - claimed[np.maximum(0, at - 6)]),
        _bins(_FEW, claimed[np.minimum(size, at + 7)] - claimed[at + 1]),
        np.minimum(_distance_above(credit, at), 4),
        np.minimum(_distance_above(credit[::-1], at)[::-1], 4),
        _since_heading(claims, np.asarray(features.prose)),
        _repeated(features),
        _echo(features),
    )


def _layout_columns(features: Features) -> tuple[Column, ...]:
    """Blank lines around a block, and what kind of page it is."""
    size = len(features)
    gaps = np.minimum(np.asarray(features.gaps), 3)
    words, prose = np.asarray(features.words), np.asarray(features.prose)
    share = int(words[prose].sum()) / max(1, int(words.sum()))
    return (
        gaps,
        _shift(gaps, 1, 3),
        np.full(size, min(9, int(10 * np.mean(gaps[1:] > 0))) if size > 1 else 0),
        np.full(size, min(9, int(10 * share))),
        np.full(size, min(9, int(10 * np.mean(prose))) if size else 0),
    )


def _neighbour_columns(line: Ints, at: NDArray[Any]) -> tuple[Column, ...]:
    """What the blocks next door look like."""
    words, last, first, claim, cohesion = (line[:, i] for i in (_W, _LAST_AT, _FIRST_AT, _CLAIM, _COHESION))
    near, far = (-1, 1), (-1, 1, -2, 2)
    return (
        *(_shift(words, step) for step in far),
        *(_shift(last, step) for step in near),
        *(_shift(first, step) for step in near),
        *(_shift(claim, step) for step in far),
        *(_shift(cohesion, step) for step in near),
        _means(_sums(cohesion.astype(np.int64)), at, 4).astype(np.uint8),
    )


def _score_columns(scores: NDArray[np.float64], at: NDArray[Any]) -> tuple[Column, ...]:
    """How much like residue a block and its surroundings read, each alone."""
    total = _sums(scores)
    binned = _score_bins(scores)
    return (
        binned,
        _shift(binned, -1),
        _shift(binned, 1),
        *(_score_bins(_means(total, at, reach)) for reach in (2, 5, 15)),
        _score_bins((total[-1] - total[1:]) / np.maximum(1, len(at) - 1 - at)),
        _score_bins(total[:-1] / np.maximum(1, at)),
    )


def _sums(values: NDArray[Any]) -> NDArray[Any]:
    """Cumulative sums, beginning with 0."""
    sums = np.zeros(len(values) + 1, dtype=values.dtype if values.dtype.kind == "f" else np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def _window(sums: NDArray[Any], at: NDArray[Any], reach: int) -> NDArray[Any]:
    """Sum over the blocks up to `reach` away, the block itself among them."""
    total: NDArray[Any] = sums[np.minimum(len(sums) - 1, at + reach + 1)] - sums[np.maximum(0, at - reach)]
    return total


def _means(sums: NDArray[Any], at: NDArray[Any], reach: int) -> NDArray[Any]:
    low, high = np.maximum(0, at - reach), np.minimum(len(sums) - 1, at + reach + 1)
    means: NDArray[Any] = (sums[high] - sums[low]) / (high - low)
    return means


def _score_bins(scores: NDArray[Any]) -> Ints:
    """Log-odds from -4 to 4 in steps of .4, from 1; 0 is kept for "no such block"."""
    return (1 + np.clip((scores + 4) * 2.5, 0, 20)).astype(np.uint8)


def _shift(column: NDArray[Any], step: int, missing: int = 0) -> NDArray[Any]:
    """The value of the block `step` further down; `missing` where there is none."""
    shifted = np.full(len(column), missing, dtype=column.dtype)
    if step > 0:
        shifted[:-step] = column[step:]
    else:
        shifted[-step:] = column[:step]
    return shifted


def _distance_above(marks: NDArray[Any], at: NDArray[Any]) -> NDArray[Any]:
    """Blocks up to the nearest marked block above; far where there is none."""
    last = np.maximum.accumulate(np.where(marks, at, -99))
    distance: NDArray[Any] = at - _shift(last, -1, -99)
    return distance


def _distances(prose: NDArray[Any], at: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    return _distance_above(prose, at), _distance_above(prose[::-1], at)[::-1]


def _runs(prose: NDArray[Any], at: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Length of the run of blocks without prose that a block stands in, and its place there."""
    first = np.maximum.accumulate(np.where(prose, at + 1, 0))
    reverse = np.maximum.accumulate(np.where(prose[::-1], at + 1, 0))[::-1]
    stop = len(prose) - reverse
    zero = np.zeros_like(at)
    return np.where(prose, zero, stop - first), np.where(prose, zero, at - first + 1)


ZONE_BODY = 5


def _zones(features: Features, at: NDArray[Any]) -> NDArray[Any]:
    """0 without prose, 1 to 4 before the article, 5 within, 6 to 10 after."""
    start, stop = features.span
    if start == stop:
        return np.zeros_like(at)
    before = 1 + np.minimum(3, start - at - 1)
    after = 6 + np.minimum(4, (at - stop) // 2)
    return np.where(at < start, before, np.where(at < stop, ZONE_BODY, after))


def _since_heading(claims: Claims, prose: NDArray[Any]) -> list[int]:
    """Blocks since a heading of other stories; 0 without, or where two paragraphs stand between."""
    headings = (claims.group == RELATED) | (claims.group == RELATED + 1)
    if not headings.any():
        return [0] * len(prose)
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


def _repeated(features: Features) -> list[int]:
    """Whether the same words stand elsewhere: 0 no, 1 again below, 2 above, +2 more than twice."""
    folded = features.folded
    counts = Counter(folded)
    if len(counts) + counts[""] >= len(folded):
        return [0] * len(folded)
    seen: set[str] = set()
    column: list[int] = []
    for fold in folded:
        if not fold or counts[fold] == 1:
            column.append(0)
        else:
            column.append((2 if fold in seen else 1) + 2 * (counts[fold] > 2))
            seen.add(fold)
    return column


# Two lines that begin alike for this long are the same sentence, or a list with one pattern.
_ECHO = 12


def _echo(features: Features) -> list[int]:
    """A line printed twice in a row: 1 where the next goes on from it, 2 where it is that next."""
    lower = features.lower
    heads = [low[:_ECHO] for low in lower]
    column = [0] * len(lower)
    for index in [i for i, (a, b) in enumerate(pairwise(heads)) if a == b]:
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
    for step in (-2, -1, 1, 2):
        near = np.abs(_shift(words, step, 99).astype(np.int16) - words) <= 1
        alike += near & (_shift(last, step, 99) == last)
    return alike
