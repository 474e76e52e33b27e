"""`declutter dump`: clean a dump of records."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from declutter.cleaner import Cleaner
from declutter.cli.common import add_policy, policy_of
from declutter.dumps import DumpOptions, Summary, clean_dump
from declutter.dumps.fields import ADDED
from declutter.dumps.formats import INPUTS, OUTPUTS
from declutter.dumps.progress import MODES, watch_of
from declutter.dumps.report import render_report
from declutter.errors import OptionError, OutputError
from declutter.readers import FORMS

__all__ = ["add"]

_EPILOG = """\
exit codes: 0 done; 1 done, but some records were bad (see OUTPUT.quarantine.jsonl); 2 wrong use,
bad input or an output that cannot be written; 130 and 143 stopped by Ctrl-C and SIGTERM. What was
stopped goes on with --resume, and ends with the same bytes.

examples:
  declutter dump news.jsonl.gz -o clean.jsonl.gz
  declutter dump 'parts/*.parquet' -o clean.parquet --field raw_content --into text
  declutter dump crawl.warc.wet.gz -o clean.jsonl.zst --add confidence,language
  declutter dump saved-pages/ -o pages.jsonl --removals removed.jsonl --report report.html
  declutter dump news.jsonl --dry-run --sample 500
  declutter dump news.jsonl -o clean.jsonl --resume
"""

_DEFAULTS = DumpOptions(inputs=(), output=None)


class _Stopped(BaseException):
    """SIGTERM came; a BaseException, so that no record's fault can be made of it."""


