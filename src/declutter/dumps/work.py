"""What a worker does to a batch: decode, clean, encode; a record's fault stays its own."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from declutter.cleaner import Cleaner
from declutter.dumps.fields import Fields, hints
from declutter.dumps.formats import Reader, Writer
from declutter.dumps.jsonl import plain
from declutter.dumps.records import Batch, Fault, Item, RecordError
from declutter.dumps.summary import Summary
from declutter.errors import InputError
from declutter.model import Result

__all__ = ["Job", "Outcome"]

# How much of a bad record stands in the quarantine file, and of a removed block in an example.
_RAW_BYTES = 64 << 10
_EXAMPLE_CHARS = 200

# Shorter pages lose large shares easily, and say nothing.
_HARDEST_FROM_CHARS = 400

_NUMBERS = re.compile(r"\d[\d,]*")


@dataclass(slots=True)
class Outcome:
    """What became of a batch.

    Attributes:
        batch: its number.
        size: bytes held here, for the pool's bound.
        last: the batch's last item without its content: where a run would go on.
        data: bytes for the output; for `clean_records` the rows themselves.
        quarantine, removals: lines for the files of those names.
        first_fault: sentence about the first bad record, "" where there is none.
    """

    batch: int
    size: int
    last: Item
    data: Any
    quarantine: bytes = b""
    removals: bytes = b""
    first_fault: str = ""
    bad: list[tuple[Item, Fault]] = field(default_factory=list)
    summary: Summary = field(default_factory=Summary)


@dataclass(frozen=True)
class Job:
    """What is to be done to every record; made once, sent to each worker.

    Attributes:
        cleaner: cleans.
        readers: of each input, for their `decode`.
        names: of each input, for messages.
        writer: encodes; None hands rows back as they are.
        fields: where things stand in a record.
        form: of the pages, where records do not say.
        add: keys of `fields.ADDED`.
        removals: whether every removed block is to be reported.
    """

    cleaner: Cleaner
    readers: tuple[Reader, ...]
    names: tuple[str, ...]
    writer: Writer | None
    fields: Fields
    form: str = "auto"
    add: tuple[str, ...] = ()
    removals: bool = False

    def run(self, batch: Batch, mark: Callable[[int], None]) -> Outcome:
        """Clean a batch; `mark` is told of each record before work on it begins, and of -1 after."""
        last = batch.items[-1]._replace(raw=None)
        outcome = Outcome(batch.number, batch.size, last, b"")
        pieces: list[Any] = []
        quarantine: list[bytes] = []
        removals: list[bytes] = []
        for index, item in enumerate(batch.items):
            mark(index)
            outcome.summary.bytes += item.size
            fault = item.fault or batch.blame.get(index)
            if fault is None:
                began = time.perf_counter()
                piece, fault = self._attempt(item, outcome.summary, removals)
                seconds = time.perf_counter() - began
                if fault is None:
                    pieces.append(piece)
                    outcome.summary.slowest.append((round(seconds, 4), self.place(item)))
            if fault is not None:
                outcome.summary.faults[fault.kind] += 1
                outcome.bad.append((item, fault))
                quarantine.append(self._quarantined(item, fault))
        mark(-1)
        outcome.data = pieces if self.writer is None else self.writer.join(pieces)
        outcome.quarantine, outcome.removals = b"".join(quarantine), b"".join(removals)
        if outcome.bad:
            item, fault = outcome.bad[0]
            outcome.first_fault = f"{self.place(item)}: {fault.kind}: {fault.reason}"
        if self.writer is not None:
            outcome.bad.clear()  # their content stands in the quarantine lines
        outcome.size = len(outcome.data) if self.writer is not None else batch.size
        summary = Summary()  # cut to size: what travels is a handful of extremes
        summary.add(outcome.summary)
        outcome.summary = summary
        return outcome

    def place(self, item: Item) -> str:
        """Where an item lies, for people."""
        name = self.names[item.file]
        return name if item.unit == "file" else f"{name}, {item.unit} {item.position}"

    def _attempt(self, item: Item, summary: Summary, removals: list[bytes]) -> tuple[Any, Fault | None]:
        try:
            row = self.readers[item.file].decode(item.raw)
            result = self._clean(row)
            piece = row if self.writer is None else self.writer.piece(row)
        except RecordError as error:
            return None, error.fault
        except InputError as error:
            return None, Fault("unreadable", str(error))
        except MemoryError:
            return None, Fault("out of memory", "cleaning it needs more memory than there is")
        except Exception as error:  # noqa: BLE001 - a fault of ours in one record is no reason to lose the night
            return None, Fault("cleaner failed", f"{type(error).__name__}: {error}")
        summary.records += 1
        if result is None:
            summary.empty += 1
        else:
            self._count(result, item, summary)
            if self.removals:
                removals.extend(self._removed(result, item, row))
        return piece, None

    def _clean(self, row: dict[str, Any]) -> Result | None:
        """Clean a record's page, in place; None where it has none."""
        fields = self.fields
        if fields.page not in row:
            reason = f"no field {fields.page!r}; its fields: {', '.join(map(str, row))}"
            raise RecordError("no such field", reason)
        page = row[fields.page]
        if page is not None and not isinstance(page, (str, bytes)):
            reason = f"field {fields.page!r} must be text, not {type(page).__name__}"
            raise RecordError("wrong type", reason)
        if not page:
            row.setdefault(fields.into, page)
            row.update((f"clean_{name}", None) for name in self.add)
            return None
        form = row.get(fields.form) if fields.form else None
        said = hints(row, fields)
        result = self.cleaner.clean(page, form=form or self.form, **said)
        row[fields.into] = result.text
        for name in self.add:
            row[f"clean_{name}"] = _ADD[name](result)
        return result

    def _count(self, result: Result, item: Item, summary: Summary) -> None:
        document = result.document
        length = gone = 0
        for index, finding in enumerate(result.because):
            size = document.ends[index] - document.starts[index]
            length += size
            if finding is None:
                continue
            gone += size
            label = str(finding.label)
            summary.blocks[label] += 1
            summary.label_chars[label] += size
            text = document.texts[index][:_EXAMPLE_CHARS]
            summary.show(label, (self.place(item), text, finding.reason))
        summary.chars += length
        summary.removed += gone
        summary.untouched += not gone
        # Numbers out: "only 12 of 80 words are left" is one warning, not a thousand.
        summary.warnings.update(_NUMBERS.sub("…", warning) for warning in result.warnings)
        if gone and length >= _HARDEST_FROM_CHARS:
            summary.hardest.append((round(gone / length, 4), self.place(item)))

    def _quarantined(self, item: Item, fault: Fault) -> bytes:
        """A line of the quarantine file."""
        entry: dict[str, Any] = {"file": self.names[item.file], item.unit: item.position}
        entry |= {"kind": fault.kind, "reason": fault.reason, "bytes": item.size}
        if item.raw is not None and item.unit != "row":  # a row of Parquet or Arrow is no text
            entry["raw"] = _shown(item.raw)
        return json.dumps(entry, ensure_ascii=True, default=plain).encode() + b"\n"

    def _removed(self, result: Result, item: Item, row: dict[str, Any]) -> list[bytes]:
        """A line for each block that went."""
        base: dict[str, Any] = {"file": self.names[item.file], item.unit: item.position}
        if self.fields.id:
            base["id"] = row.get(self.fields.id)
        return [
            json.dumps({**base, **found}, ensure_ascii=True, default=plain).encode() + b"\n"
            for found in _findings(result)
        ]


def _shown(raw: Any) -> Any:
    """The beginning of what could not be cleaned; bytes that are no UTF-8 as escapes."""
    if isinstance(raw, bytes):
        return raw[:_RAW_BYTES].decode("utf-8", "backslashreplace")
    if isinstance(raw, str):
        return raw[:_RAW_BYTES]
    if isinstance(raw, (tuple, list)):
        return [_shown(part) for part in raw]
    return raw


def _findings(result: Result) -> list[dict[str, Any]]:
    return [
        {
            "block_line": block.line,
            "label": str(block.label),
            "confidence": round(block.confidence, 4),
            "reason": block.reason,
            "source": block.source,
            "text": block.text,
        }
        for block in result.removed
    ]


_ADD: dict[str, Callable[[Result], Any]] = {
    "confidence": lambda result: round(result.confidence, 4),
    "warnings": lambda result: list(result.warnings),
    "title": lambda result: result.title,
    "language": lambda result: result.document.language,
    "metadata": lambda result: dict(result.metadata),
    "findings": _findings,
    "markdown": lambda result: result.markdown,
}
