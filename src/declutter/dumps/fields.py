"""Which column holds the page, which its address, title and language: given, or told from names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from declutter.errors import InputError, unknown_choice

__all__ = ["ADDED", "Fields", "added_columns", "find_fields", "hints"]

# Names that scrapers, crawls and data sets give these columns; the first that occurs is taken.
_NAMES = {
    "page": [
        "text",
        "content",
        "article_text",
        "raw_content",
        "maintext",
        "main_text",
        "body",
        "article",
        "plain_text",
        "fulltext",
        "full_text",
        "html",
        "raw_html",
        "page_html",
        "html_content",
        "page",
        "markdown",
        "document",
    ],
    "id": ["id", "uid", "uuid", "doc_id", "document_id", "article_id", "warc_record_id", "key"],
    "url": ["url", "uri", "link", "source_url", "page_url", "canonical_url"],
    "title": ["title", "headline", "article_title"],
    "language": ["language", "lang", "language_code", "lang_code", "locale"],
}

# A code that the cleaner knows: two letters, perhaps with a region. Anything else is no hint.
_CODE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE)

ADDED = {
    "confidence": "double",
    "warnings": "strings",
    "title": "string",
    "language": "string",
    "metadata": "string",
    "findings": "string",
    "markdown": "string",
}
"""What `--add` can add -> the type of its column where columns have types."""


class Fields(NamedTuple):
    """Names of columns; "" where there is none.

    Attributes:
        page: the page to be cleaned.
        into: where the clean text goes.
        id, url, title, language: what is known about the page.
        form: says "html", "markdown" or "text" record by record.
    """

    page: str
    into: str
    id: str = ""
    url: str = ""
    title: str = ""
    language: str = ""
    form: str = ""


def added_columns(add: Iterable[str], fields: Fields) -> dict[str, str]:
    """The columns that cleaning writes, with their types.

    >>> added_columns(["confidence"], Fields("text", "clean"))
    {'clean': 'string', 'clean_confidence': 'double'}
    """
    return {fields.into: "string", **{f"clean_{name}": ADDED[name] for name in add}}


def find_fields(
    rows: Sequence[Mapping[str, Any]], given: Mapping[str, str | None], into: str | None, where: str
) -> Fields:
    """The fields that are given, and those that the first records' column names tell.

    Args:
        rows: the first records.
        given: "page", "id", "url", "title" or "language" -> a column's name; None or missing: look.
        into: column for the clean text; None is the page's own.
        where: names the input in errors.

    Raises:
        InputError: a given column does not occur, or none looks like a page.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    found: dict[str, str] = {}
    for role, names in _NAMES.items():
        name = given.get(role)
        if name:
            if columns and name not in columns:
                raise InputError(f"{where}: {unknown_choice('field', name, columns)}")
            found[role] = name
        else:
            lowered = {column.lower(): column for column in reversed(columns)}
            usable = [lowered[n] for n in names if n in lowered]
            if role == "page":
                usable = [n for n in usable if any(isinstance(r.get(n), (str, bytes)) for r in rows)]
            found[role] = usable[0] if usable else ""
    if not found["page"]:
        said = f"its columns: {', '.join(columns)}" if columns else "no record of it can be read"
        raise InputError(f"{where}: no column looks like a page; name it with --field; {said}")
    return Fields(into=into or found["page"], **found)


def hints(row: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """What a record says about its page, as arguments for the cleaner; nonsense is left out."""
    said: dict[str, Any] = {}
    for role, name in (("url", fields.url), ("title", fields.title), ("language", fields.language)):
        value = row.get(name) if name else None
        if not isinstance(value, str) or not value.strip():
            continue
        if role == "language" and not _CODE.fullmatch(value.strip()):
            continue
        said[role] = value.strip()
    return said
