"""measure(): what every detector may know about a document, in columns.

From here on nothing knows whether the source was HTML or text. Columns that every page needs are
filled at once; those that only some detectors ask for are filled on first use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import pairwise
from string import digits

from declutter.model import Document

__all__ = [
    "BODY",
    "HEAD",
    "TAIL",
    "Features",
    "fold_lower",
    "fold_phrase",
    "is_unspaced",
    "lower_alike",
    "measure",
    "split_words",
]

HEAD, BODY, TAIL = 0, 1, 2

# --- words ------------------------------------------------------------------------------------

# Python's \w leaves out the combining vowels of Hebrew, Arabic, the Indic scripts and Thai.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0981-\u09e3"
    "\u0a01-\u0a75\u0a81-\u0ae3\u0b01-\u0b63\u0b82-\u0bcd\u0c00-\u0c63\u0c81-\u0ce3\u0d00-\u0d63\u0e31-\u0e4e"
)
# In ASCII, replacing what is no word is several times faster than looking for words; the marks that
# make most English texts more than ASCII go first.
_NO_WORDS = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
_TYPOGRAPHY = "’‘“”–—…\u00a0•"
_WORDS = re.compile(f"[\\w{_MARKS}]+")
# The same for many lines at once, in which `#` stands for numbers.
_NO_FOLDED = {code: mark for code, mark in _NO_WORDS.items() if chr(code) not in "#\n"}
_NO_FOLDED_BYTES = bytes(ord(_NO_FOLDED.get(code, chr(code))) if code < 128 else code for code in range(256))
_FOLDED = re.compile(f"[\\w#{_MARKS}]+")
_NUMBER = re.compile(r"\d+(?:[.,:'’\u00a0\u202f ]?\d+)*(?:[km]\b)?")
_DIGIT = re.compile(r"\d")
# Scripts that put no space between words; a word of Chinese or Japanese is about two characters
# long, one of Thai about four.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d]")
_THAI = re.compile("[\u0e01-\u0e4e]")
_UNSPACED_WORD, _THAI_WORD = 2, 4

# A spelled form for look-ups: Greek capitals drop their accents and Turkish tells dotted from
# dotless i, so that a phrase in capitals would otherwise not be found.
_GREEK = str.maketrans("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ")
_ANY_GREEK = re.compile("[ά-ώ]")
# Arabic is written with and without vowel signs and hamza, and Persian has its own ye, kaf and a
# half-space that many leave out.
_ARABIC = str.maketrans(
    {**dict.fromkeys("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640\u200c", ""),
     "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ۀ": "ه", "ة": "ه"}
)  # fmt: skip
_ANY_ARABIC = re.compile("[\u0621-\u064a]")
_GREEK_ROW, _ARABIC_ROW, _THAI_ROW = 0x03, 0x06, 0x0E
_ROWS = {_GREEK_ROW, _ARABIC_ROW, _THAI_ROW, *range(0x30, 0xA0), 0xF9, 0xFA, 0xFF}
_OTHER_ROWS = bytes(row for row in range(256) if row not in _ROWS)


def lower_alike(text: str) -> str:
    """Lower case in which spellings that differ in capitals alone come out the same.

    >>> lower_alike("ΔΙΑΒΑΣΤΕ") == lower_alike("Διαβάστε")
    True
    """
    return _lower(text)[0]


def _lower(text: str) -> tuple[str, bytes]:
    """A text as `lower_alike` has it, and the `_rows` of its characters."""
    low = text.lower()
    if low.isascii():
        return low, b""
    if not unicodedata.is_normalized("NFC", low):
        low = unicodedata.normalize("NFC", low)
    if "ı" in low or "\u0307" in low:
        low = low.replace("i\u0307", "i").replace("ı", "i")
    rows = _rows(low)
    if _GREEK_ROW in rows and _ANY_GREEK.search(low):
        low = low.translate(_GREEK)
    if _ARABIC_ROW in rows and _ANY_ARABIC.search(low):
        low = low.translate(_ARABIC)
    return low, rows


def _rows(text: str) -> bytes:
    """The rows of 256 characters in which Unicode has a text's characters, those in `_ROWS` alone.

    On pages of other scripts patterns take several times as long to find nothing.
    """
    return text.encode("utf-16-le", "surrogatepass")[1::2].translate(None, _OTHER_ROWS)


def split_words(text: str) -> list[str]:
    """The words of a lower-cased text, without punctuation.

    >>> split_words("don't miss: हिन्दी!")
    ['don', 't', 'miss', 'हिन्दी']
    """
    if not text.isascii():
        for mark in _TYPOGRAPHY:
            if mark in text:
                text = text.replace(mark, " ")
        if not text.isascii():
            return _WORDS.findall(text)
    return text.translate(_NO_WORDS).split()


def fold_phrase(phrase: str) -> str:
    """The form in which phrases and whole blocks are compared: words alone, numbers as `#`.

    >>> fold_phrase("• 1,204 Comments:"), fold_phrase("# comments")
    ('# comments', '# comments')
    """
    return fold_lower(lower_alike(phrase))


def fold_lower(low: str) -> str:
    """`fold_phrase` of a text that `lower_alike` has seen."""
    if "#" in low:
        low = low.replace("#", " 0 ")
    elif low.isascii() and not any(map(low.__contains__, digits)):  # faster than the pattern
        return " ".join(low.translate(_NO_WORDS).split())
    if _DIGIT.search(low):
        low = _NUMBER.sub(" 0 ", low)
        return " ".join(split_words(low)).replace("0", "#")
    return " ".join(split_words(low))


def fold_lines(lines: Sequence[str]) -> list[list[str]]:
    """The words of `fold_lower` of each of many lines; at once, which is several times faster.

    >>> fold_lines(["1,204 comments:", "", "हिन्दी!"])
    [['#', 'comments'], [], ['हिन्दी']]
    """
    return _words_by_line(_NUMBER.sub(" # ", "\n".join(lines).replace("#", " 0 "))) if lines else []


def split_lines(lines: Sequence[str]) -> list[list[str]]:
    """`split_words` of each of many lower-cased lines, at once."""
    return _words_by_line("\n".join(lines).replace("#", " ")) if lines else []


def _words_by_line(text: str) -> list[list[str]]:
    """The words of each line of a text whose only `#` stand for numbers."""
    if text.isascii():
        return [line.split() for line in text.translate(_NO_FOLDED).split("\n")]
    for mark in _TYPOGRAPHY:
        if mark in text:
            text = text.replace(mark, " ")
    # Bytes are translated fast whatever stands beside the ASCII among them.
    spaced = text.encode("utf-8", "surrogatepass").translate(_NO_FOLDED_BYTES)
    return [
        line.split() if line.isascii() else _FOLDED.findall(line)
        for line in spaced.decode("utf-8", "surrogatepass").split("\n")
    ]


def is_unspaced(text: str) -> bool:
    """Whether a text has characters of a script that puts no space between words."""
    return not text.isascii() and (_UNSPACED.search(text) is not None or _THAI.search(text) is not None)


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

# --- the article's span -------------------------------------------------------------------------

# The span of prose with the best sum: a paragraph adds its words up to this many …
_SPAN_GAIN = 60
# … and every other line costs this many, so that one paragraph bridges some ten short lines but
# a long menu or a list of headlines ends the article.
_SPAN_COST = 6

# --- cohesion -----------------------------------------------------------------------------------

_COMMON_MARKS = ",.\"'’‘”“„«»:;()!?-–—/"
# Words shorter than this are mostly grammar.
_CONTENT_WORD = 4


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
        low, rows = _lower("\n".join(texts))
        self._document = document
        self.lower: list[str] = low.split("\n") if texts else []
        self.unspaced = self.has_unspaced = False
        self.words = self._count_words(low, rows)
        self.ended = [text[-1] in _TERMINATORS or (text[-1] in _CLOSERS and _ends(text)) for text in texts]
        self.prose = [
            (end and (n >= _PROSE_WORDS or (n > 5 and len(low) >= _PROSE_CHARS))) or n >= _LONG_WORDS
            for n, end, low in zip(self.words, self.ended, self.lower)
        ]
        for index, kind in enumerate(document.kinds):
            if kind == "code":
                self.prose[index] = True
        self.span = _best_span(self.prose, self.words)

    def _count_words(self, low: str, rows: bytes) -> list[int]:
        """Words a block: spaces and one, and a share of the characters where there are no spaces."""
        words = [line.count(" ") + 1 for line in self.lower]
        if not rows:
            return words
        for script, length in ((_UNSPACED, _UNSPACED_WORD), (_THAI, _THAI_WORD)):
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
    def folded(self) -> Sequence[str]:
        """`fold_phrase` of each block of up to `_FOLD_CHARS` characters; "" of longer ones."""
        return [" ".join(words) for words in self.parts]

    @cached_property
    def parts(self) -> Sequence[list[str]]:
        """The words of each block's `folded`."""
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
        paragraph after it, or speaks of what the article speaks of.
        """
        if not self.prose[index]:
            return False
        if index + 1 < len(self.prose) and self.prose[index + 1]:
            return True
        cohesion = self.cohesion(index)
        return cohesion is not None and cohesion >= _ARTICLE_COHESION and self.zone(index) == BODY

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
        return [0, *(max(0, b - a - 1) for a, b in pairwise(lines))]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the article's prose, for look-ups of content words.

        Of Chinese and Japanese, pairs of characters. Empty where the prose has no content words.
        """
        start, stop = self.span
        lines = [self.lower[i] for i in range(start, stop) if self.prose[i]]
        words = _all_words("\n".join(lines), unspaced=self.unspaced)
        # Short words stay among them, as nobody asks for these and to sort them out takes longer.
        return frozenset(words) if self.unspaced or any(map(_is_content, words)) else frozenset()

    def cohesion(self, index: int) -> float | None:
        """The share of a block's content words that the article's other prose uses too.

        None where it has none, or where the document has no prose.
        """
        if not self.vocabulary:
            return None
        fold = self.folded[index]
        if fold and not self.unspaced:
            words = {word for word in fold.split(" ") if len(word) >= _CONTENT_WORD}
        else:
            words = set(_all_words(self.lower[index], unspaced=self.unspaced))
            if not self.unspaced:
                words = set(filter(_is_content, words))
        if not words:
            return None
        return len(words & self.vocabulary) / len(words)

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


def _best_span(prose: Sequence[bool], words: Sequence[int]) -> tuple[int, int]:
    """The run of blocks with the largest sum of gains and costs (Kadane's algorithm)."""
    best, best_start, best_stop = 0, 0, 0
    total, start = 0, 0
    for index, (reads, count) in enumerate(zip(prose, words)):
        if reads:
            if total <= 0:
                total, start = 0, index
            total += min(_SPAN_GAIN, count)
            if total > best:
                best, best_start, best_stop = total, start, index + 1
        else:
            total -= _SPAN_COST
    return best_start, best_stop


def _is_content(word: str) -> bool:
    return len(word) >= _CONTENT_WORD


def _all_words(low: str, *, unspaced: bool) -> Collection[str]:
    """The words of a text; of Chinese and Japanese, pairs of characters."""
    if unspaced:
        runs = split_words(low)
        return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    # Much faster than a pattern; a word with a rarer mark at its end is found elsewhere without it.
    for mark in _COMMON_MARKS:
        if mark in low:
            low = low.replace(mark, " ")
    return low.split()
