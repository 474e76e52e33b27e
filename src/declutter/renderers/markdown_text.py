"""Running text as Markdown: its emphasis and links, and everything escaped that would be taken for markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from declutter.page import Mark
from declutter.renderers.outline import safe_address

__all__ = ["address_as_markdown", "code_span", "escape_block", "escape_inline", "text_as_markdown"]

_SIGNS_OF = {"strong": "**", "em": "*", "del": "~~"}
# What has no sign of its own, and what a sign would not work for, stands in the tags that Markdown allows.
_TAGS = frozenset(("strong", "em", "del", "sub", "sup"))
_RAW = frozenset(("code", "formula"))
# Emphasis that goes on is joined up to so many characters; each further piece would copy them all.
_MOST_JOINED = 1_000
_MATHS = (
    r"\\\((?:(?!\\[()]).)+\\\)|\\\[(?:(?!\\[\[\]]).)+\\\]|\$\$[^$]+\$\$"
    # As Pandoc tells a formula from prices.
    r"|\$(?!\s)(?:[^$\\]|\\.)+(?<!\s)\$(?!\d)"
)
_SPECIAL = regex.compile(
    rf"(?P<maths>{_MATHS})|(?P<sign>"
    r"<(?=[A-Za-z/!?]|\Z)|&(?=#?\w+;|#?\Z)|`|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_+(?!\s)|(?<!\s)_+(?![^\W_])|~~+|\A~|~\Z"
    # A link, or the definition of one.
    r"|\](?=[(\[:]|\Z)|\\(?=[!-/:-@\[-`{-~]|\s*\Z))",
    regex.DOTALL,
)
_SIGNS = regex.compile(r"[<&`*_~\]\\]")
# In TeX a blank says nothing, and without it this would begin a tag.
_TAG_IN_MATHS = regex.compile(r"<(?=[A-Za-z/!?])")
# At the start of a line these would begin a heading, an item, a quote, a rule or a table's second line.
_LEADING = regex.compile(
    r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+*>](?:\s|$)|>|~{3}|=+$|_[_\s]+$|[-:|][-:|\s]*$))"
)
# Brackets, and what hides them: code, and a backslash before them.
_BRACKETS = regex.compile(r"(?<!`)(`+)(?!`)(?:(?!\1).)*+\1(?!`)|\\.|[\[\]]", regex.DOTALL)
_LINK = regex.compile(r"\][(\[]")
# What Markdown takes for part of a word when it tells where emphasis begins and ends.
_LETTER = regex.compile(r"[^\s\p{P}\p{S}]")
_BLANK = regex.compile(r"\s+")


def text_as_markdown(marks: Sequence[Mark], base: str | None) -> str:
    """Running text with its emphasis, links and notes; white space as a reader sees it.

    Args:
        marks: the pieces of a block.
        base: what relative addresses start from; None for no links.
    """
    writer = _Writer(base)
    for mark in _merged(marks):
        if mark.kind == "text":
            writer.text(mark.value)
        elif mark.kind == "break":
            writer.out.append("\n")
        elif mark.kind == "note":
            writer.note(mark.value)
        elif mark.kind == "open":
            writer.open(mark)
        else:
            writer.close(mark.value)
    lines = [line.strip() for line in "".join(writer.out).split("\n")]
    return "  \n".join(line for line in lines if line)


@dataclass(slots=True)
class _Open:
    """A mark that is open: its tag, where what it holds begins in the output, and an address."""

    tag: str
    start: int
    href: str


class _Writer:
    """Collects the pieces of a block, and closes its marks."""

    def __init__(self, base: str | None) -> None:
        self.out: list[str] = []
        self._base = base
        self._stack: list[_Open] = []
        self._raw = 0  # depth of code and formulas
        # Where the last emphasis stands in the output, its tag and what it holds.
        self._last: tuple[int, str, str] = (-1, "", "")

    def text(self, value: str) -> None:
        """Running text."""
        value = _BLANK.sub(" ", value)
        if not self._raw:
            value = escape_inline(value)
        before = self.out[-1] if self.out else "\n"
        if before.endswith((" ", "\n")):
            value = value.lstrip()
        at, tag, inner = self._last
        # Between a sign and a letter, a mark does not end.
        unending = _LETTER.match(value[:1]) and not _LETTER.match(inner[-1:])
        if at == len(self.out) - 1 and unending and before.endswith(("*", "~")):
            self.out[-1] = before.removesuffix(_emphasis(tag, inner)) + _tagged(tag, inner)
        self._append(value)

    def note(self, label: str) -> None:
        """A reference to a footnote."""
        self._refer(f"[^{label}]")

    def open(self, mark: Mark) -> None:
        """A mark opens."""
        self._stack.append(_Open(mark.value, len(self.out), mark.href))
        self._raw += mark.value in _RAW

    def close(self, tag: str) -> None:
        """The innermost mark closes, if it is of this tag."""
        if not self._stack or self._stack[-1].tag != tag:
            return
        opened = self._stack.pop()
        self._raw -= tag in _RAW
        inner = "".join(self.out[opened.start :])
        del self.out[opened.start :]
        text = inner.strip()
        # What code holds is code, and bold in bold is bold.
        if not text or self._raw or any(other.tag == tag for other in self._stack):
            self._append(inner)
            return
        self._append(inner[: len(inner) - len(inner.lstrip())])
        if tag in _TAGS or tag == "code":
            self._emphasise(tag, text)
        else:
            self._wrap(opened, text)
        self._append(inner[len(inner.rstrip()) :])

    def _append(self, piece: str) -> None:
        if piece:
            self.out.append(piece)

    def _emphasise(self, tag: str, text: str) -> None:
        at, last, inner = self._last
        before = self.out[-1] if self.out else ""
        goes_on = at == len(self.out) - 1 and last == tag and len(inner) < _MOST_JOINED
        if goes_on and before.endswith(_emphasis(tag, inner)):
            self.out[-1] = before.removesuffix(_emphasis(tag, inner))  # bold right after bold goes on with it
            text = inner + text
            before = self.out[-1]
        touched = _LETTER.match(before[-1:]) and not _LETTER.match(text[:1])
        if tag != "code" and (touched or before[-1:] in ("*", "~")):
            self.out.append(_tagged(tag, text))
        else:
            self.out.append(_emphasis(tag, text))
        self._last = (len(self.out) - 1, tag, text)

    def _wrap(self, opened: _Open, text: str) -> None:
        if opened.tag == "formula":
            text = _TAG_IN_MATHS.sub("< ", text)
        elif opened.tag == "a" and self._base is not None:
            address = address_as_markdown(safe_address(opened.href, self._base))
            if address and not address.startswith("#"):
                self._refer(f"[{_balanced(text)}]({address})")
                return
        self._append(text)

    def _refer(self, piece: str) -> None:
        """Append a link or a reference, which an exclamation mark before it would make a picture."""
        if self.out and self.out[-1].endswith("!"):
            self.out[-1] = f"{self.out[-1][:-1]}\\!"
        self.out.append(piece)


def _emphasis(tag: str, text: str) -> str:
    if tag == "code":
        return code_span(text)
    sign = _SIGNS_OF.get(tag)
    return _tagged(tag, text) if sign is None else f"{sign}{text}{sign}"


def _tagged(tag: str, text: str) -> str:
    return f"<{tag}>{text}</{tag}>"


def _merged(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Marks with texts that stand side by side as one, as the parser cuts them where it likes."""
    texts: list[str] = []
    for mark in marks:
        if mark.kind == "text":
            texts.append(mark.value)
            continue
        if texts:
            yield Mark("text", "".join(texts))
            texts = []
        yield mark
    if texts:
        yield Mark("text", "".join(texts))


