"""Twins of declutter.readers.html.sources.collect_markup and collect_tree: a page from the structs of lxml's tree.

A walk over the tree spares what events cost: a call for each, with strings for its names, attributes and
texts. Here a string is made only of what goes into a column.
"""

cdef extern from *:
    """
    /* How an element of lxml, and a node and an attribute of libxml2, begin: public, and the same in every version
       that `prepare_walker` lets pass. lxml's own headers would tell of the version that declutter was built with,
       and the one that it runs with may be another. */
    typedef struct tree_attr {
        void *_private;
        int type;
        const char *name;
        struct tree_node *children, *last, *parent;
        struct tree_attr *next, *prev;
        void *doc;
        void *ns;
    } tree_attr;
    typedef struct tree_node {
        void *_private;
        int type;
        const char *name;
        struct tree_node *children, *last, *parent, *next, *prev;
        void *doc;
        void *ns;
        const char *content;
        tree_attr *properties;
    } tree_node;
    typedef struct {
        PyObject_HEAD
        PyObject *document;
        tree_node *node;
        PyObject *tag;
    } tree_element;
    """
    ctypedef struct tree_attr:
        const char *name
        tree_node *children
        tree_attr *next
        void *ns
    ctypedef struct tree_node:
        int type
        const char *name
        tree_node *children
        tree_node *parent
        tree_node *next
        const char *content
        tree_attr *properties
    ctypedef struct tree_element:
        tree_node *node

cdef extern from "Python.h":
    str PyUnicode_DecodeUTF8(const char *text, Py_ssize_t size, const char *errors)
    const char *PyUnicode_AsUTF8(str text) except NULL
    Py_ssize_t PY_SSIZE_T_MAX

# xmlElementType.
cdef enum:
    ELEMENT = 1
    TEXT_NODE = 3
    CDATA = 4
    REFERENCE = 5
    INSTRUCTION = 7
    COMMENT = 8
    DOCUMENT = 9
    HTML_DOCUMENT = 13
    XINCLUDE_START = 19
    XINCLUDE_END = 20

# How many tags, and attributes, are at hand by the address of their name, which is one for all of a page.
cdef enum:
    AT_HAND = 128
# libxml2 gives up at 2,048 elements in each other, and what follows is not in the tree. So it cannot be held for
# long by closing tags without their opening ones, for each of which it walks all elements that are open: for so
# many, a quarter of a second. Larger pages are better read as a stream.
cdef int LEVELS = 1_000, CLOSINGS = 50_000, SIZE = 2_000_000
# Whether the structs are as above; and whether the parser puts into a tree all that it sends to a target, which
# libxml2 before 2.14 does not.
cdef bint KNOWN, ALIKE
cdef object ETREE = None, SOURCES, PAGE


class Unusual(Exception):
    """There is something in the tree that the walker leaves to Python: a reference in an attribute, for one."""


cdef prepare_walker():
    """Take what the walker needs of other modules, and see whether they fit."""
    global ETREE, SOURCES, PAGE, KNOWN, ALIKE
    from lxml import etree

    from declutter.page import Page
    from declutter.readers.html import sources

    if not TARGETS:
        prepare_target()
    KNOWN = (
        (5, 0) <= etree.LXML_VERSION < (7, 0)
        and (2, 9) <= etree.LIBXML_VERSION < (2, 15)
        and etree._Element.__basicsize__ == sizeof(tree_element)
    )
    ALIKE = KNOWN and etree.LIBXML_VERSION >= (2, 14)
    SOURCES, PAGE, ETREE = sources, Page, etree


cdef inline str decoded(const char *text):
    return PyUnicode_DecodeUTF8(text, strlen(text), NULL) if text is not NULL else ""


cdef inline size_t hand(const char *name) noexcept:
    """The place of a name among those that are at hand."""
    return (<size_t> name ^ <size_t> name >> 7) % AT_HAND


cdef inline const char *content_of(tree_attr *attr) except NULL:
    """What an attribute says."""
    if attr.children is NULL or (attr.children.content is NULL and attr.children.next is NULL):
        return b""
    if attr.children.type != TEXT_NODE or attr.children.next is not NULL:
        raise Unusual
    return attr.children.content


