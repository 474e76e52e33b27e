"""Time against size: `python benchmarks/growth.py`. Seconds a megabyte must not grow with size.

A text of many lines, and one line without a break, made from the example that ships.
"""

from __future__ import annotations

import time
from pathlib import Path

from declutter import Cleaner

SIZES = (100_000, 1_000_000, 10_000_000)


def main() -> None:
    """Run the command line."""
    cleaner = Cleaner()
    page = (Path(__file__).parent.parent / "examples" / "ferry.txt").read_text(encoding="utf-8")
    cleaner.clean(page)
    for name, text in (("lines", page + "\n"), ("one line", " ".join(page.split()) + " ")):
        for size in SIZES:
            source = (text * (size // len(text) + 1))[:size]
            began = time.process_time()
            kept = len(cleaner.clean(source, form="text").text)
            seconds = time.process_time() - began
            print(
                f"{name:10}{size / 1e6:7.1f} MB {seconds:8.2f} s "
                f"{seconds / size * 1e6:7.2f} s/MB {kept / size:6.1%} kept",
                flush=True,
            )


if __name__ == "__main__":
    main()
