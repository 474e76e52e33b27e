"""Time against size: `python benchmarks/growth.py`. Seconds a megabyte must not grow with size.

Made from the example that ships: a text of many lines, one line without a break, an HTML page, and
siblings of a word each, at 10 MB nearly a million of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

from declutter import Cleaner

FORMS = ("lines", "one line", "html", "siblings")
SIZES = (100_000, 1_000_000, 10_000_000)

# Where a megabyte of a larger page takes this many times as long as one of the smallest, time grows with
# the square of the size; the next size would take hours and all memory, and show nothing new.
RUNAWAY = 3.0


def sources(form: str, most_megabytes: float = 10) -> Iterator[tuple[int, str]]:
    """Pages of one of FORMS, the example over and over, with their sizes, up to the largest asked for."""
    page = (Path(__file__).parent.parent / "examples" / "ferry.txt").read_text(encoding="utf-8")
    if form == "html":
        text = "".join(f"<p>{escape(line)}</p>\n" for line in page.splitlines() if line.strip())
    elif form == "siblings":
        text = "<p>One.</p>"
    else:
        text = page + "\n" if form == "lines" else " ".join(page.split()) + " "
    for size in SIZES:
        if size <= most_megabytes * 1e6:
            yield size, (text * (size // len(text) + 1))[:size]


def seconds(cleaner: Cleaner, form: str, source: str) -> float:
    """Processor time of cleaning a page once."""
    began = time.process_time()
    _ = cleaner.clean(source, form="html" if form in ("html", "siblings") else "text").text
    return time.process_time() - began


def grow(cleaner: Cleaner, most_megabytes: float = 10, rounds: int = 1) -> Iterator[tuple[str, int, float]]:
    """Form, size in bytes and seconds, the fastest of the rounds; a form that runs away is left there."""
    for form in FORMS:
        least = 0.0
        for size, source in sources(form, most_megabytes):
            # Large pages take long enough to be told from the load by one run.
            spent = min(seconds(cleaner, form, source) for _ in range(rounds if size < 1_000_000 else 1))
            yield form, size, spent
            least = least or spent / size
            if spent / size > RUNAWAY * least:
                print(f"{form} grows faster than its size; larger pages are left out", file=sys.stderr)
                break


def main() -> None:
    """Run the command line."""
    for form, size, spent in grow(Cleaner(), rounds=2):
        print(f"{form:10}{size / 1e6:7.1f} MB {spent:8.2f} s {spent / size * 1e6:7.2f} s/MB", flush=True)


if __name__ == "__main__":
    main()
