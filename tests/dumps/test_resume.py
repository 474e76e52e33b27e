"""Nothing is lost: kill -9, SIGTERM, a full disk, a vanished input; the same bytes in the end."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from declutter.cli import main
from declutter.dumps import DumpOptions, clean_dump
from declutter.dumps.journal import part_of
from declutter.errors import InputError, OutputError
from tests.dumps.samples import children, clean, jsonl, kill, read_jsonl, record, records, start

# Enough that a run lasts some seconds and commits many times.
_RECORDS = 1_500
_KILLS = 4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def long_dump(tmp_path: Path) -> Path:
    path = tmp_path / "long.jsonl"
    rows = [{**record(n), "text": record(n)["text"] * 5} for n in range(_RECORDS)]
    lines = jsonl(rows).splitlines(keepends=True)
    for n in range(7, _RECORDS, 500):
        lines[n] = b'{"id": broken\n'
    path.write_bytes(b"".join(lines))
    return path


def _wait_for_commit(run: subprocess.Popen[bytes], state: Path) -> bool:
    """Whether the run committed once more before it ended: counted in commits, not in seconds, as a
    fast machine is through before any pause that a slow one needs."""

    def stamp() -> int:
        try:
            return state.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    before = stamp()
    while run.poll() is None:
        if stamp() != before:
            return True
        time.sleep(0.002)
    return False


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz", "parquet"])
def test_killed_runs_end_with_the_bytes_of_an_undisturbed_one(
    long_dump: Path, tmp_path: Path, suffix: str
) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    whole, output = tmp_path / f"whole.{suffix}", tmp_path / f"killed.{suffix}"
    extra = ["--progress", "quiet", "--field", "text"]
    main(
        [
            "dump",
            str(long_dump),
            "-o",
            str(whole),
            "--workers",
            "2",
            "--removals",
            f"{whole}.removals",
            *extra,
        ]
    )
    dice = random.Random(suffix)
    state = part_of(output) / "state.json"
    kills = 0
    for attempt in range(60):
        arguments = [
            "--removals",
            f"{output}.removals",
            *extra,
            "--commit-seconds",
            "0.05",
            "--resume",
        ]
        run = start(long_dump, "-o", output, "--workers", 1 + attempt % 2, *arguments)
        commits = (attempt + 1) % 4  # 1, 2, 3 and none
        while kills < _KILLS and run.poll() is None and commits > 0:
            commits -= _wait_for_commit(run, state)
        if kills < _KILLS and run.poll() is None:
            kills += 1
            workers = children(run.pid)
            if workers and attempt % 3 == 2:
                kill(dice.choice(workers))
            else:
                kill(run.pid)
        if run.wait(300) in (0, 1):
            break
    assert kills >= 1
    for end in ("", ".quarantine.jsonl", ".removals"):
        assert Path(f"{output}{end}").read_bytes() == Path(f"{whole}{end}").read_bytes()
    assert len(read_jsonl(Path(f"{output}.quarantine.jsonl"))) == _RECORDS // 500
    assert not part_of(output).exists()


def test_sigterm_commits_and_says_so(long_dump: Path, tmp_path: Path) -> None:
    output = tmp_path / "clean.jsonl"
    run = start(long_dump, "-o", output, "--workers", 1, "--commit-seconds", "1000")
    grown = part_of(output) / output.name
    while run.poll() is None and not (grown.exists() and grown.stat().st_size > 1_000):
        time.sleep(0.01)
    run.send_signal(signal.SIGTERM)
    assert run.wait(60) == 143
    assert not output.exists()
    state = json.loads((part_of(output) / "state.json").read_bytes())
    assert state["state"]["taken"] > 0, "what was written before the stop is committed"
    assert main(["dump", str(long_dump), "-o", str(output), "--resume"]) == 1
    assert [row["id"] for row in read_jsonl(output)] == [n for n in range(_RECORDS) if n % 500 != 7]


def _stopped(dump: Path, output: Path, monkeypatch: pytest.MonkeyPatch, after: int = 2) -> None:
    """Run until a disk is full after so many batches."""
    from declutter.dumps import journal

    stream = journal._Stream  # noqa: SLF001 - a full disk is hard to come by
    real, written = stream.write, 0

    def write(self: Any, data: bytes) -> None:
        nonlocal written
        written += self.path.name == output.name
        if written > after + 1:
            raise OutputError(f"{self.path}: cannot be written: No space left on device")
        real(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(stream, "write", write)
        with pytest.raises(OutputError, match="No space left"):
            clean_dump(DumpOptions(inputs=[str(dump)], output=str(output), workers=0, commit_seconds=0))


def test_full_disk_leaves_what_is_there_usable(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "clean.jsonl"
    _stopped(dump, output, monkeypatch)
    assert read_jsonl(part_of(output) / output.name) == [clean(n) for n in range(128)]
    summary = clean_dump(DumpOptions(inputs=[str(dump)], output=str(output), workers=0, resume=True))
    assert read_jsonl(output) == [clean(n) for n in range(200)]
    assert summary.records == 200, "the counts of the stopped run are in the summary"


def test_an_unfinished_run_is_not_thrown_away_by_accident(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "clean.jsonl"
    _stopped(dump, output, monkeypatch)
    assert main(["dump", str(dump), "-o", str(output)]) == 2
    assert "--resume goes on, --overwrite starts over" in capsys.readouterr().err
    assert main(["dump", str(dump), "-o", str(output), "--overwrite"]) == 0
    assert main(["dump", str(dump), "-o", str(output)]) == 2
    assert "exists; --overwrite replaces it" in capsys.readouterr().err
    assert main(["dump", str(dump), "-o", str(output), "--resume"]) == 0, "whole: nothing to do"


@pytest.mark.parametrize("change", ["input", "setting", "policy"])
def test_resume_refuses_what_would_not_give_the_same_bytes(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    output = tmp_path / "clean.jsonl"
    _stopped(dump, output, monkeypatch)
    if change == "input":
        dump.write_bytes(dump.read_bytes() + jsonl(records(1)))
    into = "other" if change == "setting" else None
    options = DumpOptions(inputs=[str(dump)], output=str(output), into=into, resume=True)
    from declutter import Cleaner

    cleaner = Cleaner(policy="recall" if change == "policy" else "balanced")
    named = {"input": "inputs", "setting": "into", "policy": "rules"}[change]
    with pytest.raises(InputError, match=f"begun with other {named}"):
        clean_dump(options, cleaner)


def test_damage_after_a_commit_is_noticed(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "clean.jsonl"
    _stopped(dump, output, monkeypatch)
    grown = part_of(output) / output.name
    data = bytearray(grown.read_bytes())
    data[50] ^= 1
    grown.write_bytes(data)
    with pytest.raises(InputError, match="damaged since it was committed"):
        clean_dump(DumpOptions(inputs=[str(dump)], output=str(output), resume=True))


def test_vanished_input_keeps_what_was_read_before(dump: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.jsonl"
    second.write_bytes(jsonl(records(5)))
    output = tmp_path / "clean.jsonl"
    options = DumpOptions(inputs=[str(dump), str(second)], output=str(output), workers=1)
    aside = second.rename(tmp_path / "aside")

    # Gone after the inputs were listed: a directory entry that leads nowhere.
    second.symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no such file"):
        clean_dump(options)
    second.unlink()
    aside.rename(second)

    class Vanishing:
        def say(self, message: str) -> None: ...

        def begin(self, total: int, before: int) -> None:
            second.rename(aside)

        def advance(self, summary: object, done: int) -> None: ...

    with pytest.raises(InputError, match=r"second\.jsonl: cannot be read"):
        clean_dump(options, watch=Vanishing())
    assert len(read_jsonl(part_of(output) / output.name)) == 192, "three whole batches of 64"
    aside.rename(second)
    clean_dump(DumpOptions(inputs=[str(dump), str(second)], output=str(output), workers=1, resume=True))
    assert read_jsonl(output) == [*(clean(n) for n in range(200)), *(clean(n) for n in range(5))]


def test_two_runs_cannot_share_an_output(long_dump: Path, tmp_path: Path) -> None:
    output = tmp_path / "clean.jsonl"
    run = start(long_dump, "-o", output, "--workers", 1)
    try:
        while run.poll() is None and not (part_of(output) / "state.json").exists():
            time.sleep(0.01)
        with pytest.raises(InputError, match="another run is at work here"):
            clean_dump(DumpOptions(inputs=[str(long_dump)], output=str(output), resume=True))
    finally:
        kill(run.pid)
        run.wait(60)


def test_unwritable_output(dump: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"cannot be written"):
        clean_dump(DumpOptions(inputs=[str(dump)], output=str(tmp_path / "file" / "clean.jsonl"), workers=0))
