"""A look at a dump without gold: what goes, as what, by which rule, on which site, and how surely.

Any format that `declutter dump` reads. Without gold nobody can say what is right; this shows where to look.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from heapq import heappush, heapreplace
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

import declutter
from declutter.bench.run import FORMAT
from declutter.cleaner import Cleaner
from declutter.dumps.fields import Fields, find_fields, hints
from declutter.dumps.formats import expand, reader_of
from declutter.dumps.records import RecordError
from declutter.dumps.selection import read_all, sampled
from declutter.errors import DeclutterError
from declutter.model import Block, Result

__all__ = ["look_at"]

_MAX_BYTES = 4_000_000
_HEAD = 200
_ROWS = 25
_SHOWN = 200
_SEED = 0

Where = str
"""Input, and what the record is called in it."""


@dataclass
class _Tally:
    """Counts that grow record by record, in bounded memory."""

    blocks: dict[str, Counter[str]] = field(
        default_factory=lambda: {"labels": Counter(), "rules": Counter(), "sites": Counter()}
    )
    chars: dict[str, Counter[str]] = field(
        default_factory=lambda: {"labels": Counter(), "rules": Counter(), "sites": Counter()}
    )
    lines: Counter[tuple[str, str]] = field(default_factory=Counter)
    records: int = 0
    untouched: int = 0
    total: int = 0
    bytes: int = 0
    seconds: float = 0.0
    warnings: Counter[str] = field(default_factory=Counter)
    unsure: list[tuple[float, int, dict[str, Any]]] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)
    seen: int = 0
    dice: random.Random = field(default_factory=lambda: random.Random(_SEED))  # noqa: S311 - no secret

    def add(self, result: Result, where: Where, site: str) -> None:
        """Count one record."""
        self.records += 1
        self.total += sum(map(len, result.document.texts))
        self.warnings.update(result.warnings)
        removed = result.removed
        self.untouched += not removed
        for block in removed:
            for key, name in (("labels", str(block.label)), ("rules", block.source), ("sites", site)):
                self.blocks[key][name] += 1
                self.chars[key][name] += len(block.text)
            self._line(" ".join(block.text.split())[:_SHOWN], str(block.label))
            self._show(block, where)

    def _line(self, text: str, label: str) -> None:
        self.lines[text, label] += 1
        if len(self.lines) > 200_000:
            # Lines that came once in so many will hardly be among the most frequent.
            self.lines = Counter({line: n for line, n in self.lines.items() if n > 1})

    def _show(self, block: Block, where: Where) -> None:
        """Keep the least sure blocks, and a fair sample of all (Vitter's algorithm R)."""
        shown = {
            "text": block.text[:_SHOWN],
            "label": str(block.label),
            "confidence": round(block.confidence, 3),
            "source": block.source,
            "reason": block.reason,
            "where": where,
        }
        entry = (-block.confidence, -self.seen, shown)
        if len(self.unsure) < _ROWS:
            heappush(self.unsure, entry)
        elif entry > self.unsure[0]:
            heapreplace(self.unsure, entry)
        slot = self.dice.randrange(self.seen + 1)
        self.seen += 1
        if len(self.sample) < _ROWS:
            self.sample.append(shown)
        elif slot < _ROWS:
            self.sample[slot] = shown


def look_at(
    paths: Sequence[str], *, sample: int = 0, on_record: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """Clean every record, or a sample, and tell what went.

    Raises:
        InputError: a path does not exist, its format is unknown, or no column looks like a page.
    """
    tally = _Tally()
    faults: list[dict[str, str]] = []
    cleaner = Cleaner()
    for number, (where, row, fields) in enumerate(_rows(paths, sample, faults), 1):
        page = row.get(fields.page)
        if not isinstance(page, (str, bytes)) or not page:
            faults.append({"place": where, "reason": f"field {fields.page!r} holds no page"})
            continue
        said = hints(row, fields)
        form = row.get(fields.form) if fields.form else None
        began = time.process_time()
        try:
            result = cleaner.clean(page, form=form or "auto", **said)
        except DeclutterError as error:
            faults.append({"place": where, "reason": str(error)})
            continue
        tally.seconds += time.process_time() - began
        tally.bytes += len(page.encode("utf-8", "replace") if isinstance(page, str) else page)
        tally.add(result, where, urlsplit(said.get("url", "")).hostname or "?")
        if on_record is not None:
            on_record(number)
    return _told(paths, tally, faults)


def _rows(
    paths: Sequence[str], sample: int, faults: list[dict[str, str]]
) -> Iterator[tuple[Where, Mapping[str, Any], Fields]]:
    """Where a record lies, the record, and where its page stands in it."""
    sources = expand(paths, None)
    readers = [reader_of(source.format) for source in sources]
    items: Any = read_all(sources, readers, _MAX_BYTES)
    if sample:
        items = sampled(items, sample, _SEED)

    def decoded() -> Iterator[tuple[Where, dict[str, Any]]]:
        for item in items:
            where = f"{sources[item.file].name}, {item.unit} {item.position}"
            try:
                if item.fault is not None:
                    raise RecordError(*item.fault)
                yield where, readers[item.file].decode(item.raw)
            except RecordError as error:
                faults.append({"place": where, "reason": f"{error.fault.kind}: {error.fault.reason}"})
            except DeclutterError as error:
                faults.append({"place": where, "reason": str(error)})

    coming = decoded()
    head = list(islice(coming, _HEAD))
    fields = find_fields([row for _, row in head], {}, None, ", ".join(paths))
    if all(source.format == "page" for source in sources):
        fields = fields._replace(form="form")
    for where, row in chain(head, coming):
        yield where, row, fields


def _told(paths: Sequence[str], tally: _Tally, faults: list[dict[str, str]]) -> dict[str, Any]:
    total = max(1, tally.total)
    gone = sum(tally.chars["labels"].values())
    tables = {
        key: [
            {"name": name, "blocks": tally.blocks[key][name], "chars": chars, "share": 100 * chars / total}
            for name, chars in tally.chars[key].most_common(_ROWS)
        ]
        for key in tally.chars
    }
    return {
        "format": f"{FORMAT} look",
        "made": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "declutter": declutter.__version__,
        "paths": list(paths),
        "totals": {
            "records": tally.records,
            "records that cannot be read": len(faults),
            "records from which nothing went": tally.untouched,
            "characters removed, %": round(100 * gone / total, 2),
            "records a second of processor time": round(tally.records / max(tally.seconds, 1e-9), 1),
            "MB a second of processor time": round(tally.bytes / 1e6 / max(tally.seconds, 1e-9), 2),
            **{f"warned: {warning}": count for warning, count in tally.warnings.most_common(5)},
        },
        **tables,
        "frequent": [
            {"text": text, "label": label, "times": times}
            for (text, label), times in tally.lines.most_common(_ROWS)
        ],
        "unsure": [shown for _, _, shown in sorted(tally.unsure, key=lambda e: e[:2], reverse=True)],
        "sample": tally.sample,
        "faults": faults,
    }
