"""How fast declutter is, in one table: by stage, against peers and floors, and as things grow.

    python benchmarks/speed.py                          on the samples that ship
    python benchmarks/speed.py ../shared/corpora        on real pages
    python benchmarks/speed.py --only text html --json speed.json

Suites: `text` and `html` (stages, peers, and the floor that no tool can pass: splitting a text into
lines, parsing a page), `size` (seconds a megabyte as a page grows), `rules` (as rules are added),
`workers` (two processes against one). Everything but `workers` counts processor time of this process.
What is compared takes turns, a handful of pages each, and the fastest turn of each counts: other work on
the machine can only slow one down, and slows all alike. So trust the ratios, not the milliseconds.

A stage's row is the time up to its end. `benchmarks/html_speed.py` looks inside the stages of HTML.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import logging
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import dumps
import growth
import rules
from lxml import etree
from pages import read_pages
from residue import read_records

from declutter import Cleaner
from declutter.decide import decide
from declutter.readers import read
from declutter.readers.html import read_metadata

SAMPLES = Path(__file__).parent / "samples"
SUITES = ("text", "html", "size", "rules", "workers")

# Pages a tool cleans before the next tool's turn: few enough that all meet the same load, enough that
# each meets warm caches.
TURN = 10


class Page(NamedTuple):
    """A page to clean."""

    text: str
    url: str
    data: bytes
    """The text in UTF-8."""


Run = Callable[[Page], object]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        suite: one of SUITES.
        what: a stage, a tool, a size, a number of rules or of workers.
        milliseconds: a page; of one megabyte in `size`.
        megabytes: of the source, in UTF-8, a second.
        ratio: of its time to that of `against`; above 1 it is slower.
        against: the row of the same suite to which the ratio belongs.
        errors: pages on which a tool raised.
        declutter: its time to that of declutter, where that is in the suite; below 1 it is faster.
    """

    suite: str
    what: str
    milliseconds: float
    megabytes: float
    ratio: float
    against: str
    errors: int = 0
    declutter: float | None = None


def page_of(text: str, url: str) -> Page:
    # A lone surrogate is no character, and some tools refuse it.
    data = text.encode("utf-8", "replace")
    return Page(data.decode("utf-8"), url, data)


