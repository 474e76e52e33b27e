"""Along the tree of a page's elements: what an element has from those around it.

Elements are numbered as they open, so that each stands behind the one around it: one pass down the columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from declutter.native import twin

__all__ = ["along_paths", "inherited"]

Ints = NDArray[np.int64]


@twin
def inherited(parents: list[int], own: Ints) -> Ints:
    """Each element's own number, or where that is 0 the one of the nearest element around it that has any.

    Args:
        parents: element -> the element around it; -1 where there is none.
        own: element -> its number.

    >>> inherited([-1, 0, 1, 1], np.array([0, 5, 0, 7])).tolist()
    [0, 5, 5, 7]
    """
    numbers: list[int] = own.tolist()
    for element, above in enumerate(parents):
        if above >= 0 and not numbers[element]:
            numbers[element] = numbers[above]
    return np.array(numbers, dtype=np.int64)


def along_paths(parents: list[int], odds: Ints) -> Ints:
    """What the names from the page down to each element say together.

    Args:
        parents: element -> the element around it; -1 where there is none.
        odds: elements x 5 or more, what each one's own name says: mean, lowest, highest and number of the
            tokens that are known, and the weight of all.

    Returns:
        6 x elements: the sum over all known tokens, their number, the lowest, the highest, the sum of the
        weights, and how many elements are around it.
    """
    means, *edges, numbers, weights = odds[:, :5].T.tolist()
    lows, highs = edges
    sums = [mean * number for mean, number in zip(means, numbers)]
    depth = [0] * len(parents)
    for element, above in enumerate(parents):
        if above >= 0:
            sums[element] += sums[above]
            numbers[element] += numbers[above]
            weights[element] += weights[above]
            depth[element] = depth[above] + 1
            lows[element] = min(lows[element], lows[above])
            highs[element] = max(highs[element], highs[above])
    return np.array([sums, numbers, lows, highs, weights, depth], dtype=np.int64)