cdef int number_of(const char *name) except -1:
    """The number of an attribute; ATTRIBUTES of one that is not looked at."""
    cdef int number
    for number in range(ATTRIBUTES):
        if not strcmp(name, PyUnicode_AsUTF8(SPELT[number])):
            return number
    return ATTRIBUTES


cdef inline bint is_blank(const char *text) noexcept:
    """Whether all of a text is ASCII, and white space."""
    while text[0]:
        if <unsigned char> text[0] >= 128 or not CHARACTERS[<unsigned char> text[0]] & BLANK:
            return False
        text += 1
    return True


cdef class Walker(Target):
    """Does at each node what the target does at the events that lxml would make of it."""

    cdef const char *waiting  # a text since the last tag, if it is the only one
    cdef Py_ssize_t events, most, levels
    cdef Names block_names
    cdef dict kinds
    # Of the element that opens: which attributes it has, a bit for each, and what they say.
    cdef unsigned int present
    cdef tree_attr *attributes[ATTRIBUTES]
    # What is at hand of tags and attributes, by the address of their name.
    cdef const char *tag_names[AT_HAND]
    cdef int traits[AT_HAND]
    cdef list tags
    cdef const char *attribute_names[AT_HAND]
    cdef int attribute_numbers[AT_HAND]

    def __cinit__(self, page):
        self.tags, self.block_names, self.kinds = [None] * AT_HAND, Names(), {}

    cdef object value(self, int attribute):
        return decoded(content_of(self.attributes[attribute])) if self.present >> attribute & 1 else None

    cdef int block_name(self, str tag) except -1:
        cdef const char *parts[PARTS]
        cdef int part
        cdef Seen *seen
        for part in range(PARTS):
            parts[part] = content_of(self.attributes[part]) if self.present >> part & 1 else NULL
        seen = self.block_names.place(<const void *> <PyObject *> tag, parts)
        if not seen.number:
            class_ = self.value(CLASS)
            kind = self.kinds.setdefault((tag, class_), len(self.kinds))
            seen.kind = kind
            seen.number = 1 + self.add_name((
                tag, class_, self.value(ID), self.value(ROLE), self.value(ITEMPROP), self.value(TESTID)
            ))
        link = <long long> (self.path[self.current] if self.path else -1) << 32 | seen.kind
        chain = self.chains.get(link)
        if chain is None:
            chain = self.chains[link] = len(self.chains)
        self.chain = chain
        return seen.number - 1

    cdef int look_up(self, const char *name) except -1:
        """The place of a tag among those that are at hand."""
        cdef size_t place = hand(name)
        if self.tag_names[place] is not name:
            tag = decoded(name)
            if tag.isascii():
                tag = tag.lower()
            self.tags[place], self.traits[place] = intern(tag), traits_of(tag)
            self.tag_names[place] = name
        return place

    cdef int read_attributes(self, tree_attr *attr) except -1:
        cdef size_t place
        cdef int number
        self.present = 0
        while attr is not NULL:
            if attr.ns is NULL:
                place = hand(attr.name)
                if self.attribute_names[place] is not attr.name:
                    self.attribute_numbers[place] = number_of(attr.name)
                    self.attribute_names[place] = attr.name
                number = self.attribute_numbers[place]
                if number < ATTRIBUTES and not self.present >> number & 1:
                    self.present |= 1 << number
                    self.attributes[number] = attr
            attr = attr.next

    cdef bint goes_on(self) except -1:
        """Count an event; after each so many (`most`), whether the page has room for more."""
        if self.events % self.most == 0 and self.full():
            return False
        self.events += 1
        return True

    cdef bint open_node(self, tree_node *node) except -1:
        cdef int place
        if not self.goes_on():
            return False
        if self.skipping:
            self.skipping += 1
        else:
            self.end_text()
            place = self.look_up(node.name)
            self.read_attributes(node.properties)
            self.open(self.tags[place], self.traits[place])
        return True

    cdef bint shut_node(self, tree_node *node) except -1:
        if not self.goes_on():
            return False
        if self.skipping:
            self.skip_end()
        else:
            self.end_text()
            self.shut(self.traits[self.look_up(node.name)])
        return True

    cdef int add_text(self, const char *text) except -1:
        if text is NULL or not text[0]:
            return 0
        if self.skipping:
            if self.capture is not None:
                self.capture.append(decoded(text))
        elif self.waiting is NULL and not self.run:
            self.waiting = text
        else:
            if self.waiting is not NULL:
                self.run.append(decoded(self.waiting))
                self.waiting = NULL
            self.run.append(decoded(text))

    cdef int end_text(self) except -1:
        """Take the text that has come since the last tag, unless it is white space before a block."""
        if self.waiting is not NULL:
            if self.parts or not is_blank(self.waiting):
                self.say(decoded(self.waiting))
            self.waiting = NULL
        elif self.run:
            self.settle()

    cdef int walk(self, tree_node *node, bint beside) except -1:
        """Go through an element and what is in it, and, if asked for, through the elements beside and after it."""
        cdef Py_ssize_t level = 0
        while True:
            if node.type == ELEMENT:
                if not self.open_node(node):
                    return 0
                if node.children is not NULL:
                    level += 1
                    if level > self.levels:
                        raise Unusual
                    node = node.children
                    continue
                if not self.shut_node(node):
                    return 0
            elif level and not self.read(node):
                return 0
            while level and node.next is NULL:
                node = node.parent
                level -= 1
                if not self.shut_node(node):
                    return 0
            if not level and (not beside or node.next is NULL):
                self.full()
                return 0
            node = node.next

    cdef bint read(self, tree_node *node) except -1:
        """A node that is no element."""
        if node.type == TEXT_NODE or node.type == CDATA:
            self.add_text(node.content)
        elif node.type == COMMENT or node.type == INSTRUCTION:
            return self.goes_on()
        elif node.type == REFERENCE:  # to an entity, which nobody has resolved: to lxml it opens and closes
            return self.goes_on() and self.goes_on()
        elif node.type != XINCLUDE_START and node.type != XINCLUDE_END:
            raise Unusual
        return True

    def close(self):
        self.end_text()
        self.present = 0
        Target.close(self)


