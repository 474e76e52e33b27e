"""The nouns of a dump: Source, Item, Fault, Batch. Standard library only.

An item is a record as it lies in its file, not yet decoded: decoding is work for a worker. It
knows where it lies, so that a fault can say where to look and a stopped run where to go on.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from declutter.errors import OptionError

__all__ = ["Batch", "Fault", "Item", "RecordError", "Source", "need"]


class Source(NamedTuple):
    """One input.

    Attributes:
        path: of the file; None is standard input.
        name: as messages name it, and as quarantine entries do.
        format: key of `formats.FORMATS`.
    """

    path: Path | None
    name: str
    format: str


class Fault(NamedTuple):
    """Why a record could not be cleaned.

    Attributes:
        kind: two or three words to count by: "broken JSON", "too large" …
        reason: the sentence for this record.
    """

    kind: str
    reason: str


class RecordError(Exception):
    """Raised where a record turns out bad; becomes its Fault."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(kind, reason)
        self.fault = Fault(kind, reason)


class Item(NamedTuple):
    """A record as it lies in its file.

    Attributes:
        number: 0-based, within its file; bad records count too.
        unit: what `position` counts: "line", "row", "byte" or "file".
        position: where the record begins, for people: lines and rows count from 1.
        raw: undecoded, in a shape that only the reader of its format knows.
        size: bytes.
        done: bytes of the input file that were read up to here; drives the progress bar.
        fault: what the reader already found wrong with it.
        file: index of its file among the inputs; set by `select.read_all`.
    """

    number: int
    unit: str
    position: int
    raw: Any
    size: int
    done: int = 0
    fault: Fault | None = None
    file: int = 0


@dataclass(slots=True)
class Batch:
    """What a worker gets at a time, and the unit in which output is written.

    Attributes:
        number: 0-based, within this run.
        items: consecutive records.
        size: bytes.
        blame: index of a record that must not be tried again -> why.
        deaths: index of a record -> how many workers died over it.
    """

    number: int
    items: list[Item]
    size: int
    blame: dict[int, Fault] = field(default_factory=dict)
    deaths: dict[int, int] = field(default_factory=dict)


def need(module: str, extra: str, what: str) -> ModuleType:
    """Import a library that an extra installs.

    Raises:
        OptionError: it is not installed; the message says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        library = module.split(".", maxsplit=1)[0]
        raise OptionError(
            f"{what} needs {library}, which is not installed; pip install 'declutter[{extra}]'"
        ) from None
