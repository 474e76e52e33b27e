# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Compiled twins of declutter.scorer: what both scorers see of each block, and the sums of a forest.

What a feature is, and why it helps, is told in the Python functions, which have the same names; here
they are loops over blocks, where numpy's fixed cost for each array would be most of the time.

To add a column: name it in LINE or CONTEXT (columns.py) and in the enumeration in scorer_tables.pxi, at
the same place, and fill it where its neighbours are filled. `put` takes what only Python can make. The
columns of the block scorer are in scorer_outline.pxi, in the order of NAMES (blocks.py).
"""

from libc.string cimport memset

import numpy as np

from declutter.native import TWINS

from declutter.native.words cimport SEED, Char, Narrow, PyUnicode_DATA, PyUnicode_KIND, Wide, Widest, Words, mix, table_of

include "scorer_tables.pxi"

# --- the line alone -----------------------------------------------------------------------------------


cdef void count(str text, long long* counts) noexcept:
    """Add up the characters of a text by class; `counts` has a place for each class."""
    cdef const void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        count_in(<const Narrow *> data, len(text), counts)
    elif kind == 2:
        count_in(<const Wide *> data, len(text), counts)
    else:
        count_in(<const Widest *> data, len(text), counts)
    counts[LETTERS] = counts[CAPITALS] + counts[LOWER] + counts[UNCASED]


cdef void count_in(const Char *text, Py_ssize_t size, long long* counts) noexcept:
    cdef Py_ssize_t at
    cdef unsigned int char
    cdef unsigned char kind, before = OTHER
    for at in range(size):
        char = text[at]
        kind = CLASS_OF[char if char < PLANE else PLANE]
        counts[kind] += 1
        counts[INITIALS] += kind == CAPITALS and (before < CAPITALS or before > UNCASED)
        before = kind


def census(texts):
    """See declutter.scorer.census."""
    if not READY:
        prepare()
    result = np.zeros((len(texts), CLASSES), dtype=np.int64)
    cdef long long[:, ::1] counts = result
    cdef Py_ssize_t i
    for i in range(counts.shape[0]):
        count(texts[i], &counts[i, 0])
    return result


def line_rows(document, claims, frozenset common):
    """See declutter.scorer.columns."""
    if not READY:
        prepare()
    cdef list texts = document.texts, kinds = document.kinds, words = document.features.words
    cdef const unsigned char[::1] group = claims.group, run = claims.run
    cdef Py_ssize_t i, size = len(texts)
    cdef str text, kind
    cdef long long number, letters, figures
    cdef long long counts[CLASSES]
    cdef str joined = "\n".join(texts)
    cdef bint addresses = u"@" in joined or u"http" in joined or u"www." in joined
    result = np.empty((LINE_COLUMNS, size), dtype=np.uint8)
    cdef unsigned char[:, ::1] rows = result
    for i in range(size):
        text, kind, number = texts[i], kinds[i], words[i]
        memset(counts, 0, sizeof(counts))
        count(text, counts)
        letters, figures = max(counts[LETTERS], 1), counts[FIGURES]
        rows[WORDS, i] = binned(WORDS_BIN, number)
        rows[LAST, i] = class_in(LAST_OF, text[len(text) - 1])
        rows[FIRST, i] = class_in(FIRST_OF, text[0])
        rows[CAPITAL_SHARE, i] = min(10 * counts[CAPITALS] // letters, 9)
        rows[CAPITAL_WORDS, i] = min(6 * counts[INITIALS] // max(number, 1), 6)
        rows[FIGURE_SHARE, i] = min(10 * figures // (letters + figures), 9) + (figures > 0)
        rows[BAR_COUNT, i] = binned(FEW_BIN, counts[BARS])
        rows[SLASH_COUNT, i] = binned(FEW_BIN, counts[SLASHES])
        rows[COLON_COUNT, i] = min(counts[COLONS], 2)
        rows[COMMA_COUNT, i] = binned(FEW_BIN, counts[COMMAS])
        rows[STOP_COUNT, i] = binned(FEW_BIN, counts[STOPS])
        rows[CLAIM, i] = group[i]
        rows[RUN, i] = run[i]
        rows[KIND, i] = KINDS.get(kind, 0) if kind else 0
        rows[ADDRESS, i] = 0
        if addresses:
            rows[ADDRESS, i] = (u"@" in text) + 2 * (u"http" in text or u"www." in text)
    word_columns(rows, document.features, common)
    return result.T


cdef int word_columns(unsigned char[:, ::1] rows, features, frozenset common) except -1:
    """See declutter.scorer.vocabulary.word_shares."""
    cdef list folded = features.folded, content, known
    cdef bint any_prose, grammar = len(common) > 0 and not features.unspaced
    cdef Words grammatical = table_of(common)
    cdef str fold
    cdef Py_ssize_t i
    cdef long long of, seen
    content, known, any_prose = features.shared
    for i, fold in enumerate(folded):
        rows[GRAMMAR, i] = rows[COHESION, i] = rows[NAMES, i] = 0
        if not fold:
            continue
        rows[GRAMMAR, i] = 2 + reached(GRAMMAR_EDGES, share_in(fold, grammatical)) if grammar else 1
        of, seen = <long long> content[i], <long long> known[i]
        rows[COHESION, i] = 2 + min(4, 5 * seen // of) if of and any_prose else 1
        rows[NAMES, i] = min(6, of - seen) + 1
    return 0


cdef double share_in(str fold, Words words):
    """The share of a folded line's words that are among some words."""
    cdef int kind = PyUnicode_KIND(fold)
    cdef const void *data = PyUnicode_DATA(fold)
    if kind == 1:
        return share_of(words, <const Narrow *> data, kind, len(fold))
    if kind == 2:
        return share_of(words, <const Wide *> data, kind, len(fold))
    return share_of(words, <const Widest *> data, kind, len(fold))


