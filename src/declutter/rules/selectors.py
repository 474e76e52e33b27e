"""CSS selectors over the columns of a Page: which of its elements one picks.

The part of CSS that names a place on a page: tags, `.class`, `#id`, three attributes, descendants
and children, and lists of these. Pages are read without a tree being built, so that a library that
turns selectors into XPath would have nothing to search.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import regex

from declutter.page import Name, Page

__all__ = ["Selector"]

# More steps than this describe one page, not a site.
_STEPS_LIMIT = 12

_NAME = r"[\p{L}_][\p{L}\p{N}_-]*"
_SIMPLE = regex.compile(
    rf"""(?P<tag>\*|{_NAME})|\.(?P<class>-?{_NAME})|\#(?P<id>{_NAME})|"""
    rf"""\[\s*(?P<key>role|itemprop|data-testid)\s*=\s*["']?(?P<value>[^"'\]]+)["']?\s*\]"""
)
_COMBINATOR = regex.compile(r"\s*(>)\s*|\s+")
_FORM = 'write tags, .class, #id or [role="…"], joined by a space or by >'


class _Step(NamedTuple):
    """One compound of a selector: `div.share > a` has two.

    Attributes:
        child: it must be a child of the step before, not just somewhere in it.
        tests: (attribute, value) that an element must have.
    """

    child: bool
    tests: tuple[tuple[str, str], ...]

    def fits(self, name: Name) -> bool:
        """Whether an element of that name fits."""
        for key, value in self.tests:
            if key == "tag":
                fits = value in ("*", name.tag)
            elif key == "class":
                fits = value in (name.class_ or "").split()
            else:
                fits = value == {"id": name.id, "role": name.role, "itemprop": name.itemprop}.get(
                    key, name.testid
                )
            if not fits:
                return False
        return True


class Selector:
    """A list of selectors, compiled.

    Raises:
        ValueError: it is none, or uses more of CSS than there is here.

    >>> Selector("div.share > ul, #related")
    Selector('div.share > ul, #related')
    >>> Selector("a:hover")
    Traceback (most recent call last):
    ...
    ValueError: ':hover' is not understood; write tags, .class, #id or [role="…"], joined by a space or by >
    """

    __slots__ = ("_chains", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._chains = tuple(_parse(part.strip()) for part in text.split(","))

    def __repr__(self) -> str:
        return f"Selector({self.text!r})"

    def picks(self, page: Page) -> list[bool]:
        """For each element of a page whether it, or one around it, is picked."""
        inside = [False] * len(page.name)
        for chain in self._chains:
            _mark(chain, page, inside)
        return inside


def _parse(text: str) -> tuple[_Step, ...]:
    steps: list[_Step] = []
    tests: list[tuple[str, str]] = []
    child, at = False, 0
    if not text:
        raise ValueError(f"a selector is empty; {_FORM}")
    while at < len(text):
        if simple := _SIMPLE.match(text, at):
            key = simple.lastgroup or ""
            tests.append((simple["key"], simple["value"]) if key == "value" else (key, simple[key]))
            at = simple.end()
        elif tests and (joint := _COMBINATOR.match(text, at)):
            steps.append(_Step(child, tuple(tests)))
            tests, child, at = [], joint[1] is not None, joint.end()
        else:
            raise ValueError(f"{text[at:]!r} is not understood; {_FORM}")
    if not tests:
        raise ValueError(f"{text!r} ends in the middle; {_FORM}")
    steps.append(_Step(child, tuple(tests)))
    if len(steps) > _STEPS_LIMIT:
        raise ValueError(f"{text!r} has more than {_STEPS_LIMIT} steps")
    return tuple(steps)


def _mark(steps: Sequence[_Step], page: Page, inside: list[bool]) -> None:
    """Mark the elements that a chain of steps picks, and all that stand in them.

    One pass, since elements are numbered as they open. For each element two sets of steps, as bits:
    those that fit at the element itself, and those that fit at it or somewhere around it.
    """
    fits = [[step.fits(name) for step in steps] for name in page.names]
    whole = 1 << (len(steps) - 1)
    here: list[int] = []
    around: list[int] = []
    for element, name in enumerate(page.name):
        parent = page.parent[element]
        at_parent, above = (here[parent], around[parent]) if parent >= 0 else (0, 0)
        bits = 0
        for number, fit in enumerate(fits[name]):
            before = at_parent if steps[number].child else above
            if fit and (not number or before >> (number - 1) & 1):
                bits |= 1 << number
        here.append(bits)
        around.append(above | bits)
        if (above | bits) & whole:
            inside[element] = True
