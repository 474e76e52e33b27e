"""Steps that loaders share: files that may be missing, packed, broken off, or no JSON."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from declutter.bench.page import read_bytes

__all__ = ["BROKEN", "existing", "json_lines", "json_of", "sound", "why"]

BROKEN = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError)
"""What a damaged file, or gold of another shape than its corpus has, raises."""


def why(error: BaseException) -> str:
    """One clause for the person whose corpus it is."""
    if isinstance(error, FileNotFoundError):
        return "the file is missing"
    if isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile)):
        return "the file is broken off or damaged"
    if isinstance(error, UnicodeDecodeError):
        return "the file is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON: {error.msg}, line {error.lineno}"
    if isinstance(error, KeyError):
        return f"the gold has no {error.args[0]!r}"
    if isinstance(error, (TypeError, AttributeError)):
        return "the gold is of another shape than this corpus has"
    return str(error)


def existing(path: Path) -> Path:
    """The file, or the same packed or unpacked.

    Raises:
        FileNotFoundError: there is neither.
    """
    other = path.with_suffix("") if path.suffix == ".gz" else path.with_name(f"{path.name}.gz")
    for candidate in (path, other):
        if candidate.is_file():
            return candidate
    raise FileNotFoundError(path)


def sound(path: Path) -> Path:
    """An HTML file that can be read to its end, packed or not.

    Raises:
        OSError, EOFError, zlib.error: it cannot.
        ValueError: it is empty.
    """
    found = existing(path)
    if not read_bytes(found):
        raise ValueError("the file is empty")
    return found


def json_of(path: Path) -> Any:
    """The content of a JSON file, packed or not."""
    return json.loads(read_bytes(existing(path)).decode("utf-8"))


def json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """Line number and record of each line of a JSONL file; a line that is no JSON gives its error instead.

    What comes before the point where a packed file breaks off is read.
    """
    number = 0
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield number, json.loads(line.decode("utf-8"))
                except ValueError as error:
                    yield number, error
        except (OSError, EOFError, zlib.error) as error:
            yield number + 1, error
