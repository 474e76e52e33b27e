"""Pages with their gold in one file: our HTML samples, and the simplest layout for a corpus of one's own.

`gold.jsonl` {id, text, url, lang, page_type, title, authors, date}, and `<id>.html` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from declutter.bench.corpora.reading import BROKEN, json_lines, sound, why
from declutter.bench.page import Fault, Gold, Page

__all__ = ["NAME", "find", "load"]

NAME = "pages"


def find(folder: Path) -> list[Path]:
    """The folder itself, or those below it, with such a file."""
    places = [folder, *(sub for sub in sorted(folder.iterdir()) if sub.is_dir())]
    return [place for place in places if (place / "gold.jsonl").is_file()]


def load(folder: Path) -> Iterator[Page | Fault]:
    """Its pages."""
    for number, record in json_lines(folder / "gold.jsonl"):
        try:
            if isinstance(record, BaseException):
                raise record
            yield _page(folder, record)
        except BROKEN as error:
            yield Fault(folder.name, f"{folder / 'gold.jsonl'}: line {number}", why(error))


def _page(folder: Path, record: dict[str, Any]) -> Page:
    return Page(
        folder.name,
        record["id"],
        "html",
        record.get("page_type") or "article",
        record.get("lang") or "",
        record.get("url") or "",
        Gold("words", record["text"]),
        sound(folder / f"{record['id']}.html"),
        about={name: record.get(name) for name in ("title", "authors", "date")},
    )
