# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Compiled twins of declutter.readers: a text is cut into lines in one pass over its characters."""

from declutter.native.words cimport Char, Narrow, PyUnicode_DATA, PyUnicode_KIND, Wide, Widest

# The characters of declutter.readers.text.INVISIBLE, all of the basic plane; told on first use.
cdef bint HIDDEN[65536]
cdef object INVISIBLE = None
cdef bint READY = False


cdef prepare():
    global READY, INVISIBLE
    from declutter.readers.text import HIDDEN as ranges, INVISIBLE

    cdef int code
    for first, last in ranges:
        for code in range(first, last + 1):
            HIDDEN[code] = True
    READY = True


cdef inline bint ends_line(Py_UCS4 char) noexcept:
    """Whether a line ends here for str.splitlines."""
    return char in u"\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


cdef Py_ssize_t line_end(const Char *text, Py_ssize_t at, Py_ssize_t size, bint *hidden) noexcept:
    """Where the line ends that begins here, and whether an invisible character stands in it."""
    cdef Py_UCS4 char
    while at < size:
        char = text[at]
        if not 0x20 <= char < 0x7F:
            if ends_line(char):
                break
            if char < 65536 and HIDDEN[<unsigned int> char]:
                hidden[0] = True
        at += 1
    return at


def split_lines(str source):
    """See declutter.readers.text."""
    cdef Py_ssize_t at = 0, start, stop, size = len(source), number = 0
    cdef int kind = PyUnicode_KIND(source)
    cdef const void *data = PyUnicode_DATA(source)
    cdef list lines = []
    cdef str text
    cdef bint hidden
    if not READY:
        prepare()
    while at < size:
        number += 1
        start = at
        hidden = False
        if kind == 1:
            at = line_end(<const Narrow *> data, at, size, &hidden)
        elif kind == 2:
            at = line_end(<const Wide *> data, at, size, &hidden)
        else:
            at = line_end(<const Widest *> data, at, size, &hidden)
        stop = at
        if at < size:  # the line break, of which "\r\n" is one
            at += 2 if source[at] == u"\r" and at + 1 < size and source[at + 1] == u"\n" else 1
        while start < stop and source[start].isspace():
            start += 1
        while stop > start and source[stop - 1].isspace():
            stop -= 1
        if start < stop:
            text = source[start:stop]
            if hidden:
                text = INVISIBLE.sub("", text).strip()
            if text:
                lines.append((start, stop, number, text))
    return lines
