"""CSV and TSV, with a header line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from declutter.dumps.jsonl import plain, too_large
from declutter.dumps.records import Fault, Item, RecordError, Source
from declutter.dumps.streams import Input, compress, open_input, split_lines
from declutter.errors import InputError

__all__ = ["CsvReader", "CsvWriter"]


class _Lines:
    """Feeds the csv module: decoded lines, and a note of what it cannot be fed.

    A class, not a generator: iteration must go on after an error was raised through it.
    """

    def __init__(self, stream: Input, most: int) -> None:
        self._lines = split_lines(stream, most)
        self._most = most
        self.number = 0
        self.taken = 0
        self.fault: Fault | None = None

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number = line.number
        self.taken += line.size
        if line.fault:
            self.fault = line.fault
            raise csv.Error(line.fault.reason)
        if line.data is None:
            self.fault = too_large(line.size, self._most)
            raise csv.Error(self.fault.reason)
        data = line.data.removeprefix(b"\xef\xbb\xbf") if line.number == 1 else line.data
        # Bytes that are no UTF-8 travel as lone surrogates, to be found when the row is decoded.
        return data.decode("utf-8", "surrogateescape") + "\n"


class CsvReader:
    """Reads rows; a row may span lines. The header names the columns."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter

    def read(self, source: Source, most: int, skip: int) -> Iterator[Item]:
        """The rows of a file.

        Raises:
            InputError: the file has no header line.
        """
        del skip  # rows have no index
        with open_input(source) as stream:
            lines = _Lines(stream, most)
            rows = csv.reader(lines, delimiter=self._delimiter)
            try:
                header = tuple(_next(rows, most) or ())
            except csv.Error as error:
                raise InputError(f"{source.name}: header line cannot be read: {error}") from None
            if not header:
                raise InputError(f"{source.name}: no header line; the first line names the columns")
            yield from self._rows(rows, lines, stream, header, most)

    def _rows(
        self,
        rows: Iterator[list[str]],
        lines: _Lines,
        stream: Input,
        header: tuple[str, ...],
        most: int,
    ) -> Iterator[Item]:
        count = 0
        while True:
            first, before = lines.number + 1, lines.taken
            raw: tuple[tuple[str, ...], list[str]] | None = None
            fault: Fault | None = None
            try:
                row = _next(rows, most)
            except csv.Error as error:
                fault = lines.fault or Fault("broken CSV", str(error))
                lines.fault = None
            else:
                if row is None:
                    return
                if not row:  # an empty line
                    continue
                raw = header, row
            size = lines.taken - before
            if size > most and not fault:
                raw, fault = None, too_large(size, most)
            yield Item(count, "line", first, raw, size, stream.done(), fault)
            count += 1

    def decode(self, raw: tuple[tuple[str, ...], list[str]]) -> dict[str, Any]:
        """A row as a record.

        Raises:
            RecordError: it has more or fewer fields than the header, or bytes that are no UTF-8.
        """
        header, row = raw
        if len(row) != len(header):
            reason = f"the row has {len(row)} fields, the header {len(header)}"
            raise RecordError("broken CSV", reason)
        for name, value in zip(header, row, strict=True):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                reason = f"column {name!r}: character {error.start} is no UTF-8"
                raise RecordError("undecodable", reason) from None
        return dict(zip(header, row, strict=True))


def _next(rows: Iterator[list[str]], most: int) -> list[str] | None:
    """The next row, or None at the end; raises csv.Error for a field of over `most` characters."""
    # The limit is one for the whole process, and other code's as well as ours: set it and put it
    # back. A quote that is never closed would otherwise take the rest of the file for one field.
    theirs = csv.field_size_limit(most)
    try:
        return next(rows, None)
    finally:
        csv.field_size_limit(theirs)


class CsvWriter:
    """Writes rows under a fixed header."""

    staged = False

    def __init__(self, delimiter: str, columns: Sequence[str], compression: str) -> None:
        self._delimiter = delimiter
        self._columns = tuple(columns)
        self._known = frozenset(columns)
        self._compression = compression

    def prologue(self) -> bytes:
        """The header line."""
        return compress(self._line(self._columns), self._compression)

    def piece(self, row: dict[str, Any]) -> bytes:
        """A record as a row.

        Raises:
            RecordError: it has a column that the header does not name.
        """
        unknown = row.keys() - self._known
        if unknown:
            reason = f"columns that the output has not: {', '.join(sorted(unknown))}"
            raise RecordError("unwritable", reason)
        try:
            return self._line([_cell(row.get(name)) for name in self._columns])
        except (UnicodeEncodeError, RecursionError, csv.Error) as error:
            raise RecordError("unwritable", f"cannot be written as CSV: {error}") from None

    def join(self, pieces: list[bytes]) -> bytes:
        """The rows of a batch, compressed."""
        return compress(b"".join(pieces), self._compression)

    def finish(self, staged: Path, final: Path) -> None:
        """Nothing to do: what was appended is the file."""

    def _line(self, values: Sequence[str]) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=self._delimiter, lineterminator="\n").writerow(values)
        return out.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is not None and not isinstance(value, (bool, int, float, dict, list)):
        value = plain(value)
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, default=plain)
