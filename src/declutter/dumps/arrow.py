"""Parquet and Arrow: read row by row, columns untouched; staged as an Arrow stream, then written.

A Parquet file has its index at the end and cannot be resumed, an Arrow stream can: it may be cut
after any batch. So a run appends to a stream, and the stream becomes the file in the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from declutter.dumps.jsonl import plain, too_large
from declutter.dumps.records import Fault, Item, RecordError, Source, need
from declutter.errors import InputError

__all__ = ["ArrowReader", "ArrowWriter", "schema_of"]

# Rows read at a time: few enough that a batch of long pages stays small.
_READ_ROWS = 64
_READ_BUFFER = 1 << 20

# A row group of the output: whichever comes first.
_GROUP_ROWS = 10_000
_GROUP_BYTES = 32 << 20


def _pyarrow() -> Any:
    return need("pyarrow", "parquet", "Parquet and Arrow")


class ArrowReader:
    """Reads a Parquet file, an Arrow file or an Arrow stream."""

    def __init__(self, *, parquet: bool) -> None:
        self._parquet = parquet

    def read(self, source: Source, most: int, skip: int) -> Iterator[Item]:
        """The rows of a file; whole row groups before `skip` are not read at all.

        Raises:
            InputError: the file is gone, may not be read, or is standard input.
        """
        if source.path is None:
            raise InputError("Parquet and Arrow cannot be read from standard input; give a file")
        size = source.path.stat().st_size if source.path.exists() else 0
        tables = _parquet_batches if self._parquet else _arrow_batches
        row = 0
        for start, share, found in tables(source, source.path, skip):
            row, done = start, int(share * size)
            if isinstance(found, Fault):
                yield Item(row, "row", row + 1, None, 0, done, found)
                continue
            batch = _undictionary(found)
            schema = batch.schema.serialize().to_pybytes()
            for index in range(batch.num_rows):
                cells = batch.slice(index, 1).serialize().to_pybytes()
                fault = too_large(len(cells), most) if len(cells) > most else None
                raw = None if fault else (schema, cells)
                yield Item(row, "row", row + 1, raw, len(cells), done, fault)
                row += 1

    def decode(self, raw: tuple[bytes, bytes]) -> dict[str, Any]:
        """A row as a record: text as `str` and `bytes`, other columns as arrays of one cell."""
        pa = _pyarrow()
        schema, cells = raw
        row = pa.ipc.read_record_batch(pa.py_buffer(cells), _schema(schema))
        types = pa.types
        textual = (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
        record: dict[str, Any] = {}
        for name, column in zip(row.schema.names, row.columns, strict=True):
            if any(test(column.type) for test in textual):
                try:
                    record[name] = column[0].as_py()
                except UnicodeDecodeError as error:
                    reason = f"column {name!r}: byte {error.start} is no UTF-8"
                    raise RecordError("undecodable", reason) from None
            else:
                record[name] = column
        return record


@lru_cache(maxsize=16)
def _schema(data: bytes) -> Any:
    pa = _pyarrow()
    return pa.ipc.read_schema(pa.py_buffer(data))


def _undictionary(batch: Any) -> Any:
    """Dictionaries replaced by their values: rows travel alone, without a dictionary beside them."""
    pa = _pyarrow()
    fields, columns = [], []
    for entry, column in zip(batch.schema, batch.columns, strict=True):
        if pa.types.is_dictionary(entry.type):
            column = column.dictionary_decode()
            entry = entry.with_type(column.type)
        fields.append(entry)
        columns.append(column)
    schema = pa.schema(fields, metadata=batch.schema.metadata)
    return pa.RecordBatch.from_arrays(columns, schema=schema)


_Found = tuple[int, float, Any]
"""First row, share of the file read so far, and a record batch, or the fault that stands there."""


def _parquet_batches(source: Source, path: Path, skip: int) -> Iterator[_Found]:
    pa = _pyarrow()
    parquet = need("pyarrow.parquet", "parquet", "Parquet")
    try:
        file = parquet.ParquetFile(path, buffer_size=_READ_BUFFER, pre_buffer=False)
    except FileNotFoundError:
        raise InputError(f"{source.name}: cannot be read: no such file") from None
    except (pa.ArrowException, OSError) as error:
        yield 0, 1.0, Fault("cut off", f"no whole Parquet file, no row of it can be read: {error}")
        return
    with file:
        start, rows = 0, max(1, file.metadata.num_rows)
        for group in range(file.metadata.num_row_groups):
            stop = start + file.metadata.row_group(group).num_rows
            row = start
            try:
                if stop > skip:
                    for batch in file.iter_batches(_READ_ROWS, row_groups=[group], use_threads=False):
                        yield row, row / rows, batch
                        row += batch.num_rows
            except (pa.ArrowException, OSError) as error:
                reason = f"rows {row + 1:,} to {stop:,} cannot be read: {error}"
                yield row, stop / rows, Fault("cut off", reason)
            start = stop


def _arrow_batches(source: Source, path: Path, skip: int) -> Iterator[_Found]:
    del skip  # batches are mapped, not copied: passing over them costs nothing
    pa = _pyarrow()
    row = 0
    try:
        with pa.memory_map(str(path)) as data:
            whole = data.size()
            batches = _open_arrow(pa, data)
            for batch in batches:
                share = data.tell() / whole if whole else 1.0
                for at in range(0, batch.num_rows, _READ_ROWS):
                    part = batch.slice(at, _READ_ROWS)
                    yield row, share, part
                    row += part.num_rows
    except FileNotFoundError:
        raise InputError(f"{source.name}: cannot be read: no such file") from None
    except (pa.ArrowException, OSError) as error:
        yield row, 1.0, Fault("cut off", f"the Arrow data break after row {row:,}: {error}")


def _open_arrow(pa: Any, data: Any) -> Iterator[Any]:
    """The batches of an Arrow file, or of a stream; which it is stands in the first bytes."""
    magic = data.read(6)
    data.seek(0)
    if magic != b"ARROW1":
        yield from pa.ipc.open_stream(data)
        return
    try:
        file = pa.ipc.open_file(data)
    except pa.ArrowException:
        # Cut off before its footer: behind eight bytes of magic an Arrow file is a stream.
        data.seek(8)
        yield from pa.ipc.open_stream(data)
        return
    for index in range(file.num_record_batches):
        yield file.get_batch(index)


def schema_of(rows: Sequence[Mapping[str, Any]], added: Mapping[str, str]) -> bytes:
    """The schema of an output, serialised: columns as they come, then those that are added.

    Args:
        rows: the first records.
        added: name of a column -> "string", "double" or "strings".
    """
    pa = _pyarrow()
    kinds = {"string": pa.string(), "double": pa.float64(), "strings": pa.list_(pa.string())}
    types: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            known = types.get(name)
            if known is None or pa.types.is_null(known):
                types[name] = _type_of(pa, value)
            elif pa.types.is_integer(known) and isinstance(value, float):
                types[name] = pa.float64()
    types.update({name: kinds[kind] for name, kind in added.items()})
    schema = pa.schema([(n, pa.string() if pa.types.is_null(t) else t) for n, t in types.items()])
    data: bytes = schema.serialize().to_pybytes()
    return data


def _type_of(pa: Any, value: Any) -> Any:
    if hasattr(value, "to_pylist"):
        return value.type
    if isinstance(value, dict):  # its keys may differ from record to record
        return pa.string()
    try:
        return pa.array([value]).type
    except pa.ArrowException:
        return pa.string()


class ArrowWriter:
    """Writes rows under a fixed schema."""

    staged = True

    def __init__(self, schema: bytes, *, parquet: bool) -> None:
        self._schema = schema
        self._parquet = parquet

    def prologue(self) -> bytes:
        """The schema, which opens an Arrow stream."""
        return self._schema

    def piece(self, row: dict[str, Any]) -> Any:
        """A record as a batch of one row.

        Raises:
            RecordError: a value does not fit its column, or there is no such column.
        """
        pa = _pyarrow()
        schema = _schema(self._schema)
        unknown = row.keys() - set(schema.names)
        if unknown:
            reason = f"columns that the output has not: {', '.join(sorted(unknown))}"
            raise RecordError("unwritable", reason)
        columns = []
        for entry in schema:
            try:
                columns.append(_cell(pa, row.get(entry.name), entry.type))
            except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
                reason = f"column {entry.name!r} is {entry.type}: {error}"
                raise RecordError("unwritable", reason) from None
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    def join(self, pieces: list[Any]) -> bytes:
        """The rows of a batch as one message of an Arrow stream."""
        if not pieces:
            return b""
        pa = _pyarrow()
        (batch,) = pa.Table.from_batches(pieces).combine_chunks().to_batches()
        data: bytes = batch.serialize().to_pybytes()
        return data

    def finish(self, staged: Path, final: Path) -> None:
        """Turn the stream into the file."""
        pa = _pyarrow()
        parquet = need("pyarrow.parquet", "parquet", "Parquet")
        with pa.memory_map(str(staged)) as data, pa.OSFile(str(final), "wb") as sink:
            stream = pa.ipc.open_stream(data)
            if self._parquet:
                with parquet.ParquetWriter(sink, stream.schema, compression="zstd") as writer:
                    for table in _groups(pa, stream):
                        writer.write_table(table)
            else:
                with pa.ipc.new_file(sink, stream.schema) as writer:
                    for table in _groups(pa, stream):
                        writer.write_table(table.combine_chunks())


def _groups(pa: Any, stream: Any) -> Iterator[Any]:
    held: list[Any] = []
    rows = size = 0
    for batch in stream:
        held.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            yield pa.Table.from_batches(held)
            held, rows, size = [], 0, 0
    if held:
        yield pa.Table.from_batches(held)


def _cell(pa: Any, value: Any, kind: Any) -> Any:
    """A value as an array of one."""
    if hasattr(value, "to_pylist"):
        return value if value.type == kind else value.cast(kind)
    if isinstance(value, bytes) and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        value = plain(value)
    elif pa.types.is_string(kind) and value is not None and not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, default=plain)
    return pa.array([value], type=kind)
