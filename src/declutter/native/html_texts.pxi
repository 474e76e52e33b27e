"""Texts of a page of HTML: what is white space, and what is left of a text between two blocks for readers to see."""

cdef bint all_blank(const Char *text, Py_ssize_t size) noexcept:
    cdef Py_ssize_t at
    for at in range(size):
        if not character(text[at]) & BLANK:
            return False
    return size > 0


cdef inline bint is_space(str text) noexcept:
    """As str.isspace."""
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    if kind == 1:
        return all_blank(<const Narrow *> data, len(text))
    if kind == 2:
        return all_blank(<const Wide *> data, len(text))
    return all_blank(<const Widest *> data, len(text))


cdef Py_ssize_t fold(const Char *text, Py_ssize_t size, bint broken, Char *out, bint *odd) noexcept:
    """Write the text with single spaces between its words; if it is broken, lines begin after each NEWLINE.

    Returns the size of what was written; `odd` tells whether characters that cannot be seen are among it.
    """
    cdef Py_ssize_t at, filled = 0
    cdef Py_UCS4 gap = 0
    cdef unsigned char what, seen = 0
    for at in range(size):
        what = character(text[at])
        if what & BLANK:
            if broken and text[at] == NEWLINE_CHAR:
                gap = u"\n"
            elif not gap:
                gap = u" "
            continue
        if gap:
            if filled:
                out[filled] = gap
                filled += 1
            gap = 0
        seen |= what
        out[filled] = text[at]
        filled += 1
    odd[0] = seen != 0
    return filled


cdef str folded(str text, bint broken):
    """The text as readers see it."""
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t size = len(text)
    cdef bint odd = False
    cdef void *out = malloc(size * kind + 1)
    if out is NULL:
        raise MemoryError
    if kind == 1:
        size = fold(<const Narrow *> data, size, broken, <Narrow *> out, &odd)
    elif kind == 2:
        size = fold(<const Wide *> data, size, broken, <Wide *> out, &odd)
    else:
        size = fold(<const Widest *> data, size, broken, <Widest *> out, &odd)
    try:
        text = PyUnicode_FromKindAndData(kind, out, size)
    finally:
        free(out)
    return visible(text).strip() if odd else text
