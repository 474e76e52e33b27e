"""Twins of declutter.scorer.tokens: names of elements are cut into words, and what these say is added up.

Most pages bring names that no page before them had, and a pattern takes longer to start than such a name to read.
"""

cdef bint TOKENS_READY = False
cdef Py_ssize_t NAME_CHARS, NAME_WORDS, REMEMBER
cdef object CUT_NAME
cdef dict PART_OF


cdef int prepare_tokens() except -1:
    global TOKENS_READY, NAME_CHARS, NAME_WORDS, REMEMBER, CUT_NAME, PART_OF
    from declutter.scorer import parts, tokens

    NAME_CHARS, NAME_WORDS, REMEMBER = tokens._CHARS, tokens._WORDS, tokens._REMEMBER
    CUT_NAME, PART_OF = tokens._cut, parts._PART_OF
    TOKENS_READY = True
    return 0


def tokens_of(name):
    """See declutter.scorer.tokens."""
    if not TOKENS_READY:
        prepare_tokens()
    cdef str tag, class_, ident, role, prop, testid, word
    tag, class_, ident, role, prop, testid = name
    cdef dict found = {f"<{tag}>": None}  # in order, each once
    if class_:
        add_words(found, class_)
    if testid:
        add_words(found, testid)
    if ident:
        for word in cut_name(ident[:NAME_CHARS]):
            found["#" + word] = None
    if role:
        found["role=" + role.lower()] = None
    if prop:
        found["prop=" + prop.lower()] = None
    return tuple(found)


cdef int add_words(dict found, str value) except -1:
    """Add what a list of names says: the words of each, and the whole of them."""
    cdef str whole, word
    cdef list words
    for whole in value[:NAME_CHARS].split()[:NAME_WORDS]:
        words = cut_name(whole)
        for word in words:
            found[word] = None
        if len(words) > 1:
            found["-".join(words)] = None
    return 0


cdef list cut_name(str name):
    """The words of a name, in lower case: letters, up to a capital that follows a small one."""
    cdef Py_ssize_t at, start = 0, size = len(name)
    cdef const Narrow *chars = <const Narrow *> PyUnicode_DATA(name)
    cdef unsigned char char, before = 0
    cdef bint capitals = False
    cdef list words = []
    if not name.isascii():  # rare, and there are characters whose lower case is a letter of these and more
        return CUT_NAME(name)
    for at in range(size + 1):
        char = chars[at]  # behind the last there is a 0
        if not is_letter(char) or (is_small(before) and not is_small(char)):
            if start < at:
                words.append(name[start:at].lower() if capitals else name[start:at])
            start, capitals = at, False
        if not is_letter(char):
            start = at + 1
        elif not is_small(char):
            capitals = True
        before = char
    return words


cdef inline bint is_small(unsigned char char) noexcept:
    return c"a" <= char <= c"z"


cdef inline bint is_letter(unsigned char char) noexcept:
    return c"a" <= char <= c"z" or c"A" <= char <= c"Z"


def score(scorer, names):
    """See declutter.scorer.tokens.Tokens."""
    if not TOKENS_READY:
        prepare_tokens()
    cdef dict known = scorer.known
    cdef Py_ssize_t i, column
    cdef tuple row
    if len(known) > REMEMBER:
        known.clear()
    result = np.zeros((max(1, len(names)), ODDS), dtype=np.int64)
    cdef long long[:, ::1] says = result
    for i, name in enumerate(names):
        row = known.get(name)
        if row is None:
            row = known[name] = weigh(scorer, tokens_of(name))
        for column in range(ODDS):
            says[i, column] = row[column]
    return result


def weigh(scorer, tuple tokens):
    """See declutter.scorer.tokens.Tokens."""
    if not TOKENS_READY:
        prepare_tokens()
    cdef dict alone = scorer.alone, joint = scorer.joint
    cdef long long value, total = 0, lowest = 0, highest = 0, number = 0, weight = 0, part = 0
    cdef str token
    for token in tokens:
        said = alone.get(token)
        if said is not None:
            value = said
            total += value
            lowest = value if not number or value < lowest else lowest
            highest = value if not number or value > highest else highest
            number += 1
        said = joint.get(token)
        if said is not None:
            weight += <long long> said
        if not part:
            said = PART_OF.get(token)
            if said is not None:
                part = said
    return floored(total, max(number, 1)), lowest, highest, number, weight, part
