"""What other rooms' twins use of declutter.native.words: classes of characters, and words that are no strings yet."""

cdef extern from "Python.h":
    int PyUnicode_KIND(str text)
    void *PyUnicode_DATA(str text)
    Py_UCS4 PyUnicode_READ(int kind, const void *data, Py_ssize_t index)

# A text is an array of characters of one, two or four bytes; a loop over each runs several times faster than one
# that asks for every character which it is.
ctypedef unsigned char Narrow
ctypedef unsigned short Wide
ctypedef unsigned int Widest
ctypedef fused Char:
    Narrow
    Wide
    Widest

# What a character of the basic plane is, told once by the classes of Python's own patterns.
cdef enum:
    LETTER = 1  # \w
    FIGURE = 2  # \d
    VOWEL = 4  # a combining mark that \w leaves out
    SPACE = 8  # str.isspace
    BREAK = 16  # one of COMMON_MARKS
    PLAIN = 32  # of COMPOSED_ROWS, and its lower case is one character, whatever stands beside it

cdef struct Slice:
    int kind
    const void *data
    Py_ssize_t start, stop
    int block  # the last one that has it, as `shared_words` counts

cdef struct Slot:
    unsigned int mixed  # the hash of the word
    int number  # of the word, and one; 0 in a free slot

cdef unsigned int SEED

cdef const unsigned char *kinds() except NULL


cdef inline unsigned char kind_in(const unsigned char *table, Py_UCS4 char) noexcept:
    """What a character is; `table` is what `kinds` gave."""
    if char < 65536:
        return table[<unsigned int> char]
    return (LETTER if char.isalnum() else 0) | (FIGURE if char.isdecimal() else 0)


cdef inline unsigned int mix(unsigned int mixed, Py_UCS4 char) noexcept:
    """The hash of a word that goes on with this character (FNV-1a over characters)."""
    return (mixed ^ <unsigned int> char) * 16777619


cdef class Words:
    """Distinct words, each a slice of a text: a number for each, from 0 in order of arrival."""

    cdef list texts  # which the slices point into
    cdef Slice *slices
    cdef Slot *slots
    cdef Py_ssize_t size, room  # slots are a power of two, at most half of them taken

    cdef int grow(self) except -1
    cdef int number(self, int kind, const void *data, Py_ssize_t start, Py_ssize_t stop, unsigned int mixed,
                    bint add) except -2
    cdef int add(self, str word) except -2


cdef Words table_of(frozenset words)
