"""trafilatura's evaluation set: snippets that an extraction must hold, and that it must not.

`evaldata.json` {url: {file, with, without}}; pages in `eval/` or `cache/`. Upstream the gold is a dict in
`evaldata.py`, which is read, never run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from declutter.bench.corpora.reading import BROKEN, existing, json_of, sound, why
from declutter.bench.page import Fault, Gold, Page

__all__ = ["NAME", "find", "load"]

NAME = "trafilatura-eval"
_GOLDS = ("evaldata.json", "evaldata.py")
_FOLDERS = ("eval", "cache")


def find(folder: Path) -> list[Path]:
    """The folder itself, or its `tests/`, as upstream has it."""
    return [place for place in (folder, folder / "tests") if any((place / name).is_file() for name in _GOLDS)]


def load(folder: Path) -> Iterator[Page | Fault]:
    """Its pages."""
    gold = next(folder / name for name in _GOLDS if (folder / name).is_file())
    try:
        entries = (json_of(gold) if gold.suffix == ".json" else _literal(gold)).items()
    except (*BROKEN, SyntaxError) as error:
        yield Fault(NAME, str(gold), why(error))
        return
    for url, data in entries:
        try:
            yield _page(folder, url, data)
        except BROKEN as error:
            yield Fault(NAME, f"{gold}: {url}", why(error))


def _literal(path: Path) -> dict[str, Any]:
    """The largest dict that a Python file assigns, if it is one of plain values."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    dicts = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    ]
    if not dicts:
        raise ValueError("no dict of pages in it")
    found: dict[str, Any] = ast.literal_eval(max(dicts, key=lambda node: len(node.keys)))
    return found


def _page(folder: Path, url: str, data: dict[str, Any]) -> Page:
    for sub in _FOLDERS:
        try:
            path = existing(folder / sub / f"{data['file']}.gz")
        except FileNotFoundError:
            continue
        break
    else:
        raise FileNotFoundError(data["file"])
    gold = Gold("snippets", present=tuple(data["with"]), absent=tuple(data["without"]))
    return Page(NAME, data["file"], "html", "article", "", url, gold, sound(path))
