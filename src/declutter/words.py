"""Words: how a text is spelled for look-ups and cut into words, in every script.

Phrases of rules, blocks of pages and the article's vocabulary are compared in this form.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from string import digits

from declutter.native import twin

__all__ = [
    "COMMON_MARKS",
    "COMPOSED_ROWS",
    "MARKS",
    "THAI",
    "UNSPACED",
    "count_words",
    "edge_words",
    "fold_lines",
    "fold_lower",
    "fold_phrase",
    "has_word",
    "is_unspaced",
    "lower_alike",
    "lower_with_rows",
    "shared_words",
    "spaced_words",
    "split_words",
]

# Python's \w leaves out the combining vowels of Hebrew, Arabic, the Indic scripts and Thai.
MARKS = (
    "\u0300\u036f", "\u0483\u0489", "\u0591\u05c7", "\u0610\u061a", "\u064b\u065f", "\u0670\u0670", "\u06d6\u06ed",
    "\u0900\u0963", "\u0981\u09e3", "\u0a01\u0a75", "\u0a81\u0ae3", "\u0b01\u0b63", "\u0b82\u0bcd", "\u0c00\u0c63",
    "\u0c81\u0ce3", "\u0d00\u0d63", "\u0e31\u0e4e",
)  # fmt: skip
_MARKS = "".join(f"{marks[0]}-{marks[1]}" for marks in MARKS)
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
# Scripts that put no space between words.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d]")
THAI = re.compile("[\u0e01-\u0e4e]")

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
# Latin, Cyrillic, punctuation, symbols and what fonts of icons use: in lower case as composed as they get, but for
# two spaces. To ask of a whole text whether it is normalized takes longer than all else here.
COMPOSED_ROWS = bytes((0x00, 0x01, 0x02, 0x04, 0x20, 0x21, 0x22, 0x25, 0x26, 0x27, 0x2B, *range(0xE0, 0xF9)))
_OTHER_ROWS = bytes(row for row in range(256) if row not in _ROWS)


def lower_alike(text: str) -> str:
    """Lower case in which spellings that differ in capitals alone come out the same.

    >>> lower_alike("ΔΙΑΒΑΣΤΕ") == lower_alike("Διαβάστε")
    True
    """
    return lower_with_rows(text)[0]


@twin
def lower_with_rows(text: str) -> tuple[str, bytes]:
    """A text as `lower_alike` has it, and the `_rows` of its characters."""
    low = text.lower()
    if low.isascii():
        return low, b""
    if "ı" in low or "\u0307" in low:
        low = low.replace("i\u0307", "i").replace("ı", "i")
    rows = _rows(low)
    if not rows.translate(None, COMPOSED_ROWS) and "\u2000" not in low and "\u2001" not in low:
        return low, b""
    if not unicodedata.is_normalized("NFC", low):
        low = unicodedata.normalize("NFC", low)
        rows = _rows(low)
    rows = rows.translate(None, _OTHER_ROWS)
    if _GREEK_ROW in rows and _ANY_GREEK.search(low):
        low = low.translate(_GREEK)
    if _ARABIC_ROW in rows and _ANY_ARABIC.search(low):
        low = low.translate(_ARABIC)
    return low, rows


def _rows(text: str) -> bytes:
    """The row of 256 characters in which Unicode has each of a text's characters.

    On pages of other scripts patterns take several times as long to find nothing.
    """
    return text.encode("utf-16-le", "surrogatepass")[1::2]


@twin
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


@twin
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


@twin
def fold_lines(lines: list[str]) -> list[str]:
    """`fold_lower` of each of many lines; at once, which is several times faster.

    >>> fold_lines(["1,204 comments:", "", "हिन्दी!"])
    ['# comments', '', 'हिन्दी']
    """
    if not lines:
        return []
    return [
        " ".join(words) for words in _words_by_line(_NUMBER.sub(" # ", "\n".join(lines).replace("#", " 0 ")))
    ]


@twin
def has_word(low: str, words: frozenset[str]) -> bool:
    """Whether one of some words is among those of `fold_lower`.

    >>> has_word("1,204 comments: 3k read", frozenset(["k", "comments"]))
    True
    """
    return not words.isdisjoint(_words_of(low))


@lru_cache(maxsize=256)  # many rules ask about one block
def _words_of(low: str) -> frozenset[str]:
    return frozenset(fold_lower(low).split(" "))


@twin
def count_words(low: str, words: frozenset[str]) -> dict[str, int]:
    """How often each of some words is among those of `split_words`, in the order in which they first come.

    >>> count_words("the ferry, and the boat", frozenset(["and", "the", "or"]))
    {'the': 2, 'and': 1}
    """
    return dict(Counter(word for word in split_words(low) if word in words))


def edge_words(lines: list[str], head: int, tail: int) -> list[list[str]]:
    """Those of `split_words` that lie within the first `head` or the last `tail` characters of each line.

    Args:
        lines: in lower case.
        head, tail: how many characters at the beginning and at the end.

    >>> edge_words(["two three four"], 5, 6)
    [['two', 'four']]
    """
    edges = [edge for line in lines for edge in (line[:head], line[-tail:])]
    words = _words_by_line("\n".join(edges).replace("#", " ")) if edges else []
    for line, first, last in zip(lines, words[::2], words[1::2]):
        if len(line) > head and _WORDS.fullmatch(line[head - 1 : head + 1]):
            first.pop()  # it goes on behind the edge
        if len(line) > tail and _WORDS.fullmatch(line[-tail - 1 : 1 - tail]):
            del last[0]
    return [first + last for first, last in zip(words[::2], words[1::2])]


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


# What stands between words most often.
COMMON_MARKS = ",.\"'’‘”“„«»:;()!?-–—/"


@twin
def shared_words(prose: list[str], blocks: list[str], least: int) -> tuple[list[int], list[int], bool]:
    """How many words each block has, and how many of them the prose has too; each word counts once.

    Args:
        prose: lines of it, in lower case.
        blocks: a line each, in lower case; at least one.
        least: characters of the shortest word that counts.

    Returns:
        The words of each block, those that it shares, and whether the prose has any.

    >>> shared_words(["the ferry was late"], ["late ferries: late again", ""], 4)
    ([3, 0], [1, 0], True)
    """
    known = spaced_words("\n".join(prose), least)
    words = [
        {word for word in line.split() if len(word) >= least}
        for line in _without_marks("\n".join(blocks)).split("\n")
    ]
    return [len(some) for some in words], [len(some & known) for some in words], bool(known)


def spaced_words(text: str, least: int) -> set[str]:
    """What stands between spaces and common marks; a word with a rarer mark at its end keeps it.

    Args:
        text: in lower case.
        least: characters of the shortest word that is wanted.

    >>> sorted(spaced_words("don't panic: (today)", 3))
    ['don', 'panic', 'today']
    """
    return {word for word in _without_marks(text).split() if len(word) >= least}


def _without_marks(text: str) -> str:
    for mark in COMMON_MARKS:  # much faster than a pattern
        if mark in text:
            text = text.replace(mark, " ")
    return text


def is_unspaced(text: str) -> bool:
    """Whether a text has characters of a script that puts no space between words."""
    return not text.isascii() and (UNSPACED.search(text) is not None or THAI.search(text) is not None)
