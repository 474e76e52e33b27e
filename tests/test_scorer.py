"""The forest does what its definition says; its columns have the promised shape on any page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from declutter import Finding, Label
from declutter.scorer.claims import Claims
from declutter.scorer.columns import CONTEXT, LINE, NAMES, context_rows, line_rows
from declutter.scorer.forest import Forest
from declutter.scorer.lines import reserve
from declutter.scorer.pages import PAGE
from tests.articles import ARTICLE, CLEANER, RESIDUE, measured, pages

TREES, DEPTH, FEATURES = 40, 5, 12


@pytest.fixture
def forest() -> Forest:
    """A forest of random questions, in whole and in broken numbers."""
    draw = np.random.default_rng(7)
    return Forest(
        asks=draw.integers(0, FEATURES, (TREES, DEPTH)),
        above=draw.integers(0, 9, (TREES, DEPTH)).astype(np.float32) + 0.5,
        leaves=draw.integers(-900, 900, (TREES, 2**DEPTH)).astype(np.int32),
        bias=-314,
        names=tuple(f"feature {number}" for number in range(FEATURES)),
        card={"version": 1},
    )


def rows_of(count: int, *, whole: bool) -> np.ndarray:
    draw = np.random.default_rng(11)
    rows = draw.integers(0, 10, (count, FEATURES))
    return rows.astype(np.uint8) if whole else (rows + draw.random((count, FEATURES))).astype(np.float32)


def plainly(forest: Forest, row: np.ndarray) -> int:
    """The score of a row in thousandths, question by question."""
    total = forest.bias
    for asks, above, leaves in zip(forest.asks, forest.above, forest.leaves):
        number = sum(1 << question for question in range(DEPTH) if row[asks[question]] > above[question])
        total += int(leaves[number])
    return total


@pytest.mark.parametrize("whole", [True, False], ids=["whole numbers", "broken numbers"])
def test_scores_are_the_sums_of_the_leaves(forest: Forest, whole: bool) -> None:
    rows = rows_of(60, whole=whole)
    wanted = [plainly(forest, row) / 1_000 for row in rows]
    assert forest.log_odds(rows).tolist() == wanted


def test_many_rows_score_as_each_alone(forest: Forest) -> None:
    rows = rows_of(9_001, whole=True)
    whole = forest.log_odds(rows)
    assert len(whole) == len(rows)
    assert whole[[0, 4_095, 4_096, 9_000]].tolist() == [
        forest.log_odds(rows[n : n + 1])[0] for n in (0, 4_095, 4_096, 9_000)
    ]


def test_no_rows_no_scores(forest: Forest) -> None:
    assert forest.log_odds(rows_of(0, whole=True)).shape == (0,)


def test_what_features_weigh_sums_to_the_score(forest: Forest) -> None:
    rows = rows_of(60, whole=True)
    before = (forest.bias + forest.leaves.mean(axis=1).sum()) / 1_000
    weighed = forest.weighed(rows)
    assert weighed.shape == rows.shape
    np.testing.assert_allclose(before + weighed.sum(axis=1), forest.log_odds(rows), atol=1e-9)


def test_a_feature_that_no_question_is_about_weighs_nothing(forest: Forest) -> None:
    deaf = Forest(
        np.where(forest.asks == 3, 4, forest.asks), forest.above, forest.leaves, 0, forest.names, {}
    )
    assert not deaf.weighed(rows_of(30, whole=True))[:, 3].any()


def test_probability_is_the_logistic_of_the_score(forest: Forest) -> None:
    rows = rows_of(30, whole=True)
    odds = forest.log_odds(rows)
    np.testing.assert_allclose(forest.probability(rows), 1 / (1 + np.exp(-odds)))


def test_a_saved_forest_scores_the_same(forest: Forest, tmp_path: Path) -> None:
    forest.save(tmp_path / "forest.npz")
    again = Forest.load(tmp_path / "forest.npz")
    rows = rows_of(60, whole=True)
    assert (again.names, again.bias, again.card) == (forest.names, forest.bias, forest.card)
    assert again.log_odds(rows).tolist() == forest.log_odds(rows).tolist()


# --- columns --------------------------------------------------------------------------------------

ODD = {
    "one block": "x",
    "one character a block": "\n".join("a.,|“-1©＝大\U0001f600"),
    "an article": ARTICLE,
    "residue alone": "\n".join(RESIDUE),
    "no letters": "12:30 / 13:00\n***\n|||",
    "beyond the basic plane": "\U0001f4f7 Ann Lee\n\U0001f3a7",
    "lone surrogates": "\ud800 here\nthere \udfff",
    "the same line many times": "Share\n" * 300,
    "a long line": "word " * 20_000,
    "Chinese": "大桥星期五关闭，市议会说。\n更多新闻",
}


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_columns_have_a_row_a_block_and_a_column_a_feature(text: str, form: str) -> None:
    document = measured(text, form=form)
    claims = Claims(len(document), [])
    line = line_rows(document, claims, frozenset())
    context = context_rows(document, claims, line, np.zeros(len(document)))
    assert line.shape == (len(document), len(LINE))
    assert context.shape == (len(document), len(CONTEXT))
    assert {line.dtype, context.dtype} == {np.dtype(np.uint8)}


@given(pages())
def test_the_evidence_of_any_page_covers_its_blocks(page: str) -> None:
    document = CLEANER.clean(page).document
    if len(document):
        assert document.evidence is not None
        assert document.evidence.rows.shape == (len(document), len(NAMES))
        reasons = document.evidence.reasons(list(range(len(document))))
        assert len(reasons) == len(document)
        assert all(reasons)


def test_a_page_is_told_by_its_claims_and_its_prose() -> None:
    document = measured(f"{ARTICLE}\n{ARTICLE}\nWho pays?\n• Tea\nPhoto: Ann Lee\nPhoto: Gil Pask")
    size = len(document)
    found = [Finding(at, at + 1, Label.CREDIT, 0.95, "rule", "") for at in (size - 2, size - 1)]
    claims = Claims(size, found)
    rows = context_rows(document, claims, line_rows(document, claims, frozenset()), np.zeros(size))
    told = dict(zip(PAGE, rows[0, -len(PAGE) :].tolist()))
    assert (rows[:, -len(PAGE) :] == rows[0, -len(PAGE) :]).all()
    assert told["page claims 1"] == 2
    assert sum(told[name] for name in PAGE if name.startswith("page claims")) == 2
    assert told["page questions"] == 10 // size
    assert told["page items"] == 10 // size
    assert told["page blocks"] == 1


def test_feature_names_are_unique() -> None:
    assert len(set(NAMES)) == len(NAMES)


# --- the reserve ------------------------------------------------------------------------------------


def needed(text: str, found: list[Finding] | None = None, *, language: str = "en") -> list[float]:
    """What each line of an English text must have in excess to be taken without a rule."""
    document = measured(text)
    document.language = language
    claims = Claims(len(document), found or [])
    line = line_rows(document, claims, frozenset())
    rows = np.hstack([line, context_rows(document, claims, line, np.zeros(len(document)))])
    return list(map(float, reserve(rows, document).round(3)))


@pytest.mark.parametrize(("words", "more"), [(14, 1.7), (15, 0.7), (47, 0.7), (48, 1.4)])
def test_short_and_long_sentences_are_held_back_most(words: int, more: float) -> None:
    sentence = " ".join(["Word"] * words) + "."
    assert needed(f"{ARTICLE}\n{sentence}\n{ARTICLE}")[5] == more


def test_a_line_that_is_no_sentence_is_not_held_back_and_one_of_a_language_without_training_more() -> None:
    page = f"{ARTICLE}\nMore from the harbour\n{ARTICLE}"
    piece, stranger = needed(page)[5], needed(page, language="fi")[5]
    assert piece <= 0 < stranger


def test_where_words_mean_nothing_short_lines_are_held_back_more() -> None:
    chinese = "\n".join(
        ["港口办公室周一表示，开往斯凯尔的渡轮本周末之前不会启航，因为船舵出现了裂缝，需要更换新的部件。"] * 4
        + ["他不肯。"]
    )
    assert needed(chinese, language="zh")[4] > needed(f"{ARTICLE}\nНе хочет.", language="ru")[5] > 0


def test_a_word_or_two_are_held_back_as_they_may_be_a_subhead() -> None:
    assert (
        needed(f"{ARTICLE}\nPianos\n{ARTICLE}")[5] > 0 > needed(f"{ARTICLE}\nPianos of Ellery\n{ARTICLE}")[5]
    )


def test_a_quotation_is_held_back_more() -> None:
    said, quoted = (needed(f"{ARTICLE}\n{line}\n{ARTICLE}")[5] for line in ("It is so.", "“It is so.”"))
    assert quoted > said > 0


def test_what_a_rule_names_is_not_held_back() -> None:
    page = f"{ARTICLE}\nSign up for our letters.\n{ARTICLE}"
    assert needed(page, [Finding(5, 6, Label.NEWSLETTER, 0.8, "rule", "")])[5] == 0
