"""Twin of declutter.scorer.lines.combine: claims and probabilities become findings."""

from functools import partial

from declutter.model import Finding

# As Finding() would make them, but without a call in Python for each.
cdef object NEW_FINDING = partial(tuple.__new__, Finding)
cdef double PRECISE, VETO, FLOOR, CEILING = 0


cdef int prepare_claims() except -1:
    global PRECISE, VETO, FLOOR, CEILING
    from declutter.scorer import lines

    PRECISE, VETO, FLOOR, CEILING = lines.PRECISE, lines.VETO, lines.FLOOR, lines.CEILING
    return 0


def combine(found, chance, label_of, frozenset bare=frozenset()):
    """See declutter.scorer.lines."""
    if not CEILING:
        prepare_claims()
    cdef const double[::1] exact = np.ascontiguousarray(chance, dtype=np.float64)
    cdef const double[::1] chances = np.minimum(chance, CEILING).round(4)
    cdef unsigned char[::1] claimed = np.zeros(len(chance), dtype=np.uint8)
    cdef list weighed = []
    cdef Py_ssize_t start, stop, index
    cdef double p, sure
    for finding in found:
        start, stop, label, confidence, source, reason = finding
        if label is None:
            weighed.append(finding)
            continue
        sure = confidence
        for index in range(start, stop):
            p = chances[index]
            if index == start and sure >= PRECISE and p >= VETO and not (bare and index in bare):
                p = max(p, sure)
            if p >= FLOOR:
                weighed.append(NEW_FINDING((index, index + 1, label, p, source, reason)))
            claimed[index] = True
    for index in range(exact.shape[0]):
        if exact[index] >= FLOOR and not claimed[index]:
            weighed.append(NEW_FINDING((index, index + 1, label_of(index), chances[index], "scorer", "")))
    return weighed
