"""Patterns of rules, compiled so that each is tried only where it can match.

A pattern's alternatives are told apart: what begins with `^` is tried at the beginning alone, what
ends with `$` backwards from the end alone, and only the rest is searched for. On a paragraph that is
some twenty times faster than a search for all of them. An alternative tied to both edges is read backwards
where the pattern does not begin with `^`: `(?r)` before it says so, where its end is the rarer thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import regex

__all__ = ["PATTERN_EDGE", "Found", "alternatives", "compile_pattern"]

# Patterns see this many first and last characters of a block, so that none can be slow for length.
PATTERN_EDGE = 250

Found = Callable[..., Any]
"""Called with a text, and with `timeout` in seconds where wanted; the match, or None."""

# What may match otherwise backwards than forwards.
_ONE_WAY = ("(?>", "++", "*+", "?+", "}+", "\\G", "\\K")
_BACKWARDS = "(?r)"
# Groups that are meant elsewhere in the pattern, or flags for all of it: such a pattern stays whole.
_WHOLE = regex.compile(r"\\[1-9]|\(\?P|^\(\?[a-zA-Z0-9]+\)")


def compile_pattern(pattern: str) -> list[Found]:
    """What to ask of a text in turn: the pattern, case-insensitive, is in it if one of them finds something.

    Raises:
        regex.error: it is no pattern.

    >>> found = compile_pattern(r"^(?:photo|foto)\\b|/ ?reuters$")
    >>> [any(ask(text) for ask in found) for text in ("Foto: Ana", "Ana / Reuters", "A photo")]
    [True, True, False]
    """
    whole = regex.compile(pattern, regex.IGNORECASE)  # where it is no pattern, the message is about all of it
    backwards = not pattern.startswith("^")
    pattern = pattern.removeprefix(_BACKWARDS)
    if _WHOLE.search(pattern):
        return [whole.search]
    kinds: dict[str, list[str]] = {}
    for part in alternatives(pattern):
        kinds.setdefault(_kind(part, backwards=backwards), []).append(part)
    found: list[Found] = []
    for kind, parts in kinds.items():
        flags = regex.IGNORECASE | (regex.REVERSE if kind == "end" else 0)
        compiled = regex.compile("|".join(parts), flags)
        found.append(compiled.search if kind == "anywhere" else compiled.match)
    return found


def _kind(part: str, *, backwards: bool) -> str:
    """Where an alternative is tried: "start", "end" or "anywhere"; of both edges the end where asked for."""
    tied = part.endswith("$") and not part.endswith("\\$") and not any(map(part.__contains__, _ONE_WAY))
    if part.startswith("^") and not (tied and backwards):
        return "start"
    return "end" if tied else "anywhere"


def alternatives(pattern: str) -> Iterator[str]:
    """What stands between the `|` that are in no group and no class of characters.

    >>> list(alternatives(r"^a|(?:b|c)[|]\\|$"))
    ['^a', '(?:b|c)[|]\\\\|$']
    """
    start = depth = at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = _class_end(pattern, at)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            yield pattern[start:at]
            start = at + 1
        at += 1
    yield pattern[start:]


def _class_end(pattern: str, at: int) -> int:
    """Where the class of characters ends that begins at `at`; a bracket that opens it is its first character."""
    at += 2 if pattern[at + 1 : at + 2] == "^" else 1
    at += pattern[at : at + 1] == "]"
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at
