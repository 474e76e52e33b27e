# cython: language_level=3, boundscheck=False, wraparound=False
"""Compiled twin of declutter.decide."""


def weigh_claims(list found, Py_ssize_t size, frozenset keep):
    """See declutter.decide."""
    cdef list strongest = [None] * size, doubt = [0.0] * size, shield = [0.0] * size, side
    cdef Py_ssize_t start, stop, index
    cdef bint stays
    cdef double sure
    for finding in found:
        start, stop, label, confidence, _, _ = finding
        sure = confidence
        stays = label is None or (len(keep) > 0 and label in keep)
        side = shield if stays else doubt
        for index in range(start, stop):
            if <double> side[index] < sure:
                side[index] = confidence
                if not stays:
                    strongest[index] = finding
    return strongest, doubt, shield
