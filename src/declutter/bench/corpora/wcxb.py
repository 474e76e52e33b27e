"""WCXB, the Web Content eXtraction Benchmark: seven page types, gold text.

`<split>/html/<id>.html.gz` and `<split>/ground-truth/<id>.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from declutter.bench.corpora.reading import BROKEN, json_of, sound, why
from declutter.bench.page import Fault, Gold, Page

__all__ = ["NAME", "find", "load"]

NAME = "wcxb"


def find(folder: Path) -> list[Path]:
    """The splits in a folder: itself, or those below it."""
    splits = [folder, *(sub for sub in sorted(folder.iterdir()) if sub.is_dir())]
    return [split for split in splits if (split / "ground-truth").is_dir() and (split / "html").is_dir()]


def load(split: Path) -> Iterator[Page | Fault]:
    """Its pages."""
    name = f"{NAME} {split.name}" if split.name in {"dev", "test", "train"} else NAME
    for path in sorted((split / "ground-truth").glob("*.json")):
        try:
            yield _page(name, split, path)
        except BROKEN as error:
            yield Fault(name, str(path), why(error))


def _page(name: str, split: Path, path: Path) -> Page:
    data = json_of(path)
    truth = data["ground_truth"]
    return Page(
        name,
        path.stem,
        "html",
        data["_internal"]["page_type"]["primary"],
        "",
        data.get("url") or truth.get("url") or "",
        Gold("words", truth.get("main_content") or ""),
        sound(split / "html" / f"{path.stem}.html.gz"),
        about={
            "title": truth.get("title"),
            "authors": truth.get("author"),
            "date": truth.get("publish_date"),
        },
    )
