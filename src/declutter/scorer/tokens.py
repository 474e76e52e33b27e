"""What the words in names of elements say: learned log-odds of tags and of words of class, id, role."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from declutter.native import twin
from declutter.page import Name
from declutter.scorer.parts import part_of

__all__ = ["Tokens", "tokens_of"]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+")
# Longer class lists are generated; their first words say what there is to say.
_CHARS, _WORDS = 300, 14
# Of a cache of names this size, a crawl would fill memory.
_REMEMBER = 50_000
_COLUMNS = 6
_NONE = np.zeros((1, _COLUMNS), dtype=np.int64)


@twin
def tokens_of(name: Name) -> tuple[str, ...]:
    """The words that a name is judged by.

    >>> tokens_of(Name("div", class_="post-content entryBody", id="story-1234"))
    ('<div>', 'post', 'content', 'post-content', 'entry', 'body', 'entry-body', '#story')
    """
    tag, class_, ident, role, prop, testid = name
    found = [f"<{tag}>"]
    for value in (class_, testid):
        if value:
            for whole in value[:_CHARS].split()[:_WORDS]:
                if whole.isascii() and whole.isalpha() and whole.islower():  # most are, and need no cutting
                    found.append(whole)
                    continue
                words = _cut(whole)
                found += words
                if len(words) > 1:
                    found.append("-".join(words))
    if ident:
        found += [f"#{word}" for word in _cut(ident[:_CHARS])]
    if role:
        found.append(f"role={role.lower()}")
    if prop:
        found.append(f"prop={prop.lower()}")
    return tuple(dict.fromkeys(found))


def _cut(name: str) -> list[str]:
    """The words of a name that is written in one: fooBar, foo-bar, foo_bar2."""
    return _WORD.findall(_CAMEL.sub("-", name).lower())


class Tokens:
    """What each known token says of content, in hundredths of a log-odds.

    Args:
        alone: token -> log-odds of blocks somewhere under it.
        joint: token -> its weight in the sum over all tokens on a block's path.
    """

    def __init__(self, alone: dict[str, int], joint: dict[str, int]) -> None:
        self.alone, self.joint = alone, joint
        self.known: dict[Name, tuple[int, ...]] = {}

    @twin
    def score(self, names: Sequence[Name]) -> NDArray[np.int64]:
        """What each name says; names x 6.

        Mean, lowest and highest of the tokens alone, number of known ones, joint weight, part of the page
        (see `part_of`).
        """
        known = self.known
        if len(known) > _REMEMBER:
            known.clear()
        flat = array("q")
        for name in names:
            row = known.get(name)
            if row is None:
                row = known[name] = self.weigh(tokens_of(name))
            flat.extend(row)
        return np.frombuffer(flat, dtype=np.int64).reshape(-1, _COLUMNS) if names else _NONE

    @twin
    def weigh(self, tokens: tuple[str, ...]) -> tuple[int, ...]:
        """What the tokens of one name say."""
        alone, joint = self.alone, self.joint
        found = [alone[token] for token in tokens if token in alone]
        weight = sum(joint.get(token, 0) for token in tokens)
        part = part_of(tokens)
        if not found:
            return 0, 0, 0, 0, weight, part
        return sum(found) // len(found), min(found), max(found), len(found), weight, part
