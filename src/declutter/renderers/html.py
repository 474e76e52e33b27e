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

_BLANK = regex.compile(r"\s+")


def render_html(result: Result) -> str:
    """The kept blocks of an HTML result as an `<article>`.

    Attributes are only href, src, alt, class of code, start and value of numbered items, and the id of
    footnotes and of references to them.
    """
    base = base_address(result)
    writer = _Writer(base, base if result.policy.include_links else None)
    if title := headline_above(result):
        writer.out.append(f"<h1>{escape(title)}</h1>")
    for node in outline(result):
        writer.write(node)
    return "<article>\n" + "\n".join(filter(None, writer.closed())) + "\n</article>"


class _List:
    """A list that is open: its tag, the page's element, and the number of its last item."""

    __slots__ = ("last", "tag", "within")

    def __init__(self, tag: str, within: int, last: int) -> None:
        self.tag = tag
        self.within = within
        self.last = last


class _Writer:
    """Writes one node after the other; knows which quotes and lists are open."""

    def __init__(self, base: str, link_base: str | None) -> None:
        self.out: list[str] = []
        self._base = base
        self._link_base = link_base
        self._lists: list[_List] = []
        self._quoted = 0
        self._quote = -1
        self._terms = False
        self._referred: set[str] = set()

    def write(self, node: Node) -> None:
        stays = bool(node.level and node.kind in ("item", "code")) or (node.note and node.follows)
        if not stays or (node.quoted, node.quote) != (self._quoted, self._quote):
            self._close_lists(0)
        if self._terms and node.kind not in ("term", "definition"):
            self._terms = False
            self.out.append("</dl>")
        kept = node.quoted if node.quote == self._quote else 0
        self._quote = node.quote
        while self._quoted > kept:
            self.out.append("</blockquote>")
            self._quoted -= 1
        while self._quoted < node.quoted:
            self.out.append("<blockquote>")
            self._quoted += 1
        if node.kind == "item":
            self._item(node)
        else:
            self.out.append(self._block(node))

    def closed(self) -> list[str]:
        """What is written, with everything closed."""
        self._close_lists(0)
        self.out.extend(["</dl>"] * self._terms + ["</blockquote>"] * self._quoted)
        return self.out

    def _item(self, node: Node) -> None:
        text = self._inline(node.marks)
        if node.follows:
            self.out.append(f"<p>{text}</p>")
            return
        lists = self._lists
        self._close_lists(node.level)
        if len(lists) == node.level:
            if lists[-1].within == node.within:
                self.out.append("</li>")
            else:
                self._close_lists(node.level - 1)
        tag = "ul" if node.number is None else "ol"
        number = node.number or 0
        while len(lists) < node.level:
            inmost = len(lists) == node.level - 1
            start = f' start="{number}"' if inmost and node.number not in (None, 1) else ""
            lists.append(_List(tag, node.within, number - 1))
            self.out.append(f"<{tag}{start}>" if inmost else f"<{tag}><li>")
        value = f' value="{number}"' if tag == "ol" and number != lists[-1].last + 1 else ""
        lists[-1].last = number
        self.out.append(f"<li{value}{_note_id(node)}>{text}")

    def _close_lists(self, depth: int) -> None:
        while len(self._lists) > depth:
            self.out.append(f"</li></{self._lists.pop().tag}>")

    def _block(self, node: Node) -> str:
        if node.kind == "image":
            address = safe_address(node.src, self._base)
            return f'<img src="{escape(address)}" alt="{escape(node.alt)}">' if address else ""
        if node.kind == "table":
            return f"<table>{''.join(self._rows(node))}</table>"
        if node.kind == "code":
            name = f' class="language-{escape(node.language)}"' if node.language else ""
            return f"<pre{_note_id(node)}><code{name}>{escape(node.marks[0].value)}</code></pre>"
        tag = {"heading": f"h{node.level}", "term": "dt", "definition": "dd"}.get(node.kind, "p")
        text = f"<{tag}{_note_id(node)}>{self._inline(node.marks)}</{tag}>"
        if tag in ("dt", "dd") and not self._terms:
            self._terms = True
            return f"<dl>\n{text}"
        return text

    def _rows(self, node: Node) -> Iterable[str]:
        for number, row in enumerate(node.rows):
            tag = "th" if node.header and not number else "td"
            yield "<tr>" + "".join(f"<{tag}>{self._inline(cell)}</{tag}>" for cell in row) + "</tr>"

    def _inline(self, marks: Sequence[Mark]) -> str:
        out: list[str] = []
        stack: list[tuple[str, str]] = []
        for mark in marks:
            if mark.kind == "text":
                out.append(escape(_BLANK.sub(" ", mark.value), quote=False))
            elif mark.kind == "break":
                out.append("<br>")
            elif mark.kind == "note":
                out.append(self._reference(mark))
            elif mark.kind == "open":
                begin, end = self._tags(mark)
                out.append(begin)
                stack.append((mark.value, end))
            elif stack and stack[-1][0] == mark.value:
                out.append(stack.pop()[1])
        out.extend(closing for _, closing in reversed(stack))
        return "".join(out).strip()

    def _tags(self, mark: Mark) -> tuple[str, str]:
        if mark.value == "formula":  # its delimiters say what it is
            return "", ""
        if mark.value != "a":
            return f"<{mark.value}>", f"</{mark.value}>"
        address = safe_address(mark.href, self._link_base) if self._link_base is not None else ""
        return (f'<a href="{escape(address)}">', "</a>") if address else ("", "")

    def _reference(self, mark: Mark) -> str:
        label, printed = escape(mark.value), escape(mark.href)
        place = "" if label in self._referred else f' id="fnref-{label}"'
        self._referred.add(label)
        linked = f'<a href="#fn-{label}">{printed}</a>' if self._link_base is not None else printed
        return f"<sup{place}>{linked}</sup>"


def _note_id(node: Node) -> str:
    return f' id="fn-{escape(node.note)}"' if node.note and not node.follows else ""
