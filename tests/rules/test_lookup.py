"""What makes rules fast changes none of their findings: shapes, shelves, patterns told apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from declutter import Cleaner, Document, Finding
from declutter.packs import shipped_packs
from declutter.rules.conditions import View, make_tests
from declutter.rules.patterns import PATTERN_EDGE, alternatives, compile_pattern
from declutter.rules.schema import Conditions
from tests.articles import CLEANER

PAGES = sorted(path for path in Path("tests/pages").glob("*/page.*") if path.suffix != ".toml")


def conditions(cleaner: Cleaner) -> Iterator[Conditions]:
    for pack in cleaner.packs:
        for rule in pack.rules:
            yield rule.match
            yield from filter(None, (rule.unless, rule.match.before, rule.match.after))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [CLEANER.prepare(page.read_bytes()) for page in PAGES]


def test_patterns_find_what_a_plain_search_finds(documents: list[Document]) -> None:
    texts = {text for document in documents for text in document.texts if len(text) <= PATTERN_EDGE}
    patterns = {c.text for c in conditions(CLEANER) if c.text}
    assert len(patterns) > 500
    found = 0
    for pattern in patterns:
        plain = regex.compile(pattern, regex.IGNORECASE)
        asked = compile_pattern(pattern)
        for text in sorted(texts)[::7]:
            there = plain.search(text) is not None
            assert any(ask(text) is not None for ask in asked) is there, (pattern, text)
            found += there
    assert found > 1_000


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (r"a", ["a"]),
        (r"^a$|b", ["^a$", "b"]),
        (r"(?:a|b)|\|", ["(?:a|b)", r"\|"]),
        (r"[]|]|[^]|]|[\]|]", ["[]|]", "[^]|]", r"[\]|]"]),
        (r"(?-i:a|b)c|", ["(?-i:a|b)c", ""]),
    ],
)
def test_alternatives_are_told_apart(pattern: str, parts: list[str]) -> None:
    assert list(alternatives(pattern)) == parts


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        ("^a", ["match"]),
        ("a$", ["match"]),
        ("(?r)^a$", ["match"]),
        ("a", ["search"]),
        ("^a|b$|c|^d", ["match", "match", "search"]),
        (r"a\$", ["search"]),
        (r"(a)\1$", ["search"]),  # the group is counted in the whole pattern
        ("(?>a+)b$", ["search"]),  # backwards it may match otherwise
        ("(?s)^a", ["search"]),  # a flag for all of it
    ],
)
def test_each_alternative_is_tried_where_it_can_match(pattern: str, ways: list[str]) -> None:
    assert [getattr(found, "__name__", "") for found in compile_pattern(pattern)] == ways


def plainly(document: Document) -> set[Finding]:
    """The findings of the shipped rules of a page's languages, each rule tried in full on every block."""
    view = View(document)
    found = set()
    for pack in shipped_packs():
        if pack.languages and document.language not in pack.languages:
            continue
        for rule in pack.rules:
            if rule.run is not None or rule.stops:
                continue
            tests = make_tests(rule.match, trusted=True)
            vetoes = make_tests(rule.unless, trusted=True) if rule.unless is not None else None
            for index in range(len(document)):
                if all(test(view, index) for test in tests) and not (
                    vetoes is not None and all(test(view, index) for test in vetoes)
                ):
                    found.add(
                        Finding(index, index + 1, rule.label, rule.confidence, rule.source, rule.reason)
                    )
    return found


def test_looking_rules_up_finds_what_trying_all_finds_on_short_blocks(documents: list[Document]) -> None:
    # A long block's words are looked up at its edges alone, and other languages' phrases are found too.
    runs = {rule.source for pack in CLEANER.packs for rule in pack.rules if rule.run is not None}
    claimed = 0
    for document in documents[::3]:
        short = {index for index, fold in enumerate(document.features.folded) if fold}
        spoken = {p.name for p in shipped_packs() if not p.languages or document.language in p.languages}
        shipped, _ = CLEANER.claim(document)
        looked_up = {
            finding
            for finding in shipped
            if finding.start in short
            and finding.source.partition("/")[0] in spoken
            and finding.source not in runs
        }
        wanted = {finding for finding in plainly(document) if finding.start in short}
        assert looked_up == wanted
        claimed += len(wanted)
    assert claimed > 100
