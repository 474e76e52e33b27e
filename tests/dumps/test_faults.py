"""A bad record goes to quarantine with its place and reason; the run goes on and says so."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from declutter import Cleaner
from declutter.cli import main
from declutter.dumps import DumpOptions, Summary, clean_dump
from declutter.errors import InputError
from tests.dumps.samples import Trap, clean, jsonl, prose, read_jsonl, record, records


def run(source: Path, output: Path, cleaner: Cleaner | None = None, **more: Any) -> Summary:
    more.setdefault("workers", 0)
    return clean_dump(DumpOptions(inputs=[str(source)], output=str(output), **more), cleaner)


def quarantined(output: Path) -> list[dict[str, Any]]:
    return read_jsonl(Path(f"{output}.quarantine.jsonl"))


BAD_LINES = {
    "broken JSON": b'{"text": "cut',
    "undecodable": b'{"text": "caf\xe9"}',
    "wrong type": b'{"text": ["a", "list"]}',
    "no such field": b'{"body": "elsewhere"}',
    "too large": b'{"text": "' + b"long " * 5_000 + b'"}',
}


@pytest.mark.parametrize("kind", list(BAD_LINES))
def test_each_kind_of_bad_line(tmp_path: Path, kind: str) -> None:
    source, output = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    source.write_bytes(jsonl([record(0)]) + BAD_LINES[kind] + b"\n" + jsonl([record(2)]))
    summary = run(source, output, field="text", max_bytes=20_000)
    assert read_jsonl(output) == [clean(0), clean(2)]
    assert summary.faults == {kind: 1}
    (entry,) = quarantined(output)
    assert (entry["file"], entry["line"], entry["kind"]) == (str(source), 2, kind)
    assert entry["reason"]
    assert entry["bytes"] == len(BAD_LINES[kind])


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 200_000,
        b'{"text":' + b'{"a":' * 100_000,
        b'{"text": "a", "n": ' + b"9" * 10_000 + b"}",
        b"7",
        b"\0\0\0",
    ],
)
def test_hostile_json(tmp_path: Path, line: bytes) -> None:
    source, output = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    source.write_bytes(line + b"\n" + jsonl([record(1)]))
    run(source, output, field="text")
    assert read_jsonl(output) == [clean(1)]
    assert len(quarantined(output)) == 1


def test_an_endless_line_is_never_held_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    source, output = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    with source.open("wb") as file:
        file.write(jsonl([record(0)]))
        for _ in range(60):
            file.write(b"x" * 1_000_000)
        file.write(b"\n" + jsonl([record(2)]))
    cleaner = Cleaner()
    cleaner.clean(prose(0))  # what is loaded on first use is not the line's fault
    tracemalloc.start()
    run(source, output, cleaner, field="text", max_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000
    assert read_jsonl(output) == [clean(0), clean(2)]
    assert quarantined(output)[0]["bytes"] == 60_000_000


def test_bad_rows_of_csv(tmp_path: Path) -> None:
    source, output = tmp_path / "news.csv", tmp_path / "clean.csv"
    good = prose(0).replace(",", "").encode()
    source.write_bytes(
        b"id,text\n0," + good + b"\n1\n2,a,b\n3,caf\xe9\n\n4," + good + b'\n5,"never closed\n6,x\n'
    )
    summary = run(source, output)
    assert [line.split(b",")[0] for line in output.read_bytes().splitlines()][:3] == [
        b"id",
        b"0",
        b"4",
    ]
    assert summary.faults == {"broken CSV": 2, "undecodable": 1}
    assert [entry["line"] for entry in quarantined(output)] == [3, 4, 5]


def test_a_runaway_quote_ends_at_the_size_limit(tmp_path: Path) -> None:
    source, output = tmp_path / "news.csv", tmp_path / "clean.csv"
    rows = b"".join(b"%d,some words of prose here\n" % n for n in range(20_000))
    source.write_bytes(b'id,text\n0,"open\n' + rows)
    summary = run(source, output, field="text", max_bytes=150_000)
    assert summary.faults == {"broken CSV": 1}
    assert summary.records > 10_000, "what comes after the bad row is read again as rows"


# --- files cut off -------------------------------------------------------------------------------


def _zstd(data: bytes) -> bytes:
    zstd = pytest.importorskip("backports.zstd")
    packed: bytes = zstd.compress(data)
    return packed


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, _zstd])
def test_cut_off_compression(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    source, output = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    # Two members, the second cut off: everything in the first must come out.
    rows = records(400)
    source.write_bytes(pack(jsonl(rows[:100])) + pack(jsonl(rows[100:]))[:-200])
    summary = run(source, output)
    found = [row["id"] for row in read_jsonl(output)]
    assert found == list(range(len(found)))
    assert len(found) >= 100
    assert summary.faults == {"cut off": 1}
    (entry,) = quarantined(output)
    assert entry["line"] == len(found) + 1
    assert "break here" in entry["reason"]
    assert main(["dump", str(source), "-o", str(output), "--overwrite", "--workers", "1"]) == 1


def test_cut_off_and_damaged_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    source, output = tmp_path / "news.parquet", tmp_path / "clean.jsonl"
    table = pa.table({"id": range(90), "text": [record(n)["text"] for n in range(90)]})
    pq.write_table(table, source, row_group_size=30, compression="zstd", use_dictionary=False)
    whole = source.read_bytes()
    column = pq.ParquetFile(source).metadata.row_group(1).column(1)
    end = column.data_page_offset + column.total_compressed_size
    source.write_bytes(whole[: end - 100] + b"\xff" * 60 + whole[end - 40 :])
    run(source, output)
    assert [row["id"] for row in read_jsonl(output)] == [*range(30), *range(60, 90)]
    (entry,) = quarantined(output)
    assert entry["row"] == 31
    assert "rows 31 to 60" in entry["reason"]

    source.write_bytes(whole[:-100])
    summary = run(source, output, overwrite=True, field="text")
    assert summary.faults == {"cut off": 1}
    assert "no row of it can be read" in quarantined(output)[0]["reason"]


def test_cut_off_arrow(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    source, output = tmp_path / "news.arrow", tmp_path / "clean.jsonl"
    table = pa.table({"id": range(90), "text": [record(n)["text"] for n in range(90)]})
    with pa.ipc.new_file(source, table.schema) as writer:
        writer.write_table(table, 30)
    source.write_bytes(source.read_bytes()[:-2_500])
    run(source, output)
    assert [row["id"] for row in read_jsonl(output)] == list(range(60))
    assert quarantined(output)[0]["row"] == 61


# --- records that harm whoever cleans them -------------------------------------------------------


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_record_that_kills_its_worker(tmp_path: Path, method: str) -> None:
    source, output = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    rows = records(150)
    rows[70]["text"] = "Please kill the worker now, said the page."
    rows[71]["text"] = "Please divide by zero now, said the page."
    source.write_bytes(jsonl(rows))
    summary = run(source, output, Cleaner(detectors=[Trap()]), workers=2, method=method)
    assert read_jsonl(output) == [clean(n) for n in range(150) if n not in (70, 71)]
    assert summary.faults == {"killed its worker": 1, "cleaner failed": 1}
    killed, failed = quarantined(output)
    assert killed["line"] == 71
    assert "3 workers died over it" in killed["reason"]
    assert "ZeroDivisionError" in failed["reason"]
    assert json.loads(killed["raw"])["text"] == rows[70]["text"]


def test_a_record_over_its_time(tmp_path: Path) -> None:
    source, output = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    rows = records(10)
    rows[4]["text"] = "Please stop the clock now, said the page."
    source.write_bytes(jsonl(rows))
    # Far more than an honest record takes on a busy machine.
    summary = run(source, output, Cleaner(detectors=[Trap()]), workers=2, max_seconds=3.0)
    assert read_jsonl(output) == [clean(n) for n in range(10) if n != 4]
    assert summary.faults == {"too slow": 1}
    assert "not done after 3 s" in quarantined(output)[0]["reason"]


# --- what the run says ---------------------------------------------------------------------------


def test_strict_stops_at_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    source.write_bytes(jsonl(records(100)) + b"{broken\n" + jsonl(records(1)))
    assert main(["dump", str(source), "-o", str(output), "--strict", "--workers", "1"]) == 2
    assert "news.jsonl, line 101: broken JSON" in capsys.readouterr().err
    assert not output.exists()
    with pytest.raises(InputError, match="line 101"):
        run(source, output, strict=True, resume=True)


def test_exit_code_and_summary_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "news.jsonl", tmp_path / "clean.jsonl"
    source.write_bytes(jsonl(records(3)) + b"{broken\n")
    assert main(["dump", str(source), "-o", str(output), "--workers", "1"]) == 1
    told = capsys.readouterr().err
    assert "1 bad records" in told
    assert "1 × broken JSON" in told
    source.write_bytes(jsonl(records(3)))
    assert main(["dump", str(source), "-o", str(output), "--overwrite", "--workers", "1"]) == 0
    assert not Path(f"{output}.quarantine.jsonl").exists(), "no quarantine file without bad records"
