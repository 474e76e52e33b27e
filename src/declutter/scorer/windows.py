"""Sums, shifts and distances along the blocks of a page, over arrays with an entry a block."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["PAD", "distance_above", "shift", "sums_of", "window"]

# Sums are continued beyond both ends, as far as the widest window reaches.
PAD = 15


def sums_of(values: NDArray[Any]) -> NDArray[Any]:
    """Cumulative sums, from `PAD` on: there a 0 begins them, and the total goes on behind them."""
    size = len(values)
    sums = np.empty(size + 1 + 2 * PAD, dtype=values.dtype if values.dtype.kind == "f" else np.int64)
    sums[: PAD + 1] = 0
    np.cumsum(values, out=sums[PAD + 1 : PAD + 1 + size])
    sums[PAD + 1 + size :] = sums[PAD + size]
    return sums


def window(sums: NDArray[Any], first: int, last: int) -> NDArray[Any]:
    """For each block the sum over those from `first` to `last` below it; 0 is the block itself."""
    low, size = PAD + first, len(sums) - 1 - 2 * PAD
    high = PAD + last + 1
    total: NDArray[Any] = sums[high : high + size] - sums[low : low + size]
    return total


def shift(columns: NDArray[Any], step: int, missing: int = 0) -> NDArray[Any]:
    """The value of the block `step` further down; `missing` where there is none."""
    shifted = np.empty_like(columns)
    if step > 0:
        shifted[..., :-step] = columns[..., step:]
        shifted[..., -step:] = missing
    else:
        shifted[..., -step:] = columns[..., :step]
        shifted[..., :-step] = missing
    return shifted


def distance_above(marks: NDArray[Any], at: NDArray[Any]) -> NDArray[Any]:
    """Blocks up to the nearest marked block above; far where there is none."""
    last = np.maximum.accumulate(np.where(marks, at, -99))
    distance: NDArray[Any] = at - shift(last, -1, -99)
    return distance
