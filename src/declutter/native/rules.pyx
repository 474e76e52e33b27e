# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Compiled twins of declutter.rules: the shapes of blocks, and which rules are tried on them."""

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


cdef void by_phrase(object shelves, str fold, list rules):
    """Add the rules that are filed by a whole block."""
    cdef dict common = shelves.common, phrases = shelves.phrases
    if fold in common:
        rules += [rule for rule in common[fold] if rule.source not in shelves.off]
    if fold in phrases:
        rules += phrases[fold]


cdef class Edges:
    """The shelves of first and last words."""

    cdef dict first, last, opening, closing
    cdef frozenset opens, closes

    def __init__(self, shelves):
        self.first, self.last = shelves.first, shelves.last
        self.opening, self.closing = shelves.opening, shelves.closing
        self.opens, self.closes = shelves.opens, shelves.closes

    cdef void add(self, list words, list rules):
        """Add the rules that are filed by a block's first or last words."""
        cdef Py_ssize_t size = len(words)
        cdef str begin = words[0], end = words[size - 1], pair
        if begin in self.first:
            rules += self.first[begin]
        if end in self.last:
            rules += self.last[end]
        if size > 1:
            if begin in self.opens:
                pair = begin + " " + <str> words[1]
                if pair in self.opening:
                    rules += self.opening[pair]
            if end in self.closes:
                pair = <str> words[size - 2] + " " + end
                if pair in self.closing:
                    rules += self.closing[pair]


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
    cdef dict edges = lines.edges, anchors = shelves.anchors, below = shelves.below, signed = shelves.signs
    cdef frozenset anchored = shelves.anchored
    cdef list unfiled = shelves.unfiled, found = [], rules, words, fit
    cdef str fold, low, word, sign, above = ""
    cdef bint unspaced = lines.unspaced
    cdef Edges by_edges = Edges(shelves)
    cdef Py_ssize_t index
    for index in range(len(lower)):
        low, fold, words = lower[index], folded[index], parts[index]
        rules = []
        if above in below:
            rules += below[above]
        above = fold
        if fold:
            by_phrase(shelves, fold, rules)
            rules += unfiled
        else:
            head, tail = edges[index]
            words = head + tail
            if not words:
                continue
        by_edges.add(words, rules)
        if unspaced and not low.isascii():
            words = [*words, *pairs(words)]
        for word in words:  # in their order, so that ties fall alike on every run
            if word in anchored:
                rules += anchors[word]
        for sign in signs:
            if sign in low:
                rules += signed[sign]
        if rules:
            fit = fitting(rules, shapes[index], fold is not None and len(fold) > 0)
            if fit:
                found.append((index, fit))
    return found
