"""The line scorer: weighs what rules claim in its context, and claims what no rule thought of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.model import Document, Finding, Label
from declutter.native import twin
from declutter.scorer.claims import Claims
from declutter.scorer.columns import (
    NAMES,
    QUOTE_OPENS,
    SENTENCE_ENDS,
    context_rows,
    line_rows,
)
from declutter.scorer.forest import Forest
from declutter.scorer.reasons import Evidence, guess_label

__all__ = ["CEILING", "FLOOR", "PRECISE", "VETO", "combine", "weigh"]

_HERE = Path(__file__).parent
_ENDS = np.zeros(256, dtype=bool)
_ENDS[list(SENTENCE_ENDS)] = True
_CLAIM, _RUN, _WORDS, _FIRST_CHAR, _LAST_CHAR, _CREDIT = map(
    NAMES.index, ("claim", "run", "words", "first", "last", "credit below")
)

# A rule this precise needs no support …
PRECISE = 0.9
# … unless the context is as sure of the opposite: below this probability it is taken for a mention.
VETO = 0.2
# What context alone tells is never surer than an allowance: in the corpora golds leave out many a
# live blog's times and lists of names and values, which heuristics know to be content.
CEILING = 0.97
# Less probable residue is no claim; it only tells how sure the keeping is.
FLOOR = 0.3

# What a line that no rule names must have beyond the scorer's own odds, in log-odds: up to 2 words, to 14, to
# 47, and more. Golds leave out short sentences of some articles, so the scorer learned to doubt these more
# than a reader does; one word or two may be a subhead, a short sentence an article's last words, and a long
# one is dear to lose. Measured on cross-validated lines and on pages of our own in 24 languages: each of
# these keeps more content than it leaves residue.
_PIECE = (0.6, -0.1, -0.1, 0.4)
_SENTENCE = (1.7, 1.7, 0.7, 1.4)
# How many bins of the column "words" each of the four takes; see columns.py.
_NEEDED = np.repeat((_PIECE, _SENTENCE), (3, 8, 4, 2), axis=1)
_QUOTED = 1.0
_STRANGER = 0.4
_UNSPACED = 0.5  # on top of that: where words mean nothing, less is known of a short line
# A row, and the rule below the head of a table in Markdown.
_TABLE = frozenset(("cell", "rule"))
# Languages with enough pages in training for the odds to be taken as they are.
_KNOWN = frozenset(("en", "de"))


@lru_cache(maxsize=8)
def _forest(name: str) -> Forest:
    return Forest.load(_HERE / f"{name}.npz")


def probabilities(
    document: Document, claims: Claims, common: frozenset[str]
) -> tuple[NDArray[np.float64], NDArray[Any], Forest]:
    """Probability that each block is residue, the features it was told by, and the forest."""
    prefix = "sentences" if document.broken else "lines"
    line = line_rows(document, claims, common)
    alone = _forest(f"{prefix}-alone").log_odds(line)
    rows = np.hstack([line, context_rows(document, claims, line, alone)])
    forest = _forest(f"{prefix}-context")
    odds = forest.log_odds(rows) * forest.card["slope"] + forest.card["shift"] - reserve(rows, document)
    return 1 / (1 + np.exp(-odds)), rows, forest


def reserve(rows: NDArray[Any], document: Document) -> NDArray[np.float64]:
    """Log-odds that each block must have in excess to be taken without a rule."""
    unnamed = (rows[:, _CLAIM] == 0) & (rows[:, _RUN] == 0)
    sentence = _ENDS.take(rows[:, _LAST_CHAR])
    caption = rows[:, _CREDIT] == 1  # a sentence right above a picture's credit
    needed = _NEEDED[(sentence & ~caption).astype(np.intp), rows[:, _WORDS]]
    needed += 0.0 if document.language in _KNOWN else _STRANGER
    needed += _UNSPACED if document.features.unspaced else 0.0
    needed += np.where(sentence & (rows[:, _FIRST_CHAR] == QUOTE_OPENS), _QUOTED, 0.0)
    if "code" in document.kinds:  # never prose, and never residue
        needed[np.array(document.kinds) == "code"] = np.inf
    return np.where(unnamed, needed, 0.0)


def weigh(document: Document, found: Sequence[Finding], common: frozenset[str]) -> Iterator[Finding]:
    """Turn the claims of the shipped rules and heuristics into findings with a confidence in context.

    A precise rule keeps its own confidence where the context does not contradict; a vague one is
    believed as far as the context supports it. Blocks that no rule names get the scorer's own claim.

    Args:
        document: measured; gets `evidence`, from which the reasons of the scorer's claims are told.
        found: what was claimed, block by block or in runs.
        common: function words of the document's language.
    """
    if not len(document):
        return
    claims = Claims(len(document), found)
    chance, rows, forest = probabilities(document, claims, common)
    document.evidence = Evidence(rows, forest)
    # A row of a table is short and bare by nature: rules about short bare lines need the context.
    bare: frozenset[int] = frozenset()
    if "cell" in document.kinds:
        bare = frozenset(index for index, kind in enumerate(document.kinds) if kind == "cell")
        _together(chance, document.kinds)
    yield from combine(found, chance, guess_label(rows), bare)


def _together(chance: NDArray[np.float64], kinds: Sequence[str]) -> None:
    """Give the rows of a table one probability: a table without some of its rows misleads."""
    start = 0
    for tabular, run in groupby(kinds, _TABLE.__contains__):
        stop = start + len(list(run))
        if tabular:
            chance[start:stop] = np.median(chance[start:stop])
        start = stop


@twin
def combine(
    found: Sequence[Finding],
    chance: NDArray[np.float64],
    label_of: Callable[[int], Label],
    bare: frozenset[int] = frozenset(),
) -> list[Finding]:
    """Findings from claims and the probability that each block is residue.

    Args:
        found: claims and allowances.
        chance: a probability a block.
        label_of: label of a block that no rule names.
        bare: blocks on which even a precise rule needs the context.
    """
    chances: list[float] = np.minimum(chance, CEILING).round(4).tolist()
    weighed: list[Finding] = []
    claimed: set[int] = set()
    for finding in found:
        start, stop, label, confidence, source, reason = finding
        if label is None:
            weighed.append(finding)
            continue
        for index in range(start, stop):
            p = chances[index]
            if index == start and confidence >= PRECISE and p >= VETO and index not in bare:
                p = max(p, confidence)
            if p >= FLOOR:
                weighed.append(Finding(index, index + 1, label, p, source, reason))
        claimed.update(range(start, stop))
    weighed += [
        Finding(index, index + 1, label_of(index), chances[index], "scorer", "")
        for index in np.flatnonzero(chance >= FLOOR).tolist()
        if index not in claimed
    ]
    return weighed
