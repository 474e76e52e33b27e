"""Times that head the entries of a live blog stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from declutter.model import Document, Finding

__all__ = ["Stamps"]

# A time of day alone on its line, with what languages write behind it: "5.02pm", "17.20 BST", "14:05 Uhr".
_STAMP = re.compile(r"\W*(?:[01]?\d|2[0-3])\s?[:.hH時点]\s?[0-5]\d(?:\s?(?:[^\W\d_]\.?){1,5})?\W*")
# One may date the article; so many, each with an entry below, are a live blog.
_LEAST = 3
# Two are enough where no player counts like that and both entries are prose.
_CLOCK = re.compile(r"[012]\d[:.][0-5]\d")
# An entry opens with a line of at least so many words.
_ENTRY_WORDS = 3


class Stamps:
    """Allows times of day that stand above an entry each."""

    name = "declutter/stamps"

    def find(self, document: Document, /) -> Iterator[Finding]:
        """Yield an allowance for each such time."""
        texts, words = document.texts, document.features.words
        stamps = [
            index
            for index, text in enumerate(texts[:-1])
            if len(text) <= 12 and words[index + 1] >= _ENTRY_WORDS and _STAMP.fullmatch(text) is not None
        ]
        prose = document.features.prose
        clear = [index for index in stamps if prose[index + 1] and _CLOCK.fullmatch(texts[index])]
        if len(stamps) >= _LEAST or len(clear) == len(stamps) > 1:
            for index in stamps:
                yield Finding(index, index + 1, None, 0.97, self.name, "the time of a live blog's entry")
