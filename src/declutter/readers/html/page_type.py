"""What kind of page it is, told by what it says of itself, by its address and by its make-up.

Each of some dozens of cues is present or not, and each has a learned weight for each kind: a logistic
regression, made by `benchmarks/train_page_type.py`. The kind with the highest sum is the page's.
"""

from __future__ import annotations

import json
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import regex

from declutter.page import Page

__all__ = ["PAGE_TYPES", "cues", "page_type"]

PAGE_TYPES = ("article", "documentation", "forum", "listing", "product", "service")

_WEIGHTS = Path(__file__).with_suffix(".json")
_SCHEMAS = {
    "product": "product productgroup",
    "forum": "discussionforumposting qapage question",
    "listing": "collectionpage itemlist searchresultspage offercatalog",
    "documentation": "techarticle apireference",
    "article": "newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle article blogposting "
    "liveblogposting scholarlyarticle report review recipe howto medicalwebpage",
}
_TYPE_OF = {schema: kind for kind, schemas in _SCHEMAS.items() for schema in schemas.split()}
# Parts of addresses that name a kind of page in many languages.
_ADDRESSES = (
    (
        "forum",
        regex.compile(
            r"forum|/threads?/|viewtopic|showthread|/questions/\d|/comments/|/t/[\w-]+/\d|/discussions?/|community\."
        ),
    ),
    (
        "documentation",
        regex.compile(
            r"(?:^|[./])(?:docs?|documentation|api|reference|manual|developers?|wiki)[./]|readthedocs"
        ),
    ),
    ("product", regex.compile(r"/(?:products?|dp|itm|item|p|shop)/[^/]+")),
    ("listing", regex.compile(r"/(?:categor(?:y|ies)|tags?|topics?|collections?|search|c|browse|archive)/")),
)
# Parts of classes and ids; how many different ones there are is the cue.
_PARTS = {
    "shop": ["price", "cart", "sku", "swatch", "quantity"],
    "talk": ["thread", "reply", "replies", "postbody", "post-body", "message-body", "vote"],
    "writing": ["entry", "post", "article", "author", "byline"],
    "manual": ["docs", "highlight", "markdown-body", "sidebar"],
}
# The first of an element's classes say what it is; sites that style by class alone go on for lines.
_NAME_CHARS = 40
_LETTERS = regex.compile(r"[^\W\d_]+")
# Prose has this many bytes: about the same number of words in every script.
_PROSE_BYTES = 75
# Steps of what is counted: a cue says how many of them are reached.
_STEPS: dict[str, tuple[float, ...]] = {
    "slug words": (1, 2, 3, 5),
    "paragraphs": (1, 4, 10, 25),
    "link share": (0.1, 0.2, 0.35, 0.5, 0.65),
    "alike": (0.3, 0.5, 0.7, 0.9),
    **dict.fromkeys(_PARTS, (1, 2, 3)),
}


def page_type(page: Page, url: str, schema: str) -> str:
    """One of PAGE_TYPES.

    Args:
        url: the page's address, or "".
        schema: schema.org type of the page's main thing, lower case; "" where it states none.
    """
    if _TYPE_OF.get(schema) == "article" and "address forum" not in _address_cues(url):
        return "article"  # who writes that down knows
    weights = _weights()
    found = [weights[cue] for cue in cues(page, url, schema) if cue in weights]
    sums = [sum(column) for column in zip(weights["always"], *found)]
    return PAGE_TYPES[sums.index(max(sums))]


@lru_cache(maxsize=1)
def _weights() -> dict[str, list[int]]:
    """Cue -> what it says for each kind, in hundredths."""
    weights: dict[str, list[int]] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return weights


def cues(page: Page, url: str, schema: str) -> Iterator[str]:
    """The cues that are present on a page; arguments as of `page_type`."""
    yield f"states {_TYPE_OF.get(schema, 'nothing')}"
    stated = next((content.lower() for key, content in page.metas if key == "og:type"), "")
    yield f"og:type {stated if stated in ('article', 'blog', 'news', 'website') else stated[:7]}"
    if any(key == "article:published_time" for key, _ in page.metas):
        yield "published"
    yield from _address_cues(url)
    yield from _prose_cues(page)
    names = " ".join([f"{(name.class_ or '')[:_NAME_CHARS]} {name.id or ''}" for name in page.names]).lower()
    for part, words in _PARTS.items():
        yield _step(part, len([word for word in words if word in names]))


def _address_cues(url: str) -> Iterator[str]:
    if not url:
        yield "no address"
        return
    parts = urlsplit(url)
    address = f"{parts.netloc}{parts.path}".lower()
    for kind, pattern in _ADDRESSES:
        if pattern.search(address):
            yield f"address {kind}"
    slug = parts.path.strip("/").rpartition("/")[2].partition(".")[0]
    yield _step("slug words", len(_LETTERS.findall(slug)))


def _prose_cues(page: Page) -> Iterator[str]:
    """How much prose there is, and how much of it stands in places of one kind."""
    prose = [
        owner
        for text, linked, owner in zip(page.text, page.linked, page.owner)
        if (len(text) >= _PROSE_BYTES or (not text.isascii() and _long_in_bytes(text)))
        and 2 * linked < len(text)
    ]
    places = Counter(map(page.path.__getitem__, prose))
    yield _step("paragraphs", len(prose))
    yield _step("link share", sum(page.linked) / max(1, sum(map(len, page.text))))
    yield _step("alike", max(places.values(), default=0) / max(1, len(prose)))


def _long_in_bytes(text: str) -> bool:
    return 3 * len(text) >= _PROSE_BYTES and len(text.encode("utf-8", "replace")) >= _PROSE_BYTES


def _step(name: str, value: float) -> str:
    return f"{name} {bisect(_STEPS[name], value)}"