def code_span(code: str) -> str:
    """Code in running text, between more backticks than stand in it.

    >>> print(code_span("a `b`"))
    `` a `b` ``
    """
    code = code.replace("\n", " ")
    fence = "`" * (1 + max((len(run) for run in regex.findall("`+", code)), default=0))
    edge = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{edge}{code}{edge}{fence}"


def escape_inline(text: str) -> str:
    """Text in which nothing is a tag, an entity, a link or emphasis; formulas as they are.

    >>> print(escape_inline("Use <script> with 2 * 3 and *this*, not [that](x)."))
    Use \\<script> with 2 * 3 and \\*this\\*, not [that\\](x).
    """
    return _SPECIAL.sub(_escaped, text) if _SIGNS.search(text) else text


def _escaped(match: regex.Match[str]) -> str:
    if match["sign"]:
        return "\\" + "\\".join(match["sign"])
    return _TAG_IN_MATHS.sub("< ", match["maths"])


def escape_block(text: str) -> str:
    """Lines of Markdown none of which begins a block of another kind.

    >>> print(escape_block("1. April"))
    1\\. April
    """
    return "\n".join(_LEADING.sub(r"\1\\", line, count=1) for line in text.split("\n"))


def _balanced(text: str) -> str:
    """The text of a link, which brackets without their pair would end, and a link in it would take over."""
    plain = _BRACKETS.sub(lambda m: "]" if m[0] == "\\]" else m[0], text)
    depth = 0
    for match in _BRACKETS.finditer(plain):
        depth += (match[0] == "[") - (match[0] == "]")
        if depth < 0:
            break
    if depth == 0 and not _LINK.search(plain):
        return plain
    return _BRACKETS.sub(lambda m: f"\\{m[0]}" if m[0] in "[]" else m[0], text)


def address_as_markdown(address: str) -> str:
    """An address that nothing in it can end: Markdown allows brackets in pairs only."""
    address = address.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    if address.count("(") == address.count(")") and address.find(")") >= address.find("("):
        return address
    return address.replace("(", "%28").replace(")", "%29")
