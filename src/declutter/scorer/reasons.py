"""What weighed most in a score, in words; and which label residue without a rule looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.model import Label
from declutter.scorer.columns import NAMES
from declutter.scorer.forest import Forest
from declutter.scorer.pages import PAGE

__all__ = ["Evidence", "guess_label"]

# What a feature says when it weighs towards residue. Features that say the same stand together.
_SAYS = {
    "outside the article's prose": (
        "zone", "prose above", "prose below", "prose left below", "prose share above", "prose near", "prose around",
    ),
    "near the start or the end": ("from start", "from end"),
    "among short lines": (
        "short run", "place in run", "words above", "words below", "words two above", "words two below",
    ),
    "among other residue": (
        "claims near", "claims above", "claims below", "claim above", "claim below", "claim two above",
        "claim two below", "score above", "score below", "score near", "score around", "score wide",
        "score after", "score before",
    ),
    "below a heading of other stories": ("heading above", "run"),
    "next to a picture credit": ("credit above", "credit below"),
    "in a list of lines alike": ("alike", "last above", "last below", "first above", "first below"),
    "it shares few words with the article": (
        "cohesion", "names", "cohesion above", "cohesion below", "cohesion around",
    ),
    "printed twice": ("repeated", "echo"),
    "no sentence": ("words", "last", "grammar", "stops", "commas"),
    "written like a label": ("first", "capitals", "capital words", "bars", "slashes", "colons", "kind", "address"),
    "figures": ("figures",),
    "worded like residue": ("claim", "score"),
    "set apart by blank lines": ("gap above", "gap below", "gaps"),
    "the page holds little prose": ("page prose", "page lines"),
    "on a page of this kind": PAGE,
}  # fmt: skip
_SAYINGS = tuple(_SAYS)
_SAYING_OF = np.array([next(n for n, names in enumerate(_SAYS.values()) if name in names) for name in NAMES])


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of every block, from which a reason is told when somebody asks for it.

    Attributes:
        rows: blocks x features.
        forest: what scored them.
    """

    rows: NDArray[Any]
    forest: Forest

    def reasons(self, blocks: list[int]) -> list[str]:
        """For each block the two or three things that weighed most towards residue, in words."""
        moved = self.forest.weighed(self.rows[blocks])
        grouped = np.zeros((len(blocks), len(_SAYINGS)))
        for column, saying in enumerate(_SAYING_OF):
            grouped[:, saying] += moved[:, column]
        return [_sentence(row) for row in grouped]


def _sentence(weights: NDArray[Any]) -> str:
    order = np.argsort(-weights, kind="stable")[:3]
    # The third is told where it weighed at least half as much as the first.
    told = [
        _SAYINGS[i]
        for n, i in enumerate(order)
        if weights[i] > 0 and (n < 2 or weights[i] * 2 > weights[order[0]])
    ]
    return ", ".join(told) or "little by little"


# What a label is guessed from.
_SEEN = [
    NAMES.index(name)
    for name in ("words", "zone", "echo", "heading above", "credit above", "credit below", "last")
]
# Bins of the columns: see columns.py.
_NEXT_DOOR = 1
_BODY = 5
_SHORT_LABEL, _HEADLINE, _FULL_STOP = 4, 13, 6


def guess_label(rows: NDArray[Any]) -> Callable[[int], Label]:
    """A function from a block to the label that its place and shape suggest."""
    seen = rows.take(_SEEN, axis=1).tolist()

    def label(index: int) -> Label:
        words, zone, echo, heading, credit_above, credit_below, last = seen[index]
        if echo in (1, 2) or _NEXT_DOOR in (credit_above, credit_below):
            return Label.CAPTION
        if heading > 1:
            return Label.RELATED
        headline = _SHORT_LABEL < words <= _HEADLINE and last != _FULL_STOP
        if zone > _BODY:
            return Label.RELATED if headline else Label.BOILERPLATE
        if zone == _BODY:
            return Label.TEASER if headline else Label.BOILERPLATE
        return Label.KICKER if words <= _SHORT_LABEL else Label.BOILERPLATE

    return label
