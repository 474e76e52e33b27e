"""Twin of declutter.readers.html.sources.collect_markup: a page from the events of libxml2's parser, without a tree
and without lxml between, which makes a call of each event, with strings for its names, attributes and texts.

The parser is the one that lxml brings along. Its functions, public and unchanged for many years, are looked up in
lxml's library when declutter runs; where they are not to be found, as on Windows, events come through lxml.
"""

cdef extern from *:
    """
    #ifdef _WIN32
    static void *open_library(const char *path) { return NULL; }
    static void *find_function(void *library, const char *name) { return NULL; }
    #else
    #include <dlfcn.h>
    static void *open_library(const char *path) { return dlopen(path, RTLD_LAZY); }
    static void *find_function(void *library, const char *name) { return dlsym(library, name); }
    #endif
    /* xmlSAXHandler: what libxml2 calls for each event. */
    typedef struct {
        void *before_start_document[12];
        void *start_document, *end_document;
        void *start_element, *end_element, *reference, *characters;
        void *ignorable_whitespace, *processing_instruction, *comment;
        void *warning, *error, *fatal_error, *parameter_entity, *cdata, *external_subset;
        unsigned int initialized;
        void *own, *start_element_ns, *end_element_ns;
        void *structured_error;
    } sax_handler;
    typedef void *(*sax_new)(const sax_handler *, void *);
    typedef void *(*sax_read)(void *, const char *, int, const char *, const char *, int);
    typedef void (*sax_do)(void *);
    typedef void (*sax_subset)(void *, const char *, const char *, const char *);
    """
    void *open_library(const char *path)
    void *find_function(void *library, const char *name)
    ctypedef struct sax_handler:
        void **before_start_document
        void *start_document
        void *start_element
        void *end_element
        void *characters
        void *cdata
        unsigned int initialized
        void *structured_error
    ctypedef void *(*sax_new)(const sax_handler *, void *)
    ctypedef void *(*sax_read)(void *, const char *, int, const char *, const char *, int)
    ctypedef void (*sax_do)(void *)
    ctypedef void (*sax_subset)(void *, const char *, const char *, const char *)

cdef enum:
    INTERNAL_SUBSET = 0  # its place in the handler
    OPTIONS = 1 | 1 << 11 | 1 << 16 | 1 << 19  # recover, no network, compact, huge: as lxml's parser
# For a closing tag without its opening one the parser walks all elements that are open. The collector lets there be
# so many; for as many closing tags that takes a quarter of a second. Other pages are read in pieces, through lxml.
cdef Py_ssize_t LEVELS = 1_000, CLOSINGS = 50_000, SIZE = 2_000_000

cdef sax_new new_parser
cdef sax_read read_memory
cdef sax_do free_parser, stop_parser, free_document, start_document
cdef sax_subset internal_subset
cdef sax_handler HANDLER
cdef object STREAMS = None  # whether the functions were found


cdef prepare_stream():
    """Look up the parser's functions."""
    global STREAMS, SIZE, CLOSINGS
    global new_parser, read_memory, free_parser, stop_parser, free_document, start_document, internal_subset
    if ETREE is None:
        prepare_walker()
    cdef bytes path = os.fsencode(ETREE.__file__)
    cdef void *library = open_library(path) if KNOWN else NULL
    if library is not NULL:
        new_parser = <sax_new> find_function(library, b"htmlNewSAXParserCtxt")
        read_memory = <sax_read> find_function(library, b"htmlCtxtReadMemory")
        free_parser = <sax_do> find_function(library, b"htmlFreeParserCtxt")
        stop_parser = <sax_do> find_function(library, b"xmlStopParser")
        free_document = <sax_do> find_function(library, b"xmlFreeDoc")
        start_document = <sax_do> find_function(library, b"xmlSAX2StartDocument")
        internal_subset = <sax_subset> find_function(library, b"xmlSAX2InternalSubset")
    HANDLER.start_document, HANDLER.before_start_document[INTERNAL_SUBSET] = <void *> on_document, <void *> on_subset
    HANDLER.start_element, HANDLER.end_element = <void *> on_start, <void *> on_end
    HANDLER.characters = HANDLER.cdata = <void *> on_text
    HANDLER.initialized = 0xDEEDBEAF  # XML_SAX2_MAGIC: there is a place for a handler of errors
    HANDLER.structured_error = <void *> on_error
    if ETREE.LIBXML_VERSION < (2, 14):  # a page that was read in pieces could come out otherwise
        SIZE, CLOSINGS = SOURCES.SIZE, SOURCES.CLOSINGS
    STREAMS = (
        new_parser is not NULL and read_memory is not NULL and free_parser is not NULL and stop_parser is not NULL
        and free_document is not NULL and start_document is not NULL and internal_subset is not NULL
    )


