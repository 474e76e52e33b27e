"""fundus-evaluation: news pages, five a publisher, gold paragraphs.

`ground_truth.json` {file: {body: [paragraph]}} and `html/<file>`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from declutter.bench.corpora.reading import BROKEN, json_of, sound, why
from declutter.bench.page import Fault, Gold, Page

__all__ = ["NAME", "find", "load"]

NAME = "fundus-evaluation"


def find(folder: Path) -> list[Path]:
    """The folder itself, or its `dataset/`, as upstream has it."""
    return [place for place in (folder, folder / "dataset") if (place / "ground_truth.json").is_file()]


def load(folder: Path) -> Iterator[Page | Fault]:
    """Its pages."""
    try:
        entries = json_of(folder / "ground_truth.json").items()
    except BROKEN as error:
        yield Fault(NAME, str(folder / "ground_truth.json"), why(error))
        return
    for name, data in entries:
        try:
            path = sound(folder / "html" / name)
            gold = Gold("words", "\n\n".join(data["body"]))
            yield Page(NAME, name, "html", "article", "", data.get("url") or "", gold, path)
        except BROKEN as error:
            yield Fault(NAME, f"ground_truth.json: {name}", why(error))
