"""benchmarks/speed.py runs on the samples that ship, and its table and JSON agree."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def speed(*more: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, str(ROOT / "benchmarks" / "speed.py"), *more]
    return subprocess.run(program, capture_output=True, text=True, check=False, timeout=120)


def test_stages_stand_beside_their_floor(tmp_path: Path) -> None:
    run = speed(
        "--only", "text", "html", "--pages", "3", "--rounds", "1", "--json", str(tmp_path / "speed.json")
    )
    assert run.returncode == 0, run.stderr
    rows = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))["rows"]
    for suite, floor in (("text", "splitting alone"), ("html", "parsing alone")):
        found = {row["what"]: row for row in rows if row["suite"] == suite}
        assert {floor, "read", "… measure", "… find", "… decide", "declutter"} <= found.keys()
        assert found[floor]["ratio"] == 1
        assert found["declutter"]["ratio"] > 1  # nothing can be faster than the floor
        assert all(row["errors"] == 0 for row in found.values())
        assert all(row["what"] in run.stdout for row in found.values())


def test_size_is_told_a_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "speed.json"
    run = speed("--only", "size", "--most-megabytes", "0.1", "--rounds", "1", "--json", str(path))
    assert run.returncode == 0, run.stderr
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    assert [row["what"] for row in rows] == [
        f"{form}, 0.1 MB" for form in ("lines", "one line", "html", "siblings")
    ]
    assert all(0 < row["milliseconds"] < 60_000 for row in rows)


def test_an_unknown_suite_names_the_choices() -> None:
    run = speed("--only", "memory")
    assert run.returncode == 2
    assert "workers" in run.stderr


def test_a_folder_that_is_missing_is_named_before_anything_runs(tmp_path: Path) -> None:
    for run in (speed(str(tmp_path)), speed("--json", str(tmp_path / "none" / "speed.json"))):
        assert run.returncode == 2
        assert str(tmp_path) in run.stderr
        assert not run.stdout
