"""Rescue: the article of a page whose markup shows none, from the data that its scripts carry."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import regex

from declutter.page import Page
from declutter.readers.html.linked_data import linked_nodes, loads
from declutter.readers.html.sources import page_of_markup

__all__ = ["rescue"]

# A shorter text is a summary.
_LEAST_WORDS = 60
# Where the markup itself shows this part of what the data hold, the reader sees the article.
_SHOWN = 0.25
# Where it shows this part of it in blocks of a sentence's length, linked or not, it is a page of teasers;
# where it shows so many times its words in all, one of names and prices. The data then tell of one of many.
_TOLD, _FLOOD = 0.5, 8
_SENTENCE_WORDS = 10
# A page that shows this much prose has its article in the markup; its data need not be read at all.
_ENOUGH = 150
_FIELDS = frozenset(
    (
        "articlebody", "articletext", "body", "body_html", "bodyhtml", "content", "content_html", "contenthtml", "html",
        "markdown", "post_content", "recipeinstructions", "rendered", "reviewbody", "text",
    )
)  # fmt: skip
_TAGGED = regex.compile(r"<(?:p|div|br|li|h[1-6]|article|section)\b", regex.IGNORECASE)
# State objects hold whole shops; more values than this are not looked at.
_VALUES = 20_000


def rescue(page: Page) -> tuple[Page, str] | None:
    """The page's article from JSON-LD or an embedded state object, and where it stood.

    None where the markup shows the article, or where no data hold one.
    """
    if not page.scripts:
        return None
    shown, told, total = _words(page)
    if shown >= _ENOUGH:
        return None
    least = max(_LEAST_WORDS, shown / _SHOWN, told / _TOLD, total / _FLOOD)
    for candidates, place in ((_linked(page), "JSON-LD"), (_state(page), "an embedded state object")):
        best = max(candidates, key=len, default="")
        words = best.count(" ") + 1
        if words >= least:
            found = page_of_markup(_markup(best))
            if found.text:
                found.metas, found.rels, found.scripts = page.metas, page.rels, page.scripts
                found.title, found.language, found.base = page.title, page.language, page.base
                return found, place
    return None


def _words(page: Page) -> tuple[int, int, int]:
    """Words of the page's prose, of all its longer blocks, and of all its blocks; up to where there is enough prose."""
    shown = told = total = 0
    for text, linked in zip(page.text, page.linked):
        words = text.count(" ") + 1
        total += words
        if words >= _SENTENCE_WORDS:
            told += words
            if 2 * linked < len(text):
                shown += words
                if shown >= _ENOUGH:
                    break
    return shown, told, total


def _linked(page: Page) -> Iterator[str]:
    for node in linked_nodes(page):
        for key in ("articleBody", "reviewBody", "text"):
            if isinstance(node.get(key), str):
                yield node[key]


def _state(page: Page) -> Iterator[str]:
    for kind, text in page.scripts:
        if "ld+json" not in kind:
            yield from _texts(loads(text))


def _texts(data: Any) -> Iterator[str]:
    """Long strings under the keys that content stands under."""
    stack, left = [data], _VALUES
    while stack and left:
        left -= 1
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, (dict, list)):
                    stack.append(item)
                elif (
                    isinstance(item, str) and item.count(" ") >= _LEAST_WORDS and str(key).lower() in _FIELDS
                ):
                    yield item


def _markup(text: str) -> str:
    """A text field as markup: some hold HTML, some escaped HTML, some plain paragraphs."""
    if "&lt;" in text and not _TAGGED.search(text):
        text = html.unescape(text)
    if _TAGGED.search(text):
        body = text
    else:
        body = "".join(
            f"<p>{html.escape(html.unescape(line))}</p>" for line in text.splitlines() if line.strip()
        )
    return f"<html><body><article>{body}</article></body></html>"
