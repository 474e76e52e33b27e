"""Patterns that can be slow: tried on hostile text made of their own pieces.

A pattern runs on a block's edges, some 500 characters, so that only one which backtracks in powers
of the length is slow: a repeat inside a repeat, or several repeats in a row that take the same
characters. Such patterns are found by trying them, not by their looks: many that look
so are harmless, because something between the repeats tells them apart.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import regex

from declutter.rules.patterns import PATTERN_EDGE, compile_pattern
from declutter.rules.schema import Conditions, Pack, Rule

__all__ = ["slow_patterns", "worst_text"]

# Processor time for one block beyond which a pattern is called slow; an honest one takes a
# thousandth of it, and on hostile text a tenth. Nothing is tried for longer.
_SLOW_SECONDS = 0.08
# Text that is tried for a pattern; each piece of it is a prefix and something repeated.
_TRIES = 160

_PIECE = regex.compile(
    r"\\[pP]\{\^?\w+\}|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\()|*+?{}^$\[\]]+"
)
# What a class of characters is tried with.
_SAMPLES = {
    "d": "1",
    "w": "a",
    "s": " ",
    "S": "a",
    "W": "-",
    "D": "a",
    "p": "A",
    "P": "-",
    "t": "\t",
    "n": "\n",
}


def slow_patterns(pack: Pack) -> Iterator[tuple[Rule, str]]:
    """(rule, sentence) for each pattern of a pack that takes too long on hostile text."""
    for rule in pack.rules:
        for pattern in _patterns(rule):
            if found := worst_text(pattern):
                seconds, text = found
                shown = f"{text[:24]}…" if len(text) > 24 else text
                yield (
                    rule,
                    (
                        f"its pattern takes {1000 * seconds:.0f} ms or more on {shown!r}; "
                        "do not put a repeat into a repeat, nor repeats of the same characters in a row"
                    ),
                )


@lru_cache(maxsize=4_096)  # packs of neighbouring languages share patterns
def worst_text(pattern: str) -> tuple[float, str] | None:
    """Seconds and text of the first try that is slow, or None where none is.

    >>> worst_text(r"^(?:\\w+\\s?){1,4}[:|]") is not None, worst_text(r"^by \\w+ \\w+$")
    (True, None)
    """
    compiled = compile_pattern(pattern)
    for text in _hostile(pattern):
        began = time.thread_time()
        try:
            for found in compiled:
                found(text, timeout=_SLOW_SECONDS)
        except TimeoutError:
            return _SLOW_SECONDS, text
        seconds = time.thread_time() - began
        if seconds > _SLOW_SECONDS:
            return seconds, text
    return None


def _patterns(rule: Rule) -> Iterator[str]:
    parts = [rule.match, rule.unless, *((rule.run.of, rule.run.until) if rule.run else ())]
    for part in parts:
        if part is not None:
            yield from _in(part)


def _in(conditions: Conditions) -> Iterator[str]:
    if conditions.text:
        yield conditions.text
    for near in (conditions.before, conditions.after):
        if near is not None:
            yield from _in(near)


def _pieces(pattern: str) -> list[str]:
    """What the parts of a pattern match, roughly, in order and once each."""
    pieces: list[str] = []
    for match in _PIECE.finditer(pattern):
        piece = match.group()
        if piece.startswith("["):
            inside = piece[1:-1].lstrip("^")
            piece = _SAMPLES.get(inside[1:2], inside[1:2]) if inside.startswith("\\") else inside[:1]
            pieces.append("a" if match.group().startswith("[^") else piece)
        elif piece.startswith("\\"):
            pieces.append(_SAMPLES.get(piece[1], piece[1] if not piece[1].isalnum() else ""))
        else:
            pieces.append(piece.replace(".", "a"))
    return list(dict.fromkeys(filter(None, pieces)))


def _hostile(pattern: str) -> Iterator[str]:
    """Texts as long as a pattern ever sees, that nearly match, over and over."""
    pieces = _pieces(pattern)
    pumps = ["a", "1", " ", "a ", "Aa ", "a.", *pieces, *map("".join, pairwise(pieces))]
    size = 2 * PATTERN_EDGE
    tries = 0
    for pump in dict.fromkeys(pumps):
        for prefix in ("", "".join(pieces)[:60]):
            for suffix in ("", "\x00"):
                text = prefix + pump * size
                yield text[: size - len(suffix)] + suffix
                tries += 1
                if tries >= _TRIES:
                    return
