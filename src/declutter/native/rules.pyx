# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Compiled twins of declutter.rules: the shapes of blocks, and which rules are tried on them."""

from libc.string cimport memset

from declutter.rules.filing import pairs

ctypedef unsigned long long Bits

# Taken from declutter.rules.shapes on first use: it imports this module, so it is not there any earlier.
cdef Py_ssize_t MANY = 0, STEP, STEPS
cdef Bits ENDED, OPEN, PROSE, BARE, HEAD, BODY, TAIL, FIRST_WORDS, FIRST_CHARS


cdef prepare():
    global MANY, STEP, STEPS, ENDED, OPEN, PROSE, BARE, HEAD, BODY, TAIL, FIRST_WORDS, FIRST_CHARS
    from declutter.rules import shapes

    ENDED, OPEN, PROSE, BARE = shapes.ENDED, shapes.OPEN, shapes.PROSE, shapes.BARE
    HEAD, BODY, TAIL = shapes.ZONES.values()
    FIRST_WORDS, FIRST_CHARS = shapes.WORDS[0], shapes.CHARS[0]
    STEP, STEPS, MANY = shapes.STEP, shapes.STEPS, shapes.MANY


def shapes_of(list words, list texts, list ended, list prose, tuple span):
    """See declutter.rules.shapes."""
    cdef Py_ssize_t index, start, stop, size = len(texts), many, step
    cdef Bits bits
    if not MANY:
        prepare()
    start, stop = span
    if stop == 0:
        stop = size
    shapes = []
    for index in range(size):
        many, step = words[index], (len(<str> texts[index]) - 1) // STEP
        bits = (ENDED if ended[index] else OPEN) | (PROSE if prose[index] else BARE)
        bits |= HEAD if index < start else BODY if index < stop else TAIL
        bits |= FIRST_WORDS << min(many, MANY) | FIRST_CHARS << min(step, STEPS)
        shapes.append(bits)
    return shapes


cdef class Filed:
    """The shelves of whole blocks and of their first and last words."""

    cdef dict common, phrases, first, last, opening, closing
    cdef frozenset opens, closes, off

    def __init__(self, shelves):
        self.common, self.phrases, self.off = shelves.common, shelves.phrases, shelves.off
        self.first, self.last = shelves.first, shelves.last
        self.opening, self.closing = shelves.opening, shelves.closing
        self.opens, self.closes = shelves.opens, shelves.closes

    cdef int by_phrase(self, str fold, list rules) except -1:
        """Add the rules that are filed by a whole block."""
        if fold in self.common:
            rules += [rule for rule in <list> self.common[fold] if rule.source not in self.off]
        if fold in self.phrases:
            rules += <list> self.phrases[fold]
        return 0

    cdef int by_edges(self, list words, list rules) except -1:
        """Add the rules that are filed by a block's first or last words."""
        cdef Py_ssize_t size = len(words)
        cdef str begin = words[0], end = words[size - 1], pair
        if begin in self.first:
            rules += <list> self.first[begin]
        if end in self.last:
            rules += <list> self.last[end]
        if size > 1:
            if begin in self.opens:
                pair = begin + " " + <str> words[1]
                if pair in self.opening:
                    rules += <list> self.opening[pair]
            if end in self.closes:
                pair = <str> words[size - 2] + " " + end
                if pair in self.closing:
                    rules += <list> self.closing[pair]
        return 0


cdef class Signs:
    """The rules that are filed by characters, of which one pass over a line tells those of ASCII."""

    cdef list signs, rules
    cdef Bits bits[128]
    cdef Bits ascii

    def __init__(self, list signs, dict shelf):
        cdef Py_ssize_t at
        self.signs, self.rules = signs, [shelf[sign] for sign in signs]
        self.ascii = 0
        memset(self.bits, 0, sizeof(self.bits))
        for at in range(min(len(signs), 64)):
            if ord(signs[at]) < 128:
                self.bits[<Py_ssize_t> ord(signs[at])] = <Bits> 1 << at
                self.ascii |= <Bits> 1 << at

    cdef int add(self, str low, list rules) except -1:
        """Add the rules that are filed by a sign in the line, in the order of the signs."""
        cdef Py_ssize_t at
        cdef Py_UCS4 char
        cdef Bits there = 0
        for char in low:
            if char < 128:
                there |= self.bits[<Py_ssize_t> char]
        for at in range(len(self.signs)):
            if at < 64 and self.ascii >> at & 1:
                if not there >> at & 1:
                    continue
            elif <str> self.signs[at] not in low:
                continue
            rules += <list> self.rules[at]
        return 0


cdef list fitting(list rules, Bits shape, bint short):
    """Each of the rules that this shape does not rule out, once."""
    cdef list fit = []
    for rule in rules:
        if shape & <Bits> rule.barred or not (short or rule.takes_long):
            continue
        for other in fit:
            if other is rule:
                break
        else:
            fit.append(rule)
    return fit


def candidates(shelves, lines, list signs):
    """See declutter.rules.shelves."""
    cdef list lower = lines.lower, folded = lines.folded, parts = lines.parts, shapes = lines.shapes
    cdef dict edges = lines.edges, anchors = shelves.anchors, below = shelves.below
    cdef frozenset anchored = shelves.anchored
    cdef list unfiled = shelves.unfiled, found = [], rules, words, fit
    cdef str fold, low, word, above = ""
    cdef bint unspaced = lines.unspaced
    cdef Filed filed = Filed(shelves)
    cdef Signs signed = Signs(signs, shelves.signs)
    cdef Py_ssize_t index
    for index in range(len(lower)):
        low, fold, words = lower[index], folded[index], parts[index]
        rules = []
        if above in below:
            rules += below[above]
        above = fold
        if fold:
            filed.by_phrase(fold, rules)
            rules += unfiled
        else:
            head, tail = edges[index]
            words = head + tail
            if not words:
                continue
        filed.by_edges(words, rules)
        if unspaced and not low.isascii():
            words = [*words, *pairs(words)]
        for word in words:  # in their order, so that ties fall alike on every run
            if word in anchored:
                rules += anchors[word]
        signed.add(low, rules)
        if rules:
            fit = fitting(rules, shapes[index], fold is not None and len(fold) > 0)
            if fit:
                found.append((index, fit))
    return found
