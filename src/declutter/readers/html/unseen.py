"""What a page keeps from its readers: hidden elements, characters without width, links that lead to themselves."""

from __future__ import annotations

from typing import Any

import regex

__all__ = ["INVISIBLE", "TO_ITSELF", "conceals", "hides", "visible"]

INVISIBLE = regex.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
)
# Joins letters in Persian, Indic scripts and emoji: part of the spelling.
_JOINERS = frozenset("\u200c\u200d")
# All that a link says which leads to the title that it stands in.
TO_ITSELF = regex.compile(
    r"[#¶§∞🔗⚓⛓\[\]()\p{Co}\ufe0e\ufe0f]*|permalink:.*|anchor(?: link)?|copy link"
    r"|(?:direct |perma)?link(?: to (?:this )?(?:heading|headline|section|definition|table|image|title))?",
    regex.IGNORECASE,
)


def hides(attrib: Any) -> bool:
    """Whether an element's own attributes keep it from readers."""
    if "hidden" in attrib:
        return bool(attrib["hidden"] != "until-found")
    return attrib.get("aria-hidden") == "true" or conceals(attrib.get("style") or "")


def conceals(style: str) -> bool:
    """Whether an element's own style keeps it from readers.

    >>> conceals("DISPLAY: none"), conceals("color: red")
    (True, False)
    """
    style = style.replace(" ", "").lower()
    return "display:none" in style or "clip:rect(0" in style  # the second is for screen readers alone


def visible(text: str) -> str:
    """Without characters that have no width, other than those that spelling needs.

    >>> visible("foot\u00adball")
    'football'
    """
    if INVISIBLE.search(text) is None:
        return text
    return INVISIBLE.sub(lambda m: "".join(c for c in m.group() if c in _JOINERS), text)
