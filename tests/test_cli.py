"""The command line: output, exit codes, and errors that are sentences, never tracebacks."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import declutter
from declutter.cli import main
from tests.articles import ARTICLE, CLEANER, RESIDUE

PAGE = f"{RESIDUE[0]}\n\n{ARTICLE}\n"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


# --- clean ----------------------------------------------------------------------------------------


def test_clean_prints_the_article(page: str, capsys: Captured) -> None:
    assert main(["clean", page]) == 0
    assert capsys.readouterr() == (ARTICLE + "\n", "")


@pytest.mark.parametrize("args", [["clean"], ["clean", "-"]], ids=["no file", "a hyphen"])
def test_clean_reads_standard_input(
    args: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    feed(monkeypatch, PAGE.encode())
    assert main(args) == 0
    assert capsys.readouterr().out == ARTICLE + "\n"


def test_clean_writes_to_a_file(page: str, tmp_path: Path, capsys: Captured) -> None:
    assert main(["clean", page, "-o", str(tmp_path / "clean.txt")]) == 0
    assert (tmp_path / "clean.txt").read_text(encoding="utf-8") == ARTICLE + "\n"
    assert capsys.readouterr().out == ""


def test_several_files_come_out_in_order(page: str, tmp_path: Path, capsys: Captured) -> None:
    other = tmp_path / "other.txt"
    other.write_text(ARTICLE.replace("ferry", "train"), encoding="utf-8")
    assert main(["clean", str(other), page]) == 0
    out = capsys.readouterr().out
    assert 0 <= out.index("night train") < out.index("night ferry")


def test_clean_as_json_is_a_line_a_source(page: str, capsys: Captured) -> None:
    assert main(["clean", page, page, "--output", "json"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert json.loads(first)["text"] == ARTICLE


def test_clean_as_markdown(page: str, capsys: Captured) -> None:
    assert main(["clean", page, "--output", "markdown"]) == 0
    assert capsys.readouterr().out == ARTICLE + "\n"


def test_keep_and_preset_and_threshold(page: str, capsys: Captured) -> None:
    for options, kept in (
        (["--keep", "ad, share"], True),
        (["--keep", "share"], False),
        (["--preset", "precision"], False),
        (["--threshold", "1"], True),
        (["--language", "en"], False),
    ):
        assert main(["clean", page, *options]) == 0
        assert (RESIDUE[0] in capsys.readouterr().out) is kept


# --- explain --------------------------------------------------------------------------------------


def test_explain_shows_the_gutter_plain_in_a_pipe(page: str, capsys: Captured) -> None:
    assert main(["explain", page]) == 0
    out = capsys.readouterr().out
    assert out == CLEANER.clean(PAGE.encode()).explain() + "\n"
    assert out.startswith(f"- {RESIDUE[0]}  [ad ")
    assert "\x1b" not in out


def test_explain_as_json(page: str, capsys: Captured) -> None:
    assert main(["explain", page, "--json"]) == 0
    blocks = json.loads(capsys.readouterr().out)["blocks"]
    assert [block["text"] for block in blocks if not block["kept"]] == [RESIDUE[0]]


# --- version, help, rules -------------------------------------------------------------------------


def test_version(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert (stop.value.code, capsys.readouterr().out) == (0, f"declutter {declutter.__version__}\n")


@pytest.mark.parametrize("command", [[], ["clean"], ["explain"], ["dump"]])
def test_help_shows_examples(command: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stop:
        main([*command, "--help"])
    assert stop.value.code == 0
    out = capsys.readouterr().out
    assert "examples:" in out
    assert f"declutter {(command or ['clean'])[0]} " in out.split("examples:")[1]


def test_rules_list_names_every_rule(capsys: Captured) -> None:
    assert main(["rules", "list"]) == 0
    out = capsys.readouterr().out
    assert all(rule.source in out for pack in CLEANER.packs for rule in pack.rules)


# --- bad input ------------------------------------------------------------------------------------

BAD = {
    "a missing file": (["clean", "no-such.txt"], "no-such.txt: cannot be read: No such file"),
    "a folder": (["clean", "."], ".: cannot be read: Is a directory"),
    "an output that cannot be written": (["clean", "PAGE", "-o", "no/such/folder.txt"], "cannot be written"),
    "a preset": (
        ["clean", "PAGE", "--preset", "best"],
        "unknown preset 'best'; choices: balanced, precision, recall",
    ),
    "a label": (["clean", "PAGE", "--keep", "credits"], "unknown label 'credits'; did you mean 'credit'"),
    "a threshold": (["clean", "PAGE", "--threshold", "2"], "from 0 to 1, not 2.0"),
    "a rule pack": (["clean", "PAGE", "--rules", "no-such.toml"], "no-such.toml: cannot be read"),
    "a folder of rules": (["rules", "check", "no-such"], "no-such: no such file or folder"),
    "explain": (["explain", "no-such.txt"], "no-such.txt: cannot be read"),
}


@pytest.mark.parametrize(("args", "message"), BAD.values(), ids=BAD.keys())
def test_wrong_use_is_one_sentence_and_exit_code_2(
    args: list[str],
    message: str,
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([page if arg == "PAGE" else arg for arg in args]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"declutter {args[0]}: ")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["clean", "--form", "markdwon"], "markdown"),
        (["clean", "--output", "pdf"], "json"),
        (["clean", "--threshold", "much"], "much"),
        (["wash"], "clean"),
        ([], "COMMAND"),
    ],
)
def test_what_the_parser_refuses_names_the_choices(args: list[str], message: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stop:
        main(args)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_binary_data_is_refused_by_name(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert main(["clean", str(path)]) == 2
    assert f"{path}: source is binary data, not text: NUL byte at offset 8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "warning"), [(b"", "empty"), (b" \n\n", "empty"), (b"Home\n\nNews\n", "no prose")]
)
def test_a_warning_is_exit_code_1(
    data: bytes, warning: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    feed(monkeypatch, data)
    assert main(["clean"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("declutter: standard input: ")
    assert warning in err


# --- in a process of its own ----------------------------------------------------------------------


def run(*args: str, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "declutter", *args]
    return subprocess.run(
        command, input=data, capture_output=True, check=False, env={**os.environ, **environment}
    )


def test_output_is_utf_8_whatever_the_locale() -> None:
    data = f"{RESIDUE[0]}\n\nŁódź: {ARTICLE}".encode()
    done = run("clean", data=data, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"Łódź: {ARTICLE}\n"


def test_undecodable_bytes_are_read_and_told() -> None:
    done = run("clean", data=ARTICLE.encode() * 3 + b" caf\xe9")
    assert done.returncode == 1
    assert b"no UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join([ARTICLE] * 2_000), encoding="utf-8")
    command = [sys.executable, "-m", "declutter", "explain", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, b"")


def test_a_missing_file_in_a_process() -> None:
    done = run("clean", "no-such.txt")
    assert done.returncode == 2
    assert done.stderr == b"declutter clean: no-such.txt: cannot be read: No such file or directory\n"
