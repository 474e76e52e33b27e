"""Order, the same bytes whatever the workers, laziness, and workers that die."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from declutter import Cleaner
from declutter.dumps import DumpOptions, Fault, clean_dump, clean_records
from declutter.dumps.fields import Fields
from declutter.dumps.pool import Pool
from declutter.dumps.records import Batch, Item
from declutter.dumps.selection import in_batches
from declutter.dumps.work import Job
from declutter.errors import DeclutterError, InputError, OptionError
from tests.dumps.samples import Trap, clean, kill, record, records


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "jsonl.gz", "parquet"])
def test_same_bytes_whatever_the_workers(dump: Path, tmp_path: Path, suffix: str) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    outputs = []
    for workers, method in ((0, None), (1, "fork"), (3, "fork"), (2, "spawn")):
        output = tmp_path / f"clean-{workers}.{suffix}"
        clean_dump(DumpOptions(inputs=[str(dump)], output=str(output), workers=workers, method=method))
        outputs.append(output.read_bytes())
    assert len(set(outputs)) == 1


@pytest.mark.parametrize("workers", [0, 2])
def test_clean_records_keeps_order_and_its_input(workers: int) -> None:
    rows = records(200)
    assert list(clean_records(rows, workers=workers)) == [clean(n) for n in range(200)]
    assert rows == records(200)


def test_clean_records_is_lazy() -> None:
    taken = 0

    def endless() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for taken in itertools.count(1):
            yield record(taken)

    found = clean_records(endless())
    assert next(found) == clean(1)
    assert taken == 1
    parallel = clean_records(endless(), workers=2)
    assert next(parallel) == clean(1)
    assert taken < 64 * 10, "what is read ahead is bounded"
    parallel.close()  # type: ignore[attr-defined]


def test_clean_records_tells_bad_ones() -> None:
    rows: list[Any] = [record(0), {"id": 1, "text": 5}, 7, record(3)]
    with pytest.raises(InputError, match=r"record 1: wrong type: field 'text' must be text, not int"):
        list(clean_records(rows))
    told: list[tuple[Any, Fault]] = []
    assert list(clean_records(rows, on_fault=lambda row, fault: told.append((row, fault)))) == [
        clean(0),
        clean(3),
    ]
    assert [row for row, _ in told] == rows[1:3]
    assert {fault.kind for _, fault in told} == {"wrong type"}


def test_clean_records_says_at_once_what_is_wrong_with_options() -> None:
    with pytest.raises(OptionError, match="did you mean 'language'"):
        clean_records([], add=["langauge"])


class _Rows:
    def read(self, *_: object) -> Iterator[Item]:
        yield from ()

    def decode(self, raw: Any) -> dict[str, Any]:
        return dict(raw)


def _batches(count: int) -> Iterator[Batch]:
    return in_batches(Item(n, "record", n, record(n), 200) for n in range(count))


def _job(cleaner: Cleaner) -> Job:
    return Job(cleaner, (_Rows(),), ("records",), None, Fields("text", "text"))


def test_workers_killed_from_outside_cost_nothing() -> None:
    found = []
    with Pool(_job(Cleaner()), workers=2) as pool:
        for number, outcome in enumerate(pool.map(_batches(900))):
            found += outcome.data
            assert not outcome.bad
            if number % 4 == 1:
                kill(pool.pids[number % 2])
    assert found == [clean(n) for n in range(900)]


def test_reading_that_fails_comes_after_what_was_read() -> None:
    def broken() -> Iterator[Batch]:
        yield from _batches(150)
        raise InputError("the input is gone")

    found: list[dict[str, Any]] = []

    def collect() -> None:
        with Pool(_job(Cleaner()), workers=2) as pool:
            for outcome in pool.map(broken()):
                found.extend(outcome.data)

    with pytest.raises(InputError, match="gone"):
        collect()
    assert found == [clean(n) for n in range(150)]


class _Unready(Trap):
    """Cannot be sent to a worker."""

    def __setstate__(self, state: object) -> None:
        raise RuntimeError("not in this process")

    def __getstate__(self) -> dict[str, int]:
        return {"some": 1}


def test_workers_that_never_begin_are_no_endless_loop(capfd: pytest.CaptureFixture[str]) -> None:
    job = _job(Cleaner(detectors=[_Unready()]))
    said = pytest.raises(DeclutterError, match="workers die before their first record")
    with said, Pool(job, workers=1, method="spawn") as pool:
        list(pool.map(_batches(3)))
    assert "not in this process" in capfd.readouterr().err


def test_unknown_start_method() -> None:
    with pytest.raises(OptionError, match="did you mean 'spawn'"):
        Pool(_job(Cleaner()), workers=1, method="spwan")


def test_workers_are_replaced_before_they_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("declutter.dumps.pool._WORKER_BYTES", 20_000)
    seen: set[int] = set()
    found = []
    with Pool(_job(Cleaner()), workers=2) as pool:
        for outcome in pool.map(_batches(600)):
            seen.update(pool.pids)
            found += outcome.data
    assert found == [clean(n) for n in range(600)]
    assert len(seen) > 2
