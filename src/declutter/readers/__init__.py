"""Readers turn a source into a Document: structure only, never meaning.

`read` is the one entrance. It decodes bytes, decides the form where the caller left it open, and
hands over to the reader of that form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from declutter.errors import InputError, OptionError, unknown_choice
from declutter.model import Document
from declutter.readers.decode import decode
from declutter.readers.html import is_tree, read_html, read_metadata
from declutter.readers.markdown import read_markdown
from declutter.readers.text import read_text

if TYPE_CHECKING:
    from typing import TypeAlias

    from lxml import etree

    Tree: TypeAlias = etree._Element | etree._ElementTree  # noqa: SLF001  # lxml names its types in no other way
    Source: TypeAlias = str | bytes | bytearray | memoryview | Tree

__all__ = ["FORMS", "guess_form", "read"]

_READERS: dict[str, Callable[..., Document]] = {
    "html": read_html,
    "markdown": read_markdown,
    "text": read_text,
}
FORMS = ("auto", *sorted(_READERS))

# How much of a source is looked at to tell its form.
_GLANCE = 4_000

_HTML = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|div|p|article|main|"
    r"section|table|ul|ol|h[1-6]|span|meta|title|script|style|header|nav|a|img|figure|template)\b",
    re.IGNORECASE | re.DOTALL,
)
# Each with strings of which a match has one: to look for these first is ten times faster.
_MARKDOWN = (
    (("\n#",), re.compile(r"^#{1,6} \S", re.MULTILINE)),
    (("](",), re.compile(r"\[[^\]\n]*\]\((?:https?:|/|#)[^)\s]*\)")),
    (("\n```", "\n~~~"), re.compile(r"^(?:```|~~~)", re.MULTILINE)),
    (("**", "\n> "), re.compile(r"\*\*[^*\n]+\*\*|^> \S", re.MULTILINE)),
    (("\n|",), re.compile(r"^\|.*\|[ \t]*$", re.MULTILINE)),
)


def guess_form(text: str) -> str:
    """Tell "html", "markdown" or "text" from how a decoded source begins.

    Markdown is believed where two of its marks occur: a single asterisk or hash occurs in prose.

    >>> guess_form("<p>One</p>"), guess_form("# One\\n\\n[a](https://b.example)"), guess_form("One")
    ('html', 'markdown', 'text')
    """
    glance = text[:_GLANCE]
    if "<" in glance and _HTML.match(glance):
        return "html"
    lines = "\n" + glance
    marks = sum(
        any(map(lines.__contains__, signs)) and mark.search(glance) is not None for signs, mark in _MARKDOWN
    )
    return "markdown" if marks >= 2 else "text"


def read(
    source: object,
    *,
    form: str = "auto",
    url: str | None = None,
    title: str | None = None,
    language: str | None = None,
    charset: str | None = None,
    cues: Sequence[str] = (),
) -> Document:
    """Read a source into a Document.

    Args:
        source: `str`, `bytes` of any encoding, or an lxml element or tree.
        form: one of `FORMS`.
        url: address of the page, if known.
        title: the headline, if known.
        language: ISO 639-1 code, if known.
        charset: encoding of `bytes` that HTTP declared, if any.
        cues: sentences of prompts, at which a text without line breaks may be cut.

    Raises:
        InputError: the source is of another type, or binary data.
        OptionError: there is no such form.
    """
    if form not in FORMS:
        raise OptionError(unknown_choice("form", form, FORMS))
    notes: list[str] = []
    if isinstance(source, (bytes, bytearray, memoryview)):
        text, note = decode(bytes(source), charset)
        if note:
            notes.append(note)
    elif isinstance(source, str):
        text = source
    elif not is_tree(source):
        raise InputError(f"source must be str, bytes or an lxml element or tree, not {type(source).__name__}")
    elif form not in ("auto", "html"):
        raise InputError(f"an lxml element or tree is read as html, not as {form}")
    if is_tree(source):
        document = read_html(source)
    else:
        document = _READERS[guess_form(text) if form == "auto" else form](text, cues=cues)
    if document.page is not None:
        document.about = read_metadata(document.page, url or "")
        document.title = document.about.get("title", "")
    document.notes[:0] = notes
    document.url = url or ""
    document.title = title or document.title
    document.language = (language or document.language)[:2].lower()
    return document
