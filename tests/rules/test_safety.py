"""Rule files are data from strangers: they open nothing, run nothing, and cannot hold up cleaning."""

from __future__ import annotations

import builtins
import time
from pathlib import Path
from typing import Any

import pytest

from declutter import Cleaner, RuleError
from declutter.packs import pack_paths
from declutter.rules import load, values
from declutter.rules.load import load_pack, parse_pack
from declutter.rules.slow import slow_patterns, worst_text

PAGE = "\n\n".join(
    f"The council met on day {n} and decided to rebuild bridge {n} by the end of the year, it said.\n\n{'a' * 150}"
    for n in range(100)
)


def pack(*matches: dict[str, Any], **rest: Any) -> dict[str, Any]:
    rules = [
        {"id": f"r{n}", "label": "ad", "confidence": 0.9, "reason": "a test", "match": match, **rest}
        for n, match in enumerate(matches)
    ]
    return {"pack": {"name": "mine"}, "rule": rules}


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "{__class__}",
        "file:///etc/passwd",
        "$(touch touched)",
        "../../etc/passwd",
        "!!python/object/apply:os.system [true]",
    ],
)
def test_no_value_is_executed_or_opened(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cleaner = Cleaner()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a rule file has opened or run something")

    for name in ("open", "eval", "exec", "compile", "__import__"):
        if name != "__import__":
            monkeypatch.setattr(builtins, name, refuse)
    source = pack({"phrases": [text]}, {"contains": [text]})
    source["pack"].update(version=text, common=[text])
    source["rule"][0].update(reason=text, example=[{"page": f"- {text}", "title": text}])
    made = parse_pack(source)
    monkeypatch.undo()
    assert made.rules[0].reason == text
    assert cleaner.clean(PAGE).text == Cleaner(packs=[{**source}]).clean(PAGE).text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (pack({"text": "a" * 2_001}), "2000 is the limit"),
        (pack({"phrases": ["word " * 80]}), "longer than 300"),
        (pack({"css": "a>" * 20 + "b"}), "more than 12 steps"),
        (pack({"before": {"before": {"before": {"any": ["a"]}}}}), "nested more than 3"),
        (pack(*({"words": "<=3"} for _ in range(201))), "200 is the limit"),
        (pack(*({"any": ["the"], "words": f"<={n}"} for n in range(501))), "looked up by 'the'"),
        (
            {**pack({"text": "{w}{w}{w}"}), "words": {"w": [f"word{n}" for n in range(2_000)]}},
            "word lists put in",
        ),
        (pack({"text": "(" * 500}), "no valid pattern"),
        (pack({"text": r"\L<names>"}), "no valid pattern"),
    ],
)
def test_limits(source: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        parse_pack(source)


def test_limits_of_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_FILE_LIMIT", 100)
    path = tmp_path / "big.toml"
    path.write_text('[pack]\nname = "big"\n' + "# filler\n" * 20)
    with pytest.raises(RuleError, match="100 is the limit of a rule file"):
        load_pack(path)
    monkeypatch.setattr(load, "_RULES_LIMIT", 2)
    with pytest.raises(RuleError, match="2 is the limit of a pack"):
        parse_pack(pack(*({"any": [f"w{n}"]} for n in range(3))))
    monkeypatch.setattr(values, "ENTRIES_LIMIT", 2)
    with pytest.raises(RuleError, match="make it several rules"):
        parse_pack(pack({"any": ["one", "two", "three"]}))


def test_a_hostile_pattern_is_cut_off_and_said() -> None:
    # Each takes far longer than any page; without a limit this test would not end.
    hostile = [{"text": rf"^(?:a|aa|aa?)+{letter}"} for letter in "bcdefghij"]
    plain, with_pack = Cleaner(), Cleaner(packs=[pack(*hostile, {"phrases": ["never there"]})])
    plain.clean(PAGE)
    began = time.process_time()
    result = with_pack.clean(PAGE)
    assert time.process_time() - began < 1.0
    assert any("pack 'mine' took more than" in warning for warning in result.warnings)
    assert result.text == plain.clean(PAGE).text


def test_honest_packs_are_never_cut_off() -> None:
    honest = [{"text": rf"^by \p{{L}}+ {letter}"} for letter in "bcdefghij"]
    assert not any("took more" in warning for warning in Cleaner(packs=[pack(*honest)]).clean(PAGE).warnings)


@pytest.mark.parametrize("pattern", [r"^(?:a|aa)+b", r"^(?:\w+\s?){1,4}[:|]"])
def test_slow_patterns_are_found(pattern: str) -> None:
    assert worst_text(pattern) is not None
    ((rule, told),) = slow_patterns(parse_pack(pack({"any": ["x"]}, unless={"after": {"text": pattern}})))
    assert rule.id == "r0"
    assert "repeat" in told


def test_no_shipped_pattern_is_slow() -> None:
    found = [(rule.source, told) for path in pack_paths() for rule, told in slow_patterns(load_pack(path))]
    assert found == []


def test_a_broken_pack_is_refused_whole() -> None:
    good = {"phrases": ["zebra crossing"]}
    with pytest.raises(RuleError):
        parse_pack(pack(good, {"zone": "nowhere"}))
    with pytest.raises(RuleError):
        Cleaner(packs=[pack(good, {"zone": "nowhere"})])
