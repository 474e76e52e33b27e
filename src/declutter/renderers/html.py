"""The clean article as HTML: a few elements, and nothing in it that could run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import regex

from declutter.model import Result
from declutter.page import Mark
from declutter.renderers.outline import Node, base_address, outline, safe_address
from declutter.renderers.text import headline_above

__all__ = ["render_html"]


def render_html(result: Result) -> str:
    """The kept blocks of an HTML result as an `<article>`; attributes are only href, src, alt and class of code."""
    base = base_address(result)
    link_base = base if result.policy.include_links else None
    out: list[str] = [f"<h1>{escape(title)}</h1>"] if (title := headline_above(result)) else []
    lists: list[str] = []
    quoted = 0
    for node in outline(result):
        if node.kind != "item" or node.quoted != quoted:
            _close_lists(out, lists, 0)
        while quoted > node.quoted:
            out.append("</blockquote>")
            quoted -= 1
        while quoted < node.quoted:
            out.append("<blockquote>")
            quoted += 1
        if node.kind == "item":
            _item(out, lists, node, link_base)
        else:
            out.append(_render(node, base, link_base))
    _close_lists(out, lists, 0)
    out.extend(["</blockquote>"] * quoted)
    return "<article>\n" + "\n".join(filter(None, out)) + "\n</article>"


def _item(out: list[str], lists: list[str], node: Node, base: str | None) -> None:
    if node.follows and lists:
        out.append(f"<p>{_inline(node.marks, base)}</p>")
        return
    _close_lists(out, lists, node.level)
    tag = "ol" if node.number else "ul"
    if len(lists) == node.level:
        out.append("</li>")
    while len(lists) < node.level:
        lists.append(tag)
        out.append(f"<{tag}>")
        if len(lists) < node.level:
            out.append("<li>")
    out.append(f"<li>{_inline(node.marks, base)}")


def _close_lists(out: list[str], lists: list[str], depth: int) -> None:
    while len(lists) > depth:
        out.append(f"</li></{lists.pop()}>")


def _render(node: Node, base: str, link_base: str | None) -> str:
    if node.kind == "image":
        address = safe_address(node.src, base)
        return f'<img src="{escape(address)}" alt="{escape(node.alt)}">' if address else ""
    if node.kind == "table":
        return f"<table>{''.join(_rows(node, link_base))}</table>"
    if node.kind == "code":
        name = f' class="language-{escape(node.language)}"' if node.language else ""
        return f"<pre><code{name}>{escape(node.marks[0].value)}</code></pre>"
    text = _inline(node.marks, link_base)
    tag = {"heading": f"h{node.level}", "term": "dt"}.get(node.kind, "p")
    if tag == "dt":
        return f"<p><strong>{text}</strong></p>"
    return f"<{tag}>{text}</{tag}>"


def _rows(node: Node, base: str | None) -> Iterable[str]:
    for number, row in enumerate(node.rows):
        tag = "th" if node.header and not number else "td"
        yield "<tr>" + "".join(f"<{tag}>{_inline(cell, base)}</{tag}>" for cell in row) + "</tr>"


def _inline(marks: Sequence[Mark], base: str | None) -> str:
    out: list[str] = []
    stack: list[tuple[str, str]] = []
    for mark in marks:
        if mark.kind == "text":
            out.append(escape(regex.sub(r"\s+", " ", mark.value), quote=False))
        elif mark.kind == "break":
            out.append("<br>")
        elif mark.kind == "open":
            address = safe_address(mark.href, base) if mark.value == "a" and base is not None else ""
            shown = mark.value != "a" or bool(address)
            out.append((f'<a href="{escape(address)}">' if address else f"<{mark.value}>") if shown else "")
            stack.append((mark.value, f"</{mark.value}>" if shown else ""))
        elif stack and stack[-1][0] == mark.value:
            out.append(stack.pop()[1])
    out.extend(closing for _, closing in reversed(stack))
    return "".join(out).strip()
