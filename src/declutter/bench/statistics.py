"""Figures with intervals: the bootstrap over pages, and paired differences between tools.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13: percentile intervals. Pages
are drawn, not words: a page is what was sampled from the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from declutter.bench.scores import MEASURES, Row

__all__ = ["Figure", "difference", "figures"]

_DRAWS = 1000
# Draws at a time: a matrix of weights has a row a draw and a column a page.
_CHUNK = 100
_SEED = 0
_PERCENTILES = (2.5, 97.5)


class Figure(NamedTuple):
    """A value and the 95 % interval that other pages of the same kind would leave it in."""

    value: float
    low: float
    high: float


def figures(measure: str, rows: Sequence[Row]) -> dict[str, Figure]:
    """Each figure of the measure over these pages; empty where there are none.

    >>> figures("words", [(1.0, 0.5, 0.5, 0.5), (1.0, 1.0, 1.0, 1.0)])["F1"]
    Figure(value=0.75, low=0.5, high=1.0)
    """
    if not rows:
        return {}
    matrix = np.asarray(rows, dtype=float)
    point = MEASURES[measure].figures(matrix.sum(axis=0))
    drawn = MEASURES[measure].figures(_sums(matrix).T)
    return {name: _interval(float(value), drawn[name]) for name, value in point.items()}


def difference(measure: str, ours: Sequence[Row], theirs: Sequence[Row]) -> Figure:
    """Our main figure less theirs, on the same pages in the same order: drawn together, so paired.

    >>> difference("words", [(1.0, 0.5, 0.5, 0.5)] * 9, [(1.0, 0.25, 0.5, 0.5)] * 9)
    Figure(value=0.25, low=0.25, high=0.25)
    """
    both = np.hstack([np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)])
    width = both.shape[1] // 2
    compute = MEASURES[measure].figures

    def gap(sums: np.ndarray) -> np.ndarray:
        name, mine = next(iter(compute(sums[:width]).items()))
        return np.asarray(mine - compute(sums[width:])[name])

    return _interval(float(gap(both.sum(axis=0))), gap(_sums(both).T))


def _sums(matrix: np.ndarray) -> np.ndarray:
    """Sums of the columns over each draw of as many pages as there are, with replacement."""
    weights = _weights(len(matrix))
    return np.vstack([weights[n : n + _CHUNK].astype(float) @ matrix for n in range(0, _DRAWS, _CHUNK)])


@lru_cache(maxsize=16)
def _weights(pages: int) -> np.ndarray:
    """How often each draw takes each page: drawing is what costs time, and every tool gets the same draws."""
    dice = np.random.default_rng(_SEED)
    even = np.full(pages, 1 / pages)
    # A page that is taken more than 255 times is taken 255 times; that does not happen.
    return np.minimum(dice.multinomial(pages, even, size=_DRAWS), 255).astype(np.uint8)


def _interval(value: float, drawn: np.ndarray) -> Figure:
    low, high = np.percentile(drawn, _PERCENTILES)
    return Figure(value, float(low), float(high))
