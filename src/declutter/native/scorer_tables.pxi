"""What the twins of declutter.scorer look up: numbers of columns, classes of characters, bins."""

# As in declutter.scorer.census.
cdef enum: OTHER, CAPITALS, LOWER, UNCASED, FIGURES, COMMAS, BARS, SLASHES, COLONS, STOPS, LETTERS, INITIALS, CLASSES

# LINE and CONTEXT of declutter.scorer.columns, one name a column.
cdef enum:
    WORDS, LAST, FIRST, CAPITAL_SHARE, CAPITAL_WORDS, GRAMMAR, FIGURE_SHARE, BAR_COUNT, SLASH_COUNT,
    COLON_COUNT, COMMA_COUNT, STOP_COUNT, CLAIM, RUN, KIND, ADDRESS, COHESION, NAMES, LINE_COLUMNS

cdef enum:
    FROM_START, FROM_END, PROSE_SHARE_ABOVE, PROSE_LEFT_BELOW, ZONE, PROSE_ABOVE,
    PROSE_BELOW, PROSE_NEAR, PROSE_AROUND, SHORT_RUN, PLACE_IN_RUN, CLAIMS_NEAR,
    CLAIMS_ABOVE, CLAIMS_BELOW, CREDIT_ABOVE, CREDIT_BELOW, HEADING_ABOVE, REPEATED, ECHO,
    GAP_ABOVE, GAP_BELOW, GAPS, PAGE_PROSE, PAGE_LINES, WORDS_ABOVE, WORDS_BELOW,
    WORDS_TWO_ABOVE, WORDS_TWO_BELOW, LAST_ABOVE, LAST_BELOW, FIRST_ABOVE, FIRST_BELOW,
    CLAIM_ABOVE, CLAIM_BELOW, CLAIM_TWO_ABOVE, CLAIM_TWO_BELOW, COHESION_ABOVE,
    COHESION_BELOW, COHESION_AROUND, SCORE, SCORE_ABOVE, SCORE_BELOW, SCORE_NEAR,
    SCORE_AROUND, SCORE_WIDE, SCORE_AFTER, SCORE_BEFORE, ALIKE, PAGE_CLAIMS,
    PAGE_ITEMS = PAGE_CLAIMS + 12, PAGE_QUOTES, PAGE_OPEN_LINES, PAGE_PARAGRAPHS, PAGE_WORDS, PAGE_ITEMS_WITHIN,
    PAGE_NUMBERS, PAGE_QUESTIONS, PAGE_BLOCKS, PAGE_COLONS, CONTEXT_COLUMNS

# Length of a table of bins; characters of the basic plane; blocks to a mark that is not there.
cdef enum: BINS = 600, PLANE = 65536, FAR_OFF = 99

# Copied from the Python modules on first use: they import this one, so they are not there any earlier.
cdef bint READY = False
cdef unsigned char CLASS_OF[PLANE + 1]
cdef unsigned char FIRST_OF[PLANE]
cdef unsigned char LAST_OF[PLANE]
cdef unsigned char WORDS_BIN[BINS]
cdef unsigned char FAR_BIN[BINS]
cdef unsigned char MASS_BIN[BINS]
cdef unsigned char FEW_BIN[BINS]
cdef unsigned char CLOSE_BIN[BINS]
cdef double[::1] GRAMMAR_EDGES, PARAGRAPH_EDGES, PROSE_EDGES, BLOCKS_EDGES
cdef int CREDIT, RELATED, ITEM, QUOTE, FIGURE, QUESTION, COLON, BODY
cdef dict KINDS


cdef int prepare() except -1:
    """Fill the tables, from those of the Python modules."""
    global READY, GRAMMAR_EDGES, PARAGRAPH_EDGES, PROSE_EDGES, BLOCKS_EDGES
    global CREDIT, RELATED, ITEM, QUOTE, FIGURE, QUESTION, COLON, BODY, KINDS
    from declutter.scorer import census, claims, columns, pages, vocabulary

    if len(columns.LINE) != LINE_COLUMNS or len(columns.CONTEXT) != CONTEXT_COLUMNS:
        raise ImportError("declutter/native/scorer.pyx was compiled for other columns: install declutter anew")
    copy(CLASS_OF, census._classes())
    copy(WORDS_BIN, columns._WORDS)
    copy(FAR_BIN, columns._FAR)
    copy(MASS_BIN, columns._MASS)
    copy(FEW_BIN, columns._FEW)
    copy(CLOSE_BIN, np.minimum(np.arange(BINS), 4).astype(np.uint8))
    cdef Py_ssize_t code
    for code in range(PLANE):
        FIRST_OF[code] = LAST_OF[code] = shape_of(<Py_UCS4> code)
    # Both remember every character that Python has met: those beyond the basic plane have no place here.
    for char, number in columns._FIRST.items():
        if ord(char) < PLANE:
            FIRST_OF[ord(char)] = number
    for char, number in columns._LAST.items():
        if ord(char) < PLANE:
            LAST_OF[ord(char)] = number
    GRAMMAR_EDGES, PARAGRAPH_EDGES, PROSE_EDGES, BLOCKS_EDGES = (
        np.asarray(edges, dtype=np.float64)
        for edges in (vocabulary._GRAMMAR, pages._PARAGRAPH, pages._PROSE, pages._BLOCKS)
    )
    CREDIT, RELATED, KINDS, ITEM = claims.CREDIT, claims.RELATED, columns._KINDS, columns._KINDS["item"]
    QUOTE, FIGURE, QUESTION, COLON = columns.QUOTE_OPENS, columns._FIGURE, columns._QUESTION, columns._COLON
    BODY = columns.ZONE_BODY
    READY = True
    return 0


cdef int copy(unsigned char* table, const unsigned char[::1] values) except -1:
    cdef Py_ssize_t i
    for i in range(values.shape[0]):
        table[i] = values[i]
    return 0


cdef inline unsigned char shape_of(Py_UCS4 char):
    """Class of a first or last character that is in no list; see `_Classes`."""
    return 1 if char.isupper() else 2 if char.islower() else 3 if char.isdigit() else 4 if char.isalpha() else 5


cdef inline unsigned char class_in(const unsigned char* table, Py_UCS4 char):
    return table[char] if char < PLANE else shape_of(char)


cdef inline unsigned char binned(const unsigned char* table, long long value):
    """The bin of a number that is not negative."""
    return table[value if value < BINS else BINS - 1]


cdef inline unsigned char reached(double[::1] edges, double value):
    """How many edges a value reaches."""
    cdef unsigned char count = 0
    while count < edges.shape[0] and value >= edges[count]:
        count += 1
    return count


cdef int put(unsigned char[:, ::1] rows, int column, values) except -1:
    """Fill a column from what Python made: an array, a list, or one number for all blocks."""
    np.asarray(rows)[column] = values
    return 0


cdef inline void fill(unsigned char[:, ::1] rows, int column, unsigned char value):
    """One number for all blocks."""
    memset(&rows[column, 0], value, rows.shape[1])
