"""Twin of declutter.scorer.blocks: all features of the blocks of an HTML page, in loops over blocks and elements.

What a feature is, is told there. As there, sums are whole numbers and shares doubles; what is written is floats.
"""


def block_rows(page, odds, words=None):
    """See declutter.scorer.blocks."""
    if not BLOCKS_READY:
        prepare_blocks()
    cdef list texts = page.text
    cdef Py_ssize_t size = len(texts), count = len(page.parent)
    result = np.empty((BLOCK_COLUMNS, size), dtype=np.float32)
    if not size:
        return result.T
    if words is None:
        words = COUNT_WORDS(texts)
    cdef const long long[:, ::1] says = np.ascontiguousarray(odds, dtype=np.int64)
    cdef const long long[::1] counts = np.ascontiguousarray(words, dtype=np.int64)
    cdef unsigned char[::1] elements = np.empty(max(1, count) * sizeof(Element), dtype=np.uint8)
    cdef unsigned char[::1] blocks = np.empty((size + 1) * sizeof(Block), dtype=np.uint8)
    cdef Outline p
    p.elements, p.blocks = <Element*> &elements[0], <Block*> &blocks[0]
    p.count, p.size, p.odds, p.names = count, size, &says[0, 0], len(page.names)
    # No reader makes a page whose columns do not fit together; the Python function tells what is wrong.
    if says.shape[1] != ODDS or says.shape[0] < p.names or counts.shape[0] != size:
        return ONLY_PYTHON(page, odds, words)
    if not read_elements(&p, page) or not read_blocks(&p, page, &counts[0]):
        return ONLY_PYTHON(page, odds, words)
    cdef float[:, ::1] rows = result
    text_columns(rows, &p, page)
    told_columns(rows, &p, page)
    path_columns(rows, &p)
    element_columns(rows, &p)
    group_columns(rows, &p, GROUPS_BEGIN, True)
    group_columns(rows, &p, GROUPS_BEGIN + GROUP_COLUMNS, False)
    cdef Py_ssize_t start, stop
    start, stop = BEST_SPAN([p.blocks[i].prose for i in range(size)], [p.blocks[i].words for i in range(size)])
    flow_columns(rows, &p, start, stop)
    heading_columns(rows, &p)
    container_columns(rows, &p, 0.6, FLOW_IN_MAIN)
    container_columns(rows, &p, 0.85, FLOW_IN_CORE)
    window_columns(rows, &p, 3, WINDOWS_BEGIN)
    window_columns(rows, &p, 10, WINDOWS_BEGIN + WINDOW_COLUMNS)
    near_columns(rows, &p, -1, NEARS_BEGIN)
    near_columns(rows, &p, 1, NEARS_BEGIN + NEAR_COLUMNS)
    whole_columns(rows, &p)
    return result.T


cdef int text_columns(float[:, ::1] rows, Outline* p, page) except -1:
    """How a block reads."""
    cdef list texts = page.text, anchors = page.anchors, pictured = page.pictured
    cdef long long counts[CLASSES]
    cdef Py_ssize_t i
    cdef Block* b
    for i in range(p.size):
        b = &p.blocks[i]
        memset(counts, 0, sizeof(counts))
        count(texts[i], counts)
        rows[TEXT_WORDS, i] = b.words
        rows[TEXT_WORD_LENGTH, i] = <double> b.chars / b.words
        rows[TEXT_LINKED, i] = <double> b.linked / b.chars
        rows[TEXT_ANCHORS, i] = <long long> anchors[i]
        rows[TEXT_COMMAS, i] = counts[COMMAS]
        rows[TEXT_STOPS, i] = counts[STOPS]
        rows[TEXT_FIGURES, i] = <double> counts[FIGURES] / b.chars
        rows[TEXT_CAPITALS, i] = <double> counts[CAPITALS] / max(counts[LETTERS], 1)
        rows[TEXT_INITIALS, i] = <double> counts[INITIALS] / b.words
        rows[TEXT_ENDS, i] = b.ends
        rows[TEXT_PROSE, i] = b.prose
        rows[TEXT_TAG, i] = b.tag
        rows[TEXT_PICTURED, i] = <bint> pictured[i]
        rows[TEXT_HIDDEN, i] = p.elements[b.owner].hidden
    return 0


