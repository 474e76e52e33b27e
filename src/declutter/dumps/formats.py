"""Which format a file has, its reader and its writer; and what the inputs on a command line are."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from declutter.dumps.arrow import ArrowReader, ArrowWriter
from declutter.dumps.delimited import CsvReader, CsvWriter
from declutter.dumps.jsonl import JsonlReader, JsonlWriter
from declutter.dumps.pages import PAGE_FORMS, PageReader
from declutter.dumps.records import Item, Source
from declutter.dumps.streams import COMPRESSIONS, compression_of
from declutter.dumps.warc import WarcReader
from declutter.errors import InputError, OptionError, unknown_choice

__all__ = [
    "INPUTS",
    "OUTPUTS",
    "SCHEMA_FORMATS",
    "Reader",
    "Writer",
    "expand",
    "format_of",
    "reader_of",
    "writer_of",
]


class Reader(Protocol):
    """Finds the records of a file, in the parent; decodes one, in a worker."""

    def read(self, source: Source, most: int, skip: int) -> Iterator[Item]:
        """Every record of a file in order, those before `skip` where that costs nothing to avoid."""
        ...

    def decode(self, raw: Any) -> dict[str, Any]:
        """The record itself; raises RecordError."""
        ...


class Writer(Protocol):
    """Encodes records, in a worker. What it makes can be appended, and cut off after any batch."""

    @property
    def staged(self) -> bool:
        """Whether what is appended must still be turned into the file, by `finish`."""
        ...

    def prologue(self) -> bytes:
        """What stands before the first record."""
        ...

    def piece(self, row: dict[str, Any]) -> Any:
        """One record; raises RecordError."""
        ...

    def join(self, pieces: list[Any]) -> bytes:
        """The bytes of a batch of pieces."""
        ...

    def finish(self, staged: Path, final: Path) -> None:
        """Make the file out of all that was joined, where it is `staged`."""
        ...


_READERS: dict[str, Callable[[], Reader]] = {
    "jsonl": JsonlReader,
    "csv": lambda: CsvReader(","),
    "tsv": lambda: CsvReader("\t"),
    "parquet": lambda: ArrowReader(parquet=True),
    "arrow": lambda: ArrowReader(parquet=False),
    "warc": WarcReader,
    "page": PageReader,
}
INPUTS = tuple(_READERS)
OUTPUTS = ("jsonl", "csv", "tsv", "parquet", "arrow")
SCHEMA_FORMATS = frozenset({"parquet", "arrow"})

_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".warc": "warc",
    ".wet": "warc",
    **dict.fromkeys(PAGE_FORMS, "page"),
}


def format_of(name: str) -> str | None:
    """The format that a file name tells, or None.

    >>> format_of("news.jsonl.gz"), format_of("CC-MAIN-0001.warc.wet.gz"), format_of("notes.doc")
    ('jsonl', 'warc', None)
    """
    name = name.lower()
    for suffix in COMPRESSIONS:
        if suffix and name.endswith(suffix):
            name = name[: -len(suffix)]
            break
    return _SUFFIXES.get(Path(name).suffix)


def reader_of(name: str) -> Reader:
    """The reader of a format.

    Raises:
        OptionError: there is no such format.
    """
    if name not in _READERS:
        raise OptionError(unknown_choice("input format", name, INPUTS))
    return _READERS[name]()


def writer_of(name: str, path: str, columns: Sequence[str], schema: bytes | None) -> Writer:
    """The writer of a format.

    Args:
        name: one of `OUTPUTS`.
        path: its suffix tells the compression.
        columns: of the output, in order; the header of CSV.
        schema: of the output, from `arrow.schema_of`, for Parquet and Arrow.

    Raises:
        OptionError: there is no such format, or its library is not installed.
    """
    if name not in OUTPUTS:
        raise OptionError(unknown_choice("output format", name, OUTPUTS))
    compression = compression_of(path)
    if name in SCHEMA_FORMATS:
        if compression != "none":
            raise OptionError(f"{path}: a {name} file is compressed inside; drop the last suffix")
        assert schema is not None
        return ArrowWriter(schema, parquet=name == "parquet")
    if name == "jsonl":
        return JsonlWriter(compression)
    return CsvWriter("," if name == "csv" else "\t", columns, compression)


def expand(inputs: Iterable[str], given: str | None) -> list[Source]:
    """The files that inputs stand for: files, globs, folders (searched for known suffixes), `-`.

    Args:
        inputs: as on a command line.
        given: format of all of them; None: told from each name.

    Raises:
        InputError: one does not exist or is empty of known files, or its format cannot be told.
    """
    sources: list[Source] = []
    for name in inputs:
        if name == "-":
            sources.append(Source(None, "standard input", given or "jsonl"))
            continue
        path = Path(name)
        if path.is_dir():
            found = [p for p in sorted(path.rglob("*")) if p.is_file() and format_of(p.name)]
            if not found:
                raise InputError(f"{name}: no file with a known suffix in it: {_known()}")
        elif path.exists():
            found = [path]
        else:
            found = [Path(p) for p in sorted(glob.glob(name, recursive=True)) if Path(p).is_file()]
            if not found:
                raise InputError(f"{name}: no such file or folder, and no file matches it")
        sources.extend(Source(p, str(p), given or _told(p)) for p in found)
    if not sources:
        raise InputError("no input")
    return sources


def _told(path: Path) -> str:
    told = format_of(path.name)
    if told is None:
        raise InputError(
            f"{path}: format unknown; give --from (`declutter dump`), or a name ending in {_known()}"
        )
    return told


def _known() -> str:
    return " ".join(sorted(_SUFFIXES))
