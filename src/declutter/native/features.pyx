# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Compiled twins of declutter.features."""

from declutter import features

cdef Py_ssize_t SPAN_GAIN = features.SPAN_GAIN, SPAN_COST = features.SPAN_COST


def count_spaced(list lines):
    """See declutter.features."""
    cdef str line
    cdef Py_ssize_t at, words
    counts = []
    for line in lines:
        words = 1
        for at in range(len(line)):
            words += line[at] == u" "
        counts.append(words)
    return counts


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
