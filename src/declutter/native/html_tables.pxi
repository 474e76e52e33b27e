"""What the twins of declutter.readers.html know of tags, attributes and characters."""

cdef extern from "Python.h":
    str PyUnicode_FromKindAndData(int kind, const void *data, Py_ssize_t size)

# What a tag is: its role, and which sets of tags it belongs to; a tag that HTML does not know has no role.
cdef enum:
    ROLE_BITS = 31
    NO_ROLE = 31
    CODE = 32  # IN_CODE
    CELL = 64  # CELLS
    RAISE = 128  # RAISED
    RUN = 256  # RUNNING
    NAMED = 512  # TITLED
    PLAYED = 1024  # MEDIA
cdef dict TRAITS = {}
cdef int INLINE, BLOCK, UNSEEN, BREAK, LINK, IMAGE, META, REL, TITLE, SCRIPT, PRE, TIME, BASE, TEMPLATE, MATHS

# The attributes that are looked at, and how each is spelt.
cdef enum:
    CLASS, ID, ROLE, ITEMPROP, TESTID, HIDES, STYLE, ARIA_HIDDEN, HREF, RELATION, LANG, XML_LANG, TYPE, PROPERTY
    META_NAME, HTTP_EQUIV, CONTENT, DATETIME, SHADOWROOTMODE, SHADOWROOT
    ATTRIBUTES
cdef tuple SPELT = (
    "class", "id", "role", "itemprop", "data-testid", "hidden", "style", "aria-hidden", "href", "rel", "lang",
    "xml:lang", "type", "property", "name", "http-equiv", "content", "datetime", "shadowrootmode", "shadowroot",
)

# What a character of the basic plane is; beyond it there are no spaces, and none that cannot be seen.
cdef enum:
    BLANK = 1  # str.isspace
    ODD = 2  # one of INVISIBLE
cdef unsigned char CHARACTERS[65536]

cdef int DEPTH
cdef Py_UCS4 NEWLINE_CHAR
cdef str NEWLINE, SEAM, EDIT
cdef object COLLECT, NAME, mend, visible, conceals, to_itself
cdef object new_tuple = tuple.__new__
cdef tuple DATA_SCRIPTS
cdef bint TARGETS = False


cdef prepare_target():
    """Take the tables of the Python modules."""
    global TARGETS, COLLECT, NAME, DEPTH, NEWLINE, NEWLINE_CHAR, SEAM, EDIT, DATA_SCRIPTS
    global mend, visible, conceals, to_itself
    from declutter.page import Name
    from declutter.readers.html import collect, seams, tags, unseen

    prepare_traits(tags, seams.RAISED)
    prepare_characters(unseen.INVISIBLE)
    COLLECT, NAME, DEPTH = collect, Name, collect.DEPTH
    NEWLINE, SEAM, EDIT, DATA_SCRIPTS = collect.NEWLINE, seams.SEAM, collect.EDIT, tags.DATA_SCRIPTS
    NEWLINE_CHAR = ord(NEWLINE)
    mend, visible, conceals = seams.mend, unseen.visible, unseen.conceals
    to_itself = unseen.TO_ITSELF.fullmatch
    TARGETS = True


cdef prepare_traits(tags, raised):
    global INLINE, BLOCK, UNSEEN, BREAK, LINK, IMAGE, META, REL, TITLE, SCRIPT, PRE, TIME, BASE, TEMPLATE, MATHS
    INLINE, BLOCK, UNSEEN, BREAK, LINK = tags.INLINE, tags.BLOCK, tags.UNSEEN, tags.BREAK, tags.LINK
    IMAGE, META, REL, TITLE, SCRIPT = tags.IMAGE, tags.META, tags.REL, tags.TITLE, tags.SCRIPT
    PRE, TIME, BASE, TEMPLATE, MATHS = tags.PRE, tags.TIME, tags.BASE, tags.TEMPLATE, tags.MATHS
    traits = dict(tags.ROLES)
    for bit, members in (
        (CODE, tags.IN_CODE), (CELL, tags.CELLS), (RAISE, raised), (RUN, tags.RUNNING), (NAMED, tags.TITLED),
        (PLAYED, tags.MEDIA),
    ):
        for tag in members:
            traits[tag] = traits.get(tag, NO_ROLE) | bit
    TRAITS.update(traits)


cdef prepare_characters(invisible):
    cdef int code
    cdef unsigned short plane[65536]
    for code in range(65536):
        plane[code] = code
        CHARACTERS[code] = BLANK if (<Py_UCS4> code).isspace() else 0
    for match in invisible.finditer(PyUnicode_FromKindAndData(2, plane, 65536)):
        for code in range(match.start(), match.end()):
            CHARACTERS[code] |= ODD


cdef inline int traits_of(str tag) except -1:
    traits = TRAITS.get(tag)
    return NO_ROLE if traits is None else <int> traits


cdef inline unsigned char character(Py_UCS4 char) noexcept:
    return CHARACTERS[char] if char < 65536 else 0
