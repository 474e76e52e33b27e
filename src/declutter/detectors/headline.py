"""The headline stays: the line before the article that says most of what the article says."""

from __future__ import annotations

from collections.abc import Iterable

from declutter.model import Document, Finding

__all__ = ["headline"]

# A headline is this many words long; shorter ones are section labels, longer ones standfirsts.
_WORDS = range(3, 36)
# Where no word is shared, its length must speak, and little may stand above the article.
_LONG_WORDS = range(5, 26)
# Where words are compounds or endings pile up, fewer say as much.
_LEAST_WORDS, _LONG_CHARS = 3, 32
_FEW_ABOVE = 12
# It stands within this many blocks of the first paragraph; above are menus.
_REACH = 25
# It shares at least this many content words, and this share of them, with the article.
_SHARED, _COHESION = 2, 0.4


_NAME = "declutter/headline"


def headline(document: Document, found: Iterable[Finding]) -> Finding | None:
    """Allow the headline: the given title where it stands in the text, else the best guess.

    Args:
        found: what rules claim; a block that they name is no headline.
    """
    at = document.features.title_at
    if at is not None:
        return Finding(at, at + 1, None, 1.0, _NAME, "the headline")
    claimed = {finding.start for finding in found if finding.label is not None}
    prose = document.features.prose
    start, stop = document.features.span
    # A consent text is prose too, but not the article's.
    start = next((index for index in range(start, stop) if prose[index] and index not in claimed), stop)
    at = _guess(document, start, claimed)
    if at is None:
        return None
    return Finding(at, at + 1, None, 0.985, _NAME, "reads like the headline of this article")


def _guess(document: Document, start: int, claimed: set[int]) -> int | None:
    """The block above the prose with most words in common with it; of equals the nearest."""
    features = document.features
    best, best_shared = None, 0.0
    for index in range(max(0, start - _REACH), start):
        if index in claimed or features.words[index] not in _WORDS:
            continue
        cohesion = features.cohesion(index)
        if cohesion is None or cohesion < _COHESION:
            continue
        shared = cohesion * features.words[index] - 3 * features.ended[index]
        if shared >= max(_SHARED, best_shared):
            best, best_shared = index, shared
    if best is None and start == 1 and 0 not in claimed and _WORDS.start <= features.words[0]:
        return None if features.ended[0] else 0  # the only line above the article
    if best is None and start <= _FEW_ABOVE:
        return next((index for index in range(start) if _alone(document, index, claimed)), None)
    return best


def _alone(document: Document, index: int, claimed: set[int]) -> bool:
    """Whether a block looks like a headline whatever its words: a play on words shares none."""
    features = document.features
    return (
        index not in claimed
        and (
            features.words[index] in _LONG_WORDS
            or (
                _LEAST_WORDS <= features.words[index] < _LONG_WORDS.start
                and len(document.texts[index]) >= _LONG_CHARS
            )
        )
        and not features.ended[index]
        and not document.kinds[index]
    )
