"""Metadata: what a page says about itself, and where it says so.

Each field has its places, most trusted first; the first that has a usable value is taken.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

import regex

from declutter.page import Page
from declutter.readers.html.dates import date_in_text, to_iso
from declutter.readers.html.linked_data import best_node, linked_nodes, types_of
from declutter.readers.html.named import AUTHOR, DATE, named, said_by
from declutter.readers.html.page_type import page_type

__all__ = ["read_metadata"]

_Candidates = Iterable[tuple[Any, str]]

_BY = regex.compile(
    r"^(?:(?:written|posted|published|words|story|text|reported|reviewed)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|przez|autor(?:in)?|author)\b[:\s]+",
    regex.IGNORECASE,
)
_AND = regex.compile(
    r"\s*(?:,|;|\||/|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\s·\s)\s*(?=\p{Lu})", regex.IGNORECASE
)
# After these a byline goes on with the date, the time to read it, or the writer's post.
_BYLINE_END = regex.compile(
    r"\s*(?:\||•|·|\(|\bon\b|\bupdated\b|\bpublished\b|\bposted\b|\d|@|https?:).*$",
    regex.IGNORECASE | regex.DOTALL,
)
_NOBODY = frozenset((
    "admin", "administrator", "editor", "editors", "staff", "team", "author", "authors", "guest",
    "anonymous", "unknown", "null", "undefined", "none", "webmaster", "user", "redaktion", "redaction",
))  # fmt: skip
_DATED_URL = regex.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=\D|$)")
_SEPARATOR = regex.compile(r"\s+[|–—»·•:\-]+\s+|\s[|]\s?|\s?[|»]\s")
# A name has up to this many words; a longer text in its place is a sentence about the writer.
_NAME_WORDS = 6
_TITLE_CHARS = 300
# A line that only prints a date is no longer than this.
_DATE_CHARS = 40
_PUBLISHED_METAS = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "date",
    "pubdate",
    "publishdate", "publish_date", "publish-date", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dc.date",
    "dcterms.created", "dcterms.date", "dc.date.created", "citation_publication_date", "citation_date",
    "article.published", "published_date", "date.created", "datecreated", "cxenseparse:recs:publishtime",
    "publication_date",
    "article_date_original", "originalpublicationdate", "publishtime", "rnews:datepublished", "og:pubdate",
    "created",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "last-modified",
    "lastmod", "dcterms.modified",
    "dc.date.modified", "revised", "modified_date", "article.updated", "updated_time",
)  # fmt: skip


class _Sources:
    """Where a page's metadata may stand, each looked up once."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.metas: dict[str, list[str]] = {}
        for key, content in page.metas:
            value = " ".join(html.unescape(content).split())
            if value:
                self.metas.setdefault(key, []).append(value)
        h1 = {index for index, name in enumerate(page.names) if name.tag == "h1"}
        self.headlines = (
            [block for block, owner in enumerate(page.owner) if page.name[owner] in h1] if h1 else []
        )
        self.nodes = linked_nodes(page)
        self.node = best_node(self.nodes) or {}

    def meta(self, *keys: str) -> Iterator[tuple[str, str]]:
        """The values of meta elements, in the order of the keys."""
        for key in keys:
            for value in self.metas.get(key, ()):
                yield value, f"meta {key}"

    def linked(self, *keys: str) -> Iterator[tuple[Any, str]]:
        """The values of the JSON-LD node about the page."""
        for key in keys:
            if key in self.node:
                yield self.node[key], f"json-ld {key}"

    @cached_property
    def said(self) -> str:
        """What the page's elements are called."""
        return said_by(self.page.names)

    def named(self, words: Any) -> Iterator[tuple[str, str]]:
        """Blocks whose innermost element, or first inline element, is named by such words."""
        page = self.page
        fits = named(self.said, words)
        if not fits:
            return
        names = page.name
        for block, (owner, inline) in enumerate(zip(page.owner, page.inline)):
            if names[owner] in fits or inline in fits:
                yield page.text[block], "page"


