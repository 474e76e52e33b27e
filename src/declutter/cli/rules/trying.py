"""`declutter rules test`: what a pack would remove from real pages, before it is shipped."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from declutter.cleaner import Cleaner
from declutter.cli.rules.checking import rule_files
from declutter.dumps.fields import find_fields, hints
from declutter.dumps.formats import expand, reader_of
from declutter.dumps.records import RecordError
from declutter.errors import InputError
from declutter.model import Result
from declutter.rules.load import load_pack
from declutter.rules.schema import Pack

__all__ = ["add"]

# A record of more bytes is no page.
_MOST_BYTES = 20 << 20
# A block that is this unlikely to be residue without the pack deserves the author's look.
_DOUBTFUL = 0.3
_WIDTH = 100


def add(actions: Any) -> None:
    """Register the action."""
    parser = actions.add_parser(
        "test",
        help="try packs on real pages",
        description="Clean pages with and without the packs, and show by rule what they take, false alarms first.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="rule files, or folders of them")
    parser.add_argument(
        "--on", required=True, metavar="PAGES", help="folder of pages, a page, or a dump (JSONL, WARC …)"
    )
    parser.add_argument("--url", help="address of the pages, where they do not say; rules for its site apply")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="the first N pages")
    parser.add_argument(
        "--samples", type=int, default=5, metavar="N", help="blocks shown a rule (%(default)s)"
    )
    parser.set_defaults(run=_test)


@dataclass(slots=True)
class _Tally:
    """What one rule did.

    Attributes:
        pages: number of pages on which it claimed anything.
        claims: blocks it claimed.
        new: (odds without the pack, page, text) of the blocks that stay without the pack and go with it.
        saved: (page, text) of the blocks that go without the pack and stay with it.
    """

    pages: int = 0
    claims: int = 0
    new: list[tuple[float, str, str]] = field(default_factory=list)
    saved: list[tuple[str, str]] = field(default_factory=list)


def _test(args: argparse.Namespace) -> int:
    packs = [load_pack(path) for path in rule_files(args.paths)]
    without, with_them = Cleaner(), Cleaner(packs=packs)
    tallies: dict[str, _Tally] = {rule.source: _Tally() for pack in packs for rule in pack.rules}
    pages = 0
    for name, page, said in _pages(args.on):
        if args.limit and pages == args.limit:
            break
        if args.url:
            said["url"] = args.url
        form = said.pop("form", "auto")
        try:
            before, after = without.clean(page, form=form, **said), with_them.clean(page, form=form, **said)
        except InputError as error:
            print(f"declutter: {name}: {error}", file=sys.stderr)
            continue
        pages += 1
        _count(name, before, after, tallies)
    if not pages:
        raise InputError(f"{args.on}: no page in it")
    _report(packs, tallies, pages, args.samples)
    return 0


def _pages(path: str) -> Iterator[tuple[str, str | bytes, dict[str, Any]]]:
    """Name, page and what is known about it, of each page of a folder or a dump."""
    for source in expand([path], None):
        reader = reader_of(source.format)
        for item in reader.read(source, _MOST_BYTES, 0):
            name = f"{source.name}:{item.position}" if item.unit != "file" else source.name
            try:
                if item.fault is not None:
                    raise RecordError(item.fault.kind, item.fault.reason)
                row = reader.decode(item.raw)
            except RecordError as error:
                print(f"declutter: {name}: {error.fault.reason}", file=sys.stderr)
                continue
            fields = find_fields([row], {}, None, name)
            page = row.get(fields.page)
            if isinstance(page, (str, bytes)):
                yield name, page, hints(row, fields)


def _count(name: str, before: Result, after: Result, tallies: dict[str, _Tally]) -> None:
    """Add what the packs changed on one page."""
    seen: dict[str, set[int]] = defaultdict(set)
    for finding in after.found:
        if finding.source in tallies:
            seen[finding.source].update(range(finding.start, finding.stop))
    for source, blocks in seen.items():
        tally = tallies[source]
        tally.pages += 1
        tally.claims += len(blocks)
        for index in sorted(blocks):
            text = after.document.texts[index]
            why = after.because[index]
            if before.because[index] is None and why is not None and why.source == source:
                tally.new.append((before.doubt[index], name, text))
            elif before.because[index] is not None and why is None:
                tally.saved.append((name, text))


def _report(packs: list[Pack], tallies: dict[str, _Tally], pages: int, samples: int) -> None:
    print(f"{pages} pages")
    for pack in packs:
        for rule in pack.rules:
            tally = tallies[rule.source]
            what = rule.label.value if rule.label else rule.action
            print(f"\n{rule.source} ({what}): {tally.claims} blocks on {tally.pages} pages", end="")
            print(f"; {len(tally.new)} go only because of it, {len(tally.saved)} stay because of it")
            doubtful = sum(odds < _DOUBTFUL for odds, _, _ in tally.new)
            if doubtful:
                print(f"  ? {doubtful} would look like content without the rule: false alarms?")
            for odds, name, text in sorted(tally.new)[:samples]:
                print(f"  {'?' if odds < _DOUBTFUL else '-'} {text[:_WIDTH]}  [{name}]")
            for name, text in tally.saved[:samples]:
                print(f"  + {text[:_WIDTH]}  [{name}]")
    silent = [source for source, tally in tallies.items() if not tally.claims]
    if silent:
        print(f"\nnever matched: {', '.join(silent)}")
    _hint(packs, silent)


def _hint(packs: list[Pack], silent: list[str]) -> None:
    """Why a pack may have been silent altogether."""
    for pack in packs:
        if pack.sites and all(rule.source in silent for rule in pack.rules):
            print(
                f"pack {pack.name!r} is for {', '.join(pack.sites)}; do the pages say their address? (--url)"
            )