cdef int told_columns(float[:, ::1] rows, Outline* p, page) except -1:
    """How often the page says it, and whether its title or its description does."""
    cdef list texts = page.text
    cdef dict places = {}
    cdef str title, description, text
    cdef Py_ssize_t i, size, whole
    cdef long long[::1] first = np.empty(p.size, dtype=np.int64), times = np.zeros(p.size, dtype=np.int64)
    title, description = HEAD(page)
    whole = len(title)
    for i in range(p.size):
        text = texts[i]
        size = len(text)
        first[i] = places.setdefault(text, i)
        times[first[i]] += 1
        rows[TEXT_TITULAR, i] = rows[TEXT_DESCRIBED, i] = 0
        if 8 <= size <= whole and text in title:
            rows[TEXT_TITULAR, i] = 1 + (2 * size > whole)
        if size > DESCRIPTION_CHARS:  # the description, which is no longer, can only be the whole beginning
            rows[TEXT_DESCRIBED, i] = len(description) == DESCRIPTION_CHARS and text.startswith(description)
        elif size > 20 and description:
            rows[TEXT_DESCRIBED, i] = text in description
    for i in range(p.size):
        rows[TEXT_COPIES, i] = times[first[i]]
    return 0


cdef int path_columns(float[:, ::1] rows, Outline* p) except -1:
    """What the names on the way from the page to the block say."""
    cdef Py_ssize_t i
    cdef Block* b
    cdef Element* e
    cdef const long long* own
    cdef const long long* outer
    cdef long long mean = 0, best = 0
    cdef bint any_prose = False
    for i in range(p.size):
        b = &p.blocks[i]
        if b.prose:
            mean += b.joint * b.words
            best = max(best, b.joint) if any_prose else b.joint
            any_prose = True
    mean = floored(mean, p.prose)
    for i in range(p.size):
        b = &p.blocks[i]
        e = &p.elements[b.owner]
        own = &p.odds[ODDS * e.name]
        outer = &p.odds[ODDS * p.elements[max(e.parent, 0)].name]
        rows[PATH_JOINT, i] = b.joint
        rows[PATH_JOINT_OVER_MEAN, i] = b.joint - mean
        rows[PATH_JOINT_OVER_BEST, i] = b.joint - best
        rows[PATH_OWN_JOINT, i] = own[JOINT]
        rows[PATH_MEAN, i] = <double> e.odds / max(e.known, 1)
        rows[PATH_WORST, i] = e.worst
        rows[PATH_BEST, i] = e.best
        rows[PATH_OWN_WORST, i] = own[WORST]
        rows[PATH_OWN_BEST, i] = own[BEST]
        rows[PATH_PARENT_WORST, i] = outer[WORST]
        rows[PATH_PARENT_BEST, i] = outer[BEST]
        rows[PATH_DEPTH, i] = e.depth
        rows[PATH_ARTICLES, i] = p.articles
        rows[PATH_ARTICLE, i] = e.article
    return 0


cdef int element_columns(float[:, ::1] rows, Outline* p) except -1:
    """The element around a block and the next ones out that hold more than the one before."""
    cdef Py_ssize_t i, level, column, around
    cdef float[:, ::1] table = np.empty((p.count, ELEMENT_COLUMNS), dtype=np.float32)
    for i in range(p.count):
        describe(p, &p.elements[i], &table[i, 0])
    for i in range(p.size):
        around = p.blocks[i].owner
        for level in range(LEVELS):
            for column in range(ELEMENT_COLUMNS):
                rows[ELEMENTS_BEGIN + level * ELEMENT_COLUMNS + column, i] = table[around, column]
            around = p.elements[around].wider
    return 0


