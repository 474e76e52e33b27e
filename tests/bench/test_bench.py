"""The command from corpora to reports: run, compare, and a look at a dump."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from declutter.bench.compare import compare_runs, lines_of
from declutter.bench.report.files import read_run, write_run
from declutter.bench.statistics import difference, figures
from declutter.cli import main
from declutter.errors import InputError
from tests.bench.made import MAKERS, write


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over a corpus of each layout, one of them damaged."""
    root = tmp_path_factory.mktemp("corpora")
    for make in MAKERS.values():
        make(root)
    (root / "wcxb/dev/html/0001.html.gz").write_bytes(b"\x1f\x8bhalf")
    out = root.parent / f"{root.name}-out"
    names = "tests.bench.peers_made:raises"
    assert main(["bench", str(root), "--peers", names, "-o", str(out)]) == 1
    return out


def test_a_run_reaches_all_corpora_and_names_what_is_damaged(report: Path) -> None:
    run = read_run(report / "bench.json")
    assert {corpus["measure"] for corpus in run["corpora"]} == {"words", "snippets", "shingles", "lines"}
    assert sum(corpus["pages"] for corpus in run["corpora"]) == 13
    assert [fault["reason"] for fault in run["faults"]] == ["the file is broken off or damaged"]
    own = {row["corpus"]: row for row in run["figures"] if row["tool"] == "declutter"}
    assert own["news"]["figures"]["residue removed"][0] == 1.0
    assert own["news"]["figures"]["content lost"][0] == 0.0
    assert {tool["name"] for tool in run["tools"]} == {"declutter", "tests.bench.peers_made:raises"}
    assert run["curves"]["news"][0][1] == 1.0
    assert run["reliability"]["news"]


def test_the_page_holds_everything_and_fetches_nothing(report: Path) -> None:
    html = (report / "bench.html").read_text(encoding="utf-8")
    assert html.count("<svg") >= 3
    assert not re.search(r"<(script|link|img|iframe|object)\b", html)
    assert not re.search(r"(src|href|srcset)\s*=\s*[\"']?(?!#)", html.replace('xlink:href="#', "#"))
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    assert "the file is broken off or damaged" in html


def test_compare_names_what_changed_and_why(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = report / "bench.json"
    run = read_run(before)
    page = next(page for page in run["pages"] if page["corpus"] == "news")
    page["scores"]["declutter"] = 0.5
    gone = page["removed"].pop()
    page["removed"].append([9, "share", 0.8, "en/made-up", "a reason", "A line that now goes"])
    after = write_changed(report / "after.json", run)
    assert main(["bench", "compare", str(before), str(before)]) == 0
    assert "0 pages changed" in capsys.readouterr().out
    assert main(["bench", "compare", str(before), str(after)]) == 1
    told = capsys.readouterr().out
    assert "1 pages changed: 0 better, 1 worse" in told
    assert "- 9: A line that now goes" in told
    assert "now removed as share 0.80 by en/made-up: a reason" in told
    assert f"+ {gone[0]}: {gone[-1]}" in told


def write_changed(path: Path, run: dict[str, object]) -> Path:
    write_run(path, run)
    return path


def test_pages_of_one_run_alone_are_counted(report: Path) -> None:
    run = read_run(report / "bench.json")
    fewer = run | {"pages": run["pages"][1:]}
    assert len(compare_runs(run, fewer)["only_before"]) == 1
    assert "1 pages are in the first run alone" in list(lines_of(compare_runs(run, fewer)))


@pytest.mark.parametrize(
    "content", ["{half", "[]", '{"format": "something else"}', '{"format": "declutter-bench 1"}']
)
def test_what_is_no_run_is_refused(content: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.json"):
        read_run(write(tmp_path / "x.json", content))


def test_a_dump_without_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Share\n\nThe bridge was closed on Friday after a lorry hit its railing, the council said."
    rows = [json.dumps({"text": text, "url": f"https://a.example/{n}"}) for n in range(3)]
    dump = write(tmp_path / "news.jsonl", "\n".join([*rows, "{broken", '{"text": 7}']))
    assert main(["bench", str(dump), "-o", str(tmp_path / "out")]) == 1
    look = json.loads((tmp_path / "out/bench.json").read_text())
    assert look["totals"]["records"] == 3
    assert [(row["name"], row["blocks"]) for row in look["labels"]] == [("share", 3)]
    assert look["sites"][0]["name"] == "a.example"
    assert look["frequent"][0] == {"text": "Share", "label": "share", "times": 3}
    assert len(look["unsure"]) == len(look["sample"]) == 3
    assert len(look["faults"]) == 2
    assert "Share" in (tmp_path / "out/bench.html").read_text()
    assert "line 4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/nowhere"], "no such file or folder"),
        (["compare", "a.json"], "takes two runs"),
        ([".", "--workers", "0"], "must be more than 0"),
        ([".", "--sample", "-1"], "must not be negative"),
        (["README.md", "--peers", "trafilatura"], "--peers needs gold"),
        (["/dev/null"], "format unknown"),
    ],
)
def test_wrong_use(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_intervals_hold_the_value_and_pairs_cancel() -> None:
    rows = [(1.0, n / 10, 0.5, 0.5) for n in range(10)]
    value, low, high = figures("words", rows)["F1"]
    assert low < value < high
    assert difference("words", rows, rows) == (0.0, 0.0, 0.0)
    better = [(1.0, row[1] + 0.1, 0.5, 0.5) for row in rows]
    assert difference("words", better, rows).low == pytest.approx(0.1)
    assert figures("words", []) == {}
