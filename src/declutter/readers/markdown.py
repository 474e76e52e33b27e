"""Markdown, as extractors emit it, to blocks: a line each, a fenced code block whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from declutter.model import Document
from declutter.readers.text import assemble, read_text, split_lines

__all__ = ["read_markdown", "visible"]

_FENCE = re.compile(r"(`{3,}|~{3,})")
_RULE = re.compile(r"(?:[-*_][ \t]*){3,}$|\|?[ \t:|-]+\|[ \t:|-]*$")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]+")
_QUOTE = re.compile(r">[ \t]?")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`)")


def visible(line: str) -> tuple[str, float]:
    """A line of Markdown as a person reads it, and the share of it that stands in links.

    >>> visible("**Read** [the report](https://a.example)")
    ('Read the report', 0.6666666666666666)
    """
    linked = 0
    if "](" in line:
        line = _IMAGE.sub(r"\1", line)
        linked = sum(len(match.group(1)) for match in _LINK.finditer(line))
        line = _LINK.sub(r"\1", line)
    text = _EMPHASIS.sub("", line).strip()
    return text, min(1.0, linked / len(text)) if text else 0.0


def read_markdown(source: str, *, cues: Sequence[str] = ()) -> Document:
    """Read Markdown. Text in which nothing but the line breaks was lost is read as plain text.

    >>> read_markdown("# Head\\n\\n- one\\n").kinds
    ['heading', 'item']
    """
    lines = split_lines(source)
    if len(lines) == 1:
        return read_text(source, cues=cues)
    blocks: list[tuple[int, int, int, str]] = []
    kinds: list[str] = []
    links: list[float] = []
    fence = ""
    for start, end, number, text in lines:
        opening = _FENCE.match(text)
        if fence:
            begin, _, first, code = blocks[-1]
            blocks[-1] = (begin, end, first, f"{code} {text}")
            if opening and text.startswith(fence) and not text.strip(fence[0]):
                fence = ""
            continue
        if opening:
            fence = opening.group(1)
            kind, seen, share = "code", text, 0.0
        else:
            kind, seen, share = _line(text)
        blocks.append((start, end, number, seen))
        kinds.append(kind)
        links.append(share)
    document = assemble(source, "markdown", blocks)
    document.kinds = kinds
    document.links = links
    document.title = next((b[3] for b, k in zip(blocks, kinds) if k == "heading"), "")
    return document


def _line(text: str) -> tuple[str, str, float]:
    """Kind, visible text and link share of one line outside a code fence."""
    whole = text
    if _RULE.match(text):
        return "rule", text, 0.0
    kind = ""
    if mark := _HEADING.match(text):
        kind, text = "heading", text[mark.end() :].rstrip("# \t")
    elif mark := _ITEM.match(text):
        kind, text = "item", text[mark.end() :]
    elif mark := _QUOTE.match(text):
        kind, text = "quote", text[mark.end() :]
    elif text.startswith("|"):
        kind = "cell"
    elif _IMAGE.fullmatch(text):
        kind = "image"
    seen, share = visible(text)
    # A line of marks alone ("# #", an image without a description) is read as it stands.
    return kind, seen or whole, share
