"""`declutter rules list` and `show`: the rules that there are, and one of them in full."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

from declutter.errors import OptionError, unknown_choice
from declutter.packs import pack_paths, shipped_packs
from declutter.rules.load import load_pack, to_pack
from declutter.rules.schema import Conditions, Pack, Range, Rule

__all__ = ["add"]

# Entries of a list that `show` prints.
_SHOWN = 12


def add(actions: Any) -> None:
    """Register the actions."""
    listing = actions.add_parser(
        "list", help="every rule", description="List rules: those that ship, or a pack's."
    )
    listing.add_argument("paths", nargs="*", metavar="PATH", help="rule packs (default: those that ship)")
    listing.add_argument("--language", help="only rules of this language's packs")
    listing.add_argument("--label", help="only rules with this label")
    listing.set_defaults(run=_list)
    show = actions.add_parser(
        "show", help="one rule in full", description="Show a rule: conditions and examples."
    )
    show.add_argument("id", metavar="ID", help="pack/rule, as it stands in reasons: en/audio-prompt")
    show.add_argument(
        "--rules", action="append", default=[], metavar="PATH", help="a rule pack of your own; repeatable"
    )
    show.set_defaults(run=_show)


def _list(args: argparse.Namespace) -> int:
    packs: Iterable[Pack] = map(to_pack, args.paths) if args.paths else shipped_packs()
    for pack in packs:
        if args.language and args.language not in pack.languages:
            continue
        for rule in pack.rules:
            name = rule.label.value if rule.label else rule.action
            if not args.label or args.label == name:
                print(f"{rule.source:36} {name:12} {rule.confidence:.2f}  {rule.reason}")
    return 0


def _show(args: argparse.Namespace) -> int:
    print("\n".join(_told(_find(args.id, list(map(to_pack, args.rules))))))
    return 0


def _find(name: str, own: list[Pack]) -> Rule:
    """The rule of that name, with its examples.

    Raises:
        OptionError: there is none; the message has the nearest.
    """
    packs = (*own, *shipped_packs())
    rules = {rule.source: rule for pack in packs for rule in pack.rules}
    if name not in rules:
        pack = name.partition("/")[0]
        near = [source for source in rules if source.startswith(f"{pack}/")]
        raise OptionError(unknown_choice("rule", name, near or {pack.name for pack in packs}))
    rule = rules[name]
    if not rule.examples:  # what ships is loaded without examples
        path = next((path for path in pack_paths() if path.stem == rule.pack), None)
        full = load_pack(path).rules if path is not None else ()
        rule = next((other for other in full if other.id == rule.id), rule)
    return rule


def _told(rule: Rule) -> Iterator[str]:
    yield f"{rule.source}: {rule.action}{f' as {rule.label}' if rule.label else ''}, confidence {rule.confidence:.2f}"
    yield f"  because it is {rule.reason}"
    if rule.override:
        yield f"  in place of {rule.override}"
    yield from _conditions("match", rule.match)
    if rule.unless is not None:
        yield from _conditions("unless", rule.unless)
    if rule.run is not None:
        yield f"  run: {rule.run.least} blocks or more" + (
            f", {rule.run.most} at most" if rule.run.most < 10**6 else ""
        )
        yield from _conditions("run.of", rule.run.of)
        if rule.run.until is not None:
            yield from _conditions("run.until", rule.run.until)
    for number, example in enumerate(rule.examples, 1):
        yield f"example {number}" + (f", title {example.title!r}" if example.title else "")
        yield from (line for line in example.page.splitlines() if line.strip())


def _conditions(name: str, conditions: Conditions) -> Iterator[str]:
    yield f"  {name}:"
    for key in conditions.given():
        value = getattr(conditions, key)
        if isinstance(value, Conditions):
            yield from (f"  {line}" for line in _conditions(key, value))
        elif isinstance(value, (frozenset, tuple)):
            entries = sorted(value)
            more = f" … and {len(entries) - _SHOWN} more" if len(entries) > _SHOWN else ""
            yield f"    {key}: {', '.join(entries[:_SHOWN])}{more}"
        elif isinstance(value, Range):
            yield f"    {key}: {value}"
        else:
            yield f"    {key}: {value if isinstance(value, str) else str(value).lower()}"
