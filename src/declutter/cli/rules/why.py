"""`declutter rules why`: everything that was claimed about one line, and what won."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from declutter.cli.common import add_cleaning, make_cleaner, read_sources
from declutter.errors import InputError
from declutter.model import Document, Finding, Result

__all__ = ["add"]


def add(actions: Any) -> None:
    """Register the action."""
    parser = actions.add_parser(
        "why",
        help="explain the decision on one line",
        description="Show every claim on a line, what the context made of it, and who won.",
    )
    parser.add_argument("file", metavar="FILE", help="text, Markdown or HTML; - is standard input")
    parser.add_argument(
        "line", metavar="LINE", type=int, help="its number, from 1; of HTML, a line of the text read from it"
    )
    add_cleaning(parser)
    parser.set_defaults(run=_why)


def _why(args: argparse.Namespace) -> int:
    cleaner = make_cleaner(args)
    ((name, data),) = read_sources([args.file])
    said = {"form": args.form, "url": args.url, "title": args.title, "charset": args.charset}
    result = cleaner.clean(data, **said)
    index = _block_at(result.document, args.line, name)
    shipped, own = cleaner.claim(result.document)
    print("\n".join(_told(result, index, [*shipped, *own])))
    return 0


def _block_at(document: Document, line: int, name: str) -> int:
    """The block on a line: the last that begins on it or before, unless it ended before.

    Raises:
        InputError: the line is empty, or there is none of that number.
    """
    last = document.source.count("\n") + 1
    if not 1 <= line <= last:
        raise InputError(f"{name}: there is no line {line}; it has lines 1 to {last}")
    for index in range(len(document) - 1, -1, -1):
        first = document.lines[index]
        if first <= line <= first + document.verbatim(index).count("\n"):
            return index
    raise InputError(f"{name}: line {line} is empty")


def _told(result: Result, index: int, claims: list[Finding]) -> Iterator[str]:
    document = result.document
    zone = ("before", "within", "after")[document.features.zone(index)]
    yield f"line {document.lines[index]}: {document.texts[index]}"
    yield f"  {document.features.words[index]} words, {zone} the article's prose, page in {document.language or '?'}"
    raw = [finding for finding in claims if finding.start <= index < finding.stop]
    yield "claimed by rules and heuristics:" if raw else "no rule and no heuristic claims it"
    yield from (f"  {_line(finding)}" for finding in sorted(raw, key=_strength))
    weighed = [finding for finding in result.findings if finding.start <= index < finding.stop]
    yield "weighed in context:" if weighed else "in context: nothing speaks against it"
    yield from (f"  {_line(finding)}" for finding in sorted(weighed, key=_strength))
    won, threshold = result.because[index], result.policy.threshold
    if won is not None:
        yield f"removed: {won.source} reaches {won.confidence:.2f}, and the policy asks for {threshold:.2f}"
    elif result.doubt[index]:
        yield f"kept: the strongest claim has {result.doubt[index]:.2f}, and the policy asks for {threshold:.2f}"
    elif any(finding.label is None or finding.label in result.policy.keep for finding in weighed):
        yield "kept: what says that it stays is at least as strong as what speaks against it"
    else:
        yield "kept"


def _strength(finding: Finding) -> tuple[float, str]:
    return -finding.confidence, finding.source


def _line(finding: Finding) -> str:
    label = finding.label.value if finding.label else "keep"
    run = f" (a run of {finding.stop - finding.start})" if finding.stop - finding.start > 1 else ""
    return f"{finding.confidence:.2f} {label:12} {finding.source}{run}: {finding.reason}"