cdef double share_of(Words words, const Char *fold, int kind, Py_ssize_t size):
    cdef Py_ssize_t at, start = 0, hits = 0, total = 0
    cdef unsigned int mixed = SEED
    for at in range(size + 1):
        if at < size and fold[at] != 32:
            mixed = mix(mixed, fold[at])
            continue
        hits += words.number(kind, fold, start, at, mixed, False) >= 0
        total += 1
        start, mixed = at + 1, SEED
    return <double> hits / total


include "scorer_context.pxi"
include "scorer_counts.pxi"
include "scorer_tree.pxi"
include "scorer_outline.pxi"
include "scorer_blocks.pxi"
include "scorer_tokens.pxi"
include "scorer_claims.pxi"

# --- the forest -----------------------------------------------------------------------------------------

# Rows that are scored together: few enough to stay in the processor's nearest cache.
cdef enum: SOME_ROWS = 256

ctypedef unsigned char uchar
ctypedef fused Cell:
    uchar
    float


def leaf_sums(forest, rows):
    """See declutter.scorer.forest.Forest."""
    result = np.zeros(len(rows), dtype=np.int64)
    if rows.dtype == np.uint8:
        add_leaves[uchar](np.ascontiguousarray(rows.T), forest.asks, forest.floors, forest.leaves, result)
    elif rows.dtype == np.float32:
        add_leaves[float](np.ascontiguousarray(rows.T), forest.asks, forest.above, forest.leaves, result)
    else:
        return TWINS["declutter.scorer.forest.leaf_sums"][0](forest, rows)
    return result


cdef int add_leaves(const Cell[:, ::1] columns, const long long[:, ::1] asks, const Cell[:, ::1] above,
                    const int[:, ::1] leaves, long long[::1] sums) except -1:
    """Add what each tree says of each row."""
    cdef unsigned char leaf[SOME_ROWS]
    cdef unsigned char bit
    cdef const Cell* column
    cdef Cell threshold
    cdef Py_ssize_t first, size, tree, question, i
    for first in range(0, sums.shape[0], SOME_ROWS):
        size = min(<Py_ssize_t> SOME_ROWS, sums.shape[0] - first)
        for tree in range(asks.shape[0]):
            for i in range(size):
                leaf[i] = 0
            bit = 1
            for question in range(asks.shape[1]):
                if asks[tree, question] >= columns.shape[0]:
                    raise IndexError(f"the forest asks about feature {asks[tree, question]} of {columns.shape[0]}")
                column = &columns[asks[tree, question], first]
                threshold = above[tree, question]
                for i in range(size):  # no branch, so that the compiler takes many rows at once
                    leaf[i] |= bit if column[i] > threshold else 0
                bit <<= 1
            for i in range(size):
                sums[first + i] += leaves[tree, leaf[i]]
    return 0