cdef void describe(Outline* p, const Element* e, float* row) noexcept:
    cdef const Block* first = &p.blocks[e.first]
    cdef const Block* stop = &p.blocks[e.stop]
    cdef long long size = e.stop - e.first, words = stop.words_before - first.words_before
    cdef long long prose = stop.prose_before - first.prose_before, some = max(size, 1)
    row[ELEMENT_WORDS] = <double> words / p.words
    row[ELEMENT_PROSE] = <double> prose / p.prose
    row[ELEMENT_PROSE_SHARE] = <double> prose / max(words, 1)
    row[ELEMENT_LINKED] = <double> (stop.linked_before - first.linked_before) / max(words, 1)
    row[ELEMENT_BLOCKS] = size
    row[ELEMENT_BLOCK_WORDS] = <double> words / some
    row[ELEMENT_HEADINGS] = <double> (stop.headings_before - first.headings_before) / some
    row[ELEMENT_BEGINS] = <double> first.words_before / p.words
    row[ELEMENT_JOINT] = p.odds[ODDS * e.name + JOINT]
    row[ELEMENT_ALIKE] = e.alike


cdef int group_columns(float[:, ::1] rows, Outline* p, int begin, bint by_path) except -1:
    """All blocks whose chain of names is the same; or all whose element is named alike."""
    cdef Py_ssize_t i, of, groups = 0
    cdef Block* b
    for i in range(p.size):
        groups = max(groups, group_of(p, i, by_path) + 1)
    cdef long long[:, ::1] sums = np.zeros((groups, GROUP_COLUMNS), dtype=np.int64)
    for i in range(p.size):
        b, of = &p.blocks[i], group_of(p, i, by_path)
        sums[of, GROUP_COUNT] += 1
        sums[of, GROUP_WORDS] += b.words
        sums[of, GROUP_PROSE] += b[1].prose_before - b.prose_before
        sums[of, GROUP_LINKED] += b[1].linked_before - b.linked_before
    for i in range(p.size):
        of = group_of(p, i, by_path)
        words = sums[of, GROUP_WORDS]
        rows[begin + GROUP_COUNT, i] = sums[of, GROUP_COUNT]
        rows[begin + GROUP_WORDS, i] = <double> words / p.words
        rows[begin + GROUP_PROSE, i] = <double> sums[of, GROUP_PROSE] / max(words, 1)
        rows[begin + GROUP_LINKED, i] = <double> sums[of, GROUP_LINKED] / max(words, 1)
        rows[begin + GROUP_BLOCK_WORDS, i] = <double> words / sums[of, GROUP_COUNT]
    return 0


cdef inline Py_ssize_t group_of(Outline* p, Py_ssize_t block, bint by_path) noexcept:
    cdef Element* e = &p.elements[p.blocks[block].owner]
    if by_path:
        return e.path
    return e.name


cdef int flow_columns(float[:, ::1] rows, Outline* p, Py_ssize_t start, Py_ssize_t stop) except -1:
    """Where a block stands in the page's reading order, and where the article's prose is from there."""
    cdef Py_ssize_t i, above = -99, below = p.size + 99
    cdef Block* b
    cdef long long all_prose = p.blocks[p.size].prose_before
    for i in range(p.size):
        b = &p.blocks[i]
        if b.prose:
            above = i
        rows[FLOW_INDEX, i] = i
        rows[FLOW_FROM_END, i] = p.size - 1 - i
        rows[FLOW_WORDS_BEFORE, i] = <double> b.words_before / p.words
        rows[FLOW_IN_SPAN, i] = start <= i < stop
        rows[FLOW_TO_SPAN, i] = start - i
        rows[FLOW_PAST_SPAN, i] = i - stop
        rows[FLOW_PROSE_ABOVE, i] = i - above
        rows[FLOW_PROSE_BEFORE, i] = <double> b.prose_before / p.prose
        rows[FLOW_PROSE_AFTER, i] = <double> (all_prose - b[1].prose_before) / p.prose
    for i in range(p.size - 1, -1, -1):
        if p.blocks[i].prose:
            below = i
        rows[FLOW_PROSE_BELOW, i] = below - i
    return 0


