"""Formulas: what a page holds as MathML, KaTeX, MathJax, TeX in scripts or pictures of TeX, each printed once.

Such pages print a formula several times over: for eyes, for screen readers, and as its source. A filter
between the parser and the collector lets the TeX through, where the page gives it, and else the formula as
a line of text. Pages without formulas never meet it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import regex

from declutter.readers.html.mathml import Mathml
from declutter.readers.html.tags import BLOCK, BREAK, FORMULA, PRE, ROLES

__all__ = ["Formulas", "with_formulas"]

# Classes of the elements that renderers put around everything they print of one formula.
_RENDERED = frozenset((
    "katex", "katex-display", "MathJax", "MathJax_Display", "MathJax_SVG", "MathJax_SVG_Display", "MathJax_CHTML",
    "mjx-chtml", "mwe-math-element",
))  # fmt: skip
# MathJax leaves this before what it prints, and the source in a script behind it.
_PREVIEW = "MathJax_Preview"
_DISPLAYED = frozenset(
    (
        "katex-display",
        "MathJax_Display",
        "MathJax_SVG_Display",
        "MJXc-display",
        "mwe-math-fallback-image-display",
    )
)
_PICTURES = frozenset(
    ("latex", "tex", "mwe-math-fallback-image-inline", "mwe-math-fallback-image-display", "mathtex-equation")
)
_ELEMENTS = frozenset(("math", "mjx-container"))
# What stands in these is not shown.
_SILENT = frozenset(("annotation", "annotation-xml", "script", "style", "svg", "title"))
# Elements that nobody prints a formula with: one that holds them was left open, or is something else.
_FOREIGN = frozenset(tag for tag, role in ROLES.items() if role in (BLOCK, PRE)) - {"div"}
# Events of the largest formula; a longer one is none.
_MOST_EVENTS = 20_000
# A formula prints at most so many times the characters of its TeX; what prints more was left open.
_MOST_LONGER = 8
_CDATA = regex.compile(r"%?\s*(?:<!\[CDATA\[|\]\]>)")
_COMMENT = regex.compile(r"(?<!\\)%[^\n]*")
_STYLE = regex.compile(
    r"\{\s*\\(?:display|text|script)style(?![a-zA-Z])\s*"
    r"((?:\\.|[^{}\\]|(\{(?:\\.|[^{}\\]|(?2))*+\}))*+)\}"
)
_DELIMITED = regex.compile(r"\\\((.*)\\\)|\\\[(.*)\\\]|\$\$(.*)\$\$|\$(.*)\$", regex.DOTALL)


def with_formulas(feed: Callable[[Any], None]) -> Callable[[Any], None]:
    """A feed that sends its events by way of the filter."""
    return lambda target: feed(Formulas(target))


@dataclass(slots=True)
class _Formula:
    """A formula that is read, but not yet sent on: a better form of it may follow."""

    text: str
    is_tex: bool = False
    display: bool = False
    by: str = ""


class Formulas:
    """A parser target that sends all events on to another, and of each formula one form.

    TeX goes on inside of an element FORMULA, with its delimiters: `\\(…\\)`, or `$$…$$` where the page sets
    it on a line of its own.
    """

    def __init__(self, target: Any) -> None:
        self._target = target
        self.full = target.full
        self._inside: _Inside | None = None
        self._waiting: _Formula | None = None
        self._space: list[str] = []
        self._on_line = False  # text stands before, on the same line
        self._end_line = False  # a formula stands before, on a line of its own

    def start(self, tag: str, attrib: Any) -> None:
        """An element opens."""
        if self._inside is not None:
            self._inside.start(tag, attrib)
            if self._inside.foreign:
                self._give_up(self._inside)
            return
        by = _printer(tag, attrib)
        if by:
            self._inside = _Inside(tag, attrib, by)
            return
        self._send_waiting()
        self._noted(tag)
        self._target.start(tag, attrib)

    def end(self, tag: str) -> None:
        """An element closes."""
        if self._inside is not None:
            if self._inside.end(tag):
                formula = self._inside.formula()
                if self._inside.foreign:
                    self._give_up(self._inside)
                    return
                self._inside = None
                if formula is not None:
                    self._wait(formula)
            return
        self._send_waiting()
        self._noted(tag)
        self._target.end(tag)

    def data(self, text: str) -> None:
        """Text."""
        if self._inside is not None:
            self._inside.data(text)
        elif text.isspace():
            if self._waiting is not None:
                self._space.append(text)
            else:
                self._target.data(text)
        else:
            self._send_waiting()
            self._break_line()
            self._on_line = True
            self._target.data(text)

    def close(self) -> None:
        """The page ends."""
        if self._inside is not None:
            self._give_up(self._inside)
        self._send_waiting()
        self._target.close()

    def _wait(self, formula: _Formula) -> None:
        """Keep a formula until what follows shows that no better form of it does."""
        before = self._waiting
        if before is None or not (
            before.by == "preview" or (before.by == "mathjax" and formula.by == "script")
        ):
            self._send_waiting()
        self._waiting = formula

    def _send_waiting(self) -> None:
        formula, self._waiting = self._waiting, None
        if formula is not None:
            self._break_line()
            if formula.display and self._on_line:
                self._send_break()
            self._on_line = True
            if formula.is_tex:
                self._target.start(FORMULA, {})
                self._target.data(_delimited(formula))
                self._target.end(FORMULA)
            else:
                self._target.data(formula.text)
            self._end_line = formula.display
        for text in self._space:
            self._target.data(text)
        self._space.clear()

    def _break_line(self) -> None:
        if self._end_line:
            self._send_break()
        self._end_line = False

    def _send_break(self) -> None:
        self._target.start("br", {})
        self._target.end("br")

    def _noted(self, tag: str) -> None:
        """What ends a line ends it for formulas too."""
        if ROLES.get(tag) in (BLOCK, PRE, BREAK):
            self._on_line = self._end_line = False

    def _give_up(self, inside: _Inside) -> None:
        """It was no formula: everything in it goes on as it came."""
        self._inside = None
        self._send_waiting()
        for send, *event in inside.events:
            if send == "start":
                self._noted(event[0])
            getattr(self._target, send)(*event)


class _Inside:
    """The element of one formula: its TeX, its MathML and what else it prints."""

    def __init__(self, tag: str, attrib: Any, by: str) -> None:
        self.events: list[tuple[Any, ...]] = []
        self.foreign = False  # it is no formula
        self._by = by
        self._depth = 0
        self._display = by == "script" and "display" in attrib["type"].lower()
        self._tex = ""
        self._printed: list[str] = []
        self._stray = False
        self._mathml: Mathml | None = None
        self._maths_depth = 0
        self._read = ""
        self._quiet = 0  # depth at which an element begins that prints nothing
        self._source: list[str] | None = None
        self._begin(tag, attrib)

    def start(self, tag: str, attrib: Any) -> None:
        self.foreign = tag in _FOREIGN or len(self.events) > _MOST_EVENTS
        self._begin(tag, attrib)

    def _begin(self, tag: str, attrib: Any) -> None:
        self.events.append(("start", tag, attrib))
        self._depth += 1
        words = _words(attrib)
        if words & _DISPLAYED or (tag in _ELEMENTS and attrib.get("display") in ("block", "true")):
            self._display = True
        if self._quiet:
            return
        if tag == "math" and self._mathml is None:
            self._mathml, self._maths_depth = Mathml(), self._depth
            self._take(attrib.get("alttext") or "")
        elif tag == "img" and words & _PICTURES:
            self._take(attrib.get("alt") or "")
        elif tag in _SILENT:
            self._quiet = self._depth
            if "tex" in (attrib.get("encoding") or attrib.get("type") or "").lower():
                self._source = []
        elif self._mathml is not None:
            self._mathml.start(tag)

    def end(self, tag: str) -> bool:
        """Whether the formula is over."""
        self.events.append(("end", tag))
        if self._quiet:
            if self._quiet == self._depth:
                self._quiet = 0
                if self._source is not None:
                    self._take("".join(self._source))
                    self._source = None
        elif self._mathml is not None:
            if self._depth == self._maths_depth:
                self._read = " ".join(filter(None, (self._read, self._mathml.text())))
                self._mathml = None
            else:
                self._mathml.end(tag)
        self._depth -= 1
        return self._depth <= 0

    def data(self, text: str) -> None:
        self.events.append(("data", text))
        if self._source is not None:
            self._source.append(text)
        elif self._quiet:
            return
        elif self._mathml is not None:
            self._mathml.data(text)
        else:
            self._printed.append(text)
            # Renderers print into elements of their own, never right into the one around all.
            self._stray = self._stray or (self._depth == 1 and not text.isspace())

    def formula(self) -> _Formula | None:
        """The best form that was found; None of an element that holds none."""
        printed = " ".join("".join(self._printed).split())
        longest = max(len(printed), len(self._read))
        if self._tex:
            self.foreign = self._stray or longest > _MOST_LONGER * (len(self._tex) + 10)
        elif self._read:
            self.foreign = self._stray
        text = self._tex or self._read or printed
        return _Formula(text, bool(self._tex), self._display, self._by) if text else None

    def _take(self, source: str) -> None:
        tex, display = _clean_tex(source)
        if tex:
            self._tex = tex
            self._display = self._display or display


def _words(attrib: Any) -> frozenset[str]:
    return frozenset((attrib.get("class") or "").split())


def _printer(tag: str, attrib: Any) -> str:
    """What prints the formula that an element begins; "" where it begins none."""
    if tag == "script":
        kind = (attrib.get("type") or "").lower()
        return "script" if kind.startswith("math/") and "mml" not in kind else ""
    if tag in _ELEMENTS:
        return "mathjax" if tag == "mjx-container" else "page"
    words = _words(attrib)
    if tag == "img":
        return "page" if words & _PICTURES and _clean_tex(attrib.get("alt") or "")[0] else ""
    if words & _RENDERED:
        return "mathjax" if any(word.startswith(("MathJax", "mjx")) for word in words) else "page"
    return "preview" if _PREVIEW in words else ""


def _delimited(formula: _Formula) -> str:
    if not formula.display:
        return f"\\({formula.text}\\)"
    return f"$${formula.text}$$" if "$" not in formula.text else f"\\[{formula.text}\\]"


def _clean_tex(source: str) -> tuple[str, bool]:
    """TeX on one line, without comments, delimiters and the wrapper that sets the size; whether it was displayed.

    >>> _clean_tex("{\\\\displaystyle E=mc^{2}}")
    ('E=mc^{2}', False)
    >>> _clean_tex("\\\\[ a\\n + b \\\\]")
    ('a + b', True)
    """
    tex = " ".join(_COMMENT.sub("", _CDATA.sub("", source)).split())
    display = False
    delimited = _DELIMITED.fullmatch(tex)
    if delimited is not None:
        display = tex.startswith(("\\[", "$$"))
        tex = next(group for group in delimited.groups() if group is not None).strip()
    styled = _STYLE.fullmatch(tex)
    return (styled.group(1).strip() if styled is not None else tex), display
