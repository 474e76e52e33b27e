"""One pass over the parser's events, into the flat columns of a Page.

The events come from lxml's parser without a tree being built. The handlers are closures over plain
lists, because attribute look-ups and objects for every element are what makes collectors slow.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from declutter.native import twin
from declutter.page import Name, Page
from declutter.readers.html.seams import RAISED, SEAM, mend
from declutter.readers.html.tags import (
    BASE,
    BLOCK,
    BREAK,
    CELLS,
    DATA_SCRIPTS,
    IMAGE,
    IN_CODE,
    INLINE,
    LINK,
    MATHS,
    MEDIA,
    META,
    PRE,
    REL,
    ROLES,
    RUNNING,
    SCRIPT,
    TEMPLATE,
    TIME,
    TITLE,
    TITLED,
    UNSEEN,
)
from declutter.readers.html.unseen import TO_ITSELF, hides, visible

__all__ = ["BLOCKS", "DEPTH", "EDIT", "ELEMENTS", "NEWLINE", "TooDeep", "collect", "make_target"]

# Deeper than any honest page; the parser's own walks over open elements stay short below it.
DEPTH = 400
# A block takes one to three kilobytes on its way, an empty element a tenth of that. The largest pages of
# the web, specifications in one piece, have some ten thousands of both.
BLOCKS, ELEMENTS = 200_000, 1_000_000

# Ends a line inside a block; white space to `split`, and not allowed in HTML.
NEWLINE = "\x1f"
# What `enter` was called for.
_OPENING = frozenset((BLOCK, PRE))
# The class of links in headings of wikis, which only editors use.
EDIT = "mw-editsection"


class TooDeep(Exception):  # a signal on the way to the flattened page, not an error
    """Elements are nested deeper than DEPTH."""


def collect(feed: Callable[[Any], None]) -> Page:
    """Collect a page.

    Args:
        feed: sends start, end and data events to the target it is given.

    Raises:
        TooDeep: elements are nested deeper than DEPTH.
    """
    page = Page()
    feed(make_target(page))
    return page


@twin
def make_target(page: Page) -> Any:  # noqa: PLR0915  # one closure over shared state is the point
    """The parser target that fills a page's columns."""
    names, name_of, parent, path, first, stop, hidden = (
        page.names, page.name, page.parent, page.path, page.first, page.stop, page.hidden,
    )  # fmt: skip
    owner, texts, linked, anchors, inline, pictured = (
        page.owner, page.text, page.linked, page.anchors, page.inline, page.pictured,
    )  # fmt: skip
    known: dict[tuple[str | None, ...], int] = {}
    paths: dict[tuple[int, str, str | None], int] = {}
    roles = ROLES.get
    run: list[str] = []
    parts: list[str] = []
    current = depth = skipping = pre = links = closed = seams = 0
    in_link = newline = broken = image = unseen = False
    start_of, chars_linked, author_from, fragment_from, cuts = -1, 0, -1, -1, 0
    capture: list[str] | None = None
    captured_as = ""
    customs: list[bool] = []

    def name_inline(tag: str, attrib: Any) -> int:
        """Index of an inline element's name."""
        key = (tag, attrib.get("class"), None, None, attrib.get("itemprop"), None)
        index = known.get(key)
        if index is None:
            index = known[key] = len(names)
            names.append(Name._make(key))
        return index

    def enter(tag: str, attrib: Any) -> None:
        """Open a block-level element."""
        nonlocal current, depth, unseen
        depth += 1
        if depth > DEPTH:
            raise TooDeep
        if tag == "html" and not page.language:
            page.language = attrib.get("lang") or attrib.get("xml:lang") or ""
        unshown = unseen
        class_ = None
        if not attrib:
            key: tuple[str | None, ...] = (tag, None)
        else:
            get = attrib.get
            class_ = get("class")
            if class_ is not None and len(attrib) == 1:  # most elements have no other
                key = (tag, class_)
            else:
                key = (tag, class_, get("id"), get("role"), get("itemprop"), get("data-testid"))
                if not unseen and ("style" in attrib or "hidden" in attrib or "aria-hidden" in attrib):
                    unshown = hides(attrib)
        index = known.get(key)
        if index is None:
            whole = key if len(key) > 2 else (*key, None, None, None, None)
            index = known.get(whole)
            if index is None:
                index = known[whole] = len(names)
                names.append(Name._make(whole))
            known[key] = index
        chain = (path[current] if path else -1, tag, class_)
        route = paths.get(chain)
        if route is None:
            route = paths[chain] = len(paths)
        parent.append(current if name_of else -1)
        current = len(name_of)
        name_of.append(index)
        path.append(route)
        first.append(len(texts))
        stop.append(0)
        hidden.append(unshown)
        unseen = unshown

    def flush() -> None:
        """End the block that is open, if it has any text."""
        nonlocal links, chars_linked, newline, broken, image, start_of, fragment_from, closed, seams
        text = "".join(parts) if len(parts) > 1 else parts[0]
        parts.clear()
        if seams:
            text = mend(text)
        if pre:
            text = text.replace(NEWLINE, "\n").strip("\n")
            if not text.strip():
                text = ""
        elif broken:
            text = "\n".join(filter(None, (" ".join(line.split()) for line in text.split(NEWLINE))))
        else:
            text = " ".join(text.split())
        if text and not text.isascii():
            text = visible(text).strip()
        if text:
            owner.append(current)
            texts.append(text)
            linked.append(min(chars_linked, len(text)))
            anchors.append(links)
            inline.append(start_of)
            pictured.append(image)
            image = False
        links, chars_linked, closed, seams, start_of, fragment_from = int(in_link), 0, 0, 0, -1, -1
        newline = broken = False

    def start(tag: str, attrib: Any) -> None:  # noqa: PLR0915  # a call a role would cost more than the role
        nonlocal skipping, in_link, links, newline, broken, image, start_of
        nonlocal capture, captured_as, pre, author_from, fragment_from, seams
        if skipping:
            skipping += 1
            return
        if run:
            settle()
        role = roles(tag)
        if role == BLOCK:
            if pre and tag in IN_CODE:
                if tag not in CELLS and parts:
                    parts.append(NEWLINE)
                return
            if parts:
                flush()
            enter(tag, attrib)
        elif role == LINK:
            if closed and closed == len(parts) and not pre:
                parts.append(SEAM)
                seams += 1
            href = attrib.get("href")
            if href is not None:
                in_link = True
                links += 1
                if "#" in href:
                    fragment_from = len(parts)
                rel = attrib.get("rel")
                if rel and "author" in rel:
                    author_from = len(parts)
            if not parts and start_of < 0 and attrib.get("class"):
                start_of = name_inline(tag, attrib)
        elif role == INLINE:
            if closed and closed == len(parts) and not pre and tag not in RAISED:
                parts.append(SEAM)
                seams += 1
            if attrib:
                class_ = attrib.get("class")
                if class_ == EDIT:
                    skipping = 1
                    return
                if not parts and start_of < 0 and (class_ is not None or "itemprop" in attrib):
                    start_of = name_inline(tag, attrib)
                if ("hidden" in attrib or "style" in attrib) and hides(attrib):
                    skipping = 1
        elif role == PRE or (role is None and block_like(tag)):
            if parts:
                flush()
            enter(tag, attrib)
            if role == PRE:
                pre += 1
        elif role == BREAK:
            if parts:
                if newline and not pre:
                    flush()
                else:
                    parts.append(NEWLINE)
                    newline = broken = True
        elif role == IMAGE:
            image = True
            class_ = attrib.get("class")
            if class_ is not None and ("latex" in class_ or "mwe-math" in class_ or class_ == "tex"):
                page.formulas = True
        elif role == UNSEEN:
            skipping = 1
            if tag in MEDIA:
                image = True
        elif role == SCRIPT:
            skipping = 1
            kind = f"{attrib.get('type') or ''} {attrib.get('id') or ''}".lower()
            if kind != " " and any(word in kind for word in DATA_SCRIPTS):
                capture, captured_as = [], kind.strip()
            elif kind.startswith("math/"):
                page.formulas = True
        elif role == META:
            key = (
                attrib.get("property")
                or attrib.get("name")
                or attrib.get("itemprop")
                or attrib.get("http-equiv")
            )
            content = attrib.get("content")
            if key and content:
                page.metas.append((key.strip().lower(), content))
        elif role == REL:
            if attrib.get("rel") and attrib.get("href"):
                page.rels.append((attrib["rel"].lower(), attrib["href"]))
        elif role == TITLE:
            skipping = 1
            if not page.title:
                capture, captured_as = [], "title"
        elif role == TIME:
            moment = attrib.get("datetime")
            if moment:
                page.dates.append((moment, len(texts)))
        elif role == BASE:
            page.base = page.base or attrib.get("href") or ""
        elif role == TEMPLATE and not ("shadowrootmode" in attrib or "shadowroot" in attrib):
            skipping = 1
        elif role == MATHS:
            page.formulas = True

    def block_like(tag: str) -> bool:
        """Whether an element that HTML does not know breaks the text: custom ones, outside a paragraph."""
        breaks = "-" in tag and not (parts and around() in RUNNING)
        customs.append(breaks)
        return breaks

    def around() -> str:
        """The tag of the innermost block-level element; a tree of the caller's may be an inline one alone."""
        return names[name_of[current]].tag if name_of else ""

    def end(tag: str) -> None:  # as above
        nonlocal skipping, in_link, capture, pre, author_from, fragment_from, current, depth, unseen, closed
        if skipping:
            skipping -= 1
            if not skipping and capture is not None:
                text = "".join(capture)
                if captured_as == "title":
                    page.title = " ".join(text.split())
                else:
                    page.scripts.append((captured_as, text))
                capture = None
            return
        if run:
            settle()
        role = roles(tag)
        if role == INLINE:
            closed = len(parts)
            return
        if role in _OPENING or (role is None and customs and customs.pop()):
            if pre and tag in IN_CODE:
                return
            if parts:
                flush()
            if role == PRE:
                pre -= 1
            depth -= 1
            stop[current] = len(texts)
            current = max(parent[current], 0)
            unseen = hidden[current]
        elif role == LINK:
            in_link = False
            if fragment_from >= 0:
                cut_link()
                fragment_from = -1
            closed = len(parts)
            if author_from >= 0:
                page.authors.append(" ".join("".join(parts[author_from:]).split()))
                author_from = -1

    def cut_link() -> None:
        """Take out the link that ends, if all it does is lead to the title that it stands in."""
        nonlocal links, chars_linked, cuts
        said = visible("".join(parts[fragment_from:])).strip()
        if said == "¶" or (around() in TITLED and TO_ITSELF.fullmatch(said)):
            links -= 1
            chars_linked -= sum(len(part) for part in parts[fragment_from:] if not part.isspace())
            del parts[fragment_from:]
            cuts += 1

    def data(text: str) -> None:
        if not skipping:
            run.append(text)
        elif capture is not None:
            capture.append(text)

    def settle() -> None:
        """Take the text that has come since the last tag: the parser cuts it where it likes."""
        nonlocal newline, chars_linked
        text = "".join(run) if len(run) > 1 else run[0]
        run.clear()
        if text.isspace():
            if parts:
                parts.append(text)
        else:
            parts.append(text)
            newline = False
            if in_link:
                chars_linked += len(text)

    def close() -> None:
        if run:
            settle()
        if parts:
            flush()
        if not name_of:
            enter("html", {})
        for element, last in enumerate(stop):
            if last < first[element]:
                stop[element] = len(texts)
        stop[0] = len(texts)

    def full() -> bool:
        """Whether the page has as many blocks or elements as are read; asked when there is more."""
        page.unread = len(texts) >= BLOCKS or len(name_of) >= ELEMENTS
        return page.unread

    return SimpleNamespace(
        start=start, end=end, data=data, close=close, full=full,
        quiet=lambda: skipping, cuts=lambda: cuts, seams=lambda: seams,
    )  # fmt: skip
