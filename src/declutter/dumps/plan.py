"""The plan of a run: which fields there are, and what the output's columns will be."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from declutter.dumps.arrow import schema_of
from declutter.dumps.fields import Fields, added_columns, find_fields
from declutter.dumps.formats import SCHEMA_FORMATS, Reader, Writer, writer_of
from declutter.dumps.options import DumpOptions, Watch
from declutter.dumps.records import Item, RecordError, Source
from declutter.errors import DeclutterError

__all__ = ["Plan", "make_plan"]

# Records looked at to tell the fields and the columns of the output, whichever comes first.
_HEAD_RECORDS = 200
_HEAD_BYTES = 2 << 20


class Plan(NamedTuple):
    """What the first records told; a resumed run keeps to it.

    Attributes:
        fields: where things stand in a record.
        columns: of the output, in order.
        schema: of the output, where it has one; else empty.
    """

    fields: Fields
    columns: list[str]
    schema: bytes

    def to_dict(self) -> dict[str, Any]:
        """As plain data, ready for JSON."""
        schema = base64.b64encode(self.schema).decode("ascii")
        return {"fields": list(self.fields), "columns": self.columns, "schema": schema}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Plan:
        """Read back what `to_dict` gave."""
        return cls(Fields(*data["fields"]), data["columns"], base64.b64decode(data["schema"]))

    def writer(self, options: DumpOptions) -> Writer:
        """The writer of the planned output.

        Raises:
            OptionError: there is no such format, or its library is not installed.
        """
        return writer_of(options.written_format, options.output or "", self.columns, self.schema)


def make_plan(
    items: Iterator[Item],
    sources: Sequence[Source],
    readers: Sequence[Reader],
    options: DumpOptions,
    watch: Watch,
) -> tuple[Plan, Iterator[Item]]:
    """Look at the first records; give back the plan, and all records again.

    Raises:
        InputError: a field that was named does not occur, or none looks like a page.
    """
    head: list[Item] = []
    rows: list[dict[str, Any]] = []
    size = 0
    for item in items:
        head.append(item)
        size += item.size
        if item.fault is None:
            # A bad one a worker will meet again, and say what is wrong.
            with contextlib.suppress(RecordError, DeclutterError):
                rows.append(readers[item.file].decode(item.raw))
        if len(head) == _HEAD_RECORDS or size >= _HEAD_BYTES:
            break
    found = _fields(rows, sources, options, watch)
    added = added_columns(options.add, found)
    columns = list(dict.fromkeys(chain(*rows, added)))
    schema = schema_of(rows, added) if options.written_format in SCHEMA_FORMATS else b""
    return Plan(found, columns, schema), chain(head, items)


def _fields(
    rows: Sequence[Mapping[str, Any]], sources: Sequence[Source], options: DumpOptions, watch: Watch
) -> Fields:
    """The fields, and a word about those that were not given."""
    given = {
        "page": options.field,
        "id": options.id,
        "url": options.url,
        "title": options.title,
        "language": options.language,
    }
    where = sources[0].name if len(sources) == 1 else f"{len(sources)} inputs"
    found = find_fields(rows, given, options.into, where)
    if all(source.format == "page" for source in sources):
        found = found._replace(form="form")
    told = {role: name for role, name in found._asdict().items() if name and not given.get(role)}
    told.pop("into", None)
    if told:
        said = ", ".join(f"{role} in {name!r}" for role, name in told.items())
        watch.say(f"fields told from the first {len(rows)} records: {said}")
    return found
