"""`declutter rules schema` and `compile`: for editors, and for those who change the shipped packs."""

from __future__ import annotations

import argparse
from typing import Any

from declutter.cli.common import write_output
from declutter.packs import COMPILED, compile_packs, pack_paths
from declutter.rules.json_schema import SCHEMA_FILE

__all__ = ["add"]


def add(actions: Any) -> None:
    """Register the actions."""
    schema = actions.add_parser(
        "schema",
        help="print the JSON Schema of rule files",
        description="Print the JSON Schema of rule files, by which editors complete and check them.",
    )
    schema.set_defaults(run=_schema)
    compiled = actions.add_parser(
        "compile",
        help="rebuild the compiled form of the shipped packs",
        description="Write packs/shipped.json anew from the shipped rule files; for maintainers.",
    )
    compiled.set_defaults(run=_compile)


def _schema(_: argparse.Namespace) -> int:
    print(SCHEMA_FILE.read_text(encoding="utf-8"), end="")
    return 0


def _compile(_: argparse.Namespace) -> int:
    write_output(str(COMPILED), compile_packs())
    print(f"{COMPILED}: {len(pack_paths())} packs")
    return 0
