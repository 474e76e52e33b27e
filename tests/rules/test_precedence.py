"""Which rule wins: off, override, keep, runs and their ends, as docs/rules.md has it."""

from __future__ import annotations

from typing import Any

import pytest

from declutter import Cleaner, Label, RuleError

PROSE = "The council met on Monday and decided to rebuild the bridge by the end of the year, it said."
MORE = "The mayor, who is not standing again, called the decision a good day for both sides of the river."


def rule(name: str, *, confidence: float | None = 0.9, **rest: Any) -> dict[str, Any]:
    label = {} if "action" in rest else {"label": "ad"}
    sure = {} if confidence is None else {"confidence": confidence}
    return {"id": name, "reason": "a test", **label, **sure, **rest}


def pack(*rules: dict[str, Any], name: str = "mine", **head: Any) -> dict[str, Any]:
    return {"pack": {"name": name, **head}, "rule": list(rules)}


def removed(text: str, *packs: dict[str, Any], **said: Any) -> dict[str, str]:
    """Text of each removed block, with what removed it."""
    result = Cleaner(packs=packs).clean(text, form="text", language="en", **said)
    return {block.text: block.source for block in result.removed}


def test_off_silences_a_rule_where_its_pack_applies() -> None:
    text = f"{PROSE}\n\nZebra crossing\n\n{MORE}"
    first = pack(rule("zebra", match={"phrases": ["zebra crossing"]}), name="first")
    second = pack(name="second", off=["first/zebra"], sites=["gazette.example"])
    assert removed(text, first, second) == {"Zebra crossing": "first/zebra"}
    assert removed(text, first, second, url="https://www.gazette.example/a") == {}
    whole = pack(name="second", off=["first/*"])
    assert removed(text, first, whole) == {}


def test_an_override_stands_in_the_place_of_a_rule() -> None:
    text = f"{PROSE}\n\nZebra crossing\n\n{MORE}\n\nZebra crossing by the old mill\n\n{PROSE[4:]}"
    first = pack(rule("zebra", match={"starts": ["zebra crossing"]}), name="first")
    second = pack(rule("z", override="first/zebra", match={"phrases": ["zebra crossing"]}), name="second")
    assert removed(text, first) == {
        "Zebra crossing": "first/zebra",
        "Zebra crossing by the old mill": "first/zebra",
    }
    assert removed(text, first, second) == {"Zebra crossing": "second/z"}


@pytest.mark.parametrize("name", ["en/share-wrod", "nowhere/*"])
def test_what_is_switched_off_must_be_there(name: str) -> None:
    with pytest.raises(RuleError, match="pack 'mine'"):
        Cleaner(packs=[pack(off=[name])])


@pytest.mark.parametrize("phrase", ["zebra", "zebra crossing", "zebra crossing ahead"])
@pytest.mark.parametrize("edge", ["starts", "ends"])
def test_a_phrase_at_an_edge_is_found_in_short_blocks_and_in_long_ones(phrase: str, edge: str) -> None:
    mine = pack(rule("z", match={edge: [phrase]}))
    for rest in ("by the old mill", MORE.rstrip(".") * 2):
        text = f"{phrase.capitalize()} {rest}" if edge == "starts" else f"{rest} {phrase}"
        assert removed(f"{PROSE}\n\n{text}\n\n{MORE}", mine) == {text: "mine/z"}
        inside = f"A {text} or so"
        assert inside not in removed(f"{PROSE}\n\n{inside}\n\n{MORE}", mine)


def test_keep_beats_removal() -> None:
    text = f"Share\n\n{PROSE}\n\nZebra crossing\n\n{MORE}"
    remove = rule("zebra", confidence=1.0, match={"phrases": ["zebra crossing"]})
    keep = rule("stay", action="keep", confidence=None, match={"phrases": ["zebra crossing", "share"]})
    assert removed(text, pack(remove, keep)) == {}
    weak = rule("stay", action="keep", confidence=0.5, match={"phrases": ["zebra crossing"]})
    assert removed(text, pack(remove, weak))["Zebra crossing"] == "mine/zebra"


def test_the_surest_claim_gives_label_and_reason_whatever_the_order() -> None:
    text = f"{PROSE}\n\nZebra crossing\n\n{MORE}"
    one = pack(rule("a", confidence=0.8, match={"phrases": ["zebra crossing"]}), name="one")
    two = pack(rule("b", confidence=0.95, match={"phrases": ["zebra crossing"]}), name="two")
    assert removed(text, one, two) == removed(text, two, one) == {"Zebra crossing": "two/b"}


ZEBRAS = (
    "Zebra list",
    "First zebra of the town",
    "Second zebra of the town",
    "About the zebra",
    "Third zebra",
)
LIST = "\n\n".join((PROSE, *ZEBRAS, MORE))
HEAD: dict[str, Any] = {"match": {"phrases": ["zebra list"]}}


@pytest.mark.parametrize(
    ("run", "rest", "taken"),
    [
        ({"of": {"any": ["zebra"]}}, (), 5),
        ({"of": {"any": ["zebra"]}, "most": 1}, (), 2),
        ({"of": {"any": ["zebra"]}, "until": {"starts": ["about"]}}, (), 3),
        ({"of": {"any": ["zebra"]}, "least": 9}, (), 0),
        (
            {"of": {"any": ["zebra"]}},
            (rule("end", action="stop", confidence=None, match={"starts": ["about"]}),),
            3,
        ),
    ],
)
def test_where_runs_end(run: dict[str, Any], rest: tuple[dict[str, Any], ...], taken: int) -> None:
    mine = pack(rule("list", run=run, **HEAD), *rest)
    assert list(removed(LIST, mine).values()).count("mine/list") == taken


def test_a_run_of_named_blocks_takes_sentences_and_others_end_at_prose() -> None:
    news = "Today's news: follow the campaign with our reporters, who write from every town on the river."
    text = f"{PROSE}\n\nZebra list\n\n{news}\n\n{MORE}\n\n{PROSE[4:]}"
    named = pack(rule("list", run={"of": {"starts": ["today's news"]}}, **HEAD))
    assert set(removed(text, named)) == {"Zebra list", news}
    anything = pack(rule("list", run={"of": {"words": ">=1"}}, **HEAD))
    assert MORE not in removed(text, anything)


HTML = f"""<html lang=en><body><article><h1>Bridge to be rebuilt</h1><p>{PROSE}</p>
<div class="promo wide" id="x1"><ul role="list"><li>Zebra one</li></ul><p>Zebra two</p></div>
<p>Zebra three</p><p>{MORE}</p></article></body></html>"""


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ({"tokens": ["promo"]}, {"Zebra one", "Zebra two"}),
        ({"tag": "li"}, {"Zebra one"}),
        ({"css": "div.promo > p"}, {"Zebra two"}),
        ({"css": ".wide li, #x9"}, {"Zebra one"}),
        ({"css": "article [role=list]"}, {"Zebra one"}),
        ({"css": "body > .promo"}, set()),
        ({"links": ">=0.5"}, set()),
    ],
)
def test_conditions_on_markup(condition: dict[str, Any], taken: set[str]) -> None:
    mine = pack(rule("z", match={"any": ["zebra"], **condition}))
    found = [f for f in Cleaner(packs=[mine]).clean(HTML).findings if f.source == "mine/z"]
    document = Cleaner().clean(HTML).document
    assert {document.texts[f.start] for f in found} == taken
    assert all(f.label is Label.AD for f in found)
    assert removed(f"{PROSE}\n\nZebra one\n\n{MORE}", mine) == {}, "markup is unknown in bare text"
