"""Which records: limit, sample, where; dry run, report and log lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from declutter.cli import main
from declutter.dumps import DumpOptions, Summary, clean_dump
from declutter.dumps.progress import Log, watch_of
from declutter.dumps.report import render_report
from tests.dumps.samples import RESIDUE, jsonl, read_jsonl, record


def chosen(dump: Path, output: Path, **more: Any) -> list[int]:
    clean_dump(DumpOptions(inputs=[str(dump)], output=str(output), workers=0, **more))
    return [row["id"] for row in read_jsonl(output)]


def test_limit_sample_and_where(dump: Path, tmp_path: Path) -> None:
    assert chosen(dump, tmp_path / "a.jsonl", limit=70) == list(range(70))
    drawn = chosen(dump, tmp_path / "b.jsonl", sample=20)
    assert len(drawn) == len(set(drawn)) == 20
    assert drawn == sorted(drawn)
    assert drawn == chosen(dump, tmp_path / "c.jsonl", sample=20)
    assert drawn != chosen(dump, tmp_path / "d.jsonl", sample=20, seed=1)
    assert chosen(dump, tmp_path / "e.jsonl", where=["id=17"]) == [17]
    assert chosen(dump, tmp_path / "f.jsonl", where=["id=17", "url=elsewhere"]) == []


def test_where_leaves_bad_records_to_quarantine(tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    source.write_bytes(jsonl([record(0)]) + b"{broken\n" + jsonl([record(2)]))
    assert chosen(source, tmp_path / "clean.jsonl", where=["id=2"]) == [2]
    assert read_jsonl(tmp_path / "clean.jsonl.quarantine.jsonl")[0]["line"] == 2


def test_limit_and_sample_survive_a_resume(dump: Path, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    class Stopping:
        def say(self, message: str) -> None: ...

        def begin(self, total: int, before: int) -> None: ...

        def advance(self, summary: Summary, done: int) -> None:
            raise Stop

    for name, more in (
        ("limit", {"limit": 150}),
        ("sample", {"sample": 150}),
        ("where", {"where": ["id=180"]}),
    ):
        whole = chosen(dump, tmp_path / f"{name}-whole.jsonl", **more)
        output = str(tmp_path / f"{name}.jsonl")
        with pytest.raises(Stop):
            clean_dump(DumpOptions(inputs=[str(dump)], output=output, workers=0, **more), watch=Stopping())
        assert chosen(dump, Path(output), resume=True, **more) == whole


def test_dry_run_shows_examples_and_writes_nothing(
    dump: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    assert main(["dump", str(dump), "--dry-run", "--sample", "30", "--workers", "1"]) == 0
    told = capsys.readouterr()
    assert "ad: 60 blocks would go, such as" in told.out
    assert f"- {RESIDUE}\n" in told.out
    assert str(dump) in told.out
    assert "fields told from the first 200 records: page in 'text', id in 'id', url in 'url'" in told.err
    assert sorted(tmp_path.iterdir()) == before


def test_report_is_one_page(dump: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert (
        main(
            [
                "dump",
                str(dump),
                "-o",
                str(tmp_path / "c.jsonl"),
                "--report",
                str(report),
                "--workers",
                "1",
            ]
        )
        == 0
    )
    page = report.read_text(encoding="utf-8")
    assert "<td>ad</td><td class=number>400</td>" in page
    assert RESIDUE in page
    assert "<script>" not in render_report(Summary(), "<script>alert(1)</script>")


def test_quiet_and_log_lines(dump: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "dump",
        str(dump),
        "--overwrite",
        "-o",
        str(tmp_path / "c.jsonl"),
        "--workers",
        "1",
    ]
    main([*arguments, "--progress", "quiet"])
    assert capsys.readouterr().err == ""
    main([*arguments, "--progress", "log", "--log-seconds", "0"])
    lines = capsys.readouterr().err.splitlines()
    assert any("200 records, " in line and "MB/s" in line and "% removed" in line for line in lines)


def test_log_lines_tell_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    log = Log(seconds=0)
    log.begin(total=1_000, before=0)
    log.advance(Summary(records=10, bytes=100), done=100)
    log.advance(Summary(records=50, bytes=500), done=500)
    first, second = capsys.readouterr().err.splitlines()
    assert " left" not in first, "one point gives no speed"
    assert ", 50 % of the input, 0:00:00 left" in second


def test_the_bar_is_drawn_on_request(dump: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    main(["dump", str(dump), "-o", str(tmp_path / "c.jsonl"), "--workers", "1", "--progress", "bar"])
    told = capsys.readouterr().err
    assert "100%" in told
    assert "200 records" in told


def test_auto_is_a_log_where_there_is_no_terminal() -> None:
    assert isinstance(watch_of("auto"), Log)


def test_a_summary_survives_json() -> None:
    import json

    summary = Summary(records=2, chars=10, removed=4)
    summary.blocks["ad"] = 1
    summary.slowest.append((0.5, "a, line 1"))
    summary.show("ad", ("a, line 1", RESIDUE, "an ad label"))
    assert Summary.from_dict(json.loads(json.dumps(summary.to_dict()))) == summary
