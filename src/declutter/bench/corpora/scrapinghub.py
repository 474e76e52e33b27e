"""ScrapingHub's article-extraction benchmark: 181 news pages, gold text, scored by shingles.

`ground-truth.json` {id: {articleBody, url}} and `html/<id>.html.gz`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from declutter.bench.corpora.reading import BROKEN, json_of, sound, why
from declutter.bench.page import Fault, Gold, Page

__all__ = ["NAME", "find", "load"]

NAME = "scrapinghub"


def find(folder: Path) -> list[Path]:
    """The folder itself."""
    return [folder] if (folder / "ground-truth.json").is_file() else []


def load(folder: Path) -> Iterator[Page | Fault]:
    """Its pages."""
    try:
        entries = json_of(folder / "ground-truth.json").items()
    except BROKEN as error:
        yield Fault(NAME, str(folder / "ground-truth.json"), why(error))
        return
    for name, data in entries:
        try:
            path = sound(folder / "html" / f"{name}.html.gz")
            gold = Gold("shingles", data["articleBody"])
            yield Page(NAME, name, "html", "article", "en", data.get("url") or "", gold, path)
        except BROKEN as error:
            yield Fault(NAME, f"ground-truth.json: {name}", why(error))
