"""Twins of declutter.scorer.tree: one pass down the elements of a page."""


def inherited(list parents, own):
    """See declutter.scorer.tree."""
    cdef Py_ssize_t element, above
    result = np.array(own, dtype=np.int64)
    cdef long long[::1] numbers = result
    for element in range(len(parents)):
        above = parents[element]
        if above >= 0 and not numbers[element]:
            numbers[element] = numbers[above]
    return result