def text_pages(corpora: Path | None, most: int) -> list[Page]:
    """Extracted texts: of text-residue, spread over the corpus, or the samples."""
    if corpora is None:
        names = ("news-text", "whole-page", "harbour-paper")
        lines = [
            line for name in names for line in (SAMPLES / f"{name}.jsonl").read_text("utf-8").splitlines()
        ]
        records = list(map(json.loads, lines))
    else:
        records = list(read_records(corpora))
    step = max(1, len(records) // most)
    return [page_of(record["text"], record["url"]) for record in records[::step][:most]]


def html_pages(corpora: Path | None, most: int) -> list[Page]:
    """HTML pages: of wcxb, or the samples."""
    if corpora is None:
        golds = map(json.loads, (SAMPLES / "pages" / "gold.jsonl").read_text("utf-8").splitlines())
        found = [
            page_of((SAMPLES / "pages" / f"{gold['id']}.html").read_text("utf-8"), gold["url"])
            for gold in golds
        ]
        return found[:most]
    wanted = (gold for gold in read_pages(corpora) if gold.corpus == "wcxb")
    return [page_of(gold.html.decode("utf-8", "replace"), gold.url) for gold in islice(wanted, most)]


def stages(cleaner: Cleaner, form: str) -> dict[str, Run]:
    """The stages of cleaner.py, each with those before it, for text and HTML alike."""

    def found(page: Page) -> tuple[Any, list[Any]]:
        document = cleaner.prepare(page.text, form=form, url=page.url)
        return document, list(cleaner.find(document))

    def metadata(page: Page) -> object:
        document = read(page.text, form=form, url=page.url)
        return None if document.page is None else read_metadata(document.page, page.url)

    def whole(page: Page) -> object:
        result = cleaner.clean(page.text, form=form, url=page.url)
        return result.text, result.metadata

    runs: dict[str, Run] = {
        "read": lambda page: read(page.text, form=form, url=page.url),
        "… measure": lambda page: cleaner.prepare(page.text, form=form, url=page.url),
        "… find": found,
        "… decide": lambda page: decide(*found(page), cleaner.policy),
        "declutter": whole,
    }
    if form == "html":
        runs["read, and metadata"] = metadata
    return runs


def split(page: Page) -> object:
    return [line.strip() for line in page.text.split("\n")]


def parse(page: Page) -> object:
    # A parser serves one page: libxml2 keeps what it learnt of names.
    return etree.fromstring(page.data, etree.HTMLParser(encoding="utf-8"))


def wrapped(page: Page) -> str:
    """A text in the only clothes in which HTML tools take it: a paragraph a line."""
    lines = (escape(line) for line in page.text.split("\n") if line.strip())
    return f"<html><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"


def peers() -> dict[str, Callable[[str, str], object]]:
    """The extractors that are installed, by the name of their distribution, each for (markup, address)."""
    makers: dict[str, tuple[str, Callable[[Any], Callable[[str, str], object]]]] = {
        "resiliparse": (
            "resiliparse.extract.html2text",
            lambda module: lambda text, _: module.extract_plain_text(text, main_content=True),
        ),
        "trafilatura": (
            "trafilatura",
            lambda module: lambda text, url: module.bare_extraction(text, url=url),
        ),
        "readability-lxml": ("readability", lambda module: lambda text, _: module.Document(text).summary()),
        "jusText": (
            "justext",
            lambda module: lambda text, _: module.justext(text, module.get_stoplist("English")),
        ),
        "boilerpy3": (
            "boilerpy3.extractors",
            lambda module: lambda text, _: module.ArticleExtractor().get_content(text),
        ),
    }
    found = {}
    for name, (module, make) in makers.items():
        with contextlib.suppress(ImportError):
            found[name] = make(importlib.import_module(module))
    return found


def tools(form: str) -> dict[str, Run]:
    """Peers as they take a page of this form."""
    dress: Callable[[Page], str] = wrapped if form == "text" else lambda page: page.text
    suffix = " on <p> a line" if form == "text" else ""

    def run(extract: Callable[[str, str], object]) -> Run:
        return lambda page: extract(dress(page), page.url)

    return {name + suffix: run(extract) for name, extract in peers().items()}


def _failures(run: Run, pages: Sequence[Page]) -> int:
    """Run over the pages; returns on how many it raised."""
    count = 0
    for page in pages:
        try:
            run(page)
        except Exception:  # noqa: BLE001  # a peer that fails on a page is counted, not followed
            count += 1
    return count


def take_turns(
    runs: Mapping[str, Run], pages: Sequence[Page], rounds: int
) -> tuple[dict[str, float], dict[str, int]]:
    """Seconds of processor time of each run over all pages, and pages on which it raised."""
    seconds: dict[str, float] = defaultdict(float)
    errors: dict[str, int] = dict.fromkeys(runs, 0)
    for start in range(0, len(pages), TURN):
        hand = pages[start : start + TURN]
        best: dict[str, float] = {}
        for number in range(rounds):
            for name, run in runs.items():
                _failures(run, hand[:1])  # whoever comes after another tool finds cold caches
                began = time.process_time()
                failed = _failures(run, hand)
                spent = time.process_time() - began
                best[name] = min(best.get(name, spent), spent)
                errors[name] += failed if number == 0 else 0
        for name, spent in best.items():
            seconds[name] += spent
    return seconds, errors


def compare(suite: str, runs: Mapping[str, Run], pages: Sequence[Page], rounds: int) -> Iterator[Row]:
    """A row for each run, its ratio against the first."""
    size = sum(len(page.data) for page in pages) / 1e6
    seconds, errors = take_turns(runs, pages, rounds)
    floor = next(iter(runs))
    own = seconds.get("declutter")
    for name, spent in seconds.items():
        ratio = spent / seconds[floor]
        beside = None if own is None else spent / own
        yield Row(suite, name, 1000 * spent / len(pages), size / spent, ratio, floor, errors[name], beside)


def measure_text(args: argparse.Namespace) -> Iterator[Row]:
    runs = {"splitting alone": split, **stages(Cleaner(), "text"), **tools("text")}
    yield from compare("text", runs, text_pages(args.corpora, args.pages), args.rounds)


def measure_html(args: argparse.Namespace) -> Iterator[Row]:
    runs = {"parsing alone": parse, **stages(Cleaner(), "html"), **tools("html")}
    yield from compare("html", runs, html_pages(args.corpora, args.pages), args.rounds)


def measure_size(args: argparse.Namespace) -> Iterator[Row]:
    """Milliseconds a megabyte; each size against the smallest of its kind."""
    first: dict[str, tuple[str, float]] = {}
    for form, size, spent in growth.grow(Cleaner(), args.most_megabytes, args.rounds):
        name, each = f"{form}, {size / 1e6:g} MB", spent / size * 1e6
        against, least = first.setdefault(form, (name, each))
        yield Row("size", name, 1000 * each, 1 / each, each / least, against)


def measure_rules(args: argparse.Namespace) -> Iterator[Row]:
    pages = text_pages(args.corpora, args.pages)
    cleaners = rules.cleaners_by_rules([page.text for page in pages])

    def run(cleaner: Cleaner) -> Run:
        return lambda page: cleaner.clean(page.text, form="text", url=page.url)

    yield from compare("rules", {name: run(c) for name, c in cleaners.items()}, pages, args.rounds)


def measure_workers(args: argparse.Namespace) -> Iterator[Row]:
    """`declutter dump` with one worker and two, in wall time, beside two processes that share nothing."""
    for form, pages in (
        ("text", text_pages(args.corpora, args.pages)),
        ("html", html_pages(args.corpora, args.pages)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / f"{form}.jsonl"
            records = cycle([{"id": str(n), form: page.text} for n, page in enumerate(pages)])
            count = dumps.write_dump(source, records, int(args.megabytes * 1e6))
            size = source.stat().st_size / 1e6
            walls = [
                [dumps.seconds_of(source, form, workers)[0] for workers in (1, 2)] for _ in range(args.rounds)
            ]
        one, two = (min(column) for column in zip(*walls))
        many = list(islice(cycle(page.text for page in pages), 200))
        bare = max(dumps.bare_ratio(many) for _ in range(args.rounds))
        against = f"{form}, 1 worker"
        yield Row("workers", against, 1000 * one / count, size / one, 1.0, against)
        yield Row("workers", f"{form}, 2 workers", 1000 * two / count, size / two, two / one, against)
        alone = one / bare
        name = f"{form}, 2 workers if nothing were shared"
        yield Row("workers", name, 1000 * alone / count, size / alone, 1 / bare, against)


def machine() -> dict[str, Any]:
    """What the milliseconds depend on."""
    found = {"declutter": version("declutter"), "lxml": version("lxml"), "numpy": version("numpy")}
    found |= {name: version(name) for name in peers()}
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "versions": found,
    }


def show(row: Row) -> None:
    cells = f"{row.milliseconds:10.3f}{row.megabytes:10.2f}{row.ratio:9.2f} x {row.against:18}"
    if row.declutter is not None:
        cells += f"{row.declutter:9.2f} x declutter"
    if row.errors:
        cells += f", {row.errors} errors"
    print(f"{row.suite:8}{row.what:42}{cells}".rstrip(), flush=True)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path, nargs="?", help="folder of the corpora; the samples without it")
    parser.add_argument("--only", nargs="+", choices=SUITES, default=SUITES, help="suites to run")
    parser.add_argument("--pages", type=int, default=150, help="of each form, at most")
    parser.add_argument("--rounds", type=int, default=3, help="of which the fastest counts")
    parser.add_argument("--most-megabytes", type=float, default=10, help="largest page of `size`")
    parser.add_argument(
        "--megabytes", type=float, default=16, help="dump of `workers`; in small ones their start shows"
    )
    parser.add_argument("--json", type=Path, help="write the rows there, for machines")
    args = parser.parse_args()
    if min(args.pages, args.rounds) < 1:
        parser.error("--pages and --rounds are 1 or more")
    if args.json and not args.json.resolve().parent.is_dir():
        parser.error(f"--json {args.json}: there is no folder {args.json.resolve().parent}")
    for part in ("text-residue/dev.jsonl.gz", "wcxb/dev/html") if args.corpora else ():
        if not (args.corpora / part).exists():
            parser.error(f"{args.corpora} holds no {part}; without a folder the samples are measured")
    logging.disable()  # what peers say of pages they fail on; such pages are counted
    about = machine()
    print(*(f"{key} {value}" for key, value in about.items() if key != "versions"), sep=", ")
    print(*(f"{name} {number}" for name, number in about["versions"].items()), sep=", ")
    print(f"{'suite':8}{'what':42}{'ms a page':>10}{'MB/s':>10}{'ratio':>9}   to")
    found = []
    for suite in args.only:
        for row in getattr(sys.modules[__name__], f"measure_{suite}")(args):
            show(row)
            found.append(asdict(row))
    if args.json:
        report = {"machine": about, "corpora": args.corpora is not None, "rows": found}
        args.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
