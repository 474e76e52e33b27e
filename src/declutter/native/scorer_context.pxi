"""Twins of declutter.scorer.columns.context_rows, and of windows.py and pages.py: the line among others."""

ctypedef fused Number:
    long long
    double


cdef inline Number window(const Number* sums, Py_ssize_t size, Py_ssize_t at, Py_ssize_t first, Py_ssize_t last):
    """The sum over the blocks from `first` to `last` below the one at `at`, of which there are `size`."""
    return sums[min(size, at + last + 1)] - sums[max(0, at + first)]


cdef inline long long blocks_near(Py_ssize_t size, Py_ssize_t at, Py_ssize_t reach):
    """How many blocks there are within `reach` of one, itself among them."""
    return min(size, at + reach + 1) - max(0, at - reach)


cdef void shift(const unsigned char* column, Py_ssize_t size, Py_ssize_t step, unsigned char missing,
                unsigned char* out) noexcept:
    cdef Py_ssize_t i
    for i in range(size):
        out[i] = column[i + step] if 0 <= i + step < size else missing


cdef void nearest(const unsigned char[::1] marks, const unsigned char* table, unsigned char* above,
                  unsigned char* below) noexcept:
    """Blocks up to the nearest marked one, above and below; far where there is none."""
    cdef Py_ssize_t i, size = marks.shape[0], last = -FAR_OFF
    for i in range(size):
        above[i] = binned(table, i - last)
        if marks[i]:
            last = i
    last = size - 1 + FAR_OFF
    for i in range(size - 1, -1, -1):
        below[i] = binned(table, last - i)
        if marks[i]:
            last = i


def context_rows(document, claims, line, scores):
    """See declutter.scorer.columns."""
    if not READY:
        prepare()
    features = document.features
    cdef list reads = features.prose, counts = features.words
    cdef Py_ssize_t i, size = len(reads)
    result = np.empty((CONTEXT_COLUMNS, size), dtype=np.uint8)
    if not size:
        return result.T
    cdef unsigned char[:, ::1] rows = result
    cdef const unsigned char[:, ::1] alone = np.ascontiguousarray(line.T)
    cdef const unsigned char[::1] group = claims.group
    cdef unsigned char[::1] prose = np.empty(size, dtype=np.uint8)
    cdef long long[::1] words = np.empty(size, dtype=np.int64)
    for i in range(size):
        prose[i], words[i] = 1 if reads[i] else 0, counts[i]
    cdef Py_ssize_t start, stop
    start, stop = features.span
    article_columns(rows, prose, words, start, stop)
    claim_columns(rows, group, prose)
    repeated(rows, features.folded)
    echo(rows, features)
    layout_columns(rows, features.gaps, prose, words)
    neighbour_columns(rows, alone)
    score_columns(rows, np.ascontiguousarray(scores, dtype=np.float64))
    alike(rows, &alone[WORDS, 0], &alone[LAST, 0])
    page_columns(rows, alone, group, prose, words, start, stop)
    return result.T


cdef int article_columns(unsigned char[:, ::1] rows, const unsigned char[::1] prose, const long long[::1] words,
                         Py_ssize_t start, Py_ssize_t stop) except -1:
    cdef Py_ssize_t i, k, size = prose.shape[0], first = 0
    cdef long long own, total
    cdef long long[::1] mass = np.zeros(size + 1, dtype=np.int64)
    for i in range(size):
        mass[i + 1] = mass[i] + (words[i] if prose[i] else 0)
    total = mass[size]
    for i in range(size):
        own = mass[i + 1] - mass[i]
        rows[FROM_START, i] = binned(FAR_BIN, i)
        rows[FROM_END, i] = binned(FAR_BIN, size - 1 - i)
        rows[PROSE_SHARE_ABOVE, i] = 10 * mass[i] // max(1, total)
        rows[PROSE_LEFT_BELOW, i] = binned(MASS_BIN, total - mass[i + 1])
        rows[ZONE, i] = zone(i, start, stop)
        rows[PROSE_NEAR, i] = binned(MASS_BIN, window(&mass[0], size, i, -3, 3) - own)
        rows[PROSE_AROUND, i] = binned(MASS_BIN, window(&mass[0], size, i, -10, 10) - own)
    nearest(prose, FAR_BIN, &rows[PROSE_ABOVE, 0], &rows[PROSE_BELOW, 0])
    for i in range(size + 1):
        if i < size and not prose[i]:
            continue
        for k in range(first, i):  # a run without prose is over
            rows[SHORT_RUN, k] = binned(FAR_BIN, i - first)
            rows[PLACE_IN_RUN, k] = binned(FAR_BIN, k - first + 1)
        if i < size:
            rows[SHORT_RUN, i] = rows[PLACE_IN_RUN, i] = FAR_BIN[0]
        first = i + 1
    return 0


