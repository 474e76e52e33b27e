"""`declutter clean`: the clean article."""

from __future__ import annotations

import argparse
from typing import Any

from declutter.cli.common import add_cleaning, clean_sources, warn, write_output
from declutter.errors import InputError

__all__ = ["add"]

_EPILOG = """\
exit codes: 0 clean; 1 clean, but with a warning (on standard error); 2 bad input or wrong use

examples:
  declutter clean article.txt -o clean.txt
  cat article.txt | declutter clean
  declutter clean page.html --output json
  declutter clean article.txt --keep byline,dateline --preset precision
  declutter clean page.html --output markdown --include-title --no-include-images
"""


def add(commands: Any) -> None:
    """Register the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "clean",
        help="print the clean article",
        description="Print the clean article of each source.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="text, Markdown or HTML; - is standard input"
    )
    parser.add_argument("-o", dest="out", metavar="PATH", help="write here instead of to standard output")
    parser.add_argument(
        "--output", choices=("text", "markdown", "html", "json"), default="text", help="form of the output"
    )
    add_cleaning(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    code = 0
    pieces: list[str] = []
    for name, result in clean_sources(args):
        code |= warn(name, result)
        if args.output == "json":
            pieces.append(result.to_json() + "\n")
        else:
            if args.output == "html" and result.document.page is None:
                form = result.document.form
                raise InputError(f"{name}: --output html needs HTML, but this was read as {form}; see --form")
            text = getattr(result, args.output)
            pieces.append(text + "\n" if text and not text.endswith("\n") else text)
    write_output(args.out, "".join(pieces))
    return code
