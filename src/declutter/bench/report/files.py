"""Runs as JSON files, plain or packed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from declutter.bench.corpora.reading import BROKEN, why
from declutter.bench.page import read_bytes
from declutter.bench.run import FORMAT
from declutter.errors import InputError, OutputError

__all__ = ["read_run", "write_run", "write_text"]


def write_run(path: Path, run: dict[str, Any]) -> None:
    """Write a run; packed where the name ends in .gz.

    Raises:
        OutputError: the file cannot be written.
    """
    # A page a line. Label, rule and reason of a removed block come thousands of times: they are told once.
    causes: dict[tuple[str, str, str], int] = {}
    rows = ",\n".join(
        json.dumps(page | {"removed": _packed(page["removed"], causes)}, ensure_ascii=False)
        for page in run.get("pages", ())
    )
    head = {key: value for key, value in run.items() if key != "pages"} | {"causes": list(causes)}
    body = json.dumps(head, ensure_ascii=False)[:-1]
    write_text(path, f'{body},\n"pages": [\n{rows}\n]}}\n')


def _packed(removed: list[list[Any]], causes: dict[tuple[str, str, str], int]) -> list[list[Any]]:
    """Each block as line, number of its cause, confidence, text."""
    return [
        [line, causes.setdefault((label, source, reason), len(causes)), confidence, text]
        for line, label, confidence, source, reason, text in removed
    ]


def _unpacked(removed: list[list[Any]], causes: list[list[str]]) -> list[list[Any]]:
    return [
        [line, causes[cause][0], confidence, *causes[cause][1:], text]
        for line, cause, confidence, text in removed
    ]


def write_text(path: Path, text: str) -> None:
    """Write UTF-8, with the folders on the way.

    Raises:
        OutputError: the file cannot be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None


def read_run(path: Path) -> dict[str, Any]:
    """Read back what `write_run` wrote.

    Raises:
        InputError: the file is missing, damaged, or no run.
    """
    try:
        run: dict[str, Any] = json.loads(read_bytes(path).decode("utf-8"))
        form = run.get("format")
    except BROKEN as error:
        raise InputError(f"{path}: {why(error)}") from None
    if form != FORMAT:
        raise InputError(f"{path}: no run of declutter bench; its format is {form!r}, not {FORMAT!r}")
    try:
        for page in run["pages"]:
            page["removed"] = _unpacked(page["removed"], run["causes"])
    except (KeyError, TypeError, ValueError, IndexError):
        raise InputError(
            f"{path}: the run is damaged: its pages are not as declutter bench writes them"
        ) from None
    return run
