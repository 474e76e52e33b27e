"""Which blocks of a page are in its gold: the targets that the block scorer learns from."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from declutter.bench import metrics

__all__ = ["label_by_snippets", "label_by_text"]

# A block of fewer words may stand in the gold by chance; its neighbours must be there too.
_LONG = 4
# How far a neighbour may be, for a whole line of the gold and for part of one.
_LINE_REACH, _PART_REACH = 12, 6
# Snippets shorter than this are found in anything.
_SNIPPET_CHARS = 15


def label_by_text(texts: Sequence[str], gold: str) -> NDArray[np.float64]:
    """For each block the share of it that stands in the gold; of copies only the likeliest counts."""
    words = metrics.tokens(gold)
    whole = f" {' '.join(words)} "
    lines = {" ".join(metrics.tokens(line)) for line in gold.split("\n")}
    grams = set(zip(words, words[1:], words[2:], words[3:]))
    labels = np.zeros(len(texts))
    folds: list[str] = []
    long: list[int] = []
    doubtful: list[tuple[int, bool]] = []
    for index, text in enumerate(texts):
        tokens = metrics.tokens(text)
        fold = " ".join(tokens)
        folds.append(fold)
        if len(tokens) >= _LONG:
            long.append(index)
            own = list(zip(tokens, tokens[1:], tokens[2:], tokens[3:]))
            labels[index] = 1 if f" {fold} " in whole else sum(gram in grams for gram in own) / len(own)
        elif tokens and f" {fold} " in whole:
            doubtful.append((index, fold in lines))
    for index, line in doubtful:
        reach = _LINE_REACH if line else _PART_REACH
        at = bisect(long, index)
        above = at > 0 and labels[long[at - 1]] > 0.5 and index - long[at - 1] <= reach
        below = at < len(long) and labels[long[at]] > 0.5 and long[at] - index <= reach
        labels[index] = float((above or below) if line else (above and below))
    _settle_copies(labels, folds, whole)
    return labels


def _settle_copies(labels: NDArray[np.float64], folds: Sequence[str], gold: str) -> None:
    """Of several copies keep as many as the gold has, those with the most content around them."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, fold in enumerate(folds):
        if labels[index] > 0.5 and fold.count(" ") >= _LONG - 1:
            places[fold].append(index)
    for fold, found in places.items():
        wanted = max(1, gold.count(f" {fold} "))
        if len(found) > wanted:
            ranked = sorted(found, key=lambda i: (-labels[max(0, i - 6) : i + 7].sum(), i))
            labels[ranked[wanted:]] = 0


def label_by_snippets(
    texts: Sequence[str], present: Sequence[str], absent: Sequence[str]
) -> NDArray[np.float64]:
    """1 and 0 for blocks that hold, or stand in, a snippet; NaN for those that no snippet speaks of."""
    labels = np.full(len(texts), np.nan)
    groups = [
        (1.0, [" ".join(s.split()) for s in present if s]),
        (0.0, [" ".join(s.split()) for s in absent if s]),
    ]
    for index, text in enumerate(texts):
        flat = " ".join(text.split())
        for value, snippets in groups:
            if any(s in flat or (len(flat) > _SNIPPET_CHARS and flat in s) for s in snippets):
                labels[index] = value
                break
    return labels