cdef int heading_columns(float[:, ::1] rows, Outline* p) except -1:
    """How far headings are from a block; the first h1 counts from above and from below."""
    cdef Py_ssize_t i, h1 = -1, at = -1
    cdef long long ones = 0
    cdef Block* b
    for i in range(p.size - 1, -1, -1):
        if p.blocks[i].tag == 1:
            h1 = i
    for i in range(p.size):
        b = &p.blocks[i]
        ones += b.tag == 1
        if 1 <= b.tag <= 6:
            at = i
        rows[FLOW_TO_H1, i] = -999 if h1 < 0 else i - h1
        rows[FLOW_H1S, i] = ones
        rows[FLOW_PAST_H1, i] = -1 if at < 0 else b.words_before - p.blocks[at].words_before
        rows[FLOW_TO_HEADING, i] = 999 if at < 0 else i - at
        rows[FLOW_HEADING_LEVEL, i] = 0 if at < 0 else p.blocks[at].tag
    return 0


cdef int container_columns(float[:, ::1] rows, Outline* p, double share, int begin) except -1:
    """Whether a block is in the innermost element with that share of the prose, and in one of how many words."""
    cdef Py_ssize_t i, at = 0
    cdef Element* e
    cdef long long all_prose = prose_in(p, 0)
    if all_prose:
        for i in range(p.count - 1, -1, -1):
            if prose_in(p, i) >= share * all_prose:
                at = i
                break
    e = &p.elements[at]
    for i in range(p.size):
        rows[begin, i] = e.first <= i < e.stop
        rows[begin + 1, i] = <double> (p.blocks[e.stop].words_before - p.blocks[e.first].words_before) / p.words
    return 0


cdef inline long long prose_in(Outline* p, Py_ssize_t element) noexcept:
    cdef Element* e = &p.elements[element]
    return p.blocks[e.stop].prose_before - p.blocks[e.first].prose_before


cdef int window_columns(float[:, ::1] rows, Outline* p, Py_ssize_t reach, int begin) except -1:
    """What there is within `reach` blocks."""
    cdef Py_ssize_t i
    cdef Block* low
    cdef Block* high
    cdef long long words
    for i in range(p.size):
        low, high = &p.blocks[max(0, i - reach)], &p.blocks[min(p.size, i + reach + 1)]
        words = high.words_before - low.words_before
        rows[begin + WINDOW_WORDS, i] = words
        rows[begin + WINDOW_PROSE, i] = <double> (high.prose_before - low.prose_before) / max(words, 1)
        rows[begin + WINDOW_LINKED, i] = <double> (high.linked_before - low.linked_before) / max(words, 1)
        rows[begin + WINDOW_JOINT, i] = <double> (high.joint_before - low.joint_before) / (high - low)
    return 0


cdef int near_columns(float[:, ::1] rows, Outline* p, Py_ssize_t step, int begin) except -1:
    """What the block `step` further down has; -1 where there is none."""
    cdef Py_ssize_t i
    cdef Block* b
    for i in range(p.size):
        if not 0 <= i + step < p.size:
            rows[begin + NEAR_LINKED, i] = rows[begin + NEAR_TAG, i] = rows[begin + NEAR_JOINT, i] = -1
            continue
        b = &p.blocks[i + step]
        rows[begin + NEAR_LINKED, i] = <double> b.linked / b.chars
        rows[begin + NEAR_TAG, i] = b.tag
        rows[begin + NEAR_JOINT, i] = b.joint
    return 0


cdef int whole_columns(float[:, ::1] rows, Outline* p) except -1:
    """The page's make-up."""
    cdef Py_ssize_t i
    cdef Block* all_of = &p.blocks[p.size]
    for i in range(p.size):
        rows[WHOLE_PROSE, i] = <double> all_of.prose_before / p.words
        rows[WHOLE_LINKED, i] = <double> all_of.linked_before / p.words
        rows[WHOLE_UNSPACED, i] = <double> p.words / max(<long long> 1, all_of.chars_before)
    return 0
