"""Which records of the inputs a run is about, and in which batches they go to work."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from declutter.dumps.formats import Reader
from declutter.dumps.records import Batch, Item, RecordError, Source
from declutter.errors import DeclutterError, OptionError

__all__ = ["in_batches", "matching", "parse_where", "read_all", "sampled"]

# A batch ends with whichever comes first. Small enough that the workers end together, large
# enough that passing it on costs nothing; never anything about time or workers, because output is
# cut at batches and must come out the same.
_BATCH_RECORDS = 64
_BATCH_BYTES = 512 << 10


def read_all(
    sources: Sequence[Source], readers: Sequence[Reader], most: int, start: tuple[int, int] = (0, 0)
) -> Iterator[Item]:
    """The records of all inputs in order, from record `start` = (file, number) on.

    Raises:
        InputError: a file is gone, or may not be read.
    """
    first, skip = start
    for index in range(first, len(sources)):
        for item in readers[index].read(sources[index], most, skip):
            if item.number >= skip:
                yield item._replace(file=index)
        skip = 0


def parse_where(conditions: Iterable[str]) -> dict[str, str]:
    """`field=value` conditions.

    Raises:
        OptionError: one has no equals sign.

    >>> parse_where(["lang=de", "status=200"])
    {'lang': 'de', 'status': '200'}
    """
    wanted: dict[str, str] = {}
    for condition in conditions:
        name, sign, value = condition.partition("=")
        if not sign or not name:
            raise OptionError(f"where must be field=value, not {condition!r}")
        wanted[name] = value
    return wanted


def matching(items: Iterable[Item], readers: Sequence[Reader], where: dict[str, str]) -> Iterator[Item]:
    """The records whose fields have these values; bad records pass, to be reported."""
    for item in items:
        if item.fault is None:
            try:
                row = readers[item.file].decode(item.raw)
            except (RecordError, DeclutterError):
                pass  # the worker will meet it again, and say what is wrong
            else:
                if any(_said(row.get(name)) != value for name, value in where.items()):
                    continue
        yield item


def _said(value: Any) -> str:
    """A value as it would be written on a command line."""
    if hasattr(value, "to_pylist"):
        value = value.to_pylist()[0]
    if isinstance(value, str):
        return value
    return json.dumps(value, default=str)


def sampled(items: Iterable[Item], size: int, seed: int) -> list[Item]:
    """`size` records at random, in their order; the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - a sample is no secret
    coming = enumerate(items)
    chosen = list(islice(coming, size))
    for index, item in coming:
        slot = dice.randrange(index + 1)
        if slot < size:
            chosen[slot] = index, item
    return [item for _, item in sorted(chosen, key=lambda pair: pair[0])]


def in_batches(items: Iterable[Item]) -> Iterator[Batch]:
    """Consecutive records in batches of bounded size."""
    number = size = 0
    held: list[Item] = []
    for item in items:
        held.append(item)
        size += item.size
        if len(held) == _BATCH_RECORDS or size >= _BATCH_BYTES:
            yield Batch(number, held, size)
            number, held, size = number + 1, [], 0
    if held:
        yield Batch(number, held, size)
