"""What is said twice: a caption again with its credit, a headline behind its kicker, a link in one line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from operator import eq, or_

from declutter.model import Document, Finding, Label
from declutter.native import twin

__all__ = ["Echo", "doubled_lines", "echoing_lines"]

# Shorter lines repeat by chance.
_LEAST_CHARS = 12
# What a credit adds to a caption, in characters: a lead word, two names, an agency.
_MOST_ADDED = 90
# The same for a headline and the kicker before it: of 65 such pairs on pages of text-residue, outside
# their own headlines, 56 were teasers.
_HEADLINE_CHARS = 20
_KICKER_CHARS = range(3, 61)


class Echo:
    """Takes a line that the next line repeats and goes on from, a line printed twice in a row, or twice in one."""

    name = "declutter/echo"

    def find(self, document: Document, /) -> Iterator[Finding]:
        """Yield the first of two lines as a caption, the second as a duplicate, or both as a teaser."""
        lower = document.features.lower
        first = document.features.span[0]
        for index in doubled_lines(lower, first + 1, _HEADLINE_CHARS):
            yield Finding(index, index + 1, Label.TEASER, 0.85, self.name, "it says the same twice")
        for index in echoing_lines(lower, _LEAST_CHARS):
            line, previous = lower[index], lower[index - 1]
            if line[:_LEAST_CHARS] == previous[:_LEAST_CHARS] and len(previous) >= _LEAST_CHARS:
                stem = previous.rstrip(" .…")
                added = len(line) - len(stem)
                if line == previous:
                    reason = "the same line as the one before it"
                    yield Finding(index, index + 1, Label.DUPLICATE, 0.9, self.name, reason)
                elif line.startswith(stem) and 3 <= added <= _MOST_ADDED:
                    reason = "a picture's text, printed again with its credit"
                    yield Finding(index - 1, index, Label.CAPTION, 0.95, self.name, reason)
            elif (
                len(line) - len(previous) in _KICKER_CHARS
                and len(previous) >= _HEADLINE_CHARS
                and index > first  # above the article, it is the article's own headline
                and line.endswith(previous)
            ):
                for at in (index - 1, index):
                    reason = "a headline, printed again behind its kicker"
                    yield Finding(at, at + 1, Label.TEASER, 0.85, self.name, reason)


@twin
def doubled_lines(lower: list[str], first: int, least: int) -> list[int]:
    """Lines that say the same twice: a picture's text and the headline beside it, run together.

    On whole pages of text-residue 63 of 70 such lines below the headline were links to other stories; the
    others were heads of tables, of one page.

    Args:
        lower: each line in lower case.
        first: the first line that is looked at.
        least: characters of what is said.

    >>> doubled_lines(["ferry late ferry late", "ferry late ferry on time"], 0, 5)
    [0]
    """
    found = []
    for index, line in enumerate(lower[first:], first):
        half = len(line) // 2
        if half >= least and line[half] == " " and line[:half] == line[half + 1 :]:
            found.append(index)
    return found


@twin
def echoing_lines(lower: list[str], least: int) -> list[int]:
    """Lines that begin as the one before them does, for `least` characters, or end with all of it.

    >>> echoing_lines(["the ferry is late", "the ferry is late. ann lee", "a", "sea"], 12)
    [1, 3]
    """
    heads = [line[:least] for line in lower]
    again = map(eq, heads[1:], heads)
    behind = map(str.endswith, lower[1:], lower)
    return list(compress(range(1, len(lower)), map(or_, again, behind)))
