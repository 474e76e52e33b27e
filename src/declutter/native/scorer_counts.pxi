"""Twin of declutter.scorer.counts: how many words each block has."""

cdef bint COUNTS_READY = False
cdef unsigned char UNSPACED[PLANE]  # whether a character counts as a word


cdef int prepare_counts() except -1:
    global COUNTS_READY
    from declutter.scorer.counts import _RANGES

    cdef Py_ssize_t first, last
    for span in _RANGES:
        first, last = map(ord, span.split("-"))
        memset(&UNSPACED[first], 1, last + 1 - first)
    COUNTS_READY = True
    return 0


def count_words(texts):
    """See declutter.scorer.counts."""
    if not COUNTS_READY:
        prepare_counts()
    result = np.empty(len(texts), dtype=np.int64)
    cdef long long[::1] words = result
    cdef Py_ssize_t i
    cdef str text
    cdef const void *data
    for i in range(words.shape[0]):
        text = texts[i]
        data = PyUnicode_DATA(text)
        if PyUnicode_KIND(text) == 1:
            words[i] = words_in(<const Narrow *> data, len(text))
        elif PyUnicode_KIND(text) == 2:
            words[i] = words_in(<const Wide *> data, len(text))
        else:
            words[i] = words_in(<const Widest *> data, len(text))
    return result


cdef long long words_in(const Char *text, Py_ssize_t size) noexcept:
    cdef Py_ssize_t at
    cdef long long spaces = 0, unspaced = 0
    for at in range(size):  # no branch, so that the compiler takes many characters at once
        spaces += text[at] == 32
    if Char is not Narrow:  # Latin letters are no words
        for at in range(size):
            if text[at] < PLANE:
                unspaced += UNSPACED[text[at]]
    return spaces + max(unspaced, 1)
