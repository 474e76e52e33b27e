"""The command line: one module a command, each with `add(commands)` and a function that runs it.

Exit codes: 0 done; 1 done, with something to look at (see the command); 2 wrong use or bad input.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from declutter import __version__
from declutter.cli import bench, clean, dump, explain, rules
from declutter.errors import DeclutterError

__all__ = ["main"]

_COMMANDS = (bench, clean, dump, explain, rules)

_EPILOG = """\
examples:
  declutter clean article.txt                 the clean article
  curl -s https://example.com | declutter clean - --form html
  declutter explain article.txt               what goes, and why
  declutter rules check my-site.toml          prove a rule pack by its examples
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="declutter",
        description="Clean article text out of scraped pages, with a reason for every block removed.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"declutter {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add(commands)
    args = parser.parse_args(argv)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except DeclutterError as error:
        print(f"declutter {args.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has gone (`| head`): no error, and no complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code