def read_metadata(page: Page, url: str = "") -> dict[str, Any]:
    """What a page says about itself.

    Args:
        page: collected.
        url: address of the page; links become absolute by it.

    Returns:
        Those of title, authors (list), published, modified (ISO 8601), site, language, url, description,
        section, tags (list), image, type (schema.org) that the page states; page_type, told by all that;
        and `sources`, field -> where it stands.
    """
    sources = _Sources(page, url)
    base = urljoin(url, page.base) if page.base else url
    fields: dict[str, _Candidates] = {
        "title": _titles(sources),
        "authors": _authors(sources),
        "published": _dates(
            sources, ("datePublished", "dateCreated", "uploadDate"), _PUBLISHED_METAS, printed=True
        ),
        "modified": _dates(sources, ("dateModified",), _MODIFIED_METAS, printed=False),
        "site": _sites(sources),
        "language": _languages(sources),
        "url": _urls(sources, base),
        "description": _texts(
            sources, ("description",), ("og:description", "description", "twitter:description")
        ),
        "section": _texts(sources, ("articleSection",), ("article:section", "section", "og:article:section")),
        "tags": _tags(sources),
        "image": _images(sources, base),
        "type": ((types_of(sources.node)[0], "json-ld @type") for _ in range(bool(sources.node))),
    }
    found: dict[str, Any] = {}
    where: dict[str, str] = {}
    for field, candidates in fields.items():
        for value, place in candidates:
            if value:
                found[field], where[field] = value, place
                break
    found["page_type"] = page_type(page, url or found.get("url", ""), found.get("type", ""))
    if where:
        found["sources"] = where
    return found


# --- title ----------------------------------------------------------------------------------------


def _titles(sources: _Sources) -> _Candidates:
    page = sources.page
    printed = [" ".join(page.text[block].split()) for block in sources.headlines]
    stated = [value for value, _ in sources.meta("og:title", "twitter:title", "title")]
    told = [_text(value) for value, _ in sources.linked("headline", "name")]
    # A headline that the page prints and the head repeats is beyond doubt.
    heads = " ".join([page.title, *stated, *told]).lower()
    for text in printed:
        if len(text) > 3 and text.lower() in heads:
            yield text, "h1"
    if len(printed) == 1:
        yield printed[0], "h1"
    for text in stated:
        yield _without_site(text, sources), "meta og:title"
    for text in told:
        yield text[:_TITLE_CHARS], "json-ld headline"
    yield _without_site(page.title, sources), "title"
    if printed:
        yield printed[0], "h1"


def _without_site(title: str, sources: _Sources) -> str:
    """A title element without the site's name at its end or its beginning."""
    site = next((value for value, _ in _sites(sources)), "").lower()
    pieces = _SEPARATOR.split(title)
    if len(pieces) < 2:
        return title
    first, last = pieces[0], pieces[-1]
    if site and last.lower() in (site, site.removeprefix("the ")):
        return title[: title.rfind(last)].rstrip(" |–—»·•:-")
    if site and first.lower() == site:
        return title[len(first) :].lstrip(" |–—»·•:-")
    if len(last.split()) <= 4 and len(first.split()) >= 3:
        return title[: title.rfind(last)].rstrip(" |–—»·•:-")
    return title


# --- authors --------------------------------------------------------------------------------------


def _authors(sources: _Sources) -> _Candidates:
    for key in ("author", "creator"):
        for value, place in sources.linked(key):
            yield _people(value), place
    for node in sources.nodes:
        if (
            node is not sources.node
            and "author" in node
            and not {"review", "comment", "answer"} & set(types_of(node))
        ):
            yield _people(node["author"]), "json-ld author"
    metas = (
        "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
        "dcterms.creator", "citation_author", "byl", "og:article:author", "twitter:data1", "creator",
    )  # fmt: skip
    for key in metas:
        values = [value for value, _ in sources.meta(key)]
        if key == "twitter:data1" and not any("by" in v.lower() for v, _ in sources.meta("twitter:label1")):
            continue
        yield _people(values), f"meta {key}"
    yield _people(sources.page.authors[:1]), "page rel=author"
    for text, place in sources.named(AUTHOR):
        name = _person(text)
        if name:
            yield _people([name]), place
            break
    for text in sources.page.text:
        if len(text) < 60 and _BY.match(text):
            yield _people([text]), "page"


def _people(value: Any) -> list[str]:
    """Names, each once, in order, of a JSON-LD value or a list of texts."""
    names: list[str] = []
    stack = [value]
    while stack:
        item = stack.pop(0)
        if isinstance(item, list):
            stack[:0] = item
        elif isinstance(item, dict):
            stack[:0] = [item.get("name") or item.get("@list")]
        elif isinstance(item, str):
            for part in _AND.split(_BY.sub("", " ".join(html.unescape(item).split()))):
                name = _person(part)
                if name and name.lower() not in {n.lower() for n in names}:
                    names.append(name)
    return names


