"""Options and steps that commands share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from declutter.cleaner import Cleaner
from declutter.errors import InputError
from declutter.model import SWITCHES, Label, Policy, Result
from declutter.readers import FORMS

__all__ = ["add_cleaning", "add_policy", "make_cleaner", "policy_of", "read_sources", "warn", "write_output"]

_SWITCHES = {
    "include_title": "HTML: the headline on top of the text",
    "include_comments": "readers' comments in the text",
    "include_tables": "tables of data",
    "include_links": "links in Markdown and HTML; without them their text stays",
    "include_images": "images in Markdown and HTML",
}


def add_cleaning(parser: argparse.ArgumentParser) -> None:
    """The options that decide what goes."""
    parser.add_argument(
        "--form", choices=FORMS, default="auto", help="what the source is (default: told from it)"
    )
    add_policy(parser)
    parser.add_argument(
        "--charset", metavar="NAME", help="encoding that HTTP declared (default: told from the source)"
    )
    parser.add_argument("--language", help="ISO 639-1 code (default: told from the text)")
    parser.add_argument("--title", help="the headline, where known")
    parser.add_argument("--url", help="address of the page; rules for its site apply")
    parser.add_argument(
        "--rules", action="append", default=[], metavar="PATH", help="a rule pack of your own; repeatable"
    )


def add_policy(parser: Any) -> None:
    """The options that make a policy, for a parser or a group of one."""
    labels = ", ".join(label.value for label in Label)
    parser.add_argument("--preset", default="balanced", help="precision, balanced (default) or recall")
    parser.add_argument(
        "--threshold", type=float, help="confidence from which a block goes, 0 to 1, instead of a preset's"
    )
    parser.add_argument(
        "--keep", default="", metavar="LABELS", help=f"labels that stay, separated by commas: {labels}"
    )
    standard = Policy()
    for name in SWITCHES:
        default = getattr(standard, name)
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            action=argparse.BooleanOptionalAction,
            default=default,
            help=f"{_SWITCHES[name]} (default: {'yes' if default else 'no'})",
        )


def policy_of(args: argparse.Namespace) -> Policy:
    """The policy that the options ask for.

    Raises:
        OptionError: an unknown preset or label, a bad threshold.
    """
    keep = [name.strip() for name in args.keep.split(",") if name.strip()]
    policy = Policy.preset(args.preset, keep=keep)
    if args.threshold is not None:
        policy = replace(policy, threshold=args.threshold)
    return replace(policy, **{name: getattr(args, name) for name in SWITCHES})


def make_cleaner(args: argparse.Namespace) -> Cleaner:
    """The cleaner that the options ask for.

    Raises:
        DeclutterError: an unknown preset or label, a bad threshold, a pack that is refused.
    """
    return Cleaner(policy=policy_of(args), language=args.language, packs=args.rules)


def read_sources(paths: list[str]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file; `-` or no file is standard input.

    Raises:
        InputError: a file is missing or cannot be read.
    """
    for path in paths or ["-"]:
        if path == "-":
            yield "standard input", sys.stdin.buffer.read()
            continue
        try:
            yield path, Path(path).read_bytes()
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def clean_sources(args: argparse.Namespace) -> Iterator[tuple[str, Result]]:
    """Name and result of each source on the command line.

    Raises:
        DeclutterError: naming the source.
    """
    cleaner = make_cleaner(args)
    for name, data in read_sources(args.files):
        try:
            yield (
                name,
                cleaner.clean(data, form=args.form, url=args.url, title=args.title, charset=args.charset),
            )
        except InputError as error:
            raise InputError(f"{name}: {error}") from None


def warn(name: str, result: Result) -> int:
    """Say a result's warnings on standard error; returns 1 where there are any."""
    for warning in result.warnings:
        print(f"declutter: {name}: {warning}", file=sys.stderr)
    return int(bool(result.warnings))


def write_output(path: str | None, text: str) -> None:
    """Write to a file, or to standard output as UTF-8 whatever the locale.

    Raises:
        InputError: the file cannot be written.
    """
    if path is None or path == "-":
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
        return
    try:
        Path(path).write_bytes(text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
