"""An HTML page as the twin of declutter.scorer.blocks sees it: numbers of columns; elements and blocks, read once."""

# NAMES of declutter.scorer.blocks: the groups that are there once, one name a column, and where the others begin.
cdef enum:
    TEXT_WORDS, TEXT_WORD_LENGTH, TEXT_LINKED, TEXT_ANCHORS, TEXT_COMMAS, TEXT_STOPS, TEXT_FIGURES, TEXT_CAPITALS,
    TEXT_INITIALS, TEXT_ENDS, TEXT_PROSE, TEXT_TAG, TEXT_PICTURED, TEXT_HIDDEN, TEXT_COPIES, TEXT_TITULAR,
    TEXT_DESCRIBED,
    PATH_JOINT, PATH_JOINT_OVER_MEAN, PATH_JOINT_OVER_BEST, PATH_OWN_JOINT, PATH_MEAN, PATH_WORST, PATH_BEST,
    PATH_OWN_WORST, PATH_OWN_BEST, PATH_PARENT_WORST, PATH_PARENT_BEST, PATH_DEPTH, PATH_ARTICLES, PATH_ARTICLE,
    ELEMENTS_BEGIN

cdef enum:
    ELEMENT_WORDS, ELEMENT_PROSE, ELEMENT_PROSE_SHARE, ELEMENT_LINKED, ELEMENT_BLOCKS, ELEMENT_BLOCK_WORDS,
    ELEMENT_HEADINGS, ELEMENT_BEGINS, ELEMENT_JOINT, ELEMENT_ALIKE, ELEMENT_COLUMNS

cdef enum: LEVELS = 5, GROUPS_BEGIN = ELEMENTS_BEGIN + LEVELS * ELEMENT_COLUMNS

cdef enum: GROUP_COUNT, GROUP_WORDS, GROUP_PROSE, GROUP_LINKED, GROUP_BLOCK_WORDS, GROUP_COLUMNS

cdef enum:
    FLOW_INDEX = GROUPS_BEGIN + 2 * GROUP_COLUMNS, FLOW_FROM_END, FLOW_WORDS_BEFORE, FLOW_IN_SPAN, FLOW_TO_SPAN,
    FLOW_PAST_SPAN, FLOW_TO_H1, FLOW_PAST_H1, FLOW_H1S, FLOW_TO_HEADING, FLOW_HEADING_LEVEL, FLOW_PROSE_ABOVE,
    FLOW_PROSE_BELOW, FLOW_PROSE_BEFORE, FLOW_PROSE_AFTER, FLOW_IN_MAIN, FLOW_BELOW_MAIN, FLOW_IN_CORE,
    FLOW_BELOW_CORE, WINDOWS_BEGIN

cdef enum: WINDOW_WORDS, WINDOW_PROSE, WINDOW_LINKED, WINDOW_JOINT, WINDOW_COLUMNS

cdef enum: NEARS_BEGIN = WINDOWS_BEGIN + 2 * WINDOW_COLUMNS

cdef enum: NEAR_LINKED, NEAR_TAG, NEAR_JOINT, NEAR_COLUMNS

cdef enum: WHOLE_PROSE = NEARS_BEGIN + 2 * NEAR_COLUMNS, WHOLE_LINKED, WHOLE_UNSPACED, BLOCK_COLUMNS

# What `Tokens.score` says of a name.
cdef enum: MEAN, WORST, BEST, KNOWN, JOINT, PART, ODDS

cdef struct Element:
    Py_ssize_t name, parent, path, first, stop
    Py_ssize_t wider  # the next one out that holds more
    Py_ssize_t youngest, elder  # the last element in it; the one before it in the element around it; -1 for none
    bint hidden
    long long tag, alike, article
    long long odds, known, worst, best, joint, depth  # along the path from the page down to it

cdef struct Block:
    Py_ssize_t owner
    bint ends, prose
    long long words, chars, linked, tag, joint
    # Sums over the blocks before it; one more block, behind the last, has those of the whole page.
    long long words_before, prose_before, linked_before, headings_before, joint_before, chars_before

