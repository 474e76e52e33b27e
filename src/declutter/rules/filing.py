"""By which words a rule is looked up, so that it costs nothing on blocks without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from declutter.rules.schema import Conditions
from declutter.words import is_unspaced

__all__ = ["anchor", "filed_under", "pairs", "told_by_filing"]


def anchor(phrase: str) -> str:
    """The word by which a phrase is filed: its longest, as the rarest; without spaces its first pair."""
    if is_unspaced(phrase):
        return phrase.replace(" ", "")[:2]
    return max(phrase.split(" "), key=len)


def pairs(words: Iterable[str]) -> list[str]:
    """Characters and pairs of them, by which phrases of unspaced scripts are filed."""
    return [piece for word in words for i in range(len(word)) for piece in (word[i], word[i : i + 2])]


def filed_under(match: Conditions) -> Iterator[tuple[str, str]]:
    """(shelf, word) by which a rule is found: those of the first of its conditions that names any.

    Shelves: "phrases" by the whole block, "first" and "last" by its first and last word, "opening"
    and "closing" by its first and last two words, "anchors" by any word in it, "signs" by any
    character in it, "below" by the whole block above it. Nothing where a rule names no word at all.
    """
    if match.phrases:
        for phrase in match.phrases:
            yield "phrases", phrase
    elif match.starts or match.ends:
        for phrase in match.starts or match.ends:
            words = phrase.split(" ")
            if is_unspaced(phrase):
                yield "anchors", anchor(phrase)
            elif match.starts:
                yield ("opening", " ".join(words[:2])) if len(words) > 1 else ("first", phrase)
            else:
                yield ("closing", " ".join(words[-2:])) if len(words) > 1 else ("last", phrase)
    elif match.only and not any(map(is_unspaced, match.only)):
        for word in {part for phrase in match.only for part in phrase.split(" ")}:
            yield "first", word  # all words of a match are among these, so its first is
    elif match.contains or match.any:
        for phrase in match.contains or match.any:
            yield "anchors", anchor(phrase)
    elif match.all:
        yield "anchors", max(map(anchor, match.all), key=len)
    elif match.signs:
        for sign in match.signs:
            yield "signs", sign
    elif match.before is not None:
        for phrase in match.before.phrases:
            yield "below", phrase


# Words of the longest phrase of which being filed under it says that it is there.
_TELLING = {"starts": 2, "ends": 2, "only": 0, "contains": 1, "any": 1, "all": 0, "signs": 1}


def told_by_filing(match: Conditions) -> frozenset[str]:
    """The condition that holds wherever a rule is found by the words it is filed under: it needs no test."""
    if match.phrases:
        return frozenset({"phrases"})
    for name, most in _TELLING.items():
        if phrases := getattr(match, name):
            told = all(phrase.count(" ") < most and not is_unspaced(phrase) for phrase in phrases)
            return frozenset({name}) if told else frozenset()
    return frozenset()
