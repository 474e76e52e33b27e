"""One pass over the parser's events, into the flat columns of a Page.

The events come from lxml's parser without a tree being built. The handlers are closures over plain
lists, because attribute look-ups and objects for every element are what makes collectors slow.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import regex

from declutter.page import Name, Page
from declutter.readers.html.tags import (
    BASE,
    BLOCK,
    BREAK,
    DATA_SCRIPTS,
    IMAGE,
    IN_CODE,
    INLINE,
    LINK,
    META,
    PRE,
    REL,
    ROLES,
    RUNNING,
    SCRIPT,
    TEMPLATE,
    TIME,
    TITLE,
    UNSEEN,
)

__all__ = ["DEPTH", "TooDeep", "collect", "make_target"]

# Deeper than any honest page; the parser's own walks over open elements stay short below it.
DEPTH = 400

# Ends a line inside a block; white space to `split`, and not allowed in HTML.
_NEWLINE = "\x1f"
_INVISIBLE = regex.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
)
# What `enter` was called for.
_OPENING = frozenset((BLOCK, PRE))
# In code, these stand beside each other.
_CELLS = frozenset(("span", "code", "td", "th"))
# Joins letters in Persian, Indic scripts and emoji: part of the spelling.
_JOINERS = frozenset("\u200c\u200d")


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
    parts: list[str] = []
    current = depth = skipping = pre = links = 0
    in_link = newline = broken = image = unseen = False
    start_of, chars_linked, author_from = -1, 0, -1
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
                    unshown = _hides(attrib)
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
        nonlocal links, chars_linked, newline, broken, image, start_of
        text = "".join(parts) if len(parts) > 1 else parts[0]
        parts.clear()
        if pre:
            text = text.replace(_NEWLINE, "\n").strip("\n")
            if not text.strip():
                text = ""
        elif broken:
            text = "\n".join(filter(None, (" ".join(line.split()) for line in text.split(_NEWLINE))))
        else:
            text = " ".join(text.split())
        if text and not text.isascii():
            text = _visible(text)
        if text:
            owner.append(current)
            texts.append(text)
            linked.append(min(chars_linked, len(text)))
            anchors.append(links)
            inline.append(start_of)
            pictured.append(image)
            image = False
        links, chars_linked, start_of = int(in_link), 0, -1
        newline = broken = False

    def start(tag: str, attrib: Any) -> None:  # noqa: PLR0915  # a call a role would cost more than the role
        nonlocal \
            skipping, \
            in_link, \
            links, \
            newline, \
            broken, \
            image, \
            start_of, \
            capture, \
            captured_as, \
            pre, \
            author_from
        if skipping:
            skipping += 1
            return
        role = roles(tag)
        if role == BLOCK:
            if pre and tag in IN_CODE:
                if tag not in _CELLS and parts:
                    parts.append(_NEWLINE)
                return
            if parts:
                flush()
            enter(tag, attrib)
        elif role == LINK:
            if "href" in attrib:
                in_link = True
                links += 1
                rel = attrib.get("rel")
                if rel and "author" in rel:
                    author_from = len(parts)
            if not parts and start_of < 0 and attrib.get("class"):
                start_of = name_inline(tag, attrib)
        elif role == INLINE:
            if attrib:
                if not parts and start_of < 0 and ("class" in attrib or "itemprop" in attrib):
                    start_of = name_inline(tag, attrib)
                if ("hidden" in attrib or "style" in attrib) and _hides(attrib):
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
                    parts.append(_NEWLINE)
                    newline = broken = True
        elif role == IMAGE:
            image = True
        elif role == UNSEEN:
            skipping = 1
            if tag in ("video", "audio", "iframe"):
                image = True
        elif role == SCRIPT:
            skipping = 1
            kind = f"{attrib.get('type') or ''} {attrib.get('id') or ''}".lower()
            if kind != " " and any(word in kind for word in DATA_SCRIPTS):
                capture, captured_as = [], kind.strip()
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

    def block_like(tag: str) -> bool:
        """Whether an element that HTML does not know breaks the text: custom ones, outside a paragraph."""
        breaks = "-" in tag and not (parts and names[name_of[current]].tag in RUNNING)
        customs.append(breaks)
        return breaks

    def end(tag: str) -> None:  # as above
        nonlocal skipping, in_link, capture, pre, author_from, current, depth, unseen
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
        role = roles(tag)
        if role == INLINE:
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
            if author_from >= 0:
                page.authors.append(" ".join("".join(parts[author_from:]).split()))
                author_from = -1

    def data(text: str) -> None:
        nonlocal newline, chars_linked
        if skipping:
            if capture is not None:
                capture.append(text)
        elif text.isspace():
            if parts:
                parts.append(text)
        else:
            parts.append(text)
            newline = False
            if in_link:
                chars_linked += len(text)

    def close() -> None:
        if parts:
            flush()
        if not name_of:
            enter("html", {})
        for element, last in enumerate(stop):
            if last < first[element]:
                stop[element] = len(texts)
        stop[0] = len(texts)

    return SimpleNamespace(start=start, end=end, data=data, close=close, quiet=lambda: skipping)


def _hides(attrib: Any) -> bool:
    """Whether an element's own attributes keep it from readers."""
    if "hidden" in attrib:
        return bool(attrib["hidden"] != "until-found")
    if attrib.get("aria-hidden") == "true":
        return True
    style = attrib.get("style")
    return style is not None and "none" in style and "display:none" in style.replace(" ", "").lower()


def _visible(text: str) -> str:
    """Without characters that have no width, other than those that spelling needs."""
    if _INVISIBLE.search(text) is None:
        return text
    return _INVISIBLE.sub(lambda m: "".join(c for c in m.group() if c in _JOINERS), text).strip()
