"""Prove rules by their own examples: each runs as HTML, as Markdown and as bare text.

And by mutation: a condition or phrase that can be dropped without breaking an example is dead
weight, and `unproven` names it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from declutter.features import measure
from declutter.model import Document
from declutter.readers.html import read_html
from declutter.readers.markdown import read_markdown
from declutter.readers.text import read_text
from declutter.rules.detector import RuleDetector
from declutter.rules.schema import Conditions, Example, Pack, Rule

__all__ = ["Trial", "failures", "trials", "unproven"]

_FORMS = ("text", "markdown", "html")


@dataclass(frozen=True, slots=True)
class Trial:
    """One example in one form, read and measured once for all the rules that are tried on it.

    Attributes:
        number: of the example, from 1.
        form: "text", "markdown" or "html".
        lines: the example's blocks, as written.
        wanted: indexes of those that the rule must take.
        document: the page.
    """

    number: int
    form: str
    lines: Sequence[str]
    wanted: frozenset[int]
    document: Document


def trials(rule: Rule, pack: Pack) -> list[Trial]:
    """Every example of a rule in every form; bare text first, which decides most."""
    language = pack.languages[0] if pack.languages else ""
    made: list[Trial] = []
    for form in _FORMS:
        for number, example in enumerate(rule.examples, 1):
            # Conditions on markup are unknown in bare text, so such rules are tried as HTML alone.
            if form == "html" or not (example.markup or rule.needs_markup()):
                document = _document(example, form)
                document.language = language
                measure(document)
                lines = _lines(example)
                wanted = frozenset(index for index, (taken, _) in enumerate(lines) if taken)
                made.append(Trial(number, form, [line for _, line in lines], wanted, document))
    return made


def failures(rule: Rule, pack: Pack, tried: Sequence[Trial] | None = None) -> Iterator[str]:
    """What is wrong with a rule's examples: none there, or one that does not come out as it says.

    Args:
        rule: tried alone.
        pack: whose rule it is.
        tried: its `trials`, where they are at hand.
    """
    tried = trials(rule, pack) if tried is None else tried
    if not rule.examples:
        yield f"{rule.source}: has no example"
    elif not any(trial.wanted for trial in tried):
        yield f"{rule.source}: no example shows a block that it takes"
    for trial in tried:
        at = f"{rule.source}: example {trial.number} as {trial.form}"
        if len(trial.document) != len(trial.lines):
            yield f"{at}: is read as {len(trial.document)} blocks, but has {len(trial.lines)} lines with text"
            continue
        got = _found(rule, pack, trial.document)
        for index in sorted(trial.wanted - got):
            yield f"{at}: does not take {trial.lines[index]!r}"
        for index in sorted(got - trial.wanted):
            yield f"{at}: takes {trial.lines[index]!r}"


def unproven(rule: Rule, pack: Pack, tried: Sequence[Trial] | None = None) -> Iterator[str]:
    """Conditions and phrases that no example exercises: dropped, all examples still hold."""
    tried = trials(rule, pack) if tried is None else tried
    for what, mutant in _mutants(rule):
        if all(_found(mutant, pack, trial.document) == trial.wanted for trial in tried):
            yield f"{rule.source}: no example needs {what}"


def _found(rule: Rule, pack: Pack, document: Document) -> set[int]:
    """The blocks that this rule, alone, takes; of a rule that ends runs, those where it ends them."""
    lone = Pack(name=pack.name, rules=(replace(rule, stops=False),), languages=pack.languages)
    return {
        index
        for finding in RuleDetector([lone]).find(document)
        for index in range(finding.start, finding.stop)
    }


# --- from the gutter to a page --------------------------------------------------------------------

_TAGS = re.compile(r"<[^<>]*>")


def _lines(example: Example) -> list[tuple[bool, str]]:
    """Whether it is taken, and the text, of each line that holds a block."""
    lines = [(line.startswith("- "), line[2:].strip()) for line in example.page.splitlines() if line.strip()]
    if example.markup:  # a line may just open or close an element
        lines = [(taken, line) for taken, line in lines if _TAGS.sub("", line).strip()]
    return [(taken, line) for taken, line in lines if line]


def _document(example: Example, form: str) -> Document:
    """The example as a reader of that form reads it."""
    if example.markup:
        document = read_html("".join(line[2:] for line in example.page.splitlines()))
        document.title = example.title or document.title
        return document
    lines = [line for _, line in _lines(example)]
    title = next((line[2:] for line in reversed(lines) if line.startswith("# ")), example.title)
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
        if rule.run.until is not None:
            yield "run.until", replace(rule, run=replace(rule.run, until=None))


def _weaker(conditions: Conditions, where: str, *, whole: bool) -> Iterator[tuple[str, Conditions]]:
    for f in fields(Conditions):
        value: Any = getattr(conditions, f.name)
        if value == f.default:
            continue
        if whole:
            yield f"{where}.{f.name}", _with(conditions, f.name, f.default)
        if isinstance(value, (frozenset, tuple)) and len(value) > 1 and f.name != "only":
            for entry in sorted(value):
                rest = type(value)(x for x in value if x != entry)
                yield f"{where}.{f.name} {entry!r}", _with(conditions, f.name, rest)


def _with(conditions: Conditions, name: str, value: Any) -> Conditions:
    """The conditions with another value for one of them."""
    changed: dict[str, Any] = {name: value}
    return replace(conditions, **changed)