def add(commands: Any) -> None:
    """Register the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "dump",
        help="clean a dump: JSONL, CSV, Parquet, WARC, folders",
        description="Clean every record of JSONL, CSV/TSV, Parquet, Arrow, WARC and WET files (plain, gzip, "
        "zstd or xz), or of folders of pages.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_files(parser.add_argument_group("input and output"))
    _add_fields(parser.add_argument_group("fields"))
    _add_selection(parser.add_argument_group("which records"))
    _add_cleaning(parser.add_argument_group("cleaning"))
    _add_running(parser.add_argument_group("running"))
    parser.set_defaults(run=_run)


def _add_files(group: Any) -> None:
    group.add_argument("inputs", nargs="+", metavar="INPUT", help="file, glob or folder; - is standard input")
    group.add_argument(
        "-o",
        dest="output",
        metavar="OUTPUT",
        help="file, its suffix tells format and compression; -",
    )
    group.add_argument(
        "--from",
        dest="source_format",
        choices=INPUTS,
        help="format of the inputs (default: suffix)",
    )
    group.add_argument(
        "--to", dest="output_format", choices=OUTPUTS, help="format of the output (default: suffix)"
    )
    group.add_argument("--quarantine", metavar="PATH", help="bad records (default: OUTPUT.quarantine.jsonl)")
    group.add_argument("--removals", metavar="PATH", help="a line for each block removed, as JSONL")
    group.add_argument("--report", metavar="PATH", help="the closing summary with examples, as HTML")


def _add_fields(group: Any) -> None:
    group.add_argument("--field", metavar="NAME", help="field of the page (default: told from common names)")
    for name in ("id", "url", "title", "language"):
        group.add_argument(f"--{name}", dest=name, metavar="NAME", help=f"field of the {name}, likewise")
    group.add_argument("--into", metavar="NAME", help="field for the clean text (default: in place)")
    group.add_argument(
        "--add",
        default="",
        metavar="LIST",
        help=f"more fields clean_…, separated by commas: {', '.join(ADDED)}",
    )


def _add_selection(group: Any) -> None:
    group.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="repeatable: all must hold",
    )
    group.add_argument("--limit", type=int, default=0, metavar="N", help="the first N records")
    group.add_argument("--sample", type=int, default=0, metavar="N", help="N records at random")
    group.add_argument("--seed", type=int, default=0, metavar="N", help="another sample for another number")
    group.add_argument(
        "--max-bytes",
        type=int,
        default=_DEFAULTS.max_bytes,
        metavar="N",
        help="limit of a record (%(default)s)",
    )
    group.add_argument(
        "--max-seconds",
        type=float,
        default=_DEFAULTS.max_seconds,
        metavar="S",
        help="limit of a record (%(default)s; 0 is none)",
    )


def _add_cleaning(group: Any) -> None:
    group.add_argument(
        "--form", choices=FORMS, default="auto", help="what the pages are (default: told from each)"
    )
    add_policy(group)
    group.add_argument(
        "--rules",
        action="append",
        default=[],
        metavar="PATH",
        help="a rule pack of your own; repeatable",
    )
    group.add_argument("--all-language", metavar="CODE", help="ISO 639-1 code of all pages that do not say")


def _add_running(group: Any) -> None:
    group.add_argument(
        "--workers", type=int, default=None, metavar="N", help="processes (default: the cores)"
    )
    group.add_argument("--dry-run", action="store_true", help="write nothing; show what would be removed")
    group.add_argument("--resume", action="store_true", help="go on where an earlier run stopped")
    group.add_argument("--overwrite", action="store_true", help="replace an output, or an unfinished run")
    group.add_argument(
        "--commit-seconds",
        type=float,
        default=_DEFAULTS.commit_seconds,
        metavar="S",
        help="work that a crash may cost (%(default)s)",
    )
    group.add_argument("--strict", action="store_true", help="stop at the first bad record")
    group.add_argument(
        "--progress",
        choices=MODES,
        default="auto",
        help="bar, log lines or quiet (default: by terminal)",
    )
    group.add_argument(
        "--log-seconds",
        type=float,
        default=30.0,
        metavar="S",
        help="between log lines (%(default)s)",
    )


def _run(args: argparse.Namespace) -> int:
    if args.dry_run == (args.output is not None):
        raise OptionError("give either -o OUTPUT or --dry-run")
    if args.resume and args.overwrite:
        raise OptionError("--resume goes on with what --overwrite throws away; give one of them")
    options = _options(args)
    cleaner = Cleaner(policy=policy_of(args), language=args.all_language, packs=args.rules)
    watch = watch_of(args.progress, args.log_seconds)
    try:
        with _terminable():
            summary = clean_dump(options, cleaner, watch)
    except (KeyboardInterrupt, _Stopped) as stop:
        watch.close()
        _say_stopped(args)
        return 130 if isinstance(stop, KeyboardInterrupt) else 143
    finally:
        watch.close()
    _tell(args, summary)
    return 1 if summary.bad else 0


def _options(args: argparse.Namespace) -> DumpOptions:
    same = [
        "inputs",
        "output",
        "source_format",
        "output_format",
        "field",
        "id",
        "url",
        "title",
        "language",
        "into",
        "form",
        "where",
        "limit",
        "sample",
        "seed",
        "max_bytes",
        "max_seconds",
        "commit_seconds",
        "strict",
        "resume",
        "overwrite",
        "quarantine",
        "removals",
    ]
    workers = args.workers if args.workers is not None else _cores()
    if workers < 1:
        raise OptionError(f"--workers must be at least 1, but is {workers}")
    add = [name.strip() for name in args.add.split(",") if name.strip()]
    return DumpOptions(workers=workers, add=add, **{name: getattr(args, name) for name in same})


def _cores() -> int:
    """The cores that this process may use, which in a container are fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does: committed, workers gone."""

    def stop(_number: int, _frame: object) -> None:
        raise _Stopped

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say_stopped(args: argparse.Namespace) -> None:
    ending = "" if args.output in (None, "-") else "; the same command with --resume goes on"
    print(f"declutter dump: stopped{ending}", file=sys.stderr)


def _tell(args: argparse.Namespace, summary: Summary) -> None:
    """The closing summary: on standard error, since the output may be standard output."""
    if args.report:
        title = f"declutter dump: {', '.join(args.inputs)}"
        try:
            Path(args.report).write_text(render_report(summary, title), encoding="utf-8")
        except OSError as error:
            raise OutputError(f"{args.report}: cannot be written: {error.strerror}") from None
    if args.dry_run:
        print("\n".join(_examples(summary)))
    if args.progress != "quiet":
        print("\n".join(summary.lines()), file=sys.stderr)


def _examples(summary: Summary) -> Iterator[str]:
    for label, count in summary.blocks.most_common():
        yield f"{label}: {count:,} blocks would go, such as"
        for where, text, why in summary.examples[label]:
            yield f"- {text}"
            yield f"      {why} · {where}"
