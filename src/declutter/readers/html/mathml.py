"""MathML as a line of text, for formulas of which the page gives no TeX: `(a + b)/c`, `x_i^2`, `√(x)`."""

from __future__ import annotations

from collections.abc import Callable

import regex

__all__ = ["Mathml"]

# Function application and invisible times part what they stand between; other signs without width say nothing.
_UNSEEN = {**dict.fromkeys(map(ord, "\u2063\u2064\u200b\u2060\ufeff")), 0x2061: " ", 0x2062: " "}
_LEAVES = frozenset(("mi", "mn", "mo", "ms", "mtext"))
_SPACED = frozenset("=≠≈≡≃≅∼<>≤≥≪≫+-−±∓×÷·→←↔⇒⇐⇔↦∈∉⊂⊃⊆⊇∪∩∧∨∣:∝")
_AFTER = frozenset(",;")
# Signs above a letter, as the combining characters that print there.
_ACCENTS = {"¯": "\u0304", "‾": "\u0304", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303",
            "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", "¨": "\u0308"}  # fmt: skip
_WORD = regex.compile(r"√?[\p{L}\p{N}\p{M}.]+|\([^()]*\)|\p{S}")


class Mathml:
    """Takes the events of one `<math>` element, and tells it as text.

    >>> reader = Mathml()
    >>> for tag, text in [("mi", "x"), ("mn", "2")]:
    ...     reader.start(tag)
    ...     reader.data(text)
    ...     reader.end(tag)
    >>> reader.text()
    'x2'
    """

    def __init__(self) -> None:
        self._above: list[list[str]] = []
        self._parts: list[str] = []

    def start(self, tag: str) -> None:
        """An element opens."""
        del tag
        self._above.append(self._parts)
        self._parts = []

    def data(self, text: str) -> None:
        """Text in an element; white space between elements is none."""
        if not text.isspace():
            self._parts.append(text)

    def end(self, tag: str) -> None:
        """The element closes."""
        if self._above:
            text = _leaf(tag, "".join(self._parts)) if tag in _LEAVES else _joined(tag, self._parts)
            self._parts = self._above.pop()
            self._parts.append(text)

    def text(self) -> str:
        """The formula so far."""
        return " ".join("".join(self._parts).split())


def _leaf(tag: str, text: str) -> str:
    text = text.translate(_UNSEEN)
    if tag == "mtext" or text == " ":
        return text
    text = text.strip()
    if tag == "mo" and text:
        return f" {text} " if text in _SPACED else f"{text} " if text in _AFTER else text
    return text


def _joined(tag: str, parts: list[str]) -> str:
    """An element of others; one that has not the children that it should have is a row of those it has."""
    if tag in ("mphantom", "annotation", "annotation-xml"):
        return ""
    if tag in ("mtr", "mlabeledtr"):
        return " ".join(part.strip() for part in parts)
    if tag == "mtable":
        return "; ".join(part.strip() for part in parts)
    if tag == "mfenced":
        return f"({', '.join(part.strip() for part in parts)})"
    if tag == "mspace":
        return " "
    if tag == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    if len(parts) == 2 and tag in _PAIRS:
        return _PAIRS[tag](*parts)
    if len(parts) == 3 and tag in ("msubsup", "munderover"):
        base, low, high = parts
        return f"{base.strip()}_{_grouped(low)}^{_grouped(high)}"
    return "".join(parts)


def _over(base: str, sign: str) -> str:
    accent = _ACCENTS.get(sign.strip())
    base = base.strip()
    return base + accent if accent and len(base) == 1 else f"{base}^{_grouped(sign)}"


_PAIRS: dict[str, Callable[[str, str], str]] = {
    "mfrac": lambda a, b: f"{_grouped(a)}/{_grouped(b)}",
    "msup": lambda a, b: f"{a.strip()}^{_grouped(b)}",
    "msub": lambda a, b: f"{a.strip()}_{_grouped(b)}",
    "munder": lambda a, b: f"{a.strip()}_{_grouped(b)}",
    "mover": _over,
    "mroot": lambda a, b: f"√[{b.strip()}]{_grouped(a)}",
}


def _grouped(text: str) -> str:
    """In brackets, unless it is one thing as it stands."""
    text = text.strip()
    return text if _WORD.fullmatch(text) else f"({text})"
