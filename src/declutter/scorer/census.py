"""How many characters of which class each block has, counted for a whole document at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from declutter.native import twin

__all__ = [
    "BARS", "CAPITALS", "COLONS", "COMMAS", "FIGURES", "INITIALS", "LETTERS", "SLASHES", "STOPS", "census",
]  # fmt: skip

# Classes of characters; `census` has a column for each, and the two derived ones after them.
_OTHER, CAPITALS, _LOWER, _UNCASED, FIGURES, COMMAS, BARS, SLASHES, COLONS, STOPS = range(10)
LETTERS, INITIALS = 10, 11
_MARKS = {
    COMMAS: ",،、，;；",
    BARS: "|·•»›>→▶►",
    SLASHES: "/／",
    COLONS: ":：",
    STOPS: ".!?…。！？؟।",
}


@lru_cache(maxsize=1)
def _classes() -> NDArray[np.uint8]:
    """Class of each character of the basic plane; made once, on first use."""
    table = np.zeros(65_537, dtype=np.uint8)
    for code in range(65_536):
        char = chr(code)
        if char.isalpha():
            table[code] = CAPITALS if char.isupper() else _LOWER if char.islower() else _UNCASED
        elif char.isdigit():
            table[code] = FIGURES
    for number, chars in _MARKS.items():
        table[[ord(char) for char in chars]] = number
    return table


# A character takes some thirteen bytes while it is counted, so that large documents are counted in parts.
_PART_BLOCKS = 10_000


@twin
def census(texts: Sequence[str]) -> NDArray[np.int64]:
    """Blocks x 12: characters by class, then all letters, then capitals that begin a word.

    >>> census(["By Ann Lee, 12:30"])[0, [CAPITALS, FIGURES, COMMAS, LETTERS, INITIALS]].tolist()
    [3, 4, 1, 8, 3]
    """
    if len(texts) <= _PART_BLOCKS:
        return _counted(texts)
    parts = range(0, len(texts), _PART_BLOCKS)
    return np.concatenate([_counted(texts[start : start + _PART_BLOCKS]) for start in parts])


def _counted(texts: Sequence[str]) -> NDArray[np.int64]:
    size = len(texts)
    joined = "\n".join(texts)
    codes = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    if len(codes) == len(joined):
        kinds = _classes().take(codes)
    else:  # characters beyond the basic plane
        wide = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        kinds = _classes().take(np.minimum(wide, 65_536))
    # The block of each character, times the number of classes, plus its class, is its pigeonhole.
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=size) + 1
    lengths[-1:] -= 1
    block = np.repeat(np.arange(0, 10 * size, 10), lengths)
    capitals = np.flatnonzero(kinds == CAPITALS)
    before = kinds.take(capitals - 1)  # of the very first character, the last one: set right below
    begins = (before < CAPITALS) | (before > _UNCASED)
    if len(capitals) and capitals[0] == 0:
        begins[0] = True
    initials = block.take(capitals[begins]) // 10
    block += kinds
    counts = np.empty((size, 12), dtype=np.int64)
    counts[:, :10] = np.bincount(block, minlength=10 * size).reshape(size, 10)
    counts[:, LETTERS] = counts[:, CAPITALS] + counts[:, _LOWER] + counts[:, _UNCASED]
    counts[:-1, _OTHER] -= 1  # the line breaks between blocks
    counts[:, INITIALS] = np.bincount(initials, minlength=size)
    return counts
