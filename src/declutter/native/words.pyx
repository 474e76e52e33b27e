# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Compiled twins of declutter.words: texts are cut into words character by character."""

from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy

from declutter.native import TWINS

cdef extern from "Python.h":
    str PyUnicode_New(Py_ssize_t size, unsigned int maxchar)
    str PyUnicode_FromKindAndData(int kind, const void *data, Py_ssize_t size)

cdef unsigned int SEED = hash("declutter") & 0xFFFFFFFF  # of this process alone: nobody can choose words that collide
cdef unsigned char KINDS[65536]
cdef unsigned short LOWER[65536]
cdef bint READY = False


cdef prepare():
    """Fill KINDS and LOWER; on first use, as it takes a millisecond, and at once: other threads may be at it too."""
    global READY
    from declutter.words import COMMON_MARKS, COMPOSED_ROWS, MARKS

    cdef int code
    cdef Py_UCS4 char
    cdef unsigned char kinds[65536]
    cdef unsigned short lower[65536]
    for code in range(65536):
        char = <Py_UCS4> code
        kinds[code] = (
            (LETTER if char.isalnum() or char == u"_" else 0)
            | (FIGURE if char.isdecimal() else 0)
            | (SPACE if char.isspace() else 0)
        )
        lower[code] = code
    for row in COMPOSED_ROWS:
        for code in range(256 * row, 256 * row + 256):
            low = chr(code).lower()
            kinds[code] |= PLAIN if len(low) == 1 else 0
            lower[code] = ord(low[0])
    for char in u"\u0130\u0131\u2000\u2001\u2126\u212a\u212b":  # the last three are lowered out of their row
        kinds[char] &= ~PLAIN
    kinds[0xFE0F] |= PLAIN  # makes a picture of the sign before it
    for char in COMMON_MARKS:
        kinds[char] |= BREAK
    for first, last in MARKS:
        for code in range(ord(first), ord(last) + 1):
            kinds[code] |= VOWEL
    memcpy(KINDS, kinds, sizeof(kinds))
    memcpy(LOWER, lower, sizeof(lower))
    READY = True


cdef const unsigned char *kinds() except NULL:
    if not READY:
        prepare()
    return KINDS


cdef inline unsigned char kind_of(Py_UCS4 char) noexcept:
    return kind_in(KINDS, char)


cdef Py_ssize_t number_end(const Char *line, Py_ssize_t at, Py_ssize_t size):
    """Where the number that begins here ends: figures, in groups, and a k or m that is no word's beginning."""
    cdef Py_UCS4 char
    while True:
        while at < size and kind_of(line[at]) & FIGURE:
            at += 1
        if at + 1 < size and kind_of(line[at + 1]) & FIGURE:
            char = line[at]
            if char in u".,:'’\u00a0\u202f ":
                at += 1
                continue
        break
    if at < size:
        char = line[at]
        if char in u"km" and not (at + 1 < size and kind_of(line[at + 1]) & LETTER):
            return at + 1
    return at


cdef Py_ssize_t fold_into(Char *out, const Char *line, Py_ssize_t size):
    """Write the words of a line with a space between them, each number a word of its own, written `#`."""
    cdef Py_ssize_t at = 0, end = 0
    cdef unsigned char what, inside = LETTER | VOWEL
    while at < size:
        what = kind_of(line[at])
        if not what & (inside | FIGURE):
            at += 1
            continue
        if end:
            out[end] = u" "
            end += 1
        if what & FIGURE:
            at = number_end(line, at, size)
            out[end] = u"#"
            end += 1
            continue
        while what & inside and not what & FIGURE:
            out[end] = line[at]
            end += 1
            at += 1
            what = kind_of(line[at]) if at < size else 0
    return end


cdef str folded(str line):
    cdef Py_ssize_t size = len(line), end
    cdef int kind = PyUnicode_KIND(line)
    cdef const void *data = PyUnicode_DATA(line)
    cdef void *out
    if not size:
        return u""
    if u"#" in line:  # rare, and no number; the pattern knows what it does to one beside it
        return TWINS["declutter.words.fold_lines"][0]([line])[0]
    out = malloc(kind * 2 * size)  # at most, each character is a word
    if out == NULL:
        raise MemoryError
    if kind == 1:
        end = fold_into(<Narrow *> out, <const Narrow *> data, size)
    elif kind == 2:
        end = fold_into(<Wide *> out, <const Wide *> data, size)
    else:
        end = fold_into(<Widest *> out, <const Widest *> data, size)
    try:
        return PyUnicode_FromKindAndData(kind, out, end)
    finally:
        free(out)


def fold_lower(str low):
    """See declutter.words."""
    if not READY:
        prepare()
    return folded(low)


def fold_lines(list lines):
    """See declutter.words."""
    if not READY:
        prepare()
    return [folded(<str> line) for line in lines]


def split_words(str text):
    """See declutter.words."""
    cdef list words = []
    cdef Py_ssize_t at = 0, start, size = len(text)
    cdef unsigned char inside = LETTER | VOWEL
    if not READY:
        prepare()
    while at < size:
        if kind_of(text[at]) & inside:
            start = at
            at += 1
            while at < size and kind_of(text[at]) & inside:
                at += 1
            words.append(text[start:at])
        else:
            at += 1
    return words


def lower_with_rows(str text):
    """See declutter.words: Latin and Cyrillic texts, typographic marks among them; the rest goes the long way."""
    cdef str low = None
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    if text.isascii():
        return text.lower(), b""
    if not READY:
        prepare()
    if kind == 1:
        low = lowered(<const Narrow *> data, len(text))
    elif kind == 2:
        low = lowered(<const Wide *> data, len(text))
    else:
        low = lowered(<const Widest *> data, len(text))
    return TWINS["declutter.words.lower_with_rows"][0](text) if low is None else (low, b"")


cdef inline unsigned int lower_of(unsigned int char) noexcept:
    return LOWER[char] if char < 65536 else char


cdef str lowered(const Char *text, Py_ssize_t size):
    """A text in lower case; None where that takes more than a look at each character."""
    cdef Py_ssize_t at
    cdef unsigned int char, all_bits = 0
    cdef str low
    cdef int kind
    cdef void *out
    for at in range(size):
        char = text[at]
        if char < 65536:
            if not KINDS[char] & PLAIN:
                return None
        elif not 0x1F000 <= char < 0x1FB00:  # emoji
            return None
        all_bits |= lower_of(char)
    # A text that needs no wide characters any longer must not have any: it would not equal the same text.
    low = PyUnicode_New(size, min(all_bits, <unsigned int> 0x10FFFF) if all_bits > 0xFF else 0xFF if all_bits > 0x7F else 0x7F)
    kind, out = PyUnicode_KIND(low), PyUnicode_DATA(low)
    for at in range(size):
        char = lower_of(text[at])
        if kind == 1:
            (<Narrow *> out)[at] = <Narrow> char
        elif kind == 2:
            (<Wide *> out)[at] = <Wide> char
        else:
            (<Widest *> out)[at] = char
    return low


include "words_table.pxi"
