"""Measure the HTML path on the corpora, and its metadata beside trafilatura's, in one run.

    python benchmarks/html_quality.py ../shared/corpora [--peer] [--limit N]

The shipped weights have seen these pages: figures for quality that count are the cross-validated
ones of train_blocks.py. Metadata has no weights. --peer runs trafilatura's extraction as well.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path
from typing import Any

from html_scores import Scores
from pages import Gold, read_pages

from declutter import Cleaner
from declutter.readers.decode import decode

FIELDS = ("title", "authors", "date")


def fold(text: str) -> str:
    """For comparison: words alone, lower case."""
    return " ".join(re.findall(r"\w+", text.lower()))


def right(field: str, gold: Any, found: Any) -> bool:
    """Whether a field is exactly the gold's: titles by words, authors as a set of names, dates by day."""
    if field == "authors":
        return {fold(name) for name in split(gold)} == {fold(name) for name in split(found)}
    if field == "date":
        return str(gold)[:10] == str(found or "")[:10]
    return fold(gold) == fold(found or "")


def split(names: Any) -> list[str]:
    """Names of a list or of a line, each apart."""
    joined = "; ".join(names) if isinstance(names, list) else names or ""
    return [name for name in re.split(r"\s*(?:;|,|&|\band\b)\s*", joined) if name]


def peer_metadata(gold: Gold) -> dict[str, Any]:
    """What trafilatura says of the page."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(gold.html, default_url=gold.url)
    return {"title": found.title, "authors": found.author, "date": found.date} if found is not None else {}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--peer", action="store_true", help="run trafilatura's extraction too")
    parser.add_argument("--limit", type=int, help="only every so many-th page")
    parser.add_argument("--misses", choices=FIELDS, help="print the wrong values of a field")
    args = parser.parse_args()
    ours, peers = Scores(), Scores()
    cleaner = Cleaner()
    hits: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for number, gold in enumerate(read_pages(args.corpora)):
        if args.limit and number % args.limit:
            continue
        result = cleaner.clean(gold.html, form="html", url=gold.url)
        ours.add(gold, result.text)
        if args.peer:
            import trafilatura

            peers.add(
                gold, trafilatura.extract(decode(gold.html)[0], url=gold.url, include_comments=False) or ""
            )
        if gold.corpus != "wcxb":
            continue
        about = dict(result.metadata)
        about["date"] = about.get("published") or about.get("modified")
        theirs = peer_metadata(gold)
        for field in FIELDS:
            wanted = gold.meta.get(field)
            if wanted:
                totals[field] += 1
                hits[field, "declutter"] += right(field, wanted, about.get(field))
                hits[field, "trafilatura"] += right(field, wanted, theirs.get(field))
                if args.misses == field and not right(field, wanted, about.get(field)):
                    place = about.get("sources", {}).get("published" if field == "date" else field)
                    print(f"{gold.id}: {wanted!r}, found {about.get(field)!r} in {place}")
    for title, scores in (("declutter", ours), ("trafilatura", peers)):
        for name, value in scores.figures().items():
            print(f"{title:12}{name:34}{value:.4f}")
    for field in FIELDS:
        for tool in ("declutter", "trafilatura"):
            print(
                f"{tool:12}{field:12}{hits[field, tool] / max(1, totals[field]):.4f} exact of {totals[field]}"
            )


if __name__ == "__main__":
    main()
