"""Texts that tests share: an article, residue that no cleaner misses, and ways to draw odd pages."""

from __future__ import annotations

import sys
from typing import Any

from hypothesis import strategies as st

from declutter import Cleaner, Document
from declutter.features import measure
from declutter.readers import read
from declutter.readers.text import INVISIBLE

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CLEANER = Cleaner()

HEADLINE = "Council votes to scrap the night ferry"
PARAGRAPHS = (
    "The council of Port Ellery voted on Monday to end the night ferry, which has crossed it for ninety years.",
    "“Nobody asked the people who work at night,” said Maren Holt, a nurse who takes it four times a week.",
    "The ferry costs the town two million crowns a year, and fewer than forty people use it on most nights.",
    "Its last crossing will be in October, when the new bridge over the sound is due to open to traffic.",
)
ARTICLE = "\n\n".join((HEADLINE, *PARAGRAPHS))

# Each is removed with or without context: whole phrases of precise rules.
RESIDUE = ("Advertisement", "Listen to this article", "Sign up for our newsletter", "Copy link")


def measured(text: str, *, form: str = "text", title: str = "") -> Document:
    """A source read and measured, as detectors see it."""
    return measure(read(text, form=form, title=title))


def toml(text: str) -> dict[str, Any]:
    """TOML, as every supported Python reads it."""
    return tomllib.loads(text)


def lines(text: str) -> list[str]:
    """Lines with something to see in them, without the blanks at their edges."""
    return [line.strip() for line in text.splitlines() if INVISIBLE.sub("", line).strip()]


def is_subsequence(part: str, whole: str) -> bool:
    """Whether `part` is `whole` with characters left out."""
    rest = iter(whole)
    return all(char in rest for char in part)


# --- odd pages ------------------------------------------------------------------------------------

NEWLINES = ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")

_LINES = (
    *RESIDUE,
    *PARAGRAPHS,
    HEADLINE,
    "0:00 / 3:15",
    "# Storm closes the port",
    "# #",
    "- a loaf of bread",
    "1. Boil the water",
    "| 12 | 14 |",
    "|---|---|",
    "```",
    "> quoted",
    "[Read more](https://norham.example/a)",
    "![](boat.jpg)",
    "Photo: Ann Lee/Reuters",
    "© 2026 Norham Gazette",
    "Most read",
    "Storm closes the port for a third day",
    "Ferry crews to vote on new rota",
    "“Never,” she said.",
    "\u200b\u200e",
    "\u202bעברית\u202c",
    "大桥星期五关闭，市议会说。",
    "पुल शुक्रवार को बंद रहा।",
)
# Any character, lone surrogates and control characters among them.
_characters = st.characters(codec=None, exclude_categories=())
_line = st.one_of(st.sampled_from(_LINES), st.text(_characters, max_size=30))


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Lines of articles, residue and noise, between line breaks of any style."""
    drawn = draw(st.lists(_line, max_size=14))
    ends = st.sampled_from((*NEWLINES, "\n\n", " ", "\t", "\xa0"))
    return "".join(line + draw(ends) for line in drawn)


@st.composite
def plain_pages(draw: st.DrawFn) -> str:
    """The same without noise, one line break style, now and then an empty line."""
    drawn = draw(st.lists(st.sampled_from(_LINES), min_size=1, max_size=14))
    return "".join(line + draw(st.sampled_from(("\n", "\n\n"))) for line in drawn)
