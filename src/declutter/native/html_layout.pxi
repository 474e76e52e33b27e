"""Twin of declutter.readers.html.read.lay_out: the blocks of a page as one text."""

# What an element is, by its tag.
cdef enum:
    KIND_BITS = 15  # a place in KIND_NAMES
    CLEAR = 16  # TRANSPARENT
    ROW_GROUP = 32  # ROWS
    PASSES = 64  # its kind is one of PASSED_ON
cdef list KIND_NAMES
cdef dict KIND_OF_TAG = None
cdef int CELL_KIND, ITEM_KIND
cdef str CELL_GAP, LINE_GAP, PARAGRAPH_GAP


cdef prepare_layout():
    global KIND_NAMES, KIND_OF_TAG, CELL_KIND, ITEM_KIND, CELL_GAP, LINE_GAP, PARAGRAPH_GAP
    from declutter.readers.html import read

    KIND_NAMES = ["", *dict.fromkeys(read.KINDS.values())]
    CELL_KIND, ITEM_KIND = KIND_NAMES.index("cell"), KIND_NAMES.index("item")
    CELL_GAP, LINE_GAP, PARAGRAPH_GAP = read.CELL, read.LINE, read.PARAGRAPH
    kinds = {tag: KIND_NAMES.index(kind) | PASSES * (kind in read.PASSED_ON) for tag, kind in read.KINDS.items()}
    kinds.update(dict.fromkeys(read.TRANSPARENT, CLEAR), **dict.fromkeys(read.ROWS, ROW_GROUP))
    KIND_OF_TAG = kinds


cdef class Elements:
    """The elements of a page: what each is, and which is around it."""

    cdef int *kinds
    cdef int *parents
    cdef Py_ssize_t size

    def __cinit__(self, page):
        cdef list names = page.names, name_of = page.name, parent = page.parent
        cdef list of_names = [KIND_OF_TAG.get(name[0], 0) for name in names]
        cdef Py_ssize_t at
        cdef int kind, around
        self.size = len(name_of)
        self.kinds = <int *> malloc(self.size * sizeof(int) + 1)
        self.parents = <int *> malloc(self.size * sizeof(int) + 1)
        if self.kinds is NULL or self.parents is NULL:
            raise MemoryError
        for at in range(self.size):
            kind, around = of_names[<Py_ssize_t> name_of[at]], parent[at]
            if kind == CLEAR and around >= 0 and self.kinds[around] & PASSES:
                kind |= self.kinds[around] & (KIND_BITS | PASSES)
            self.kinds[at], self.parents[at] = kind, around

    def __dealloc__(self):
        free(self.kinds)
        free(self.parents)

    cdef int around(self, int element) noexcept:
        """The element around one; where there is none, -1 is the last one, as in Python."""
        return self.parents[element if element >= 0 else element + self.size]

    cdef int table(self, int row) noexcept:
        """The element that holds a row, past the head or body of its table."""
        cdef int holder = self.parents[row]
        return self.parents[holder] if self.kinds[holder] & ROW_GROUP else holder

    cdef str gap(self, int before, int after):
        """What stands between a block and the one before."""
        cdef int kind = self.kinds[after] & KIND_BITS if not self.kinds[after] & CLEAR else 0
        cdef int above, over
        if before == after or (kind != CELL_KIND and kind != ITEM_KIND):
            return PARAGRAPH_GAP
        above, over = self.parents[before], self.parents[after]
        if above == over:
            return CELL_GAP if kind == CELL_KIND else LINE_GAP
        if kind == CELL_KIND:
            return LINE_GAP if above > 0 and over > 0 and self.table(above) == self.table(over) else PARAGRAPH_GAP
        if self.around(over) == before or (above > 0 and self.around(self.parents[above]) == over):
            return LINE_GAP
        return PARAGRAPH_GAP


cdef Py_ssize_t line_breaks(str text):
    """How many line breaks a text has."""
    cdef Py_ssize_t count = 0
    cdef Py_UCS4 char
    for char in text:
        count += char == u"\n"
    return count


def lay_out(page):
    """See declutter.readers.html.read."""
    if KIND_OF_TAG is None:
        prepare_layout()
    cdef list texts = page.text, owner = page.owner
    cdef list starts = [], ends = [], lines = [], kinds = [], parts = []
    cdef Py_ssize_t at, offset = 0, line = 1
    cdef int block_owner, before = 0
    cdef str text, gap
    cdef Elements elements = Elements(page)
    for at in range(len(texts)):
        text, block_owner = texts[at], owner[at]
        if at:
            gap = elements.gap(before, block_owner)
            parts.append(gap)
            offset += len(gap)
            line += len(gap) if gap is not CELL_GAP else 0
        starts.append(offset)
        offset += len(text)
        ends.append(offset)
        lines.append(line)
        parts.append(text)
        kinds.append(KIND_NAMES[elements.kinds[block_owner] & KIND_BITS])
        line += line_breaks(text)
        before = block_owner
    return "".join(parts), starts, ends, lines, kinds
