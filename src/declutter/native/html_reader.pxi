"""What the two readers of libxml2's own strings have in common: names, attributes and texts are compared and gathered
as bytes, and a string is made only of what goes into a column."""

cdef extern from "Python.h":
    str PyUnicode_DecodeUTF8(const char *text, Py_ssize_t size, const char *errors)
    const char *PyUnicode_AsUTF8(str text) except NULL

# How many tags, and attributes, are at hand by the address of their name, which is one for all of a page.
cdef enum:
    AT_HAND = 128


class Unusual(Exception):
    """There is something on the page that is left to Python: a reference in an attribute, elements deep in each other."""


cdef inline str decoded(const char *text):
    return PyUnicode_DecodeUTF8(text, strlen(text), NULL)


cdef inline size_t hand(const char *name) noexcept:
    """The place of a name among those that are at hand."""
    return (<size_t> name ^ <size_t> name >> 7) % AT_HAND


cdef int number_of(const char *name) except -1:
    """The number of an attribute; ATTRIBUTES of one that is not looked at."""
    cdef int number
    for number in range(ATTRIBUTES):
        if not strcmp(name, PyUnicode_AsUTF8(SPELT[number])):
            return number
    return ATTRIBUTES


cdef class Reader(Target):
    """A target for events that come with libxml2's strings."""

    cdef Py_ssize_t events, most
    cdef Names block_names
    cdef dict kinds
    # Of the element that opens: which attributes it has, a bit for each, and what they say.
    cdef unsigned int present
    cdef const char *values[ATTRIBUTES]
    # What is at hand of tags and attributes, by the address of their name.
    cdef const char *tag_names[AT_HAND]
    cdef int traits[AT_HAND]
    cdef list tags
    cdef const char *attribute_names[AT_HAND]
    cdef int attribute_numbers[AT_HAND]
    # The text since the last tag.
    cdef char *text
    cdef size_t filled, room

    def __cinit__(self, page):
        self.tags, self.block_names, self.kinds = [None] * AT_HAND, Names(), {}

    def __dealloc__(self):
        free(self.text)

    cdef object value(self, int attribute):
        return decoded(self.values[attribute]) if self.present >> attribute & 1 else None

    cdef int block_name(self, str tag) except -1:
        cdef const char *parts[PARTS]
        cdef int part
        cdef Seen *seen
        for part in range(PARTS):
            parts[part] = self.values[part] if self.present >> part & 1 else NULL
        seen = self.block_names.place(<const void *> <PyObject *> tag, parts)
        if not seen.number:
            key = (tag, self.value(CLASS), self.value(ID), self.value(ROLE), self.value(ITEMPROP), self.value(TESTID))
            for part in range(PARTS):  # the name's own strings last as long as the page
                seen.parts[part] = NULL if parts[part] is NULL else PyUnicode_AsUTF8(key[1 + part])
            seen.kind = self.kinds.setdefault(key[:2], len(self.kinds))
            seen.number = 1 + self.add_name(key)
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
            tag = self.spell(decoded(name))
            self.tags[place], self.traits[place] = intern(tag), traits_of(tag)
            self.tag_names[place] = name
        return place

    cdef str spell(self, str tag):
        """A tag as its events have it."""
        return tag

    cdef int attribute(self, const char *name) except -1:
        """The number of an attribute."""
        cdef size_t place = hand(name)
        if self.attribute_names[place] is not name:
            self.attribute_numbers[place] = number_of(name)
            self.attribute_names[place] = name
        return self.attribute_numbers[place]

    cdef bint goes_on(self) except -1:
        """Count an event; after each so many (`most`), whether the page has room for more."""
        if self.events % self.most == 0 and self.full():
            return False
        self.events += 1
        return True

    cdef int add_text(self, const char *text, size_t size) except -1:
        if self.skipping and self.capture is None:
            return 0
        if self.filled + size > self.room:
            self.room = 2 * (self.filled + size)
            self.text = <char *> enlarged(self.text, self.room)
        memcpy(self.text + self.filled, text, size)
        self.filled += size

    cdef int end_text(self) except -1:
        """Take the text that has come since the last tag, unless it is white space before a block."""
        cdef size_t at = 0, size = self.filled
        self.filled = 0
        if self.skipping:
            self.capture.append(PyUnicode_DecodeUTF8(self.text, size, NULL))
            return 0
        if not self.parts:
            while at < size and <unsigned char> self.text[at] < 128 and CHARACTERS[<unsigned char> self.text[at]] & BLANK:
                at += 1
        if at < size:
            self.say(PyUnicode_DecodeUTF8(self.text, size, NULL))

    cdef int close_page(self) except -1:
        if self.filled:
            self.end_text()
        self.present = 0
        self.close()


cdef void *enlarged(void *memory, size_t size) except NULL:
    memory = realloc(memory, size)
    if memory is NULL:
        raise MemoryError
    return memory
