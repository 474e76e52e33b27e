"""Twins of declutter.words that find words where they stand in a text, in a table of words."""


cdef inline bint same(const Slice *word, int kind, const void *data, Py_ssize_t start, Py_ssize_t size) noexcept:
    """Whether a word is written like another, in characters of as many bytes or of others."""
    cdef Py_ssize_t at
    if word.stop - word.start != size:
        return False
    if word.kind == kind:
        return not memcmp(
            <const char *> word.data + word.start * kind, <const char *> data + start * kind, size * kind
        )
    for at in range(size):
        if PyUnicode_READ(kind, data, start + at) != PyUnicode_READ(word.kind, word.data, word.start + at):
            return False
    return True


cdef class Words:
    """See words.pxd."""

    def __cinit__(self, Py_ssize_t expected):
        self.texts = []
        self.size, self.room = 0, 64
        while self.room < 2 * expected:
            self.room *= 2
        self.slots = <Slot *> calloc(self.room, sizeof(Slot))
        self.slices = <Slice *> malloc(self.room // 2 * sizeof(Slice))
        if self.slots == NULL or self.slices == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.slots)
        free(self.slices)

    cdef int grow(self) except -1:
        """Make room for twice as many words."""
        cdef Py_ssize_t at, old
        cdef Slot *slots = <Slot *> calloc(2 * self.room, sizeof(Slot))
        cdef void *slices = realloc(self.slices, self.room * sizeof(Slice))
        if slices != NULL:
            self.slices = <Slice *> slices
        if slots == NULL or slices == NULL:
            free(slots)
            raise MemoryError
        for old in range(self.room):
            if self.slots[old].number:
                at = self.slots[old].mixed & (2 * self.room - 1)
                while slots[at].number:
                    at = (at + 1) & (2 * self.room - 1)
                slots[at] = self.slots[old]
        free(self.slots)
        self.slots = slots
        self.room *= 2
        return 0

    cdef int number(self, int kind, const void *data, Py_ssize_t start, Py_ssize_t stop, unsigned int mixed,
                    bint add) except -2:
        """The number of a word; where it is not known, a new one with `add`, else -1.

        Args:
            mixed: SEED and the characters, each taken in by `mix`.
        """
        cdef Py_ssize_t at, size = stop - start
        mixed ^= mixed >> 15
        at = mixed & (self.room - 1)
        while self.slots[at].number:
            if self.slots[at].mixed == mixed and same(
                    &self.slices[self.slots[at].number - 1], kind, data, start, size):
                return self.slots[at].number - 1
            at = (at + 1) & (self.room - 1)
        if not add:
            return -1
        self.slices[self.size] = Slice(kind, data, start, stop, 0)
        self.size += 1
        self.slots[at] = Slot(mixed, <int> self.size)
        if 2 * self.size == self.room:
            self.grow()
        return <int> self.size - 1

    cdef int add(self, str word) except -2:
        """The number of a word that is a string."""
        cdef unsigned int mixed = SEED
        cdef Py_UCS4 char
        for char in word:
            mixed = mix(mixed, char)
        self.texts.append(word)
        return self.number(PyUnicode_KIND(word), PyUnicode_DATA(word), 0, len(word), mixed, True)


cdef int take(Words words, const Char *text, int kind, Py_ssize_t size, Py_ssize_t least, int block, int prose,
              long long *counts) except -1:
    """Enter the words of a text; of a block, count those that are new to it, and those of the prose among them."""
    cdef Py_ssize_t at, start = 0
    cdef unsigned int mixed = SEED
    cdef Py_UCS4 char
    cdef int number
    for at in range(size + 1):
        char = text[at] if at < size else u" "
        if not kind_of(char) & (SPACE | BREAK):
            mixed = mix(mixed, char)
            continue
        if at - start >= least:
            number = words.number(kind, text, start, at, mixed, True)
            if words.slices[number].block != block:
                words.slices[number].block = block
                counts[0] += 1
                counts[1] += number < prose
        start, mixed = at + 1, SEED
    return 0


cdef int take_any(Words words, str text, Py_ssize_t least, int block, int prose, long long *counts) except -1:
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    if kind == 1:
        return take(words, <const Narrow *> data, kind, len(text), least, block, prose, counts)
    if kind == 2:
        return take(words, <const Wide *> data, kind, len(text), least, block, prose, counts)
    return take(words, <const Widest *> data, kind, len(text), least, block, prose, counts)


def shared_words(list prose, list blocks, Py_ssize_t least):
    """See declutter.words. Words of the prose are entered first, so that their numbers tell them."""
    cdef Words words = Words(2000)
    cdef list content = [], known = []
    cdef long long counts[2]
    cdef str text
    cdef int of_prose, block = 0
    if not READY:
        prepare()
    for text in prose:
        take_any(words, text, least, 0, 0, counts)
    of_prose = <int> words.size
    for text in blocks:
        block += 1
        counts[0] = counts[1] = 0
        take_any(words, text, least, block, of_prose, counts)
        content.append(counts[0])
        known.append(counts[1])
    return content, known, of_prose > 0


# The table of each set of words that was asked for: some thousands, those of the rules.
cdef dict TABLES = {}
cdef enum: MOST_TABLES = 20_000


cdef Words table_of(frozenset words):
    cdef Words table = TABLES.get(words)
    cdef str word
    if table is None:
        table = Words(len(words))
        for word in words:
            table.add(word)
        if len(TABLES) >= MOST_TABLES:  # of rules that somebody makes anew for every page
            TABLES.clear()
        TABLES[words] = table
    return table


def has_word(str low, frozenset words):
    """See declutter.words."""
    cdef Words table
    cdef int kind = PyUnicode_KIND(low)
    cdef const void *data = PyUnicode_DATA(low)
    if u"#" in words:
        return TWINS["declutter.words.has_word"][0](low, words)
    if not READY:
        prepare()
    table = table_of(words)
    if kind == 1:
        return has(table, <const Narrow *> data, kind, len(low))
    if kind == 2:
        return has(table, <const Wide *> data, kind, len(low))
    return has(table, <const Widest *> data, kind, len(low))


cdef bint has(Words words, const Char *line, int kind, Py_ssize_t size) except -1:
    cdef Py_ssize_t at = 0, start
    cdef unsigned int mixed
    cdef unsigned char what, inside = LETTER | VOWEL
    while at < size:
        what = kind_of(line[at])
        if what & FIGURE:
            at = number_end(line, at, size)
        elif not what & inside:
            at += 1
        else:
            start, mixed = at, SEED
            while what & inside and not what & FIGURE:
                mixed = mix(mixed, line[at])
                at += 1
                what = kind_of(line[at]) if at < size else 0
            if words.number(kind, line, start, at, mixed, False) >= 0:
                return True
    return False


def count_words(str low, frozenset words):
    """See declutter.words."""
    cdef Words table = table_of(words)
    cdef dict counts = {}
    cdef int kind = PyUnicode_KIND(low), number
    cdef const void *data = PyUnicode_DATA(low)
    cdef Py_ssize_t at, start = 0, size = len(low)
    cdef unsigned int mixed = SEED
    cdef unsigned char inside = LETTER | VOWEL
    cdef Py_UCS4 char
    if not READY:
        prepare()
    for at in range(size + 1):
        char = PyUnicode_READ(kind, data, at) if at < size else u" "
        if kind_of(char) & inside:
            mixed = mix(mixed, char)
            continue
        if at > start:
            number = table.number(kind, data, start, at, mixed, False)
            if number >= 0:
                counts[table.texts[number]] = counts.get(table.texts[number], 0) + 1
        start, mixed = at + 1, SEED
    return counts