cdef bint closes_more(bytes data, Py_ssize_t most):
    """Whether markup has more closing tags."""
    cdef const char *text = data
    cdef const char *end = text + len(data)
    while most > 0:
        text = <const char *> memchr(text, c"<", end - text)
        if text is NULL:
            return False
        text += 1
        most -= text[0] == c"/"
    return True


def collect_markup(bytes data):
    """See declutter.readers.html.sources. What may be hostile is read as a stream, as there."""
    if ETREE is None:
        prepare_walker()
    if ALIKE and len(data) < SIZE and not closes_more(data, CLOSINGS):
        try:
            root = ETREE.fromstring(data, ETREE.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False))
            page = None if root is None else walked(root, LEVELS)
            if page is not None and not page.unread:
                return page
        except (Unusual, ETREE.XMLSyntaxError):
            pass
    return TWINS["declutter.readers.html.sources.collect_markup"][0](data)


def collect_tree(root):
    """See declutter.readers.html.sources."""
    if ETREE is None:
        prepare_walker()
    if KNOWN and isinstance(root, ETREE._Element):
        try:
            return walked(root, PY_SSIZE_T_MAX)
        except Unusual:
            pass
    return TWINS["declutter.readers.html.sources.collect_tree"][0](root)


cdef walked(root, Py_ssize_t levels):
    """The page of an element; of a document's own, with the elements beside it, which broken pages have."""
    cdef tree_node *top = (<tree_element *> <PyObject *> root).node
    if top is NULL:
        raise Unusual
    page = PAGE()
    cdef Walker walker = Walker(page)
    walker.most, walker.levels = SOURCES.EVENTS, levels
    walker.walk(top, top.parent is not NULL and top.parent.type in (DOCUMENT, HTML_DOCUMENT))
    walker.close()
    return page
