"""`declutter rules check`: is a pack valid, do its examples hold, and does each part earn its place?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from declutter.errors import InputError, RuleError
from declutter.rules.examples import failures, trials, unproven
from declutter.rules.load import load_pack
from declutter.rules.places import line_of, places
from declutter.rules.schema import Pack
from declutter.rules.slow import slow_patterns

__all__ = ["add"]

_EPILOG = """\
Every example runs as HTML, as Markdown and as bare text. Then each condition and each phrase is dropped
in turn: what no example misses is dead weight. Patterns are tried on hostile text. Faults go to
standard output as FILE:LINE: RULE: WHAT; the exit code is 1 where there are any.
"""


def add(actions: Any) -> None:
    """Register the action."""
    parser = actions.add_parser(
        "check", help="prove packs by their examples", description="Check rule packs.", epilog=_EPILOG
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="rule files, or folders of them")
    parser.add_argument("--quick", action="store_true", help="without dropping each part in turn")
    parser.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    total = 0
    for path in rule_files(args.paths):
        try:
            pack = load_pack(path)
        except RuleError as error:
            print("\n".join(error.faults), file=sys.stderr)
            total += len(error.faults)
            continue
        found = list(_faults(pack, path, quick=args.quick))
        for fault in found:
            print(fault)
        print(f"{path}: {len(pack.rules)} rules, {len(found)} faults", flush=True)
        total += len(found)
    return 1 if total else 0


def _faults(pack: Pack, path: Path, *, quick: bool) -> Iterator[str]:
    lines = _lines(pack, path)
    for rule, what in slow_patterns(pack):
        yield f"{path}:{lines[rule.id]}: {rule.source}: {what}"
    for rule in pack.rules:
        tried = trials(rule, pack)
        for fault in failures(rule, pack, tried):
            yield f"{path}:{lines[rule.id]}: {fault}"
        for fault in unproven(rule, pack, tried) if not quick else ():
            yield f"{path}:{lines[rule.id]}: {fault}"


def _lines(pack: Pack, path: Path) -> dict[str, int]:
    """The line on which each rule begins."""
    found = places(path.read_text(encoding="utf-8-sig"))
    return {rule.id: line_of(("rule", number, "id"), found) for number, rule in enumerate(pack.rules)}


def rule_files(paths: list[str]) -> Iterator[Path]:
    """Rule files, and those in folders.

    Raises:
        InputError: a path is neither, or a folder holds none.
    """
    for name in paths:
        path = Path(name)
        if path.is_dir():
            files = sorted(path.rglob("*.toml"))
            if not files:
                raise InputError(f"{path}: no rule file (*.toml) in this folder")
            yield from files
        elif path.exists():
            yield path
        else:
            raise InputError(f"{path}: no such file or folder")
