"""Our measures are those that the corpora come with, to the last digit."""

from __future__ import annotations

import gzip
import importlib.util
import json
from itertools import islice
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declutter.bench import metrics

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


def reference() -> ModuleType:
    path = CORPORA / "metrics.py"
    if not path.is_file():
        pytest.skip("the reference metrics are not here: ../shared/corpora/metrics.py")
    spec = importlib.util.spec_from_file_location("reference_metrics", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LINES = st.lists(
    st.sampled_from(
        ["a long line", "a  long line", "Share", "終わり", "x", " ", "", "the end.", "of a line"]
    ),
    max_size=8,
)
TEXTS = st.one_of(st.text(max_size=60), LINES.map("\n".join))


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_words_agree(predicted: str, gold: str) -> None:
    theirs = reference()
    assert metrics.tokens(predicted) == theirs.tokens(predicted)
    assert metrics.word_f1(predicted, gold) == theirs.word_f1(predicted, gold)


@settings(deadline=None)
@given(TEXTS, st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_snippets_agree(text: str, present: list[str], absent: list[str]) -> None:
    assert metrics.segment_counts(text, present, absent) == reference().segment_counts(text, present, absent)


@settings(deadline=None)
@given(TEXTS, TEXTS, st.data())
def test_residue_agrees(text: str, cleaned: str, data: st.DataObject) -> None:
    lines = sum(1 for line in text.split("\n") if line.strip())
    labels = data.draw(st.text("cbt?", min_size=lines, max_size=lines))
    theirs = reference()
    assert metrics.residue_score(text, labels, cleaned) == theirs.residue_score(text, labels, cleaned)
    for index in range(lines):
        assert metrics.line_removed(text, index, cleaned) == theirs.line_removed(text, index, cleaned)


def test_they_agree_on_real_texts() -> None:
    theirs = reference()
    with gzip.open(CORPORA / "text-residue" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 40):
            record = json.loads(line)
            text, labels = record["text"], record["labels"]
            half = "\n".join(text.split("\n")[::2]).replace(" the ", " a ")
            assert metrics.residue_score(text, labels, half) == theirs.residue_score(text, labels, half)
            assert metrics.word_f1(half, text) == theirs.word_f1(half, text)


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="3 labels for 1 non-empty lines"):
        metrics.residue_score("one", "ccc", "one")


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [
        ("", "", (0.0, 0.0, 0.0)),
        ("a b c", "a b c", (1.0, 0.0, 0.0)),  # shorter than a shingle: one shingle of all
        ("a b c d", "e f g h", (0.0, 0.5, 0.5)),
        ("A b c d", "a b c d", (0.0, 0.5, 0.5)),  # case counts
    ],
)
def test_shingles(predicted: str, gold: str, expected: tuple[float, float, float]) -> None:
    assert metrics.shingle_score(predicted, gold) == expected