cdef class Stream(Reader):
    """Takes the parser's events."""

    cdef void *parser
    cdef object error
    cdef Py_ssize_t level

    cdef int begin(self, const char *name, const char **attributes) except -1:
        cdef int place, number
        if self.filled:
            self.end_text()
        self.level += 1
        if self.level > LEVELS or not self.goes_on():
            raise Unusual
        if self.skipping:
            self.skipping += 1
            return 0
        self.present = 0
        while attributes is not NULL and attributes[0] is not NULL:
            number = self.attribute(attributes[0])
            if number < ATTRIBUTES and not self.present >> number & 1:
                self.present |= 1 << number
                self.values[number] = attributes[1]
                if attributes[1] is NULL:
                    self.values[number] = b""
            attributes += 2
        place = self.look_up(name)
        self.open(self.tags[place], self.traits[place])

    cdef int finish(self, const char *name) except -1:
        if self.filled:
            self.end_text()
        self.level -= 1
        if self.skipping:
            self.skip_end()
        else:
            self.shut(self.traits[self.look_up(name)])

    cdef int fail(self, error) except -1:
        self.error = error
        stop_parser(self.parser)


cdef void on_document(void *context) noexcept:
    """The parser asks its document, empty as it is, whether white space counts: older doctypes say that some does not."""
    start_document((<Stream> context).parser)


cdef void on_subset(void *context, const char *name, const char *public, const char *system) noexcept:
    internal_subset((<Stream> context).parser, name, public, system)


cdef void on_start(void *context, const char *name, const char **attributes) noexcept:
    stream = <Stream> context
    if stream.error is None:
        try:
            stream.begin(name, attributes)
        except BaseException as error:
            stream.fail(error)


cdef void on_end(void *context, const char *name) noexcept:
    stream = <Stream> context
    if stream.error is None:
        try:
            stream.finish(name)
        except BaseException as error:
            stream.fail(error)


cdef void on_text(void *context, const char *text, int size) noexcept:
    stream = <Stream> context
    if stream.error is None:
        try:
            stream.add_text(text, size)
        except BaseException as error:
            stream.fail(error)


cdef void on_error(void *context, const void *error) noexcept:
    """Nearly all pages have some."""


def collect_markup(bytes data):
    """See declutter.readers.html.sources."""
    if STREAMS is None:
        prepare_stream()
    if STREAMS and 0 < len(data) < SIZE and not data.isspace() and not closes_more(data, CLOSINGS):
        try:
            return streamed(data)
        except Unusual:
            pass
    return TWINS["declutter.readers.html.sources.collect_markup"][0](data)


cdef streamed(bytes data):
    page = PAGE()
    cdef Stream stream = Stream(page)
    cdef void *document
    stream.most = SOURCES.EVENTS
    stream.parser = new_parser(&HANDLER, <void *> stream)
    if stream.parser is NULL:
        raise MemoryError
    document = read_memory(stream.parser, data, len(data), NULL, b"utf-8", OPTIONS)
    if document is not NULL:
        free_document(document)
    free_parser(stream.parser)
    if stream.error is not None:
        raise stream.error
    stream.close_page()
    return page


cdef bint closes_more(bytes data, Py_ssize_t most):
    """Whether markup has as many closing tags."""
    cdef const char *text = data
    cdef const char *end = text + len(data)
    if len(data) < most * 2:
        return False
    while most > 0:
        text = <const char *> memchr(text, c"<", end - text)
        if text is NULL:
            return False
        text += 1
        most -= text[0] == c"/"
    return True
