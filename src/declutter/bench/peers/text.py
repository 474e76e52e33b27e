"""Cleaners of text: what people do today when the page is gone.

Nobody ships a cleaner of already extracted text. So: nothing, the line rules of C4, and extractors of HTML
over the text's lines, each wrapped in `<p>`, which is what answers on the web recommend.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from declutter.bench.peers import html
from declutter.bench.peers.html import Extract

__all__ = ["c4", "nothing", "over_lines"]


def nothing() -> Extract:
    """The text as it is."""
    return lambda text, _, __: text


# Raffel et al. (2020), section 2.2, and the constants of the code released with it.
_ENDS = (".", "!", "?", '"')
_LEAST_WORDS = 5
_POLICIES = (
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)


def c4() -> Extract:
    """C4's rules for lines: an end mark, five words, no JavaScript warning, no policy."""
    return lambda text, _, __: "\n".join(line for line in text.split("\n") if _stays(line.strip()))


def _stays(line: str) -> bool:
    low = line.lower()
    return (
        line.endswith(_ENDS)
        and not line.endswith("...")
        and len(line.split()) >= _LEAST_WORDS
        and "javascript" not in low
        and not any(phrase in low for phrase in _POLICIES)
    )


def over_lines(name: str) -> Callable[[], Extract]:
    """The maker of an extractor of HTML that gets each line of the text as a paragraph."""

    def make() -> Extract:
        extract: Extract = getattr(html, name)()

        def run(text: str, url: str, language: str) -> str:
            paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
            page = (
                f"<html><head><title></title></head><body><article>\n{paragraphs}\n</article></body></html>"
            )
            return extract(page, url, language)

        return run

    return make
