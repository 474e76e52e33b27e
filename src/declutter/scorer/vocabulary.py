"""Which of a block's words are grammar, which the article uses too, and which are names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from declutter.features import Features

__all__ = ["word_shares"]

Ints = NDArray[np.uint8]

# Shares are cut here: half of a headline's words are grammar in few languages.
_GRAMMAR = np.array([0.001, 0.1, 0.2, 0.3, 0.4, 0.55])


def word_shares(features: Features, common: frozenset[str]) -> tuple[Ints, Ints, Ints]:
    """Three columns for blocks of up to 160 characters; 0 in longer ones.

    Returns:
        grammar: 1 where the language is unknown, else the bin of the share of function words.
        cohesion: 1 without content words or without prose, else from 2 the fifth of the content
            words that the article's prose uses too.
        names: words; how many content words the prose does not know, up to 6.
    """
    folded = features.folded
    size = len(folded)
    short = [index for index, fold in enumerate(folded) if fold]
    grammar, cohesion, names = (np.zeros(size, dtype=np.uint8) for _ in range(3))
    if not short:
        return grammar, cohesion, names
    content, known, any_prose = features.shared
    words = [folded[index].split(" ") for index in short]
    hits = [sum(map(common.__contains__, some)) for some in words]
    at = np.array(short)
    share = np.array(hits) / np.array([len(some) for some in words])
    grammar[at] = (
        2 + np.searchsorted(_GRAMMAR, share, side="right") if common and not features.unspaced else 1
    )
    of, seen = np.array(content)[at], np.array(known)[at]
    cohesion[at] = np.where((of > 0) & any_prose, 2 + np.minimum(4, 5 * seen // np.maximum(of, 1)), 1)
    names[at] = np.minimum(6, of - seen) + 1
    return grammar, cohesion, names
