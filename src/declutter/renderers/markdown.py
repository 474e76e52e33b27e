"""The clean article as Markdown (CommonMark, with tables)."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from declutter.model import Result
from declutter.page import Mark
from declutter.renderers.outline import Node, base_address, outline, safe_address
from declutter.renderers.text import headline_above

__all__ = ["render_markdown"]

_MARKS = {"strong": "**", "em": "*", "code": "`", "del": "~~"}
# At the start of a line these would begin a heading, an item, a quote or a rule.
_LEADING = regex.compile(r"^(#{1,6}(?=\s)|[-+>](?=\s)|\d{1,9}[.)](?=\s)|=+$|-{3,}$)")


def render_markdown(result: Result) -> str:
    """The kept blocks of an HTML result as Markdown, under the headline where the policy wants it."""
    base = base_address(result)
    link_base = base if result.policy.include_links else None
    parts: list[str] = []
    previous: Node | None = None
    if title := headline_above(result):
        parts.append(f"# {title}")
    for node in outline(result):
        text = _render(node, base, link_base)
        if not text:
            continue
        if node.quoted:
            text = "\n".join(("> " * node.quoted + line).rstrip() for line in text.split("\n"))
        tight = previous is not None and previous.kind == node.kind == "item" and not node.follows
        if parts:
            parts.append("\n" if tight else "\n\n")
        parts.append(text)
        previous = node
    return "".join(parts)


def _render(node: Node, base: str, link_base: str | None) -> str:
    if node.kind == "image":
        address = _target(safe_address(node.src, base))
        return f"![{node.alt}]({address})" if address else ""
    if node.kind == "table":
        return _table(node, link_base)
    if node.kind == "code":
        code = node.marks[0].value
        fence = "`" * max(3, 1 + max((len(run) for run in regex.findall("`+", code)), default=0))
        return f"{fence}{node.language}\n{code}\n{fence}"
    text = _inline(node.marks, link_base)
    if node.kind == "heading":
        return f"{'#' * node.level} {text.replace(chr(10), ' ')}"
    if node.kind == "item":
        marker = f"{node.number}. " if node.number else "- "
        indent = "  " * (node.level - 1) if not node.number else "   " * (node.level - 1)
        hang = indent + " " * len(marker)
        return (hang if node.follows else indent + marker) + text.replace("\n", "\n" + hang)
    if node.kind == "term":
        return f"**{text}**"
    return _LEADING.sub(r"\\\1", text)


def _inline(marks: Sequence[Mark], base: str | None) -> str:
    """Running text with its emphasis and links; white space as a reader sees it."""
    out: list[str] = []
    stack: list[tuple[str, int, str]] = []
    for mark in marks:
        if mark.kind == "text":
            text = regex.sub(r"\s+", " ", mark.value)
            out.append(text.lstrip() if (not out or out[-1].endswith((" ", "\n"))) else text)
        elif mark.kind == "break":
            out.append("\n")
        elif mark.kind == "open":
            stack.append((mark.value, len(out), mark.href))
        elif stack and stack[-1][0] == mark.value:
            tag, at, href = stack.pop()
            inner = "".join(out[at:])
            out[at:] = [_wrap(tag, inner, href, base)]
    lines = [line.strip() for line in "".join(out).split("\n")]
    return "  \n".join(line for line in lines if line)


def _wrap(tag: str, inner: str, href: str, base: str | None) -> str:
    """A marked piece; its outer spaces stand outside of the marks."""
    text = inner.strip()
    if not text:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    if tag == "a":
        address = _target(safe_address(href, base)) if base is not None else ""
        text = f"[{text}]({address})" if address and not address.startswith("#") else text
    elif tag in _MARKS and _MARKS[tag] not in text:
        text = f"{_MARKS[tag]}{text}{_MARKS[tag]}"
    return before + text + after


def _target(address: str) -> str:
    """An address that its brackets cannot end: Markdown allows them in pairs only."""
    if address.count("(") == address.count(")"):
        return address
    return address.replace("(", "%28").replace(")", "%29")


def _table(node: Node, base: str | None) -> str:
    rows = [
        [_inline(cell, base).replace("|", "\\|").replace("  \n", "<br>") for cell in row] for row in node.rows
    ]
    if not rows:
        return ""
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    if not node.header:
        padded.insert(0, [""] * width)
    lines = [f"| {' | '.join(row)} |" for row in padded]
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)
