"""`declutter rules`: list, show and check rule packs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from declutter.errors import InputError, RuleError
from declutter.packs import shipped_packs
from declutter.rules.examples import failures, trials, unproven
from declutter.rules.load import load_pack
from declutter.rules.schema import Pack

__all__ = ["add"]


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("rules", help="list and check rule packs", description="Work with rule packs.")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every shipped rule", description="List the shipped rules.")
    listing.set_defaults(run=_list)
    check = actions.add_parser("check", help="prove packs by their examples", description="Check rule packs.")
    check.add_argument("paths", nargs="+", metavar="PATH", help="rule files, or folders of them")
    check.add_argument("--quick", action="store_true", help="without dropping each condition in turn")
    check.set_defaults(run=_check)


def _list(_: argparse.Namespace) -> int:
    for pack in shipped_packs():
        for rule in pack.rules:
            label = rule.label.value if rule.label else "keep"
            print(f"{rule.source:36} {label:12} {rule.confidence:.2f}  {rule.reason}")
    return 0


def _check(args: argparse.Namespace) -> int:
    faults = 0
    for path in _files(args.paths):
        try:
            pack = load_pack(path)
        except RuleError as error:
            print(error, file=sys.stderr)
            faults += 1
            continue
        found = list(_faults(pack, quick=args.quick))
        for fault in found:
            print(f"{path}: {fault}")
        print(f"{path}: {len(pack.rules)} rules, {len(found)} faults")
        faults += len(found)
    return 1 if faults else 0


def _faults(pack: Pack, *, quick: bool) -> Iterator[str]:
    for rule in pack.rules:
        tried = trials(rule, pack)
        yield from failures(rule, pack, tried)
        if not quick:
            yield from unproven(rule, pack, tried)


def _files(paths: list[str]) -> Iterator[Path]:
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield from sorted(path.rglob("*.toml"))
        elif path.exists():
            yield path
        else:
            raise InputError(f"{path}: no such file or folder")


