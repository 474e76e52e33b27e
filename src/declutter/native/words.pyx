# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Compiled twins of declutter.words: texts are cut into words character by character."""

from libc.string cimport memcpy

from declutter.native import TWINS

cdef extern from "Python.h":
    str PyUnicode_New(Py_ssize_t size, unsigned int maxchar)
    int PyUnicode_KIND(str text)
    void *PyUnicode_DATA(str text)
    unsigned int PyUnicode_READ(int kind, void *data, Py_ssize_t index)
    void PyUnicode_WRITE(int kind, void *data, Py_ssize_t index, unsigned int value)

# What a character of the basic plane is, told once by the classes of Python's own patterns.
cdef enum:
    LETTER = 1  # \w
    FIGURE = 2  # \d
    VOWEL = 4  # a combining mark that \w leaves out
    SPACE = 8  # str.isspace
    BREAK = 16  # one of COMMON_MARKS
    PLAIN = 32  # of COMPOSED_ROWS, and its lower case is one character, whatever stands beside it
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
    for char in u"\u0130\u0131\u2000\u2001":
        kinds[char] &= ~PLAIN
    for char in COMMON_MARKS:
        kinds[char] |= BREAK
    for first, last in MARKS:
        for code in range(ord(first), ord(last) + 1):
            kinds[code] |= VOWEL
    memcpy(KINDS, kinds, sizeof(kinds))
    memcpy(LOWER, lower, sizeof(lower))
    READY = True


cdef inline unsigned char kind_of(Py_UCS4 char):
    if char < 65536:
        return KINDS[char]
    return (LETTER if char.isalnum() else 0) | (FIGURE if char.isdecimal() else 0)


cdef Py_ssize_t number_end(str line, Py_ssize_t at, Py_ssize_t size):
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


cdef list cut(str line, bint fold):
    """The words of a line; with `fold`, numbers are words of their own, written `#`."""
    return cut_between(line, 0, len(line), fold)


cdef list cut_between(str line, Py_ssize_t at, Py_ssize_t size, bint fold):
    cdef list words = []
    cdef Py_ssize_t start
    cdef unsigned char kind, inside = LETTER | VOWEL
    while at < size:
        kind = kind_of(line[at])
        if fold and kind & FIGURE:
            at = number_end(line, at, size)
            words.append("#")
        elif kind & inside:
            start = at
            at += 1
            while at < size:
                kind = kind_of(line[at])
                if not kind & inside or (fold and kind & FIGURE):
                    break
                at += 1
            words.append(line[start:at])
        else:
            at += 1
    return words


def fold_lower(str low):
    """See declutter.words."""
    if not READY:
        prepare()
    return " ".join(folded(low))


def fold_lines(lines):
    """See declutter.words."""
    if not READY:
        prepare()
    return [folded(line) for line in lines]


cdef list folded(str line):
    if u"#" in line:  # rare, and no number; the pattern knows what it does to one beside it
        return TWINS["declutter.words.fold_lines"][0]([line])[0]
    return cut(line, True)


def edge_words(list lines, list parts, Py_ssize_t head, Py_ssize_t tail):
    """See declutter.words."""
    cdef str line
    cdef Py_ssize_t index, size
    cdef dict edges = {}
    if not READY:
        prepare()
    for index in range(len(lines)):
        if not parts[index]:
            line = lines[index]
            size = len(line)
            edges[index] = (
                cut_between(line, 0, min(head, size), False),
                cut_between(line, max(0, size - tail), size, False),
            )
    return edges


def split_words(str text):
    """See declutter.words."""
    if not READY:
        prepare()
    return cut(text, False)


def spaced_words(str text, Py_ssize_t least):
    """See declutter.words."""
    cdef set words = set()
    cdef Py_ssize_t at = 0, start = 0, size = len(text)
    if not READY:
        prepare()
    for at in range(size):
        if kind_of(text[at]) & (SPACE | BREAK):
            if at - start >= least:
                words.add(text[start:at])
            start = at + 1
    if size - start >= max(least, 1):
        words.add(text[start:])
    return words


def lower_with_rows(str text):
    """See declutter.words: Latin and Cyrillic texts, typographic marks among them; the rest goes the long way."""
    cdef Py_ssize_t at, size = len(text)
    cdef unsigned int char, all_bits = 0
    cdef int kind, wide
    cdef void *data
    cdef void *lower
    cdef str low
    if text.isascii():
        return text.lower(), b""
    if not READY:
        prepare()
    kind, data = PyUnicode_KIND(text), PyUnicode_DATA(text)
    for at in range(size):
        char = PyUnicode_READ(kind, data, at)
        if char >= 65536 or not KINDS[char] & PLAIN:
            return TWINS["declutter.words.lower_with_rows"][0](text)
        all_bits |= LOWER[char]
    # A text that needs no wide characters any longer must not have any: it would not equal the same text.
    low = PyUnicode_New(size, all_bits if all_bits > 0xFF else 0xFF if all_bits > 0x7F else 0x7F)
    wide, lower = PyUnicode_KIND(low), PyUnicode_DATA(low)
    for at in range(size):
        PyUnicode_WRITE(wide, lower, at, LOWER[PyUnicode_READ(kind, data, at)])
    return low, b""
