"""`declutter bench`: declutter and its peers over corpora, or declutter alone over any dump."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

from declutter.errors import InputError, OptionError

__all__ = ["add"]

_EPILOG = """\
A path is a corpus with gold, a folder of corpora, a labelled JSONL file, or a dump without gold; which,
is told from what lies there (docs/benchmarks.md says where each corpus is to be had).

declutter bench compare A.json B.json says what changed between two runs, page by page.

exit codes: 0 done; 1 done, but pages of a corpus cannot be used, a tool failed, or pages changed (compare);
2 wrong use or bad input

examples:
  declutter bench benchmarks/samples
  declutter bench ../corpora/wcxb --peers trafilatura,resiliparse
  declutter bench ../corpora --peers none -o mine
  declutter bench news.jsonl.gz --sample 2000
  declutter bench compare before/bench.json after/bench.json
"""
_WIDTH = 120
_EXTRA = ("rich", "jinja2", "matplotlib", "packaging")


def add(commands: Any) -> None:
    """Register the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "bench",
        help="measure, beside other tools, over corpora or your own dump",
        description="Measure declutter, beside other tools, over corpora with gold or over any dump.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="corpora or dumps; or: compare A.json B.json"
    )
    parser.add_argument(
        "-o",
        dest="out",
        metavar="FOLDER",
        default="bench-report",
        help="for bench.json and bench.html (%(default)s)",
    )
    parser.add_argument(
        "--peers",
        metavar="LIST",
        help="names, none, or module:function of your own, separated by commas (default: all installed)",
    )
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="pages of each corpus at most")
    parser.add_argument(
        "--page-seconds", type=float, default=10.0, metavar="S", help="limit of a page (%(default)s)"
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=8.0,
        metavar="M",
        help="for all peers together; slow ones then see fewer pages (%(default)s; 0 is no limit)",
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="tools at a time (%(default)s)")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    _need_extra()
    for name in ("sample", "page_seconds", "minutes"):
        if getattr(args, name) < 0:
            raise OptionError(f"--{name.replace('_', '-')} must not be negative")
    if args.workers < 1 or not args.page_seconds:
        raise OptionError("--workers and --page-seconds must be more than 0")
    if args.paths[0] == "compare" and not Path("compare").exists():
        return _compare(args.paths[1:])
    from declutter.bench.corpora import find_corpora

    corpora = find_corpora(args.paths)
    return _measure(args, corpora) if corpora else _dump(args)


def _need_extra() -> None:
    for module in _EXTRA:
        try:
            importlib.import_module(module)
        except ImportError:
            raise OptionError(
                f"bench needs {module}, which is not installed; pip install 'declutter[bench]'"
            ) from None


def _measure(args: argparse.Namespace, corpora: list[Any]) -> int:
    from rich.console import Console

    from declutter.bench.measure import Limits
    from declutter.bench.report.files import write_run, write_text
    from declutter.bench.report.page import render_run
    from declutter.bench.report.table import print_run, watching
    from declutter.bench.run import Options, run_bench

    console = Console(stderr=True)
    # Into a file, as wide as the tables are.
    shown = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
    names = None if args.peers is None else [x.strip() for x in args.peers.split(",") if x.strip()]
    if names == ["none"]:
        names = []
    for corpus in corpora:
        console.print(f"{corpus.loader}: {corpus.path}", markup=False, highlight=False)
    options = Options(names, Limits(args.page_seconds, 60 * args.minutes), args.workers, args.sample)
    with watching(console) as on_page:
        run, pages = run_bench(corpora, options, on_page)
    if not run["pages"]:
        faults = "; ".join(f"{x['place']}: {x['reason']}" for x in run["faults"][:3])
        raise InputError(f"no page of these corpora can be used: {faults or 'they are empty'}")
    print_run(shown, run)
    folder = Path(args.out)
    write_run(folder / "bench.json", run)
    write_text(folder / "bench.html", render_run(run, pages))
    print(f"{run['seconds']:.0f} s; {folder / 'bench.html'} and {folder / 'bench.json'} written")
    return int(bool(run["faults"]) or any(tool.get("failed") for tool in run["tools"]))


def _compare(paths: list[str]) -> int:
    from declutter.bench.compare import compare_runs, lines_of
    from declutter.bench.report.files import read_run

    if len(paths) != 2:
        raise OptionError(f"compare takes two runs, A.json and B.json, not {len(paths)}")
    changes = compare_runs(*(read_run(Path(path)) for path in paths))
    for line in lines_of(changes):
        print(line)
    return int(bool(changes["pages"]))


def _dump(args: argparse.Namespace) -> int:
    if args.peers not in (None, "none"):
        raise OptionError(
            f"--peers needs gold to compare by, and no corpus lies at {', '.join(args.paths)}: "
            "a dump is looked at with declutter alone"
        )
    from rich.console import Console

    from declutter.bench.dump import look_at
    from declutter.bench.report.files import write_run, write_text
    from declutter.bench.report.page import render_look
    from declutter.bench.report.table import print_look

    with Console(stderr=True).status("cleaning") as status:
        look = look_at(
            args.paths, sample=args.sample, on_record=lambda n: status.update(f"{n} records cleaned")
        )
    print_look(Console(), look)
    folder = Path(args.out)
    write_run(folder / "bench.json", look)
    write_text(folder / "bench.html", render_look(look))
    print(f"{folder / 'bench.html'} and {folder / 'bench.json'} written")
    return int(bool(look["faults"]))
