"""`declutter rules`: each action as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from declutter.cli import main
from declutter.packs import COMPILED, compile_packs

PROSE = "The council met on Monday and decided to rebuild the bridge by the end of the year, it said."


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(["rules", *args])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("more", [(), ("--language", "de")])
def test_a_new_pack_passes_the_check(more: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "new", "https://www.gazette.example/a", *more)
    assert (code, "declutter rules check gazette.example.toml" in out) == (0, True)
    code, out, err = run(capsys, "check", "gazette.example.toml")
    assert (code, out, err) == (0, "gazette.example.toml: 3 rules, 0 faults\n", "")


def test_new_overwrites_nothing_and_wants_a_host(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "new", "gazette.example")
    assert run(capsys, "new", "gazette.example")[0] == 2
    code, _, err = run(capsys, "new", "gazette")
    assert (code, "'gazette' is no host" in err) == (2, True)


def test_check_tells_file_line_and_fault(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "new", "gazette.example", "-o", "g.toml")
    text = Path("g.toml").read_text(encoding="utf-8")
    Path("g.toml").write_text(text.replace('"<=8"', '"<=2"'), encoding="utf-8")
    code, out, _ = run(capsys, "check", "g.toml")
    line = 1 + text[: text.index('id = "more-stories"')].count("\n")
    assert code == 1
    assert f"g.toml:{line}: gazette.example/more-stories: example 1 as text: does not take" in out
    assert run(capsys, "check", "nowhere.toml")[0] == 2


def test_check_reports_slow_patterns_and_broken_files(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.toml").write_text(
        '[pack]\nname = "a"\n[[rule]]\nid = "r"\nlabel = "ad"\nconfidence = 0.9\nreason = "x"\n'
        "match = { text = '^(?:a|aa)+b' }\n[[rule.example]]\npage = '- aab'\n",
        encoding="utf-8",
    )
    Path("b.toml").write_text('[pack]\nname = "b"\nsite = ["x.example"]\n', encoding="utf-8")
    code, out, err = run(capsys, "check", ".")
    assert code == 1
    assert "a.toml:4: a/r: its pattern takes" in out
    assert "b.toml:3: pack.site: unknown key 'site'; did you mean 'sites'?" in err


def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list", "--language", "de", "--label", "audio")
    assert code == 0
    assert out.splitlines()
    assert all(line.startswith("de/") for line in out.splitlines())
    code, out, _ = run(capsys, "show", "en/audio-prompt")
    assert (code, "- listen to this article" in out) == (0, True)
    code, _, err = run(capsys, "show", "en/audio-promt")
    assert (code, "did you mean 'en/audio-prompt'?" in err) == (2, True)


def test_test_shows_what_a_pack_would_remove(capsys: pytest.CaptureFixture[str]) -> None:
    Path("g.toml").write_text(
        '[pack]\nname = "g"\nsites = ["gazette.example"]\n'
        '[[rule]]\nid = "z"\nlabel = "ad"\nconfidence = 0.9\nreason = "x"\nmatch = { starts = ["zebra"] }\n'
        '[[rule]]\nid = "never"\nlabel = "ad"\nconfidence = 0.9\nreason = "x"\nmatch = { starts = ["gnu"] }\n',
        encoding="utf-8",
    )
    page = f"{PROSE}\n\nZebra crossing the river\n\n{PROSE[4:]}"
    rows = [{"text": page, "url": f"https://gazette.example/{n}"} for n in range(3)]
    Path("pages.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    code, out, _ = run(capsys, "test", "g.toml", "--on", "pages.jsonl", "--samples", "1")
    assert code == 0
    assert "g/z (ad): 3 blocks on 3 pages; 3 go only because of it, 0 stay because of it" in out
    assert "Zebra crossing the river  [pages.jsonl:1]" in out
    assert "never matched: g/never" in out
    Path("saved").mkdir()
    Path("saved/a.txt").write_text(page, encoding="utf-8")
    out = run(capsys, "test", "g.toml", "--on", "saved")[1]
    assert "do the pages say their address? (--url)" in out
    assert (
        "g/z (ad): 1 blocks on 1 pages"
        in run(capsys, "test", "g.toml", "--on", "saved", "--url", "https://gazette.example/")[1]
    )


def test_why_tells_claims_context_and_winner(capsys: pytest.CaptureFixture[str]) -> None:
    Path("page.txt").write_text(f"Share this article\n\n{PROSE}\n", encoding="utf-8")
    code, out, _ = run(capsys, "why", "page.txt", "1")
    assert code == 0
    assert "claimed by rules and heuristics:" in out
    assert "removed: en/" in out
    assert "kept" in run(capsys, "why", "page.txt", "3")[1]
    assert "line 2 is empty" in run(capsys, "why", "page.txt", "2")[2]
    assert "it has lines 1 to 4" in run(capsys, "why", "page.txt", "9")[2]


def test_compile_writes_what_is_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("declutter.cli.rules.maintaining.COMPILED", Path("shipped.json"))
    assert run(capsys, "compile")[0] == 0
    assert Path("shipped.json").read_text(encoding="utf-8") == compile_packs()
    assert COMPILED.exists()
