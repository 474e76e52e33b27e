"""Twin of declutter.readers.html.collect.make_target: the target that fills a page's columns.

It does at each event what the Python one does; what that is, and why, is told there. The columns are the
page's own lists. Blocks of text are folded in one pass over their characters.
"""

cdef class Target:
    """A parser target; its fields are the variables that the Python one closes over."""

    cdef object page
    cdef list names, name_of, parent, path, first, stop, hidden
    cdef list owner, texts, linked, anchors, inline, pictured
    cdef dict known, chains
    cdef object attrib  # of the element that opens
    cdef list run, parts, capture, customs
    cdef str captured_as
    cdef Py_ssize_t current, depth, skipping, pre, links, closed, seamed, start_of, chars_linked
    cdef Py_ssize_t author_from, fragment_from, cut
    cdef int chain
    cdef bint in_link, newline, broken, image, unseen

    def __cinit__(self, page):
        self.page = page
        self.names, self.name_of, self.parent, self.path = page.names, page.name, page.parent, page.path
        self.first, self.stop, self.hidden = page.first, page.stop, page.hidden
        self.owner, self.texts, self.linked = page.owner, page.text, page.linked
        self.anchors, self.inline, self.pictured = page.anchors, page.inline, page.pictured
        self.known, self.chains, self.run, self.parts, self.customs = {}, {}, [], [], []
        self.captured_as = ""
        self.start_of = self.author_from = self.fragment_from = -1

    def start(self, str tag, attrib):
        if self.skipping:
            self.skipping += 1
            return
        if self.run:
            self.settle()
        self.attrib = attrib
        self.open(tag, traits_of(tag))

    def end(self, str tag):
        if self.skipping:
            self.skip_end()
            return
        if self.run:
            self.settle()
        self.shut(traits_of(tag))

    def data(self, str text):
        if not self.skipping:
            self.run.append(text)
        elif self.capture is not None:
            self.capture.append(text)

    def close(self):
        cdef Py_ssize_t element
        if self.run:
            self.settle()
        if self.parts:
            self.flush()
        if not self.name_of:
            self.attrib = None
            self.enter("html")
        for element in range(len(self.stop)):
            if <Py_ssize_t> self.stop[element] < <Py_ssize_t> self.first[element]:
                self.stop[element] = len(self.texts)
        self.stop[0] = len(self.texts)

    def full(self):
        self.page.unread = len(self.texts) >= COLLECT.BLOCKS or len(self.name_of) >= COLLECT.ELEMENTS
        return self.page.unread

    def quiet(self):
        return self.skipping

    def cuts(self):
        return self.cut

    def seams(self):
        return self.seamed

    cdef object value(self, int attribute):
        """An attribute of the element that opens, or None."""
        return self.attrib.get(SPELT[attribute]) if self.attrib else None

    cdef bint hides(self, bint block) except -1:
        """Whether the element that opens keeps itself from readers; see collect.hides, and who calls it."""
        hidden, style = self.value(HIDES), self.value(STYLE)
        if hidden is not None:
            return hidden != "until-found"
        if (block or style is not None) and self.value(ARIA_HIDDEN) == "true":
            return True
        return style is not None and conceals(style)

    cdef int open(self, str tag, int traits) except -1:
        """An element opens."""
        cdef int role = traits & ROLE_BITS
        if role == BLOCK:
            if self.pre and traits & CODE:
                if not traits & CELL and self.parts:
                    self.parts.append(NEWLINE)
                return 0
            self.enter(tag)
        elif role == LINK:
            self.open_link(tag)
        elif role == INLINE:
            self.open_inline(tag, traits)
        elif role == PRE or (role == NO_ROLE and self.breaks(tag)):
            self.enter(tag)
            if role == PRE:
                self.pre += 1
        elif role == BREAK:
            self.break_line()
        elif role != NO_ROLE:
            self.note(role, traits)

    cdef int shut(self, int traits) except -1:
        """An element ends."""
        cdef int role = traits & ROLE_BITS
        if role == INLINE:
            self.closed = len(self.parts)
        elif role == BLOCK or role == PRE or (role == NO_ROLE and self.customs and self.customs.pop()):
            if self.pre and traits & CODE:
                return 0
            if self.parts:
                self.flush()
            if role == PRE:
                self.pre -= 1
            self.depth -= 1
            self.stop[self.current] = len(self.texts)
            self.current = max(<Py_ssize_t> self.parent[self.current], 0)
            self.unseen = self.hidden[self.current]
        elif role == LINK:
            self.close_link()

    cdef int settle(self) except -1:
        """Take the text that has come since the last tag."""
        cdef str text = "".join(self.run) if len(self.run) > 1 else self.run[0]
        self.run.clear()
        return self.say(text)

    cdef int say(self, str text) except -1:
        if is_space(text):
            if self.parts:
                self.parts.append(text)
        else:
            self.parts.append(text)
            self.newline = False
            if self.in_link:
                self.chars_linked += len(text)

    cdef int add_name(self, tuple key) except -1:
        """The number of a name that is new."""
        self.names.append(new_tuple(NAME, key))
        return len(self.names) - 1

    cdef int block_name(self, str tag) except -1:
        """The number of the name of a block-level element; sets `chain` to that of its chain."""
        class_ = self.value(CLASS)
        key = (tag, class_, self.value(ID), self.value(ROLE), self.value(ITEMPROP), self.value(TESTID))
        number = self.known.get(key)
        if number is None:
            number = self.known[key] = self.add_name(key)
        link = (self.path[self.current] if self.path else -1, tag, class_)
        chain = self.chains.get(link)
        if chain is None:
            chain = self.chains[link] = len(self.chains)
        self.chain = chain
        return number

    cdef int name_start(self, str tag, class_) except -1:
        """The block begins with an inline element that has a name."""
        key = (tag, class_, None, None, self.value(ITEMPROP), None)
        number = self.known.get(key)
        if number is None:
            number = self.known[key] = self.add_name(key)
        self.start_of = number

    cdef int enter(self, str tag) except -1:
        """Open a block-level element, and end the block before it."""
        cdef bint unshown
        cdef int number
        if self.parts:
            self.flush()
        self.depth += 1
        if self.depth > DEPTH:
            raise COLLECT.TooDeep
        if tag == "html" and not self.page.language:
            self.page.language = self.value(LANG) or self.value(XML_LANG) or ""
        unshown = self.unseen or self.hides(True)
        number = self.block_name(tag)
        self.parent.append(self.current if self.name_of else -1)
        self.current = len(self.name_of)
        self.name_of.append(number)
        self.path.append(self.chain)
        self.first.append(len(self.texts))
        self.stop.append(0)
        self.hidden.append(unshown)
        self.unseen = unshown

    cdef int flush(self) except -1:
        """End the block that is open, if it has any text."""
        cdef str text = "".join(self.parts) if len(self.parts) > 1 else self.parts[0]
        self.parts.clear()
        if self.seamed:
            text = mend(text)
        if self.pre:
            text = text.replace(NEWLINE, "\n").strip("\n")
            text = "" if is_space(text) else visible(text).strip() if not text.isascii() else text
        else:
            text = folded(text, self.broken)
        if text:
            self.owner.append(self.current)
            self.texts.append(text)
            self.linked.append(min(self.chars_linked, len(text)))
            self.anchors.append(self.links)
            self.inline.append(self.start_of)
            self.pictured.append(self.image)
            self.image = False
        self.links, self.chars_linked, self.closed, self.seamed = self.in_link, 0, 0, 0
        self.start_of = self.fragment_from = -1
        self.newline = self.broken = False

    cdef int seam(self) except -1:
        """Mark where an inline element ends and the next begins with nothing between."""
        if self.closed and self.closed == len(self.parts) and not self.pre:
            self.parts.append(SEAM)
            self.seamed += 1

    cdef int open_link(self, str tag) except -1:
        self.seam()
        href = self.value(HREF)
        if href is not None:
            self.in_link = True
            self.links += 1
            if "#" in <str> href:
                self.fragment_from = len(self.parts)
            rel = self.value(RELATION)
            if rel and "author" in <str> rel:
                self.author_from = len(self.parts)
        if not self.parts and self.start_of < 0:
            class_ = self.value(CLASS)
            if class_:
                self.name_start(tag, class_)

    cdef int close_link(self) except -1:
        self.in_link = False
        if self.fragment_from >= 0:
            self.cut_link()
            self.fragment_from = -1
        self.closed = len(self.parts)
        if self.author_from >= 0:
            self.page.authors.append(" ".join("".join(self.parts[self.author_from:]).split()))
            self.author_from = -1

    cdef int cut_link(self) except -1:
        """Take out the link that ends, if all it does is lead to the title that it stands in."""
        cdef str part
        cdef Py_ssize_t at
        said = visible("".join(self.parts[self.fragment_from:])).strip()
        if said == "¶" or (self.around() & NAMED and to_itself(said)):
            self.links -= 1
            for at in range(self.fragment_from, len(self.parts)):
                part = self.parts[at]
                if not is_space(part):
                    self.chars_linked -= len(part)
            del self.parts[self.fragment_from:]
            self.cut += 1

    cdef int around(self) except -1:
        """What the innermost block-level element is; nothing outside of any."""
        return traits_of(self.names[self.name_of[self.current]][0]) if self.name_of else NO_ROLE

    cdef int open_inline(self, str tag, int traits) except -1:
        if not traits & RAISE:
            self.seam()
        class_ = self.value(CLASS)
        if class_ is not None and class_ == EDIT:
            self.skipping = 1
            return 0
        if not self.parts and self.start_of < 0 and (class_ is not None or self.value(ITEMPROP) is not None):
            self.name_start(tag, class_)
        if self.hides(False):
            self.skipping = 1

    cdef bint breaks(self, str tag) except -1:
        """Whether an element that HTML does not know breaks the text: custom ones, outside a paragraph."""
        cdef bint breaks = u"-" in tag and not (self.parts and self.around() & RUN)
        self.customs.append(breaks)
        return breaks

    cdef int break_line(self) except -1:
        if self.parts:
            if self.newline and not self.pre:
                self.flush()
            else:
                self.parts.append(NEWLINE)
                self.newline = self.broken = True

    cdef int note(self, int role, int traits) except -1:
        """Elements that hold no text of the page."""
        if role == IMAGE:
            self.image = True
            class_ = self.value(CLASS)
            if class_ is not None and ("latex" in class_ or "mwe-math" in class_ or class_ == "tex"):
                self.page.formulas = True
        elif role == UNSEEN:
            self.skipping = 1
            if traits & PLAYED:
                self.image = True
        elif role == SCRIPT:
            self.skipping = 1
            kind = f"{self.value(TYPE) or ''} {self.value(ID) or ''}".lower()
            if kind != " " and any([word in kind for word in DATA_SCRIPTS]):
                self.capture, self.captured_as = [], kind.strip()
            elif kind.startswith("math/"):
                self.page.formulas = True
        elif role == TITLE:
            self.skipping = 1
            if not self.page.title:
                self.capture, self.captured_as = [], "title"
        elif role == TEMPLATE:
            if self.value(SHADOWROOTMODE) is None and self.value(SHADOWROOT) is None:
                self.skipping = 1
        elif role == MATHS:
            self.page.formulas = True
        else:
            self.note_about(role)

    cdef int note_about(self, int role) except -1:
        """What the page says about itself."""
        if role == META:
            key = (
                self.value(PROPERTY) or self.value(META_NAME) or self.value(ITEMPROP) or self.value(HTTP_EQUIV)
            )
            content = self.value(CONTENT)
            if key and content:
                self.page.metas.append((key.strip().lower(), content))
        elif role == REL:
            key, href = self.value(RELATION), self.value(HREF)
            if key and href:
                self.page.rels.append((key.lower(), href))
        elif role == TIME:
            moment = self.value(DATETIME)
            if moment:
                self.page.dates.append((moment, len(self.texts)))
        elif role == BASE:
            self.page.base = self.page.base or self.value(HREF) or ""

    cdef int skip_end(self) except -1:
        """An element ends in one that holds no text of the page, or that one does."""
        self.skipping -= 1
        if self.skipping or self.capture is None:
            return 0
        text = "".join(self.capture)
        if self.captured_as == "title":
            self.page.title = " ".join(text.split())
        else:
            self.page.scripts.append((self.captured_as, text))
        self.capture = None


def make_target(page):
    """See declutter.readers.html.collect."""
    if not TARGETS:
        prepare_target()
    return Target(page)
