# cython: language_level=3, boundscheck=False, wraparound=False
"""Compiled twins of declutter.detectors: lines are compared without copies of their parts."""


cdef bint same(str one, Py_ssize_t start, str other, Py_ssize_t begin, Py_ssize_t size):
    """Whether two pieces of as many characters are the same."""
    cdef Py_ssize_t at
    for at in range(size):
        if one[start + at] != other[begin + at]:
            return False
    return True


def doubled_lines(list lower, Py_ssize_t first, Py_ssize_t least):
    """See declutter.detectors.echo."""
    cdef list found = []
    cdef Py_ssize_t index, half
    cdef str line
    for index in range(first, len(lower)):
        line = lower[index]
        half = len(line) // 2
        if half >= least and len(line) > 2 * half and line[half] == u" " and same(line, 0, line, half + 1, half):
            found.append(index)
    return found


def echoing_lines(list lower, Py_ssize_t least):
    """See declutter.detectors.echo."""
    cdef list found = []
    cdef Py_ssize_t index, size, before
    cdef str line, above
    for index in range(1, len(lower)):
        line, above = lower[index], lower[index - 1]
        size, before = len(line), len(above)
        if min(size, least) == min(before, least) and same(line, 0, above, 0, min(size, least)):
            found.append(index)
        elif size >= before and same(line, size - before, above, 0, before):
            found.append(index)
    return found