cdef inline unsigned char zone(Py_ssize_t at, Py_ssize_t start, Py_ssize_t stop):
    if start == stop:
        return 0
    if at < start:
        return min(4, start - at)
    return BODY if at < stop else 6 + min(4, (at - stop) // 2)


cdef int claim_columns(unsigned char[:, ::1] rows, const unsigned char[::1] group,
                       const unsigned char[::1] prose) except -1:
    cdef Py_ssize_t i, size = group.shape[0], distance = 0, paragraphs = 0
    cdef long long[::1] claimed = np.zeros(size + 1, dtype=np.int64)
    cdef unsigned char[::1] credit = np.empty(size, dtype=np.uint8)
    for i in range(size):
        claimed[i + 1] = claimed[i] + (group[i] > 0)
        credit[i] = group[i] == CREDIT or group[i] == CREDIT + 1
    nearest(credit, CLOSE_BIN, &rows[CREDIT_ABOVE, 0], &rows[CREDIT_BELOW, 0])
    for i in range(size):
        rows[CLAIMS_NEAR, i] = binned(FEW_BIN, window(&claimed[0], size, i, -3, 3))
        rows[CLAIMS_ABOVE, i] = binned(FEW_BIN, window(&claimed[0], size, i, -6, -1))
        rows[CLAIMS_BELOW, i] = binned(FEW_BIN, window(&claimed[0], size, i, 1, 6))
        if group[i] == RELATED or group[i] == RELATED + 1:
            distance, paragraphs = 1, 0
        elif distance:
            distance += 1
            paragraphs = paragraphs + 1 if prose[i] else 0
            if paragraphs >= 2:
                distance = 0
        rows[HEADING_ABOVE, i] = min(6, distance)
    return 0


cdef int repeated(unsigned char[:, ::1] rows, list folded) except -1:
    cdef dict times = {}
    cdef set seen = set()
    cdef Py_ssize_t i, size = len(folded)
    cdef str fold
    fill(rows, REPEATED, 0)
    for fold in folded:
        times[fold] = times.get(fold, 0) + 1
    for i in range(size):
        fold = folded[i]
        if fold and times[fold] > 1:
            rows[REPEATED, i] = (2 if fold in seen else 1) + 2 * (times[fold] > 2)
            seen.add(fold)
    return 0


cdef bint same_head(str one, str two):
    """Whether two lines have the same first twelve characters, or are the same."""
    cdef Py_ssize_t i, size = min(len(one), 12)
    if size != min(len(two), 12):
        return False
    for i in range(size):
        if one[i] != two[i]:
            return False
    return True


cdef int echo(unsigned char[:, ::1] rows, features) except -1:
    cdef list lower = features.lower
    cdef Py_ssize_t i
    fill(rows, ECHO, 0)
    for i in range(len(lower) - 1):
        if same_head(lower[i], lower[i + 1]):  # rare: the Python function tells how they echo
            from declutter.scorer.columns import _echo

            return put(rows, ECHO, _echo(features))
    return 0


cdef int layout_columns(unsigned char[:, ::1] rows, gaps, const unsigned char[::1] prose,
                        const long long[::1] words) except -1:
    cdef Py_ssize_t i, size = prose.shape[0], blank = 0, paragraphs = 0
    cdef long long prose_words = 0, all_words = 0
    for i in range(size):
        rows[GAP_ABOVE, i] = min(<Py_ssize_t> gaps[i], 3)
        blank += i > 0 and rows[GAP_ABOVE, i] > 0
        all_words += words[i]
        if prose[i]:
            paragraphs += 1
            prose_words += words[i]
    shift(&rows[GAP_ABOVE, 0], size, 1, 3, &rows[GAP_BELOW, 0])
    fill(rows, GAPS, tenth(<double> blank / (size - 1)) if size > 1 else 0)
    fill(rows, PAGE_PROSE, tenth(<double> prose_words / max(1, all_words)))
    fill(rows, PAGE_LINES, tenth(<double> paragraphs / size))
    return 0


cdef inline unsigned char tenth(double share):
    return min(9, <int> (10 * share))


cdef int neighbour_columns(unsigned char[:, ::1] rows, const unsigned char[:, ::1] line) except -1:
    cdef Py_ssize_t i, size = line.shape[1]
    cdef int column
    for column, step, target in (
        (WORDS, -1, WORDS_ABOVE), (WORDS, 1, WORDS_BELOW), (WORDS, -2, WORDS_TWO_ABOVE), (WORDS, 2, WORDS_TWO_BELOW),
        (LAST, -1, LAST_ABOVE), (LAST, 1, LAST_BELOW),
        (FIRST, -1, FIRST_ABOVE), (FIRST, 1, FIRST_BELOW),
        (CLAIM, -1, CLAIM_ABOVE), (CLAIM, 1, CLAIM_BELOW), (CLAIM, -2, CLAIM_TWO_ABOVE), (CLAIM, 2, CLAIM_TWO_BELOW),
        (COHESION, -1, COHESION_ABOVE), (COHESION, 1, COHESION_BELOW),
    ):
        shift(&line[column, 0], size, step, 0, &rows[<int> target, 0])
    cdef long long[::1] sums = np.zeros(size + 1, dtype=np.int64)
    for i in range(size):
        sums[i + 1] = sums[i] + line[COHESION, i]
    for i in range(size):
        rows[COHESION_AROUND, i] = window(&sums[0], size, i, -4, 4) // blocks_near(size, i, 4)
    return 0


cdef int score_columns(unsigned char[:, ::1] rows, const double[::1] scores) except -1:
    cdef Py_ssize_t i, size = scores.shape[0]
    cdef double total
    cdef double[::1] sums = np.zeros(size + 1)
    for i in range(size):
        sums[i + 1] = sums[i] + scores[i]
    total = sums[size]
    for i in range(size):
        rows[SCORE, i] = score_bin(scores[i])
        rows[SCORE_NEAR, i] = score_bin(window(&sums[0], size, i, -2, 2) / blocks_near(size, i, 2))
        rows[SCORE_AROUND, i] = score_bin(window(&sums[0], size, i, -5, 5) / blocks_near(size, i, 5))
        rows[SCORE_WIDE, i] = score_bin(window(&sums[0], size, i, -15, 15) / blocks_near(size, i, 15))
        rows[SCORE_AFTER, i] = score_bin((total - sums[i + 1]) / max(1, size - 1 - i))
        rows[SCORE_BEFORE, i] = score_bin(sums[i] / max(1, i))
    shift(&rows[SCORE, 0], size, -1, 0, &rows[SCORE_ABOVE, 0])
    shift(&rows[SCORE, 0], size, 1, 0, &rows[SCORE_BELOW, 0])
    return 0


cdef inline unsigned char score_bin(double score):
    return <unsigned char> (1 + min(max((score + 4) * 2.5, 0), 20))


cdef void alike(unsigned char[:, ::1] rows, const unsigned char* words, const unsigned char* last) noexcept:
    cdef Py_ssize_t i, step, size = rows.shape[1]
    fill(rows, ALIKE, 0)
    for step in range(1, 3):
        for i in range(step, size):
            if last[i] == last[i - step] and -1 <= words[i] - words[i - step] <= 1:
                rows[ALIKE, i] += 1
                rows[ALIKE, i - step] += 1


cdef inline unsigned char share(long long some, long long all_of):
    return min(9, 10 * some // max(1, all_of))


cdef int page_columns(unsigned char[:, ::1] rows, const unsigned char[:, ::1] line, const unsigned char[::1] group,
                      const unsigned char[::1] prose, const long long[::1] words, Py_ssize_t start,
                      Py_ssize_t stop) except -1:
    """See declutter.scorer.pages."""
    cdef Py_ssize_t i, size = prose.shape[0]
    cdef long long paragraphs = 0, prose_words = 0, lines = 0, unclaimed = 0
    cdef long long items = 0, items_within = 0, numbers = 0, quotes = 0, questions = 0, colons = 0
    cdef bint item
    cdef long long claims[PAGE_ITEMS - PAGE_CLAIMS + 1]
    memset(claims, 0, sizeof(claims))
    for i in range(size):
        item = line[KIND, i] == ITEM
        claims[(group[i] + 1) // 2] += 1
        items += item
        questions += line[LAST, i] == QUESTION
        colons += line[LAST, i] == COLON
        if prose[i]:
            paragraphs += 1
            prose_words += words[i]
            quotes += line[FIRST, i] == QUOTE
        elif start <= i < stop:
            lines += 1
            unclaimed += group[i] == 0
            items_within += item
            numbers += line[FIRST, i] == FIGURE
    for i in range(PAGE_ITEMS - PAGE_CLAIMS):
        fill(rows, PAGE_CLAIMS + i, min(claims[i + 1], 4))
    fill(rows, PAGE_ITEMS, share(items, size))
    fill(rows, PAGE_QUOTES, share(quotes, paragraphs))
    fill(rows, PAGE_OPEN_LINES, share(unclaimed, stop - start))
    fill(rows, PAGE_PARAGRAPHS, reached(PARAGRAPH_EDGES, <double> prose_words / max(1, paragraphs)))
    fill(rows, PAGE_WORDS, reached(PROSE_EDGES, prose_words))
    fill(rows, PAGE_ITEMS_WITHIN, share(items_within, lines))
    fill(rows, PAGE_NUMBERS, min(numbers, 9))
    fill(rows, PAGE_QUESTIONS, share(questions, size))
    fill(rows, PAGE_BLOCKS, reached(BLOCKS_EDGES, size))
    fill(rows, PAGE_COLONS, share(colons, size))
    return 0
