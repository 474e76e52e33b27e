"""`declutter explain`: what goes, and why, in the two-column gutter."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from declutter.cli.common import add_cleaning, clean_sources, write_output

__all__ = ["add"]

_EPILOG = """\
examples:
  declutter explain article.txt
  declutter explain article.txt --json | jq '.blocks[] | select(.kept | not)'
"""


def add(commands: Any) -> None:
    """Register the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "explain",
        help="show what goes and why",
        description="Show each source with `- ` before what goes, and label, confidence and reason behind it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="text, Markdown or HTML; - is standard input"
    )
    parser.add_argument("--json", action="store_true", help="every block with its decision, as JSON")
    parser.add_argument("-o", dest="out", metavar="PATH", help="write here instead of to standard output")
    add_cleaning(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    color = args.out is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    pieces = [
        result.to_json(indent=2) if args.json else result.explain(color=color)
        for _, result in clean_sources(args)
    ]
    write_output(args.out, "".join(piece + "\n" for piece in pieces))
    return 0
