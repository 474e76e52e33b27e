"""`clean_records`: any iterable of records, cleaned in order and as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from declutter.cleaner import Cleaner
from declutter.dumps.fields import ADDED, Fields
from declutter.dumps.formats import Reader
from declutter.dumps.jsonl import too_large
from declutter.dumps.pool import Pool, run_here
from declutter.dumps.records import Fault, Item, RecordError, Source
from declutter.dumps.selection import in_batches
from declutter.dumps.work import Job, Outcome
from declutter.errors import InputError, OptionError, unknown_choice

__all__ = ["Limits", "clean_records"]

OnFault = Callable[[Mapping[str, Any], Fault], None]
"""Is given a bad record, and why it is bad."""

# Longer than any article, shorter than what makes a process swell.
_MAX_BYTES = 4_000_000


class Limits(NamedTuple):
    """Limits of a record.

    Attributes:
        bytes: of its page.
        seconds: to clean it; 0 is for ever. They hold only where there are workers.
    """

    bytes: int = _MAX_BYTES
    seconds: float = 0.0


class _Rows:
    """Records that are in memory already."""

    def read(self, source: Source, most: int, skip: int) -> Iterator[Item]:
        raise NotImplementedError("rows come from an iterable")

    def decode(self, raw: object) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise RecordError("wrong type", f"a record must be a mapping, not {type(raw).__name__}")
        return dict(raw)


def clean_records(
    records: Iterable[Mapping[str, Any]],
    *,
    field: str | Fields = "text",
    form: str = "auto",
    add: Iterable[str] = (),
    cleaner: Cleaner | None = None,
    workers: int = 0,
    limits: Limits = Limits(),  # noqa: B008 - a NamedTuple cannot change
    on_fault: OnFault | None = None,
) -> Iterator[dict[str, Any]]:
    """Clean records one after another, lazily; what comes out is in the order of what goes in.

    Args:
        records: mappings; any iterable, also an endless one. They are copied, never changed.
        field: key of the page, `str` or `bytes`, to be replaced by its clean text; None and "" are
            no page, and pass. Or `Fields`, to write elsewhere and to name the keys of what is known
            about a page; without, those are "url", "title" and "language".
        form: of the pages: "auto", "text", "markdown" or "html".
        add: names from `fields.ADDED`; "confidence" becomes the key "clean_confidence".
        cleaner: how to clean; None is `Cleaner()`.
        workers: processes; 0 cleans in this one.
        limits: of a record; what is over them is bad.
        on_fault: is given each bad record and why it is bad; None raises at the first.

    Yields:
        A dict a record, bad records left out.

    Raises:
        InputError: a bad record, where `on_fault` is None.
        OptionError: an unknown addition.

    >>> page = "Advertisement\\n\\nThe bridge was closed on Friday after a lorry hit it."
    >>> list(clean_records([{"id": 7, "text": page}]))
    [{'id': 7, 'text': 'The bridge was closed on Friday after a lorry hit it.'}]
    >>> list(clean_records([{"text": page}], field=Fields("text", into="clean")))[0]["clean"]
    'The bridge was closed on Friday after a lorry hit it.'
    """
    added = tuple(add)
    for name in added:
        if name not in ADDED:
            raise OptionError(unknown_choice("addition", name, ADDED))
    if isinstance(field, str):
        field = Fields(field, field, url="url", title="title", language="language")
    readers: tuple[Reader, ...] = (_Rows(),)
    job = Job(cleaner or Cleaner(), readers, ("records",), None, field, form, added)
    # A generator of its own, so that wrong options are told at once and not at the first record.
    return _cleaned(_items(records, field.page, limits.bytes), job, workers, limits, on_fault)


def _cleaned(
    items: Iterator[Item], job: Job, workers: int, limits: Limits, on_fault: OnFault | None
) -> Iterator[dict[str, Any]]:
    if workers:
        with Pool(job, workers, limits.seconds) as pool:
            yield from _told(pool.map(in_batches(items)), on_fault, job)
        return
    # One record at a time: who asks for one result does not want to wait for 64.
    singly = (batch for item in items for batch in in_batches([item]))
    yield from _told(run_here(job, singly), on_fault, job)


def _told(outcomes: Iterable[Outcome], on_fault: OnFault | None, job: Job) -> Iterator[dict[str, Any]]:
    for outcome in outcomes:
        for item, fault in outcome.bad:
            if on_fault is None:
                raise InputError(f"{job.place(item)}: {fault.kind}: {fault.reason}")
            on_fault(item.raw, fault)
        yield from outcome.data


def _items(records: Iterable[Mapping[str, Any]], field: str, most: int) -> Iterator[Item]:
    for number, record in enumerate(records):
        page = record.get(field) if isinstance(record, Mapping) else None
        size = len(page) if isinstance(page, (str, bytes)) else 0
        fault = too_large(size, most) if size > most else None
        yield Item(number, "record", number, record, size, 0, fault)
