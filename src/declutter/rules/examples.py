"""Prove rules by their own examples: each runs as HTML, as Markdown and as bare text.

And by mutation: a condition or phrase that can be dropped without breaking an example is dead
weight, and `unproven` names it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from declutter.features import measure
from declutter.model import Document
from declutter.readers.html import read_html
from declutter.readers.markdown import read_markdown
from declutter.readers.text import read_text
from declutter.rules.detector import RuleDetector
from declutter.rules.schema import Conditions, Example, Pack, Rule

__all__ = ["failures", "unproven"]

_FORMS = ("text", "markdown", "html")


def failures(rule: Rule, pack: Pack) -> Iterator[str]:
    """What is wrong with a rule's examples: none there, or one that does not come out as it says."""
    if not rule.examples:
        yield f"{rule.source}: has no example"
    elif not any(_removed(example) for example in rule.examples):
        yield f"{rule.source}: no example shows a block that it takes"
    for number, example in enumerate(rule.examples, 1):
        wanted = _removed(example)
        for form in _forms(rule, pack):
            got = _found(rule, pack, example, form)
            lines = _lines(example)
            for index in sorted(wanted - got):
                yield f"{rule.source}: example {number} as {form}: does not take {lines[index]!r}"
            for index in sorted(got - wanted):
                yield f"{rule.source}: example {number} as {form}: takes {lines[index]!r}"


def unproven(rule: Rule, pack: Pack) -> Iterator[str]:
    """Conditions and phrases that no example exercises: dropped, all examples still hold."""
    for what, mutant in _mutants(rule):
        if all(
            _found(mutant, pack, example, form) == _removed(example)
            for form in _forms(rule, pack)
            for example in rule.examples
        ):
            yield f"{rule.source}: no example needs {what}"


def _forms(rule: Rule, pack: Pack) -> tuple[str, ...]:
    """Markup conditions are unknown in bare text, so such rules are tried as HTML alone."""
    del pack
    needs = {rule.match.links, *rule.match.tokens} - {None}
    return ("html",) if needs else _FORMS


def _lines(example: Example) -> list[str]:
    return [line[2:].strip() for line in example.page.splitlines() if line.strip()]


def _removed(example: Example) -> set[int]:
    lines = [line for line in example.page.splitlines() if line.strip()]
    return {index for index, line in enumerate(lines) if line.startswith("- ")}


def _found(rule: Rule, pack: Pack, example: Example, form: str) -> set[int]:
    """The lines that this rule, alone, takes."""
    lone = Pack(name=pack.name, rules=(rule,), languages=pack.languages)
    document = _document(example, form)
    document.language = pack.languages[0] if pack.languages else ""
    measure(document)
    return {
        index
        for finding in RuleDetector([lone]).find(document)
        for index in range(finding.start, finding.stop)
    }


def _document(example: Example, form: str) -> Document:
    lines = _lines(example)
    title = example.title
    for line in lines:
        if line.startswith("# "):
            title = line[2:]
    if form == "html":
        document = read_html("".join(map(_element, lines)))
    elif form == "markdown":
        document = read_markdown("\n\n".join(lines))
    else:
        document = read_text("\n\n".join(line.removeprefix("# ") for line in lines))
        document.broken = False
    document.title = title
    return document


def _element(line: str) -> str:
    if line.startswith("# "):
        return f"<h1>{html.escape(line[2:])}</h1>"
    if line.startswith(("• ", "* ")):
        return f"<ul><li>{html.escape(line[2:])}</li></ul>"
    return f"<p>{html.escape(line)}</p>"


# --- mutation -------------------------------------------------------------------------------------


def _mutants(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with one condition, or one entry of a list, dropped."""
    several = len(rule.match.given()) > 1
    for what, conditions in _weaker(rule.match, "match", whole=several):
        yield what, replace(rule, match=conditions)
    if rule.unless is not None:
        yield "unless", replace(rule, unless=None)
        for what, conditions in _weaker(rule.unless, "unless", whole=len(rule.unless.given()) > 1):
            yield what, replace(rule, unless=conditions)
    if rule.run is not None:
        yield "run", replace(rule, run=None)
        for what, conditions in _weaker(rule.run.of, "run.of", whole=True):
            yield what, replace(rule, run=replace(rule.run, of=conditions))


def _weaker(conditions: Conditions, where: str, *, whole: bool) -> Iterator[tuple[str, Conditions]]:
    for f in fields(Conditions):
        value: Any = getattr(conditions, f.name)
        if value == f.default:
            continue
        if whole:
            yield f"{where}.{f.name}", replace(conditions, **{f.name: f.default})
        if isinstance(value, (frozenset, tuple)) and len(value) > 1 and f.name != "only":
            for entry in sorted(value):
                rest = type(value)(x for x in value if x != entry)
                yield f"{where}.{f.name} {entry!r}", replace(conditions, **{f.name: rest})
