"""Each loader reads its repository's layout, and carries on past what is missing or damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from declutter.bench.corpora import LOADERS, find_corpora, read_corpus
from declutter.bench.page import Fault, Page
from declutter.bench.scores import MEASURES, score
from declutter.errors import InputError
from tests.bench.made import ARTICLE, HTML, MAKERS, write


def load(root: Path) -> tuple[list[Page], list[Fault]]:
    found = [entry for corpus in find_corpora([root]) for entry in read_corpus(corpus)]
    return [x for x in found if isinstance(x, Page)], [x for x in found if isinstance(x, Fault)]


def test_every_loader_is_tried() -> None:
    assert set(MAKERS) == set(LOADERS)


@pytest.mark.parametrize("name", MAKERS)
def test_a_sound_corpus(name: str, tmp_path: Path) -> None:
    MAKERS[name](tmp_path)
    assert [corpus.loader for corpus in find_corpora([tmp_path])] == [name]
    pages, faults = load(tmp_path)
    assert len(pages) == 2
    assert not faults
    for page in pages:
        source = page.source()
        assert source == (HTML.encode() if page.form == "html" else page.text)
        # The gold itself is a perfect answer, whatever the measure.
        assert MEASURES[page.gold.measure].page(score(source, ARTICLE, page.gold)) == 1.0


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "labelled text"])
def test_a_page_that_is_missing_or_broken_off_is_named_and_the_rest_read(name: str, tmp_path: Path) -> None:
    MAKERS[name](tmp_path)
    html = sorted(path for path in tmp_path.rglob("*") if ".html" in path.name)
    html[0].unlink()
    pages, faults = load(tmp_path)
    assert len(pages) == 1
    assert len(faults) == 1
    assert "missing" in faults[0].reason or ".html" in faults[0].reason
    html[1].write_bytes(b"")
    pages, faults = load(tmp_path)
    assert not pages
    assert len(faults) == 2


def test_a_gz_that_is_broken_off(tmp_path: Path) -> None:
    MAKERS["wcxb"](tmp_path)
    path = tmp_path / "wcxb/dev/html/0001.html.gz"
    path.write_bytes(path.read_bytes()[:-20])
    pages, faults = load(tmp_path)
    assert [page.id for page in pages] == ["0002"]
    assert faults[0].place.endswith("0001.json")
    assert faults[0].reason == "the file is broken off or damaged"


def test_labelled_lines_that_are_broken(tmp_path: Path) -> None:
    good = {"id": "a", "text": "one\ntwo", "labels": "cb"}
    rows = [json.dumps(good), "{broken", json.dumps(good | {"id": "b", "labels": "c"}), '{"id": "c"}', "7"]
    write(tmp_path / "x.jsonl", "\n".join(rows))
    pages, faults = load(tmp_path / "x.jsonl")
    assert [page.id for page in pages] == ["a"]
    assert [fault.place.rsplit(" ", 1)[1] for fault in faults] == ["2", "3", "4", "5"]
    assert "1 labels for 2 non-empty lines" in faults[1].reason
    assert faults[2].reason == "the gold has no 'text'"


@pytest.mark.parametrize("gold", ["{half", "[]", "7"])
def test_a_gold_file_of_another_shape(gold: str, tmp_path: Path) -> None:
    write(tmp_path / "ground-truth.json", gold)
    pages, faults = load(tmp_path)
    assert not pages
    assert len(faults) == 1


def test_trafilatura_upstream_is_read_and_not_run(tmp_path: Path) -> None:
    entry = {"https://a.example/": {"file": "1.html", "with": ["closed"], "without": []}}
    write(tmp_path / "tests/evaldata.py", f"raise SystemExit\nEVAL_PAGES = {entry!r}\n")
    write(tmp_path / "tests/eval/1.html", HTML)
    pages, faults = load(tmp_path)
    assert [page.gold.present for page in pages] == [("closed",)]
    assert not faults


def test_text_residue_is_dealt_into_slices(tmp_path: Path) -> None:
    base = {"id": "1", "text": "one", "labels": "c"}
    rows = [
        base | {"corpus": corpus, "extractor": extractor}
        for corpus in ("fundus80", "wcxb")
        for extractor in ("resiliparse", "resiliparse_all")
    ]
    write(tmp_path / "text-residue/dev.jsonl.gz", "\n".join(map(json.dumps, rows)))
    names = {page.corpus for page in load(tmp_path)[0]}
    assert names == {f"text-residue: {kind} {form}" for kind in ("news", "web") for form in ("light", "page")}


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find_corpora(["/nowhere/at/all"])
