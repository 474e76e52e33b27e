"""`declutter rules new`: a pack to begin with, commented, that passes the check."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from declutter.cli.common import write_output
from declutter.errors import InputError, OptionError
from declutter.rules.template import render_template

__all__ = ["add"]


def add(actions: Any) -> None:
    """Register the action."""
    parser = actions.add_parser(
        "new",
        help="write a pack to begin with",
        description="Write a commented pack for a site. It passes `declutter rules check`; change it line by line.",
    )
    parser.add_argument(
        "site", metavar="SITE", help="host of the site, such as example.com, or a page's address"
    )
    parser.add_argument("--language", default="", help="ISO 639-1 code of its pages")
    parser.add_argument("-o", dest="out", metavar="PATH", help="file to write (default: SITE.toml); - prints")
    parser.set_defaults(run=_new)


def _new(args: argparse.Namespace) -> int:
    host = args.site.split("//")[-1].split("/")[0].lower().removeprefix("www.")
    if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]+", host):
        raise OptionError(f"{args.site!r} is no host; write it as example.com")
    if args.language and not re.fullmatch(r"[a-z]{2}", args.language):
        raise OptionError(f"{args.language!r} is no ISO 639-1 code, such as en")
    path = args.out or f"{host}.toml"
    if path != "-" and Path(path).exists():
        raise InputError(f"{path}: is there already; give another file with -o")
    write_output(path, render_template(host, args.language))
    if path != "-":
        print(f"{path}: written; next: declutter rules check {path}")
    return 0
