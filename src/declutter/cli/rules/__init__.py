"""`declutter rules`: list, show, check, test, write and explain rule packs; one module an action."""

from __future__ import annotations

import argparse
from typing import Any

from declutter.cli.rules import checking, listing, maintaining, trying, why, writing

__all__ = ["add"]

_EPILOG = """\
exit codes: 0 done; 1 done, and there are faults; 2 wrong use or bad input

examples:
  declutter rules list --language de
  declutter rules show en/audio-prompt
  declutter rules new example.com -o example.toml
  declutter rules check example.toml
  declutter rules test example.toml --on saved-pages/
  declutter rules why article.txt 12
"""


def add(commands: Any) -> None:
    """Register the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "rules",
        help="list, write, check and try rule packs",
        description="Work with rule packs.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for module in (listing, writing, checking, trying, why, maintaining):
        module.add(actions)
