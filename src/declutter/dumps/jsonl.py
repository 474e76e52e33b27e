"""JSON Lines: an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from declutter.dumps.records import Fault, Item, RecordError, Source
from declutter.dumps.streams import compress, open_input, split_lines

__all__ = ["JsonlReader", "JsonlWriter", "plain", "too_large"]


def too_large(size: int, most: int) -> Fault:
    """The fault of a record over the size limit."""
    return Fault("too large", f"{size:,} bytes, the limit is {most:,} (--max-bytes)")


class JsonlReader:
    """Reads a file line by line; parsing is left to `decode`, in the worker."""

    def read(self, source: Source, most: int, skip: int) -> Iterator[Item]:
        """The records of a file; empty lines are none."""
        del skip  # reading on is cheaper than an index would be
        count = 0
        with open_input(source) as stream:
            for line in split_lines(stream, most):
                data, fault = line.data, line.fault
                if line.number == 1 and data is not None:
                    data = data.removeprefix(b"\xef\xbb\xbf")
                if data is None:
                    fault = fault or too_large(line.size, most)
                elif not fault and not data.strip():
                    continue
                yield Item(count, "line", line.number, data, line.size, stream.done(), fault)
                count += 1

    def decode(self, raw: bytes) -> dict[str, Any]:
        """Parse a line.

        Raises:
            RecordError: it is no JSON object.
        """
        try:
            record = json.loads(raw)
        except UnicodeDecodeError as error:
            reason = f"byte {error.start} is no UTF-8"
            raise RecordError("undecodable", reason) from None
        except json.JSONDecodeError as error:
            reason = f"{error.msg} at character {error.pos}"
            raise RecordError("broken JSON", reason) from None
        except RecursionError:
            raise RecordError("broken JSON", "nested too deeply") from None
        except ValueError as error:  # a number of thousands of digits
            raise RecordError("broken JSON", str(error)) from None
        if not isinstance(record, dict):
            reason = f"a record must be an object, not {type(record).__name__}"
            raise RecordError("wrong type", reason)
        return record


def plain(value: Any) -> Any:
    """What JSON has no word for, as the nearest thing it has."""
    if hasattr(value, "to_pylist"):  # a cell of a Parquet or Arrow file
        return value.to_pylist()[0]
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value)


class JsonlWriter:
    """Writes an object a line, in UTF-8."""

    staged = False

    def __init__(self, compression: str) -> None:
        self._compression = compression

    def prologue(self) -> bytes:
        """Nothing stands before the first record."""
        return b""

    def piece(self, row: dict[str, Any]) -> bytes:
        """A record as a line.

        Raises:
            RecordError: it is nested too deeply to be written.
        """
        try:
            text = json.dumps(row, ensure_ascii=False, default=plain)
        except (RecursionError, ValueError) as error:
            raise RecordError("unwritable", f"cannot be written as JSON: {error}") from None
        try:
            return text.encode() + b"\n"
        except UnicodeEncodeError:  # half a surrogate pair: only an escape can hold it
            return json.dumps(row, default=plain).encode() + b"\n"

    def join(self, pieces: list[bytes]) -> bytes:
        """The lines of a batch, compressed."""
        return compress(b"".join(pieces), self._compression)

    def finish(self, staged: Path, final: Path) -> None:
        """Nothing to do: what was appended is the file."""
