"""Labelled text: JSON lines in which each non-empty line of a text has a letter.

`{"id", "text", "labels", …}`. text-residue's `dev.jsonl.gz` is of this layout, and so are our sample dumps,
and so may be a user's own. Records that name a corpus and an extractor, as text-residue's do, are dealt
into its four slices, whose figures must not be added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from declutter.bench.corpora.reading import BROKEN, json_lines, why
from declutter.bench.page import Fault, Gold, Page

__all__ = ["NAME", "find", "load"]

NAME = "labelled text"
_SUFFIXES = (".jsonl", ".jsonl.gz")
# The extractor that keeps the whole page, as Common Crawl's WET files do.
_WHOLE_PAGE = "resiliparse_all"


def find(path: Path) -> list[Path]:
    """Such files in a folder, or the file itself."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return [file for file in files if file.name.endswith(_SUFFIXES) and _is_labelled(file)]


def _is_labelled(path: Path) -> bool:
    """By its first sound record: a damaged line hides no dump."""
    for _, record in json_lines(path):
        if isinstance(record, dict):
            return {"text", "labels"} <= record.keys()
    return False


def load(path: Path) -> Iterator[Page | Fault]:
    """Its records."""
    name = path.parent.name if path.name.startswith("dev.") else path.name.split(".")[0]
    for number, record in json_lines(path):
        try:
            if isinstance(record, BaseException):
                raise record
            yield _page(name, number, record)
        except BROKEN as error:
            yield Fault(name, f"{path}: line {number}", why(error))


def _page(name: str, number: int, record: dict[str, Any]) -> Page:
    text, labels = record["text"], record["labels"]
    lines = sum(1 for line in text.split("\n") if line.strip())
    if len(labels) != lines:
        raise ValueError(f"{len(labels)} labels for {lines} non-empty lines")
    extractor, corpus = record.get("extractor"), record.get("corpus")
    key = str(record.get("id", number))
    if extractor and corpus:
        news = "news" if str(corpus).startswith("fundus") else "web"
        name = f"{name}: {news} {'page' if extractor == _WHOLE_PAGE else 'light'}"
        key = f"{corpus}/{key}/{extractor}"
    return Page(
        name,
        key,
        "text",
        str(extractor or record.get("page_type") or "text"),
        record.get("lang") or "",
        record.get("url") or "",
        Gold("lines", labels=labels),
        text=text,
        about={"title": record.get("title")},
    )
