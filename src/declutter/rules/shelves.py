"""Where rules are filed by their words, and which of them are tried on each block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from declutter.native import twin
from declutter.rules.filing import filed_under, pairs
from declutter.rules.schema import Conditions
from declutter.words import edge_words

__all__ = ["HEAD_EDGE", "TAIL_EDGE", "Lines", "Shelves", "candidates"]

# A prompt announces itself at the edges of its block: in a longer block, words are looked for in
# this many first and last characters. A credit with two names and an agency needs some 80.
HEAD_EDGE, TAIL_EDGE = 100, 110


class Filed(Protocol):
    """What shelves must know of a rule.

    Attributes:
        source: its name.
        barred: bits of `shapes_of` with which it cannot match.
        takes_long: whether it may match a block whose words are looked up at its edges alone.
    """

    source: str
    barred: int
    takes_long: bool


R = TypeVar("R", bound=Filed)


class Shelves(Generic[R]):
    """The rules that apply to some pages, filed by their anchors.

    Args:
        common: by whole-block phrase, rules that work on every page.
        off: rules among those that are silenced here.

    Attributes:
        phrases, first, last, opening, closing, anchors, signs, below: see `filed_under`.
        unfiled: rules that name no word.
        opens, closes: the first words of `opening`, the last words of `closing`.
        anchored: the words of `anchors`.
        table: what the compiled twin of `candidates` makes of all these when it is first called.
    """

    def __init__(self, common: dict[str, list[R]], off: frozenset[str]) -> None:
        self.common, self.off = common, off
        self.phrases: dict[str, list[R]] = {}
        self.first: dict[str, list[R]] = {}
        self.last: dict[str, list[R]] = {}
        self.opening: dict[str, list[R]] = {}
        self.closing: dict[str, list[R]] = {}
        self.anchors: dict[str, list[R]] = {}
        self.signs: dict[str, list[R]] = {}
        self.below: dict[str, list[R]] = {}
        self.unfiled: list[R] = []

    def file(self, rule: R, match: Conditions) -> None:
        """File a rule under the words of the first of its conditions that names any."""
        filed = list(filed_under(match))
        for shelf, word in filed:
            rules: list[R] = getattr(self, shelf).setdefault(word, [])
            if rule not in rules[-1:]:
                rules.append(rule)
        if not filed:
            self.unfiled.append(rule)

    def close(self) -> None:
        """Make what look-ups need once all rules are filed."""
        self.anchored = frozenset(self.anchors)
        self.opens = frozenset(pair.partition(" ")[0] for pair in self.opening)
        self.closes = frozenset(pair.rpartition(" ")[2] for pair in self.closing)
        self.table: Any = None


class Lines(NamedTuple):
    """What look-ups need of a document; an entry a block.

    Attributes:
        lower, folded: as `Features` has them.
        shapes: as `shapes_of` has them.
        unspaced: whether it has characters of scripts without spaces between words.
    """

    lower: list[str]
    folded: list[str]
    shapes: list[int]
    unspaced: bool


@twin
def candidates(shelves: Shelves[R], lines: Lines, signs: Sequence[str]) -> list[tuple[int, list[R]]]:
    """The rules to try on each block, in the order in which they are found; blocks without any left out.

    Args:
        signs: those of the shelf `signs` that stand anywhere in the document.
    """
    found: list[tuple[int, list[R]]] = []
    long = [low for low, fold in zip(lines.lower, lines.folded) if not fold]
    edges = iter(edge_words(long, HEAD_EDGE, TAIL_EDGE))
    above = ""
    for index, (low, fold) in enumerate(zip(lines.lower, lines.folded)):
        rules: list[R] = []
        if above in shelves.below:
            rules += shelves.below[above]
        above = fold
        if fold:
            if fold in shelves.common:
                rules += [rule for rule in shelves.common[fold] if rule.source not in shelves.off]
            if fold in shelves.phrases:
                rules += shelves.phrases[fold]
            rules += shelves.unfiled
            words = fold.split(" ")
        else:
            words = next(edges)
            if not words:
                continue
        _by_edges(shelves, words, rules)
        if lines.unspaced and not low.isascii():
            words = [*words, *pairs(words)]
        if not shelves.anchored.isdisjoint(words):
            for word in words:  # in their order, so that ties fall alike on every run
                if word in shelves.anchored:
                    rules += shelves.anchors[word]
        for sign in signs:
            if sign in low:
                rules += shelves.signs[sign]
        if rules:
            shape = lines.shapes[index]
            fit = [
                rule for rule in dict.fromkeys(rules) if not shape & rule.barred and (fold or rule.takes_long)
            ]
            if fit:
                found.append((index, fit))
    return found


def _by_edges(shelves: Shelves[R], words: list[str], rules: list[R]) -> None:
    """Add the rules that are filed by a block's first or last words."""
    begin, end = words[0], words[-1]
    if begin in shelves.first:
        rules += shelves.first[begin]
    if end in shelves.last:
        rules += shelves.last[end]
    if len(words) > 1:
        if begin in shelves.opens and (pair := f"{begin} {words[1]}") in shelves.opening:
            rules += shelves.opening[pair]
        if end in shelves.closes and (pair := f"{words[-2]} {end}") in shelves.closing:
            rules += shelves.closing[pair]