cdef struct Outline:
    Element* elements
    Block* blocks
    Py_ssize_t count, size  # of elements, and of blocks
    const long long* odds  # names x ODDS
    Py_ssize_t names
    long long articles
    long long words, prose  # of the whole page; at least 1

# Copied from declutter.scorer.blocks on first use.
cdef bint BLOCKS_READY = False
cdef long long PROSE_WORDS, LONG_WORDS, ARTICLE_TAG, DESCRIPTION_CHARS
cdef unsigned char END_OF[PLANE + 1]  # 1: may stand behind the end of a sentence; 3: ends one
cdef dict TAGS
cdef object ONLY_PYTHON, COUNT_WORDS, BEST_SPAN, HEAD


cdef int prepare_blocks() except -1:
    global BLOCKS_READY, PROSE_WORDS, LONG_WORDS, ARTICLE_TAG, DESCRIPTION_CHARS, TAGS
    global ONLY_PYTHON, COUNT_WORDS, BEST_SPAN, HEAD
    from declutter.scorer import blocks

    groups = blocks._TEXT, blocks._PATH, blocks._ELEMENT, blocks._GROUP, blocks._FLOW, blocks._WINDOW, blocks._NEAR
    if tuple(map(len, groups)) != (
        PATH_JOINT, ELEMENTS_BEGIN - PATH_JOINT, ELEMENT_COLUMNS, GROUP_COLUMNS, WINDOWS_BEGIN - FLOW_INDEX,
        WINDOW_COLUMNS, NEAR_COLUMNS,
    ) or len(blocks.NAMES) != BLOCK_COLUMNS:
        raise ImportError("declutter/native/scorer.pyx was compiled for other columns: install declutter anew")
    if not READY:
        prepare()
    memset(END_OF, 0, sizeof(END_OF))
    for char in blocks._ENDS:
        END_OF[<int> ord(char)] = 1
    for char in blocks._STOPS:
        END_OF[<int> ord(char)] = 3
    PROSE_WORDS, LONG_WORDS = blocks._PROSE_WORDS, blocks._LONG_WORDS
    DESCRIPTION_CHARS, TAGS, ARTICLE_TAG = blocks._DESCRIPTION_CHARS, blocks._TAGS, blocks._TAGS["article"]
    ONLY_PYTHON = TWINS["declutter.scorer.blocks.block_rows"][0]
    COUNT_WORDS, BEST_SPAN, HEAD = blocks.count_words, blocks.best_span, blocks._head
    BLOCKS_READY = True
    return 0


# --- the page, read from its columns ---------------------------------------------------------------------


cdef bint read_elements(Outline* p, page) except -1:
    """Fill the elements, with what one pass down the tree can tell; False where the columns are no page's."""
    cdef list names = page.names, name = page.name, parent = page.parent, path = page.path
    cdef list first = page.first, stop = page.stop, hidden = page.hidden, tags
    cdef Py_ssize_t i
    cdef Element* e
    if not len(name) == len(path) == len(first) == len(stop) == len(hidden) == p.count > 0:
        return False
    tags = [TAGS.get(named[0], 0) for named in names]
    p.articles = 0
    for i in range(p.count):
        e = &p.elements[i]
        e.name, e.parent, e.path, e.first, e.stop = name[i], parent[i], path[i], first[i], stop[i]
        # Each stands behind the one around it, which the passes below rely on.
        if not (0 <= e.name < p.names and e.parent < i and (e.parent >= 0 or i == 0) and e.path >= 0
                and 0 <= e.first <= e.stop <= p.size):
            return False
        e.hidden = hidden[i]
        e.tag = tags[e.name]
        follow_path(p, i)
    count_kin(p)
    return True