def _person(text: str) -> str:
    """A name without what bylines put around it; "" where it is none."""
    name = _BYLINE_END.sub("", _BY.sub("", text)).strip(" ,;:|·•-–—")
    low = name.lower()
    if not name or low in _NOBODY or "://" in text or not any(char.isalpha() for char in name):
        return ""
    return name if len(name.split()) <= _NAME_WORDS and len(name) < 80 else ""


# --- dates ----------------------------------------------------------------------------------------


def _dates(sources: _Sources, keys: tuple[str, ...], metas: tuple[str, ...], *, printed: bool) -> _Candidates:
    for value, place in sources.linked(*keys):
        yield to_iso(_text(value)), place
    for value, place in sources.meta(*metas):
        yield to_iso(value), place
    for node in sources.nodes:
        for key in keys:
            if key in node and not {"review", "comment", "answer"} & set(types_of(node)):
                yield to_iso(_text(node[key])), f"json-ld {key}"
    if not printed:
        return
    for address in (sources.url, *(href for rel, href in sources.page.rels if "canonical" in rel)):
        dated = _DATED_URL.search(address)
        if dated:
            yield to_iso("-".join(dated.groups())), "url"
    for moment, _ in sources.page.dates[:3]:
        yield to_iso(moment), "page time"
    language = sources.page.language[:2].lower()
    for text, place in sources.named(DATE):
        if len(text) < 120:
            yield date_in_text(text, language), place
    for start in sources.headlines[:1]:
        for text in sources.page.text[max(0, start - 5) : start + 12]:
            if len(text) < 100:
                yield date_in_text(text, language), "page near the headline"
    for text in sources.page.text:
        if len(text) < _DATE_CHARS:
            yield date_in_text(text), "page"


# --- the rest -------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    """A JSON-LD value as text: the first of a list, the name or value of an object."""
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return " ".join(html.unescape(str(value)).split()) if isinstance(value, (str, int, float)) else ""


def _texts(sources: _Sources, keys: tuple[str, ...], metas: tuple[str, ...]) -> _Candidates:
    for value, place in sources.linked(*keys):
        yield _text(value), place
    yield from sources.meta(*metas)


def _sites(sources: _Sources) -> _Candidates:
    yield from sources.meta("og:site_name")
    for value, place in sources.linked("publisher"):
        yield _text(value), place
    for node in sources.nodes:
        if {"website", "organization", "newsmediaorganization"} & set(types_of(node)):
            yield _text(node.get("name")), "json-ld name"
    yield from sources.meta("application-name", "apple-mobile-web-app-title")


def _languages(sources: _Sources) -> _Candidates:
    yield _code(sources.page.language), "html lang"
    for value, place in (
        *sources.linked("inLanguage"),
        *sources.meta("content-language", "og:locale", "language"),
    ):
        yield _code(_text(value)), place


def _code(value: str) -> str:
    """A language tag as BCP 47 writes it (`en-GB`); "" where it is none."""
    tag = value.strip().replace("_", "-").split(",")[0]
    return tag if regex.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else ""


def _urls(sources: _Sources, base: str) -> _Candidates:
    links = [(href, "link canonical") for rel, href in sources.page.rels if "canonical" in rel.split()]
    for value, place in (*links, *sources.meta("og:url"), *sources.linked("url", "mainEntityOfPage")):
        address = value.get("@id", "") if isinstance(value, dict) else value
        if isinstance(address, str) and address:
            yield _address(address, base), place


def _images(sources: _Sources, base: str) -> _Candidates:
    for value, place in (
        *sources.meta("og:image", "og:image:url", "twitter:image"),
        *sources.linked("image", "thumbnailUrl"),
    ):
        while isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("url") or value.get("@id") or value.get("contentUrl")
        if isinstance(value, str):
            yield _address(value, base), place


def _address(value: str, base: str) -> str:
    """An absolute web address; "" where it is none and none can be made."""
    try:
        address = urljoin(base, value.strip())
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _tags(sources: _Sources) -> _Candidates:
    values = [value for value, _ in sources.meta("article:tag", "og:article:tag")]
    yield list(dict.fromkeys(values)), "meta article:tag"
    for value, place in (
        *sources.linked("keywords"),
        *sources.meta("news_keywords", "keywords", "parsely-tags"),
    ):
        parts = value if isinstance(value, list) else str(value).split(",")
        yield list(dict.fromkeys(t for t in (_text(part) for part in parts) if t)), place
