# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Compiled twins of declutter.features."""

from declutter import features

from declutter.native.words cimport Char, Narrow, PyUnicode_DATA, PyUnicode_KIND, Wide, Widest

cdef Py_ssize_t SPAN_GAIN = features.SPAN_GAIN, SPAN_COST = features.SPAN_COST


def count_spaced(list lines):
    """See declutter.features."""
    cdef str line
    cdef int kind
    cdef const void *data
    counts = []
    for line in lines:
        kind, data = PyUnicode_KIND(line), PyUnicode_DATA(line)
        if kind == 1:
            counts.append(spaces(<const Narrow *> data, len(line)) + 1)
        elif kind == 2:
            counts.append(spaces(<const Wide *> data, len(line)) + 1)
        else:
            counts.append(spaces(<const Widest *> data, len(line)) + 1)
    return counts


cdef Py_ssize_t spaces(const Char *line, Py_ssize_t size) noexcept:
    cdef Py_ssize_t at, count = 0
    for at in range(size):  # no branch, so that the compiler takes many characters at once
        count += line[at] == 32
    return count


def best_span(list prose, list words):
    """See declutter.features."""
    cdef Py_ssize_t index, best = 0, best_start = 0, best_stop = 0, total = 0, start = 0
    for index in range(len(prose)):
        if prose[index]:
            if total <= 0:
                total, start = 0, index
            total += min(<Py_ssize_t> words[index], SPAN_GAIN)
            if total > best:
                best, best_start, best_stop = total, start, index + 1
        else:
            total -= SPAN_COST
    return best_start, best_stop
