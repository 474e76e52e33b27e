"""Findings under a policy: thresholds, kept labels, shields, warnings, metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import pytest

from declutter import Finding, Label, OptionError, Policy, Result
from declutter.decide import decide
from tests.articles import ARTICLE, CLEANER, HEADLINE, PARAGRAPHS, measured

AD, SHARE = Label.AD, Label.SHARE


def claim(at: int, label: Label | None, confidence: float, *, stop: int = 0) -> Finding:
    return Finding(at, stop or at + 1, label, confidence, "test", "a reason")


def decided(
    findings: Iterable[Finding], policy: Policy | None = None, text: str = "One\nTwo\nThree"
) -> Result:
    return decide(measured(text), findings, policy or Policy())


def removed(result: Result) -> list[int]:
    return [index for index, finding in enumerate(result.because) if finding is not None]


@pytest.mark.parametrize(("confidence", "falls"), [(0.69, False), (0.7, True), (1.0, True)])
def test_a_block_falls_from_the_threshold_on(confidence: float, falls: bool) -> None:
    assert bool(removed(decided([claim(0, AD, confidence)], Policy(0.7)))) is falls


def test_the_strongest_claim_gives_the_reason() -> None:
    result = decided([claim(0, AD, 0.8), claim(0, SHARE, 0.9), claim(0, AD, 0.85)])
    assert result.because[0] is not None
    assert result.because[0].label is SHARE


def test_of_equals_the_same_wins_whatever_the_order() -> None:
    findings = [claim(0, AD, 0.8)._replace(source=name) for name in "bca"]
    assert {decided(order).because[0] for order in (findings, findings[::-1])} == {findings[2]}


def test_a_run_takes_each_of_its_blocks() -> None:
    assert removed(decided([claim(0, AD, 0.9, stop=2)])) == [0, 1]


def test_what_must_stay_stays_against_claims_up_to_its_strength() -> None:
    findings = [claim(0, None, 0.9, stop=3), claim(0, AD, 0.89), claim(1, AD, 0.9), claim(2, AD, 0.91)]
    assert removed(decided(findings)) == [2]


def test_a_kept_label_shields_as_far_as_it_is_sure() -> None:
    findings = [claim(0, AD, 0.9), claim(0, SHARE, 0.8), claim(1, AD, 0.8), claim(1, SHARE, 0.9)]
    assert removed(decided(findings, Policy(keep=frozenset([AD])))) == [1]
    assert removed(decided(findings, Policy(keep=frozenset([AD, SHARE])))) == []


def test_doubt_is_the_strongest_claim_even_where_it_is_too_weak() -> None:
    result = decided([claim(0, AD, 0.4), claim(1, AD, 0.9)])
    assert list(result.doubt) == [0.4, 0.9, 0.0]
    assert [round(block.confidence, 2) for block in result.blocks] == [0.6, 0.9, 1.0]


# --- policy ---------------------------------------------------------------------------------------


def test_presets_are_ordered_by_how_much_they_remove() -> None:
    precision, balanced, recall = (
        Policy.preset(name).threshold for name in ("precision", "balanced", "recall")
    )
    assert precision > balanced > recall
    assert Policy().threshold == balanced


def test_labels_may_be_given_by_name() -> None:
    assert Policy.preset("recall", keep=["byline"]).keep == {Label.BYLINE}
    assert Policy(keep=["byline", Label.AD]).keep == {Label.BYLINE, Label.AD}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Policy.preset("balance"), "unknown preset 'balance'; did you mean 'balanced'"),
        (lambda: Policy.preset("recall", keep=["adds"]), "unknown label 'adds'.*choices: ad, app, audio"),
        (lambda: Policy(1.5), "from 0 to 1, not 1.5"),
        (lambda: Policy(float("nan")), "from 0 to 1, not nan"),
        (lambda: Policy(cast("Any", "0.5")), "number from 0 to 1, not '0.5'"),
        (lambda: Policy(True), "number from 0 to 1, not True"),
        (lambda: Policy(keep=cast("Any", "byline")), "collection of labels, not the string 'byline'"),
        (lambda: Policy.of(cast("Any", 0.5)), "Policy or a preset's name, not 0.5"),
        (lambda: Label.parse("Credit"), "unknown label 'Credit'; did you mean 'credit'"),
    ],
)
def test_a_bad_policy_is_refused_with_the_choices(make: Callable[[], object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        make()


# --- the whole result -----------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["", " \n\t\r\n", "\u200b\ufeff", b""], ids=ascii)
def test_an_empty_source_is_said_to_be_empty(source: str | bytes) -> None:
    result = CLEANER.clean(source)
    assert (result.text, result.confidence) == ("", 0)
    assert list(result.warnings) == ["the source is empty"]


def test_a_page_without_prose_is_no_silent_article() -> None:
    result = CLEANER.clean("Home\n\nNews\n\nSport")
    assert any("no prose" in warning for warning in result.warnings)
    assert result.confidence < 0.5


def test_an_emptied_page_says_so() -> None:
    result = decided([claim(0, AD, 0.9, stop=3)])
    assert result.text == ""
    assert any("nothing is left" in warning for warning in result.warnings)
    assert result.confidence == 0


def test_little_left_of_much_is_worth_a_warning() -> None:
    result = decided([claim(0, AD, 0.9, stop=4)], text=ARTICLE)
    words = len(PARAGRAPHS[3].split())
    assert any(f"only {words} of" in warning for warning in result.warnings) is (words < 20)
    much = decided([claim(0, AD, 0.9, stop=80)], text="\n".join([PARAGRAPHS[0]] * 80 + [PARAGRAPHS[1] * 3]))
    assert any("mostly residue" in warning for warning in much.warnings)


def test_a_clean_article_has_no_warning_and_a_high_confidence() -> None:
    result = decided([], text=ARTICLE)
    assert (list(result.warnings), result.confidence) == ([], 1.0)


def test_the_title_is_given_or_read_above_the_prose() -> None:
    assert decided([], text=ARTICLE).title == HEADLINE
    assert decide(measured(ARTICLE, title="Another"), [], Policy()).title == "Another"
    assert decided([], text=PARAGRAPHS[0]).title == ""


def test_metadata_are_what_went_as_such() -> None:
    findings = [
        claim(0, Label.KICKER, 0.9),
        claim(1, Label.BYLINE, 0.9),
        claim(2, Label.DATELINE, 0.9),
        claim(3, Label.DATELINE, 0.9),
    ]
    result = decided(findings, text="Harbour\nBy Maren Holt\n12 March\nUpdated 13 March\n\n" + ARTICLE)
    assert result.metadata == {
        "section": "Harbour",
        "byline": "By Maren Holt",
        "dates": ["12 March", "Updated 13 March"],
    }
