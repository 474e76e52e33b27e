"""The packs that ship: the compiled file says what the rule files say, and rules prove themselves."""

from __future__ import annotations

from typing import Any

import pytest

from declutter import Cleaner, RuleError
from declutter.packs import COMPILED, compile_packs, pack_paths, shipped_packs
from declutter.rules.compiled import dump_packs, load_packs
from declutter.rules.examples import failures, unproven
from declutter.rules.load import parse_pack
from tests.articles import toml


def test_the_compiled_packs_are_fresh() -> None:
    fresh = compile_packs() == COMPILED.read_text(encoding="utf-8")
    assert fresh, f"{COMPILED.name} is older than the rule files; run: declutter rules compile"


def test_compiling_loses_nothing_that_rules_need() -> None:
    text = COMPILED.read_text(encoding="utf-8")
    assert dump_packs(load_packs(text)) == text


def test_ids_and_names_are_unique() -> None:
    sources = [rule.source for pack in shipped_packs() for rule in pack.rules]
    assert len(sources) == len(set(sources))
    assert len({pack.name for pack in shipped_packs()}) == len(pack_paths())


def test_every_language_can_be_told() -> None:
    for pack in shipped_packs():
        assert not pack.languages or pack.common or pack.name in {"lang/zh", "zh", "ja", "ko"}, pack.name


# --- examples -------------------------------------------------------------------------------------

GOOD = """
[pack]
name = "good"

[[rule]]
id = "share"
label = "share"
confidence = 0.9
reason = "a share button"
match = { starts = ["share this", "send"], words = "<=4" }

[[rule.example]]
page = '''
- Share this page
- Send
  Send it to the council by Friday
  This page
'''
"""


def faults_of(text: str) -> tuple[list[str], list[str]]:
    pack = parse_pack(toml(text))
    (rule,) = pack.rules
    return list(failures(rule, pack)), list(unproven(rule, pack))


def test_a_proved_rule_has_no_faults() -> None:
    assert faults_of(GOOD) == ([], [])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("- Send\n", "  Send\n", "takes 'Send'"),
        ("  This page", "- This page", "does not take 'This page'"),
        ("- Share this page\n- Send\n", "", "no example shows a block that it takes"),
        (GOOD[GOOD.index("[[rule.example]]") :], "", "has no example"),
    ],
)
def test_what_examples_show_wrong(old: str, new: str, fault: str) -> None:
    failed, _ = faults_of(GOOD.replace(old, new))
    assert any(fault in told for told in failed)
    assert all(told.startswith("good/share: ") for told in failed)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("- Send\n  Send it to the council by Friday\n", "", "'send'"),
        ("  Send it to the council by Friday\n", "", "match.words"),
        ("  This page\n", "", "match.starts"),
    ],
)
def test_what_no_example_needs_is_named(old: str, new: str, fault: str) -> None:
    _, idle = faults_of(GOOD.replace(old, new))
    assert any(fault in told for told in idle)


# --- refused packs --------------------------------------------------------------------------------


def changed(path: str, value: object) -> dict[str, Any]:
    """The good pack with one value changed, or dropped where the value is None."""
    data = toml(GOOD)
    table: Any = data
    *way, last = path.split(".")
    for step in way:
        table = table[step]
        if isinstance(table, list):
            (table,) = table
    if value is None:
        del table[last]
    else:
        table[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("pack.name", None, "name"),
        ("pack.nmae", "x", "unknown key 'nmae'; did you mean 'name'"),
        ("pack.languages", "en", "list of texts"),
        ("rule.id", "Share Bar", "lower-case-words-with-hyphens"),
        ("rule.label", "shares", "unknown label 'shares'; did you mean 'share'"),
        ("rule.label", None, "label"),
        ("rule.confidence", 1.5, "above 0 and up to 1"),
        ("rule.confidence", True, "above 0 and up to 1"),
        ("rule.reason", None, "reason"),
        ("rule.action", "drop", "unknown action 'drop'"),
        ("rule.match", {}, "every block"),
        ("rule.match.word", "<=3", "unknown key 'word'; did you mean 'words'"),
        ("rule.match.words", "few", "'few' is no range"),
        ("rule.match.zone", "foot", "choices: body, head, tail"),
        ("rule.match.kind", "header", "did you mean 'heading'"),
        ("rule.match.prose", "yes", "true or false"),
        ("rule.match.text", "(", "pattern"),
        ("rule.match.text", "a" * 3_000, "2000"),
        ("rule.match.phrases", ["!!"], "no word in it"),
        ("rule.match.phrases", ["12"], "bare number"),
        ("rule.match.phrases", [], "empty list"),
        ("rule.match.phrases", ["@agency"], "unknown word list"),
        ("rule.run", {"least": 0}, "whole number from 1"),
        ("rule.example", [{"page": "Share"}], "'- ' or two spaces"),
    ],
)
def test_a_fault_is_refused_with_place_and_choices(path: str, value: object, message: str) -> None:
    with pytest.raises(RuleError, match=message) as caught:
        parse_pack(changed(path, value), where="good.toml")
    assert "good.toml" in str(caught.value)
    assert path.rsplit(".", maxsplit=1)[-1] in str(caught.value) or "every block" in message


def test_a_pack_is_refused_by_the_cleaner_too() -> None:
    with pytest.raises(RuleError, match=r"such\.toml: cannot be read"):
        Cleaner(packs=["no/such.toml"])
    with pytest.raises(RuleError, match="not int"):
        Cleaner(packs=[7])  # type: ignore[list-item]
