"""Twin of declutter.readers.html.sources.collect_tree: a page from the structs of lxml's tree.

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


cdef inline const char *content_of(tree_attr *attr) except NULL:
    """What an attribute says."""
    if attr.children is NULL or (attr.children.content is NULL and attr.children.next is NULL):
        return b""
    if attr.children.type != TEXT_NODE or attr.children.next is not NULL:
        raise Unusual
    return attr.children.content


cdef class Walker(Reader):
    """Does at each node of a tree what the target does at the events that lxml would make of it."""

    cdef int read_attributes(self, tree_attr *attr) except -1:
        cdef int number
        self.present = 0
        while attr is not NULL:
            if attr.ns is NULL:
                number = self.attribute(attr.name)
                if number < ATTRIBUTES and not self.present >> number & 1:
                    self.present |= 1 << number
                    self.values[number] = content_of(attr)
            attr = attr.next

    cdef str spell(self, str tag):
        return tag.lower() if tag.isascii() else tag

    cdef bint open_node(self, tree_node *node) except -1:
        cdef int place
        if not self.goes_on():
            return False
        if self.filled:
            self.end_text()
        if self.skipping:
            self.skipping += 1
        else:
            place = self.look_up(node.name)
            self.read_attributes(node.properties)
            self.open(self.tags[place], self.traits[place])
        return True

    cdef bint shut_node(self, tree_node *node) except -1:
        if not self.goes_on():
            return False
        if self.filled:
            self.end_text()
        if self.skipping:
            self.skip_end()
        else:
            self.shut(self.traits[self.look_up(node.name)])
        return True

    cdef int walk(self, tree_node *node, bint beside) except -1:
        """Go through an element and what is in it, and, if asked for, through the elements beside and after it."""
        cdef Py_ssize_t level = 0
        while True:
            if node.type == ELEMENT:
                if not self.open_node(node):
                    return 0
                if node.children is not NULL:
                    level += 1
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
            if node.content is not NULL:
                self.add_text(node.content, strlen(node.content))
        elif node.type == COMMENT or node.type == INSTRUCTION:
            return self.goes_on()
        elif node.type == REFERENCE:  # to an entity, which nobody has resolved: to lxml it opens and closes
            return self.goes_on() and self.goes_on()
        elif node.type != XINCLUDE_START and node.type != XINCLUDE_END:
            raise Unusual
        return True


cdef bint KNOWN
cdef object ETREE = None, SOURCES, PAGE


cdef prepare_walker():
    """Take what the walker needs of other modules, and see whether they fit."""
    global ETREE, SOURCES, PAGE, KNOWN
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
    SOURCES, PAGE, ETREE = sources, Page, etree


def collect_tree(root):
    """See declutter.readers.html.sources."""
    if ETREE is None:
        prepare_walker()
    if KNOWN and isinstance(root, ETREE._Element):
        try:
            return walked(root)
        except Unusual:
            pass
    return TWINS["declutter.readers.html.sources.collect_tree"][0](root)


cdef walked(root):
    """The page of an element; of a document's own, with the elements beside it, which broken pages have."""
    cdef tree_node *top = (<tree_element *> <PyObject *> root).node
    if top is NULL:
        raise Unusual
    page = PAGE()
    cdef Walker walker = Walker(page)
    walker.most = SOURCES.EVENTS
    walker.walk(top, top.parent is not NULL and top.parent.type in (DOCUMENT, HTML_DOCUMENT))
    walker.close_page()
    return page
