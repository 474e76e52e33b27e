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


def along_paths(list parents, odds):
    """See declutter.scorer.tree."""
    cdef Py_ssize_t element, above, size = len(parents)
    cdef const long long[:, ::1] own = np.ascontiguousarray(odds, dtype=np.int64)
    result = np.empty((6, size), dtype=np.int64)
    cdef long long[:, ::1] made = result
    for element in range(size):
        above = parents[element]
        made[0, element] = own[element, 0] * own[element, 3]
        made[1, element], made[2, element] = own[element, 3], own[element, 1]
        made[3, element], made[4, element] = own[element, 2], own[element, 4]
        made[5, element] = 0
        if above >= 0:
            made[0, element] += made[0, above]
            made[1, element] += made[1, above]
            made[2, element] = min(made[2, element], made[2, above])
            made[3, element] = max(made[3, element], made[3, above])
            made[4, element] += made[4, above]
            made[5, element] = made[5, above] + 1
    return result
