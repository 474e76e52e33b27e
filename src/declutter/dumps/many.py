"""`clean_records`: any iterable of records, cleaned in order and as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from declutter.cleaner import Cleaner
from declutter.dumps.fields import ADDED, Fields
from declutter.dumps.formats import Reader
from declutter.dumps.jsonl import too_large
from declutter.dumps.pool import Pool, run_here
from declutter.dumps.records import Fault, Item, RecordError, Source
from declutter.dumps.selection import in_batches
from declutter.dumps.work import Job
from declutter.errors import InputError, OptionError, unknown_choice

__all__ = ["clean_records"]

_MAX_BYTES = 4_000_000


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
    field: str = "text",
    into: str | None = None,
    url: str = "url",
    title: str = "title",
    language: str = "language",
    form: str = "auto",
    add: Iterable[str] = (),
    cleaner: Cleaner | None = None,
    workers: int = 0,
    max_bytes: int = _MAX_BYTES,
    max_seconds: float = 0.0,
    on_fault: Callable[[Mapping[str, Any], Fault], None] | None = None,
    method: str | None = None,
) -> Iterator[dict[str, Any]]:
    """Clean records one after another, lazily; what comes out is in the order of what goes in.

    Args:
        records: mappings; any iterable, also an endless one. They are copied, never changed.
        field: key of the page, `str` or `bytes`; None and "" are no page, and pass.
        into: key for the clean text; None is the page's own.
        url, title, language: keys of what is known about a page, where it occurs.
        form: of the pages: "auto", "text", "markdown" or "html".
        add: names from `fields.ADDED`; "confidence" becomes the key "clean_confidence".
        cleaner: how to clean; None is `Cleaner()`.
        workers: processes; 0 cleans in this one.
        max_bytes, max_seconds: limits of a page; seconds hold only where there are workers.
        on_fault: is given each bad record and why it is bad; None raises at the first.
        method: "fork", "spawn" or "forkserver"; None is the platform's own.

    Yields:
        A dict a record, bad records left out.

    Raises:
        InputError: a bad record, where `on_fault` is None.
        OptionError: an unknown addition or start method.

    >>> page = "Advertisement\\n\\nThe bridge was closed on Friday after a lorry hit it."
    >>> list(clean_records([{"id": 7, "text": page}]))
    [{'id': 7, 'text': 'The bridge was closed on Friday after a lorry hit it.'}]
    """
    added = tuple(add)
    for name in added:
        if name not in ADDED:
            raise OptionError(unknown_choice("addition", name, ADDED))
    fields = Fields(field, into or field, url=url, title=title, language=language)
    readers: tuple[Reader, ...] = (_Rows(),)
    job = Job(cleaner or Cleaner(), readers, ("records",), None, fields, form, added)
    return _outcomes(records, job, workers, max_bytes, max_seconds, on_fault, method)


def _outcomes(
    records: Iterable[Mapping[str, Any]],
    job: Job,
    workers: int,
    max_bytes: int,
    max_seconds: float,
    on_fault: Callable[[Mapping[str, Any], Fault], None] | None,
    method: str | None,
) -> Iterator[dict[str, Any]]:
    """A generator of its own, so that wrong options are told at once and not at the first record."""
    batches = in_batches(_items(records, job.fields.page, max_bytes))
    if not workers:
        # One record at a time: who asks for one result does not want to wait for 64.
        singly = (
            batch for item in _items(records, job.fields.page, max_bytes) for batch in in_batches([item])
        )
        outcomes = run_here(job, singly)
        yield from _told(outcomes, on_fault, job)
        return
    with Pool(job, workers, max_seconds, method) as pool:
        yield from _told(pool.map(batches), on_fault, job)


def _told(
    outcomes: Iterable[Any], on_fault: Callable[[Mapping[str, Any], Fault], None] | None, job: Job
) -> Iterator[dict[str, Any]]:
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
