"""Time and memory of pages that are built to hang or to swell a reader, each in a process of its own.

    python benchmarks/html_hostile.py

Seconds are of the process: for `clean`, then for `.markdown` and `.html` together. Memory is the most
that the process held, with what Python, the rules and the weights take ("an article").
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable

from declutter import Cleaner

_SENTENCE = "The ferry to the island was cancelled on Monday because of the storm, the harbour office said. "
_ARTICLE = f"<h1>Ferry cancelled</h1><p>{_SENTENCE * 3}</p><p>{_SENTENCE * 2}</p>"
_KILO = {"linux": 1024}.get(sys.platform, 1)  # ru_maxrss counts kilobytes there, bytes on others


PAGES: dict[str, Callable[[], str]] = {
    "an article": lambda: _ARTICLE,
    "<div> x 100,000, then </p> x 100,000": lambda: "<div>" * 100_000 + _ARTICLE + "</p>" * 100_000,
    "<b> x 50,000, then <p> x 50,000": lambda: "<b>" * 50_000 + _ARTICLE + "<p>x" * 50_000,
    "<ul><li> x 30,000, nested": lambda: "<ul><li>" * 30_000 + _ARTICLE,
    "200,000 paragraphs": lambda: _ARTICLE + "<p>One.</p>" * 200_000,
    "a million paragraphs": lambda: _ARTICLE + "<p>One.</p>" * 1_000_000,
    "a million empty elements": lambda: _ARTICLE + "<div></div>" * 1_000_000,
    "50 MB of prose": lambda: "".join(f"<p>{n}. {_SENTENCE * 5}</p>" for n in range(100_000)),
    "30,000 formulas": lambda: _ARTICLE + "<p>" + "<math><mi>x</mi></math>" * 30_000,
    "30,000 footnotes": lambda: "".join((
        _ARTICLE,
        *(f"<p>x<sup><a href='#a{n}'>1</a></sup></p>" for n in range(30_000)),
        *(f"<p id=a{n}>note" for n in range(30_000)),
    )),
}  # fmt: skip


def measure(name: str) -> str:
    """Clean and render one page, and say what it took."""
    source = PAGES[name]()
    cleaner = Cleaner()
    cleaner.clean(_ARTICLE, form="html")
    began = time.process_time()
    result = cleaner.clean(source, form="html")
    cleaned = time.process_time()
    size = len(result.markdown) + len(result.html)
    rendered = time.process_time()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KILO / 1e6
    return (
        f"{name:38}{len(source) / 1e6:6.1f} MB  clean {cleaned - began:6.2f} s  render {rendered - cleaned:6.2f} s"
        f"  {most:5.0f} MB held  {len(result.document):7,} blocks  {size / 1e6:5.1f} MB out"
    )


def main() -> None:
    context = multiprocessing.get_context("spawn")
    for name in PAGES:
        with context.Pool(1) as pool:
            print(pool.apply(measure, (name,)), flush=True)


if __name__ == "__main__":
    main()
