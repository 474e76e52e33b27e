"""Names of elements by the bytes that a tree has for them: of most elements the name was met before, and no string
is made."""

# Of a name: class, id, role, itemprop and data-testid, as `Name` and the attributes of html_target.pxi have them.
cdef enum:
    PARTS = 5

cdef struct Seen:
    unsigned long long mixed  # the hash of the name
    const void *tag
    const char *parts[PARTS]  # NULL where the element has no such attribute
    int number  # in the page's names, and one; 0 in a free slot
    int kind  # of its tag and class

# Of this process alone: nobody can choose names that collide.
cdef unsigned long long SALT = hash("declutter") & 0xFFFFFFFFFFFFFFFF


cdef class Names:
    """The distinct names of a page; tags are one string each, known by its address."""

    cdef Seen *slots  # a power of two, at most half of them taken
    cdef size_t room, taken

    def __cinit__(self):
        self.room, self.taken = 256, 0
        self.slots = <Seen *> calloc(self.room, sizeof(Seen))
        if self.slots is NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.slots)

    cdef Seen *place(self, const void *tag, const char **parts) except NULL:
        """Where a name stands, or will: then its number is 0, and to be filled in."""
        cdef unsigned long long mixed = (SALT ^ <size_t> tag) * 1099511628211ULL  # FNV-1a, but for the tag
        cdef int part
        cdef const char *text
        cdef Seen *seen
        for part in range(PARTS):
            text = parts[part]
            mixed = (mixed ^ (256 if text is NULL else 257)) * 1099511628211ULL
            if text is not NULL:
                while text[0]:
                    mixed = (mixed ^ <unsigned char> text[0]) * 1099511628211ULL
                    text += 1
        mixed ^= mixed >> 32
        if 2 * self.taken >= self.room:
            self.grow()
        seen = self.slots + (mixed & (self.room - 1))
        while seen.number and not (seen.mixed == mixed and seen.tag is tag and same_parts(seen.parts, parts)):
            seen += 1
            if seen == self.slots + self.room:
                seen = self.slots
        if not seen.number:
            seen.mixed, seen.tag = mixed, tag
            for part in range(PARTS):
                seen.parts[part] = parts[part]
            self.taken += 1
        return seen

    cdef int grow(self) except -1:
        cdef Seen *old = self.slots
        cdef Seen *slot
        cdef size_t at, size = self.room
        self.slots = <Seen *> calloc(2 * size, sizeof(Seen))
        if self.slots is NULL:
            self.slots = old
            raise MemoryError
        self.room = 2 * size
        for at in range(size):
            if old[at].number:
                slot = self.slots + (old[at].mixed & (self.room - 1))
                while slot.number:
                    slot += 1
                    if slot == self.slots + self.room:
                        slot = self.slots
                slot[0] = old[at]
        free(old)


cdef inline bint same_parts(const char **one, const char **other) noexcept:
    cdef int part
    for part in range(PARTS):
        if one[part] is NULL or other[part] is NULL:
            if one[part] is not other[part]:
                return False
        elif strcmp(one[part], other[part]):
            return False
    return True
