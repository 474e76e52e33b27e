# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Compiled twins of declutter.readers: a text is cut into lines in one pass over its characters."""

from declutter.native import TWINS

# The characters of declutter.readers.text.INVISIBLE, all of the basic plane; told on first use.
cdef bint HIDDEN[65536]
cdef bint READY = False


cdef prepare():
    global READY
    from declutter.readers.text import HIDDEN as ranges

    cdef int code
    for first, last in ranges:
        for code in range(first, last + 1):
            HIDDEN[code] = True
    READY = True


cdef inline bint ends_line(Py_UCS4 char):
    """Whether a line ends here for str.splitlines."""
    return char in u"\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def split_lines(str source):
    """See declutter.readers.text. A text with invisible characters goes the long way."""
    cdef Py_ssize_t at = 0, start, stop, size = len(source)
    cdef Py_ssize_t number = 0
    cdef Py_UCS4 char = 0
    cdef list lines = []
    if not READY:
        prepare()
    while at < size:
        number += 1
        start = at
        while at < size:
            char = source[at]
            if not 0x20 <= char < 0x7F:
                if ends_line(char):
                    break
                if char < 65536 and HIDDEN[char]:
                    return TWINS["declutter.readers.text.split_lines"][0](source)
            at += 1
        stop = at
        if at < size:  # the line break, of which "\r\n" is one
            at += 2 if char == u"\r" and at + 1 < size and source[at + 1] == u"\n" else 1
        while start < stop and source[start].isspace():
            start += 1
        while stop > start and source[stop - 1].isspace():
            stop -= 1
        if start < stop:
            lines.append((start, stop, number, source[start:stop]))
    return lines
