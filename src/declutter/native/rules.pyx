# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Compiled twins of declutter.rules: the shapes of blocks, and which rules are tried on them."""

from libc.stdlib cimport free, malloc
from libc.string cimport memset

from declutter.native.words cimport (
    LETTER, SEED, VOWEL, Char, Narrow, PyUnicode_DATA, PyUnicode_KIND, Wide, Widest, Words, kind_in, kinds, mix,
)

from declutter.rules.filing import pairs

ctypedef unsigned long long Bits

# Taken from the Python modules on first use: they import this one, so they are not there any earlier.
cdef Py_ssize_t MANY = 0, STEP, STEPS, HEAD_EDGE, TAIL_EDGE
cdef Bits ENDED, OPEN, PROSE, BARE, HEAD, BODY, TAIL, FIRST_WORDS, FIRST_CHARS


cdef prepare():
    global MANY, STEP, STEPS, HEAD_EDGE, TAIL_EDGE, ENDED, OPEN, PROSE, BARE, HEAD, BODY, TAIL, FIRST_WORDS, FIRST_CHARS
    from declutter.rules import shapes, shelves

    ENDED, OPEN, PROSE, BARE = shapes.ENDED, shapes.OPEN, shapes.PROSE, shapes.BARE
    HEAD, BODY, TAIL = shapes.ZONES.values()
    FIRST_WORDS, FIRST_CHARS = shapes.WORDS[0], shapes.CHARS[0]
    HEAD_EDGE, TAIL_EDGE = shelves.HEAD_EDGE, shelves.TAIL_EDGE
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


# More words than the edges of a block have, or a block of at most 160 characters and as many numbers.
cdef enum: MOST_WORDS = 512


cdef class Group:
    """Rules that are filed under one word, with what tells at a glance which of them fit a block."""

    cdef list rules
    cdef Bits *barred
    cdef bint *takes_long
    cdef Bits by_all  # bits that each of them bars

    def __cinit__(self, list rules):
        cdef Py_ssize_t at
        self.rules = rules
        self.barred = <Bits *> malloc(len(rules) * sizeof(Bits))
        self.takes_long = <bint *> malloc(len(rules) * sizeof(bint))
        if self.barred == NULL or self.takes_long == NULL:
            raise MemoryError
        self.by_all = ~<Bits> 0
        for at in range(len(rules)):
            self.barred[at], self.takes_long[at] = rules[at].barred, rules[at].takes_long
            self.by_all &= self.barred[at]

    def __dealloc__(self):
        free(self.barred)
        free(self.takes_long)

    cdef int fit(self, Bits shape, bint short, list fit) except -1:
        """Add each of them that this shape does not rule out, once."""
        cdef Py_ssize_t at
        if shape & self.by_all:
            return 0
        for at in range(len(self.rules)):
            if shape & self.barred[at] or not (short or self.takes_long[at]):
                continue
            rule = self.rules[at]
            for other in fit:
                if other is rule:
                    break
            else:
                fit.append(rule)
        return 0


cdef dict grouped(dict shelf):
    return {word: Group(rules) for word, rules in shelf.items()}


cdef class Block:
    """The words of a block that are looked up: where they stand in a text, and their numbers in a table."""

    cdef str text
    cdef Py_ssize_t size
    cdef int numbers[MOST_WORDS]
    cdef Py_ssize_t starts[MOST_WORDS]
    cdef Py_ssize_t stops[MOST_WORDS]

    cdef int cut(self, str text, bint folded, Words words) except -1:
        """Find the words of a text, which has one space between them if it is folded."""
        cdef int kind = PyUnicode_KIND(text)
        cdef const void *data = PyUnicode_DATA(text)
        self.text, self.size = text, 0
        if kind == 1:
            return cut_in(self, <const Narrow *> data, kind, len(text), folded, words)
        if kind == 2:
            return cut_in(self, <const Wide *> data, kind, len(text), folded, words)
        return cut_in(self, <const Widest *> data, kind, len(text), folded, words)

    cdef str word(self, Py_ssize_t at):
        return self.text[self.starts[at]:self.stops[at]]


cdef int cut_in(Block block, const Char *text, int kind, Py_ssize_t size, bint folded, Words words) except -1:
    cdef const unsigned char *table = kinds()
    cdef Py_ssize_t at, start = 0
    cdef unsigned int mixed = SEED
    cdef Py_UCS4 char
    cdef bint inside
    for at in range(size + 1):
        char = text[at] if at < size else u" "
        if folded:
            inside = char != u" "
        else:
            inside = kind_in(table, char) & (LETTER | VOWEL)
        if inside:
            mixed = mix(mixed, char)
            continue
        if at > start:
            if block.size == MOST_WORDS:
                raise OverflowError(f"more than {MOST_WORDS} words to look up in one block")
            block.starts[block.size], block.stops[block.size] = start, at
            block.numbers[block.size] = words.number(kind, text, start, at, mixed, False)
            block.size += 1
        start, mixed = at + 1, SEED
    return 0