cdef void follow_path(Outline* p, Py_ssize_t i) noexcept:
    """What an element has from its own name and from those around it; see `along_paths` and `inherited`."""
    cdef Element* e = &p.elements[i]
    cdef Element* outer = &p.elements[max(e.parent, 0)]
    cdef const long long* own = &p.odds[ODDS * e.name]
    e.wider = e.article = e.depth = 0
    if outer.first != e.first or outer.stop != e.stop:
        e.wider = max(e.parent, 0)
    if e.tag == ARTICLE_TAG:
        p.articles += 1
        e.article = p.articles
    e.odds, e.known, e.worst, e.best, e.joint = own[MEAN] * own[KNOWN], own[KNOWN], own[WORST], own[BEST], own[JOINT]
    if e.parent < 0:
        return
    if not e.wider:
        e.wider = outer.wider
    if not e.article:
        e.article = outer.article
    e.odds += outer.odds
    e.known += outer.known
    e.worst = min(e.worst, outer.worst)
    e.best = max(e.best, outer.best)
    e.joint += outer.joint
    e.depth = outer.depth + 1


cdef int count_kin(Outline* p) except -1:
    """How many elements in the same element have the same name, itself among them."""
    cdef Py_ssize_t i, k
    cdef Element* e = p.elements
    cdef long long[::1] named = np.zeros(p.names, dtype=np.int64)
    for i in range(p.count):
        e[i].youngest = -1
        if i:
            e[i].elder = e[e[i].parent].youngest
            e[e[i].parent].youngest = i
    e[0].alike = 1
    for i in range(p.count):
        k = e[i].youngest
        while k >= 0:
            named[e[k].name] += 1
            k = e[k].elder
        k = e[i].youngest
        while k >= 0:
            e[k].alike = named[e[k].name]
            k = e[k].elder
        k = e[i].youngest
        while k >= 0:
            named[e[k].name] = 0
            k = e[k].elder
    return 0


cdef bint read_blocks(Outline* p, page, const long long* words) except -1:
    """Fill the blocks, and the sums over them; False where the columns are no page's."""
    cdef list texts = page.text, linked = page.linked, owner = page.owner, inline = page.inline
    cdef str text
    cdef Py_ssize_t i, begins
    cdef Block* b
    if not len(linked) == len(owner) == len(inline) == len(page.anchors) == len(page.pictured) == p.size:
        return False
    memset(p.blocks, 0, sizeof(Block))
    for i in range(p.size):
        b = &p.blocks[i]
        text, b.linked, b.owner, begins, b.words = texts[i], linked[i], owner[i], inline[i], words[i]
        b.chars = len(text)
        if not (b.chars and 0 <= b.owner < p.count and -1 <= begins < p.names):
            return False
        b.tag, b.joint = p.elements[b.owner].tag, p.elements[b.owner].joint
        if begins >= 0:
            b.joint += p.odds[ODDS * begins + JOINT]
        b.ends = ends(text)
        b.prose = (b.words >= PROSE_WORDS and b.ends or b.words >= LONG_WORDS) and 2 * b.linked < b.chars
        add_up(b, b + 1)
    b = &p.blocks[p.size]
    p.words, p.prose = max(<long long> 1, b.words_before), max(<long long> 1, b.prose_before)
    return True


cdef bint ends(str text) noexcept:
    """Whether a text ends as a sentence does."""
    cdef Py_ssize_t size = len(text)
    cdef unsigned char last = class_of_end(text[size - 1])
    return last == 3 or (last == 1 and size > 1 and class_of_end(text[size - 2]) == 3)


cdef inline unsigned char class_of_end(Py_UCS4 char) noexcept:
    return END_OF[<unsigned int> char] if char < PLANE else 0


cdef void add_up(const Block* b, Block* after) noexcept:
    after.words_before = b.words_before + b.words
    after.prose_before = b.prose_before
    if b.prose:
        after.prose_before += b.words
    after.linked_before = b.linked_before + floored(b.words * b.linked, b.chars)
    after.headings_before = b.headings_before + (1 <= b.tag <= 6)
    after.joint_before = b.joint_before + b.joint
    after.chars_before = b.chars_before + b.chars


cdef inline long long floored(long long value, long long by) noexcept:
    """A whole quotient as Python rounds it: down, where C rounds towards 0; `by` is positive."""
    return value // by - (value % by < 0)
