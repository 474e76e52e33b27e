"""What kind of page a line stands on: one small whole number a feature, the same for every block.

Two short lines without a full stop between paragraphs are teasers in news and subheads or steps in a
guide. A page tells which it is by what rules claim on it and by how its prose is written.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.scorer.claims import GROUPS, Claims

__all__ = ["PAGE", "Shapes", "page_columns"]

PAGE = (
    *(f"page claims {number}" for number in range(1, GROUPS + 1)),
    "page items", "page quotes", "page open lines", "page paragraphs", "page words", "page items within",
    "page numbers", "page questions", "page blocks", "page colons",
)  # fmt: skip

# Claims of a group beyond so many tell nothing new.
_CLAIMS = 4
_NUMBERED = 9
# Words of a mean paragraph: news prints one sentence or two, essays more.
_PARAGRAPH = np.array([15, 20, 25, 30, 35, 40, 50, 60, 80])
_PROSE = np.array([100, 200, 300, 450, 600, 900, 1_300, 2_000, 4_000])
_BLOCKS = np.array([10, 20, 40, 80, 160, 320, 640])


class Shapes(NamedTuple):
    """How blocks begin and end; an entry a block in each."""

    item: NDArray[Any]
    quote: NDArray[Any]
    """It opens with a quotation mark."""
    figure: NDArray[Any]
    """It opens with a figure."""
    question: NDArray[Any]
    colon: NDArray[Any]


def _share(some: NDArray[Any], all_of: int) -> int:
    """The tenth that a share falls in; 9 of all."""
    return min(9, 10 * int(np.count_nonzero(some)) // max(1, all_of))


def page_columns(
    claims: Claims, prose: NDArray[Any], words: NDArray[Any], span: tuple[int, int], shapes: Shapes
) -> tuple[int, ...]:
    """The features of PAGE.

    Args:
        claims: of rules and heuristics.
        prose: whether each block reads as running text.
        words: of each block.
        span: first block and block after the last of the article's prose.
        shapes: how each block begins and ends.
    """
    size = len(prose)
    groups = np.bincount((claims.group + 1) // 2, minlength=GROUPS + 1)[1:]
    within = np.zeros(size, dtype=bool)
    within[slice(*span)] = True
    between = within & ~prose
    prose_words, paragraphs = int(words[prose].sum()), int(np.count_nonzero(prose))
    return (
        *np.minimum(groups, _CLAIMS).tolist(),
        _share(shapes.item, size),
        _share(prose & shapes.quote, paragraphs),
        _share(between & (claims.group == 0), span[1] - span[0]),
        int(np.searchsorted(_PARAGRAPH, prose_words / max(1, paragraphs), side="right")),
        int(np.searchsorted(_PROSE, prose_words, side="right")),
        _share(shapes.item & between, int(np.count_nonzero(between))),
        min(_NUMBERED, int(np.count_nonzero(shapes.figure & between))),
        _share(shapes.question, size),
        int(np.searchsorted(_BLOCKS, size, side="right")),
        _share(shapes.colon, size),
    )
