"""Clean text with its own separators, and the explanation in the gutter."""

from __future__ import annotations

import json
import re

import pytest

from declutter import Finding, Label, Policy, Result
from declutter.decide import decide
from tests.articles import ARTICLE, CLEANER, RESIDUE, lines, measured


def without(text: str, *blocks: int, form: str = "text") -> Result:
    """The result that removes these blocks."""
    findings = [Finding(at, at + 1, Label.AD, 0.95, "test/ad", "an ad") for at in blocks]
    return decide(measured(text, form=form), findings, Policy())


@pytest.mark.parametrize(
    ("source", "blocks", "text"),
    [
        ("One\nTwo\nThree", [1], "One\nThree"),
        ("One\n\nTwo\nThree", [1], "One\n\nThree"),
        ("One\nTwo\n\nThree", [1], "One\n\nThree"),
        ("One\n\nTwo\n\n\nThree\nFour", [1, 2], "One\n\n\nFour"),
        ("One\nTwo", [0], "Two"),
        ("One\n\n  Two\n    Three", [0], "  Two\n    Three"),
        ("One\nTwo\n", [1], "One"),
        ("One\r\n\r\nTwo\r\nThree", [1], "One\r\n\r\nThree"),
        ("One\rTwo\r\rThree", [1], "One\r\rThree"),
        ("\ufeffOne\nTwo", [], "\ufeffOne\nTwo"),
        ("One\n\tTwo\n\tThree", [1], "One\n\tThree"),
        ("One", [0], ""),
    ],
    ids=ascii,
)
def test_kept_blocks_keep_their_separators(source: str, blocks: list[int], text: str) -> None:
    assert without(source, *blocks).text == text


def test_nothing_removed_gives_the_source_without_the_blanks_at_its_end() -> None:
    source = "  One\n\n\nTwo \t\n Three\n\n"
    assert without(source).text == source.rstrip()


def test_sentences_of_one_line_stay_on_one_line() -> None:
    sentences = [block for block in ARTICLE.splitlines() if block.endswith((".", "”"))]
    source = " ".join([sentences[0], "Read it here.", *sentences[1:]])
    result = without(source, 1)
    assert result.text == " ".join(sentences)


def test_the_gutter_shows_label_confidence_rule_and_reason() -> None:
    assert without("One\nTwo", 1).explain().splitlines()[:2] == ["  One", "- Two  [ad 0.95 test/ad] an ad"]


def test_the_gutter_marks_every_line_of_a_block() -> None:
    result = without("One\n\n```\na\nb\n```", 1, form="markdown")
    assert [row[:5] for row in result.explain().splitlines()[:5]] == ["  One", "- ```", "- a", "- b", "- ```"]


def test_colour_is_for_terminals_and_changes_no_text() -> None:
    result = without("One\nTwo\nThree", 1)
    coloured = result.explain(color=True)
    assert "\x1b[" in coloured
    assert "\x1b[" not in result.explain()
    assert re.sub(r"\x1b\[\d+m", "", coloured) == result.explain()


def test_warnings_stand_below_the_gutter() -> None:
    assert without("One", 0).explain().splitlines()[-1].startswith("! ")


def test_the_result_as_data() -> None:
    result = CLEANER.clean(f"{RESIDUE[0]}\n\n{ARTICLE}")
    data = json.loads(result.to_json())
    assert data == json.loads(json.dumps(result.to_dict()))
    assert set(data) >= {"title", "text", "metadata", "language", "confidence", "warnings", "blocks"}
    assert data["text"] == result.text
    assert data["blocks"][0] | {"confidence": 0} == {
        "text": RESIDUE[0], "line": 1, "kept": False, "label": "ad", "confidence": 0,
        "reason": result.removed[0].reason, "source": result.removed[0].source,
    }  # fmt: skip


def test_markdown_comes_out_as_it_went_in() -> None:
    source = f"# Head\n\n- one\n- two\n\n{ARTICLE}\n\n[a](https://norham.example/a)"
    assert without(source, form="markdown").markdown == source
    assert lines(without(source, 0, form="markdown").text)[0] == "- one"
