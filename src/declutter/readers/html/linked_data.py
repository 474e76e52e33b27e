"""JSON-LD and embedded state: data that a page carries beside its text, as plain dicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import regex

from declutter.page import Page

__all__ = ["ARTICLES", "best_node", "linked_nodes", "loads", "types_of"]

# The kinds of thing whose headline, authors and dates are those of the page, most telling first.
ARTICLES = (
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "liveblogposting",
    "article",
    "blogposting", "socialmediaposting", "techarticle", "scholarlyarticle", "medicalscholarlyarticle",
    "report",
    "review", "recipe", "howto", "discussionforumposting", "qapage", "question", "product", "jobposting",
    "event",
    "videoobject", "podcastepisode", "medicalwebpage", "faqpage", "aboutpage", "profilepage", "itempage",
    "collectionpage", "webpage",
)  # fmt: skip
_RANK = {name: number for number, name in enumerate(ARTICLES)}

# Nodes nest in graphs, lists and values; more of them than this is a catalogue.
_NODES, _DEPTH = 2_000, 40
_TRAILING_COMMA = regex.compile(r",\s*([}\]])")
_WRAPPER = regex.compile(
    r"\A\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|/\*\s*\]\]>\s*\*/|//\]\]>|\]\]>)\s*;?\s*\Z"
)


def loads(text: str) -> Any:
    """JSON as pages print it: raw line breaks in strings, comment wrappers, trailing commas. None where it is none."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    mended = _TRAILING_COMMA.sub(r"\1", _WRAPPER.sub("", text)).strip().rstrip(";")
    try:
        return json.loads(mended, strict=False)
    except (ValueError, RecursionError):
        return None


def linked_nodes(page: Page) -> list[dict[str, Any]]:
    """Every JSON-LD object of the page that has a type, in order."""
    nodes: list[dict[str, Any]] = []
    for kind, text in page.scripts:
        if "ld+json" in kind:
            nodes.extend(_walk(loads(text), _NODES - len(nodes)))
    return nodes


def _walk(data: Any, most: int) -> Iterator[dict[str, Any]]:
    stack = [(data, 0)]
    while stack and most > 0:
        value, depth = stack.pop()
        if depth > _DEPTH:
            continue
        if isinstance(value, list):
            stack.extend((item, depth + 1) for item in reversed(value))
        elif isinstance(value, dict):
            if "@type" in value:
                most -= 1
                yield value
            stack.extend(
                (item, depth + 1) for item in reversed(list(value.values())) if isinstance(item, (dict, list))
            )


def types_of(node: dict[str, Any]) -> list[str]:
    """The types of a node, lower case, without the vocabulary's address."""
    found = node.get("@type")
    values = found if isinstance(found, list) else [found]
    return [value.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for value in values if isinstance(value, str)]


def best_node(nodes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The node that is about the page itself: of the most telling type, the first of them."""
    best, rank = None, len(ARTICLES)
    for node in nodes:
        for kind in types_of(node):
            number = _RANK.get(kind, rank)
            if number < rank:
                best, rank = node, number
    return best