cdef class Table:
    """Shelves by the words that rules are filed under, which are found without a string being made of them."""

    cdef Words words
    cdef list first, last, anchors  # of each word the Group filed under it, or None
    cdef bytearray opens, closes
    cdef dict common, phrases, opening, closing, below, signs
    cdef Group unfiled
    cdef frozenset off

    def __init__(self, shelves):
        cdef str word
        cdef dict numbers = {}
        self.common, self.off = shelves.common, shelves.off
        self.phrases, self.below, self.signs = (
            grouped(shelf) for shelf in (shelves.phrases, shelves.below, shelves.signs)
        )
        self.opening, self.closing = grouped(shelves.opening), grouped(shelves.closing)
        self.unfiled = Group(shelves.unfiled)
        filed = {*shelves.first, *shelves.last, *shelves.anchors, *shelves.opens, *shelves.closes}
        self.words = Words(len(filed))
        for word in filed:
            numbers[word] = self.words.add(word)
        self.first, self.last, self.anchors = (
            [Group(shelf[word]) if word in shelf else None for word in numbers]
            for shelf in (shelves.first, shelves.last, shelves.anchors)
        )
        self.opens, self.closes = (
            bytearray([word in shelf for word in numbers]) for shelf in (shelves.opens, shelves.closes)
        )

    cdef int by_phrase(self, str fold, Bits shape, list fit) except -1:
        """Add the rules that are filed by a whole block."""
        if fold in self.common:
            Group([rule for rule in <list> self.common[fold] if rule.source not in self.off]).fit(shape, True, fit)
        if fold in self.phrases:
            (<Group> self.phrases[fold]).fit(shape, True, fit)
        return 0

    cdef int by_words(self, Block block, Bits shape, bint short, list fit) except -1:
        """Add the rules that are filed by a block's first and last words, then those by any word."""
        cdef Py_ssize_t at, size = block.size
        cdef int number = block.numbers[0], end = block.numbers[size - 1]
        cdef str pair
        if number >= 0 and self.first[number] is not None:
            (<Group> self.first[number]).fit(shape, short, fit)
        if end >= 0 and self.last[end] is not None:
            (<Group> self.last[end]).fit(shape, short, fit)
        if size > 1:
            if number >= 0 and self.opens[number]:
                pair = block.word(0) + " " + block.word(1)
                if pair in self.opening:
                    (<Group> self.opening[pair]).fit(shape, short, fit)
            if end >= 0 and self.closes[end]:
                pair = block.word(size - 2) + " " + block.word(size - 1)
                if pair in self.closing:
                    (<Group> self.closing[pair]).fit(shape, short, fit)
        for at in range(size):  # in their order, so that ties fall alike on every run
            number = block.numbers[at]
            if number >= 0 and self.anchors[number] is not None:
                (<Group> self.anchors[number]).fit(shape, short, fit)
        return 0


cdef class Signs:
    """The rules that are filed by characters, of which one pass over a line tells those of ASCII."""

    cdef list signs, groups
    cdef Bits bits[128]
    cdef Bits ascii

    def __init__(self, list signs, dict groups):
        cdef Py_ssize_t at
        self.signs, self.groups = signs, [groups[sign] for sign in signs]
        self.ascii = 0
        memset(self.bits, 0, sizeof(self.bits))
        for at in range(min(len(signs), 64)):
            if ord(signs[at]) < 128:
                self.bits[<Py_ssize_t> ord(signs[at])] = <Bits> 1 << at
                self.ascii |= <Bits> 1 << at

    cdef int add(self, str low, Bits shape, bint short, list fit) except -1:
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
            (<Group> self.groups[at]).fit(shape, short, fit)
        return 0


def candidates(shelves, lines, list signs):
    """See declutter.rules.shelves."""
    cdef list lower = lines.lower, folded = lines.folded, shapes = lines.shapes, found = [], fit = []
    cdef str fold, low, above = ""
    cdef bint short, unspaced = lines.unspaced
    cdef Bits shape
    cdef Table table
    cdef Block block = Block()
    cdef Py_ssize_t index
    if not MANY:
        prepare()
    if shelves.table is None:
        shelves.table = Table(shelves)
    table = shelves.table
    cdef Signs signed = Signs(signs, table.signs)
    for index in range(len(lower)):
        low, fold, shape = lower[index], folded[index], shapes[index]
        short = len(fold) > 0
        block.cut(fold if short else edges_of(low), short, table.words)
        if above in table.below and block.size:
            (<Group> table.below[above]).fit(shape, short, fit)
        above = fold
        if short:
            table.by_phrase(fold, shape, fit)
            table.unfiled.fit(shape, True, fit)
        elif not block.size:
            continue
        table.by_words(block, shape, short, fit)
        if unspaced and not low.isascii():
            for word in pairs([block.word(at) for at in range(block.size)]):
                if word in shelves.anchors:
                    Group(shelves.anchors[word]).fit(shape, short, fit)
        signed.add(low, shape, short, fit)
        if fit:
            found.append((index, fit))
            fit = []
    return found


def meets(list tests, view, index):
    """See declutter.rules.conditions."""
    for test in tests:
        if not test(view, index):
            return False
    return True


cdef str edges_of(str low):
    """The beginning and the end of a long line, without the words that go on between them."""
    cdef const unsigned char *table = kinds()
    cdef unsigned char inside = LETTER | VOWEL
    cdef Py_ssize_t size = len(low), head = min(size, HEAD_EDGE), tail = max(0, size - TAIL_EDGE)
    if head < size and kind_in(table, low[head]) & inside:
        while head > 0 and kind_in(table, low[head - 1]) & inside:
            head -= 1
    if tail > 0 and kind_in(table, low[tail - 1]) & inside:
        while tail < size and kind_in(table, low[tail]) & inside:
            tail += 1
    return low[:head] + u"\n" + low[tail:]
