"""The clean article as Markdown (CommonMark, with the tables and footnotes of its usual extensions)."""

from __future__ import annotations

import regex

from declutter.model import Result
from declutter.renderers.markdown_text import (
    address_as_markdown,
    escape_block,
    escape_inline,
    text_as_markdown,
)
from declutter.renderers.outline import Node, base_address, outline, safe_address
from declutter.renderers.text import headline_above

__all__ = ["render_markdown"]

# At the end of a heading these would be taken for part of its markup.
_CLOSING = regex.compile(r"(?<!\S)(#+)$")
# What goes on with a footnote stands in from it.
_NOTE_INDENT = " " * 4


def render_markdown(result: Result) -> str:
    """The kept blocks of an HTML result as Markdown, under the headline where the policy wants it."""
    base = base_address(result)
    writer = _Writer(base, base if result.policy.include_links else None)
    if title := headline_above(result):
        writer.parts.append(f"# {escape_inline(title)}")
    for node in outline(result):
        writer.write(node)
    return "".join(writer.parts)


class _Writer:
    """Writes one node after the other; knows how far the items that are open stand in."""

    def __init__(self, base: str, link_base: str | None) -> None:
        self.parts: list[str] = []
        self._base = base
        self._link_base = link_base
        self._open: list[tuple[int, int]] = []  # level of each item that is open, and width of its marker
        self._previous: Node | None = None

    def write(self, node: Node) -> None:
        before = self._previous
        if node.level == 0 or node.kind == "heading" or (before is not None and before.quoted != node.quoted):
            self._open.clear()
        text = self._footnote(node) if node.note else self._block(node)
        if not text:
            return
        if node.quoted:
            text = "\n".join(("> " * node.quoted + line).rstrip() for line in text.split("\n"))
        if self.parts:
            self.parts.append("\n" if self._tight(node) else self._gap(node))
        self.parts.append(text)
        self._previous = node

    def _tight(self, node: Node) -> bool:
        """Whether a node stands right below the one before: items of one list, footnotes of one line."""
        before = self._previous
        if before is None or node.follows or before.follows or before.quoted != node.quoted:
            return False
        if node.note or before.note:
            return bool(node.note and before.note)
        if not before.kind == node.kind == "item":
            return False
        # Right below a text, a list that begins with another number than 1 would go on with the text.
        deeper = before.level < node.level and node.number in (None, 1)
        return before.within == node.within or deeper or before.level > node.level

    def _gap(self, node: Node) -> str:
        """A blank line, which in a quote is quoted too."""
        before = self._previous
        if before is None or before.quote != node.quote:
            return "\n\n"
        return f"\n{'> ' * min(before.quoted, node.quoted)}".rstrip(" ") + "\n"

    def _block(self, node: Node) -> str:
        if node.kind == "image":
            address = address_as_markdown(safe_address(node.src, self._base))
            alt = regex.sub(r"[\[\]]", r"\\\g<0>", escape_inline(node.alt).replace("\\]", "]"))
            return f"![{alt}]({address})" if address else ""
        if node.kind == "table":
            return _table(node, self._link_base)
        if node.kind == "code":
            return _indented(_code(node), self._indent(node.level))
        text = text_as_markdown(node.marks, self._link_base)
        if node.kind == "heading":
            line = _CLOSING.sub(r"\\\1", text.replace("  \n", " "))
            return f"{'#' * node.level} {line}" if line else ""
        if node.kind == "item":
            return self._item(node, escape_block(text))
        if node.kind == "term":
            return f"**{text}**" if text else ""
        return escape_block(text)

    def _item(self, node: Node, text: str) -> str:
        """An item stands in as far as the text of the items around it, whatever their markers."""
        if node.follows:
            return _indented(text, self._indent(node.level))
        while self._open and self._open[-1][0] >= node.level:
            self._open.pop()
        indent = self._indent(node.level)
        marker = "- " if node.number is None else f"{max(node.number, 0)}. "
        self._open.append((node.level, len(marker)))
        return indent + marker + _indented(text, indent + " " * len(marker)).lstrip(" ")

    def _indent(self, level: int) -> str:
        """How far what stands at a level of lists stands in."""
        return " " * sum(width for at, width in self._open if at <= level)

    def _footnote(self, node: Node) -> str:
        text = (
            _code(node)
            if node.kind == "code"
            else escape_block(text_as_markdown(node.marks, self._link_base))
        )
        if node.follows:
            return _indented(text, _NOTE_INDENT)
        return f"[^{node.note}]: {_indented(text, _NOTE_INDENT).lstrip(' ')}"


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line if line else "" for line in text.split("\n"))


def _code(node: Node) -> str:
    code = node.marks[0].value
    fence = "`" * max(3, 1 + max((len(run) for run in regex.findall("`+", code)), default=0))
    return f"{fence}{node.language}\n{code}\n{fence}"


def _table(node: Node, base: str | None) -> str:
    rows = [
        [text_as_markdown(cell, base).replace("|", "\\|").replace("  \n", "<br>") for cell in row]
        for row in node.rows
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
