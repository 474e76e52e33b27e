"""Elements whose names say what stands in them: the author, the date."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from declutter.page import Name

__all__ = ["AUTHOR", "DATE", "named", "said_by"]

# Between the names of a page; in none of them.
_END = "\0"
# Words to look for, and what must stand around one for it to be meant.
_Words = tuple[tuple[str, ...], "regex.Pattern[str]"]
AUTHOR: _Words = (
    ("author", "byline", "by-line", "autor", "auteur"),
    regex.compile(
        r"(?<![a-z])(?:author|byline|by-line|autore?|auteur)(?:[-_]?(?:name|s|link|info))?(?![a-z])"
    ),
)
DATE: _Words = (("date", "published", "pubdate", "timestamp", "posted"), regex.compile(r"(?<![a-z])"))


def said_by(names: Iterable[Name]) -> str:
    """What the attributes of elements call them, lower case, one after the other.

    Names are seldom met again on other pages, so that it pays to look for words in all of a page's at once.
    """
    return _END.join(
        [f"{name.class_ or ''} {name.id or ''} {name.itemprop or ''} {name.testid or ''}" for name in names]
    ).lower()


def named(said: str, words: _Words) -> set[int]:
    """The numbers of the names that have one of the words.

    >>> said = said_by([Name("p", "lead"), Name("p", "post-author"), Name("p", "authority", "update")])
    >>> named(said, AUTHOR), named(said, DATE)
    ({1}, set())
    """
    found: set[int] = set()
    literals, pattern = words
    for literal in literals:
        number = counted = 0
        at = said.find(literal)
        while at >= 0:
            if pattern.match(said, at):
                number += said.count(_END, counted, at)
                counted = at
                found.add(number)
                at = said.find(_END, at)  # to the next name
                if at < 0:
                    break
            at = said.find(literal, at + 1)
    return found
