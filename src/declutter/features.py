"""measure(): what every detector may know about a document, in columns.

From here on nothing knows whether the source was HTML or text. Columns that every page needs are
filled at once; those that only some detectors ask for are filled on first use.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import compress, pairwise

from declutter.model import Document
from declutter.native import twin
from declutter.words import (
    THAI,
    UNSPACED,
    fold_lines,
    fold_lower,
    fold_phrase,
    lower_with_rows,
    shared_words,
    split_words,
)

__all__ = [
    "BODY",
    "HEAD",
    "SPAN_COST",
    "SPAN_GAIN",
    "TAIL",
    "Features",
    "best_span",
    "count_spaced",
    "measure",
]

HEAD, BODY, TAIL = 0, 1, 2

# --- sentences --------------------------------------------------------------------------------

_TERMINATORS = frozenset(".!?…。！？．।؟۔")
_CLOSERS = "\"'”’»›“‘)]}」』】）》〉*_ \u200f\u200e"
_OPENERS = frozenset("\"'“‘„‚«‹»「『《（")
_DASHES = frozenset("–—―-−")

# A line of this many words that ends as a sentence does is running text; prompts are shorter.
_PROSE_WORDS = 12
# The same in characters, for languages that say much in few words, such as Finnish or Turkish.
_PROSE_CHARS = 80
# A line of this many words is running text whatever ends it (a colon, a quotation, a footnote).
_LONG_WORDS = 32


# A block of more characters is no label and no phrase; its words are looked for at its edges.
_FOLD_CHARS = 160

# A shorter title ("News") would be found everywhere.
_TITLE_CHARS = 8
# The headline stands before the prose or shortly after its first lines.
_TITLE_WITHIN = 3

# Where a paragraph shares at least this part of its content words with the article, it belongs.
_ARTICLE_COHESION = 0.45
# Headings that break into the prose stand this near to it, and this many lines after one of them …
_ABOVE, _BROKEN_IN = 4, 8
# … a paragraph of so many words, or of fewer in two sentences, is the article again: a teaser's own is short.
_PARAGRAPH_WORDS, _LONG_PARAGRAPH = 15, 24
_SENTENCES = re.compile(r"[.!?…](?=\s).*[.!?…][\"'”’»)]*$|[。！？].*[。！？]", re.DOTALL)

# --- the article's span -------------------------------------------------------------------------

# The span of prose with the best sum: a paragraph adds its words up to this many …
SPAN_GAIN = 60
# … and every other line costs this many, so that one paragraph bridges some ten short lines but
# a long menu or a list of headlines ends the article.
SPAN_COST = 6

# --- cohesion -----------------------------------------------------------------------------------

# Words shorter than this are mostly grammar.
_CONTENT_WORD = 4

# A word of Chinese or Japanese is about two characters long, one of Thai about four.
_UNSPACED_WORD, _THAI_WORD = 2, 4


class Features:
    """Columns about a document's blocks; an entry per block.

    Attributes:
        lower: each block's text in lower case.
        words: number of words (an estimate where the script has no spaces).
        ended: whether it ends as a sentence does.
        prose: whether it reads as running text.
        gaps: number of empty lines before it.
        unspaced: whether the document is mostly in a script without spaces between words.
        span: first block and block after the last of the article's prose; (0, 0) without prose.
    """

    def __init__(self, document: Document) -> None:
        texts = document.texts
        low, rows = lower_with_rows("\n".join(texts))
        self._document = document
        self.lower: list[str] = low.split("\n") if texts else []
        self.unspaced = self.has_unspaced = False
        self.words = self._count_words(low, rows)
        self.ended = [text[-1] in _TERMINATORS or (text[-1] in _CLOSERS and _ends(text)) for text in texts]
        self.prose = [
            (end and (n >= _PROSE_WORDS or (n > 5 and len(low) >= _PROSE_CHARS))) or n >= _LONG_WORDS
            for n, end, low in zip(self.words, self.ended, self.lower)
        ]
        if "code" in document.kinds:
            self.prose = [reads or kind == "code" for reads, kind in zip(self.prose, document.kinds)]
        self.span = best_span(self.prose, self.words)

    def _count_words(self, low: str, rows: bytes) -> list[int]:
        """Words a block: spaces and one, and a share of the characters where there are no spaces."""
        words = count_spaced(self.lower)
        if not rows:
            return words
        for script, length in ((UNSPACED, _UNSPACED_WORD), (THAI, _THAI_WORD)):
            if script.search(low):
                counts = [len(script.findall(line)) for line in self.lower]
                # Half of all characters: a name in Chinese makes no Chinese page.
                self.has_unspaced = True
                self.unspaced = self.unspaced or 2 * sum(counts) > len(low)
                words = [n + count // length for n, count in zip(words, counts)]
        return words

    def __len__(self) -> int:
        return len(self.lower)

    @cached_property
    def folded(self) -> list[str]:
        """`fold_phrase` of each block of up to `_FOLD_CHARS` characters; "" of longer ones."""
        return fold_lines([low if len(low) <= _FOLD_CHARS else "" for low in self.lower])

    @cached_property
    def title_at(self) -> int | None:
        """Index of the block that is the headline: the given title, or None where it is unknown.

        A title element often has the site's name at its end, so the block may be a part of it.
        """
        wanted = fold_phrase(self._document.title)
        if len(wanted) < _TITLE_CHARS:
            return None
        for index, low in enumerate(self.lower[: self.span[0] + _TITLE_WITHIN]):
            if abs(len(low) - len(wanted)) < 60:
                folded = fold_lower(low)
                if folded == wanted or (len(folded) >= _TITLE_CHARS and wanted.startswith(folded)):
                    return index
        return None

    def resumes(self, index: int) -> bool:
        """Whether the article's prose goes on at this block, so that a list of teasers is over.

        A teaser may carry a sentence of its own (a deck). The article's next paragraph has another
        paragraph after it, or speaks of what the article speaks of. Speech is too short to be prose.
        """
        if not self.prose[index]:
            return self.zone(index) == BODY and self._speech(index)
        if index + 1 < len(self.prose) and self.prose[index + 1]:
            return True
        cohesion = self.cohesion(index)
        return cohesion is not None and cohesion >= _ARTICLE_COHESION and self.zone(index) == BODY

    def returns(self, heading: int, index: int) -> bool:
        """Whether the article's last paragraph, or speech above it, stands below a heading that broke into it.

        One paragraph alone behind some lines of residue counts for too little to be within the span.
        """
        if index - heading > _BROKEN_IN or not any(self.prose[max(0, heading - _ABOVE) : heading]):
            return False
        if index + 1 < len(self.prose) and self._speech(index):
            index += 1
        return (
            self.prose[index]
            and self.words[index] >= _PARAGRAPH_WORDS
            and (
                self.words[index] >= _LONG_PARAGRAPH
                or _SENTENCES.search(self._document.texts[index]) is not None
            )
        )

    def _speech(self, index: int) -> bool:
        """Whether a block is somebody's words and ends as they do."""
        return self.quoted(index) and (self.ended[index] or self._document.texts[index][-1] in _CLOSERS)

    def zone(self, index: int) -> int:
        """HEAD before the article's prose, BODY within it, TAIL after it."""
        start, stop = self.span
        if index < start:
            return HEAD
        return BODY if index < stop or start == stop else TAIL

    def tokens(self, index: int) -> list[str]:
        """The words of block `index`, lower case, without punctuation."""
        return split_words(self.lower[index])

    @cached_property
    def gaps(self) -> Sequence[int]:
        """Empty lines before each block."""
        lines = self._document.lines
        return [0, *[b - a - 1 if b > a else 0 for a, b in pairwise(lines)]]

    @cached_property
    def shared(self) -> tuple[list[int], list[int], bool]:
        """Content words of each block, how many of them the article's prose has, and whether it has any.

        Content words are the longer ones; of Chinese and Japanese, pairs of characters. Long paragraphs of
        that prose itself are not counted.
        """
        start, stop = self.span
        lines = list(compress(self.lower[start:stop], self.prose[start:stop]))
        blocks = [fold or low for fold, low in zip(self.folded, self.lower)]
        for index in range(start, stop):
            if self.prose[index] and not self.folded[index]:
                blocks[index] = ""
        if not self.unspaced:
            return shared_words(lines, blocks, _CONTENT_WORD)
        known = _pairs("\n".join(lines))
        pairs = list(map(_pairs, blocks))
        return [len(some) for some in pairs], [len(some & known) for some in pairs], bool(known)

    def cohesion(self, index: int) -> float | None:
        """The share of a block's content words that the article's prose uses too.

        None where it has none, or where the document has no prose.
        """
        content, known, any_prose = self.shared
        if self._is_article(index):
            return 1.0 if any_prose else None
        return known[index] / content[index] if any_prose and content[index] else None

    def _is_article(self, index: int) -> bool:
        """Whether a block is prose of the article."""
        return self.prose[index] and self.span[0] <= index < self.span[1]

    def quoted(self, index: int) -> bool:
        """Whether a block is somebody's words: it opens with a quotation mark or a dash."""
        text = self._document.texts[index]
        return text[0] in _OPENERS or (text[0] in _DASHES and len(text) > 2 and text[1] in " \xa0")


def measure(document: Document) -> Document:
    """Add the columns that detectors read; returns the same document."""
    document.features = Features(document)
    return document


def _ends(text: str) -> bool:
    """Whether a sentence ends before what closes quotations, brackets and emphasis."""
    text = text.rstrip(_CLOSERS)
    return bool(text) and text[-1] in _TERMINATORS


@twin
def count_spaced(lines: list[str]) -> list[int]:
    """Spaces in each line, and one."""
    return [line.count(" ") + 1 for line in lines]


@twin
def best_span(prose: list[bool], words: list[int]) -> tuple[int, int]:
    """The run of blocks with the largest sum of gains and costs (Kadane's algorithm)."""
    best, best_start, best_stop = 0, 0, 0
    total, start = 0, 0
    for index, (reads, count) in enumerate(zip(prose, words)):
        if reads:
            if total <= 0:
                total, start = 0, index
            total += min(SPAN_GAIN, count)
            if total > best:
                best, best_start, best_stop = total, start, index + 1
        else:
            total -= SPAN_COST
    return best_start, best_stop


def _pairs(low: str) -> set[str]:
    return {run[i : i + 2] for run in split_words(low) for i in range(len(run) - 1)}
