"""Measure text mode on the text-residue corpus and on its hand-labelled lines.

    python benchmarks/residue.py ../shared/corpora

prints, for each slice, the share of the residue removed and of the content lost (in words), the
mean F1 against doing nothing, and for the hand-labelled lines the share removed by category. The
scorer's weights have seen these records: cross-validated figures come from train_lines.py.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from declutter import Cleaner, Result
from declutter.bench.metrics import line_removed, residue_score
from declutter.bench.scores import f1_of_words

SLICES = ("news light", "news page", "web light", "web page")
MAIN = ("audio_prompt", "video_prompt", "picture_credit", "caption", "inline_teaser", "latest_block")


def read_records(corpora: Path) -> Iterator[dict[str, Any]]:
    """The records of text-residue."""
    with gzip.open(corpora / "text-residue" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def slice_of(record: dict[str, Any]) -> str:
    """Which of SLICES a record belongs to."""
    kind = "news" if record["corpus"].startswith("fundus") else "web"
    return f"{kind} {'page' if record['extractor'] == 'resiliparse_all' else 'light'}"


@dataclass
class Slice:
    """Sums over the records of a slice."""

    words: Counter[str] = field(default_factory=Counter)
    scores: list[tuple[float, float]] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0
    lost_lines: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Percentages, mean F1 with and without cleaning, MB of text a second."""
        w = self.words
        mine, nothing = (sum(column) / len(self.scores) for column in zip(*self.scores))
        return {
            "removed": 100 * w["removed"] / max(1, w["removed"] + w["left"]),
            "lost": 100 * w["lost"] / max(1, w["lost"] + w["kept"]),
            "f1": mine,
            "nothing": nothing,
            "mbps": self.bytes / self.seconds / 1e6,
        }


@dataclass
class Measured:
    """Everything that one run over the corpus gives."""

    slices: dict[str, Slice]
    clean_news: Counter[str]
    hands: list[tuple[str, str, bool, str]]
    """Category, language, whether the line was removed, and the line with its place and reason."""


def measure(corpora: Path, cleaner: Cleaner) -> Measured:
    """Clean every record and count."""
    slices: dict[str, Slice] = defaultdict(Slice)
    clean_news = Counter[str]()
    cleaned: dict[tuple[str, str, str], tuple[str, Result]] = {}
    for record in read_records(corpora):
        part = slices[slice_of(record)]
        began = time.process_time()
        result = cleaner.clean(record["text"], form="text")
        text = result.text
        part.seconds += time.process_time() - began
        part.bytes += len(record["text"].encode())
        kept, lost, removed, left = residue_score(record["text"], record["labels"], text)
        part.words.update(kept=kept, lost=lost, removed=removed, left=left)
        part.scores.append((f1_of_words(kept, lost, left), f1_of_words(kept + lost, 0, removed + left)))
        if slice_of(record) == "news light" and not removed + left:
            clean_news.update(kept=kept, lost=lost, records=1, touched=any(result.because))
        cleaned[record["corpus"], record["id"], record["extractor"]] = record["text"], result
        part.lost_lines.extend(_lost(record, result))
    return Measured(slices, clean_news, list(_hands(corpora, cleaned)))


def _lost(record: dict[str, Any], result: Result) -> Iterator[str]:
    """Content lines that fell, with the reason, for review."""
    if result.document.broken or not any(result.because):
        return
    numbers = [n for n, line in enumerate(record["text"].split("\n"), 1) if line.strip()]
    letters = dict(zip(numbers, record["labels"]))
    for index, finding in enumerate(result.because):
        if finding is not None and letters.get(result.document.lines[index]) == "c":
            yield f"[{finding.source} {finding.confidence:.2f}] {result.document.texts[index][:150]}"


def _hands(corpora: Path, cleaned: Any) -> Iterator[tuple[str, str, bool, str]]:
    path = corpora / "text-residue" / "hand-labels.jsonl"
    for label in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        text, result = cleaned[label["corpus"], label["id"], label["extractor"]]
        gone = line_removed(text, label["line"], result.text)
        line = [x for x in text.split("\n") if x.strip()][label["line"]]
        source = next((b.source for b in result.removed if b.text.strip() == line.strip()), "")
        where = f"{label['line']}/{len(result.document)} {source} | {line[:150]}"
        yield label["category"], result.document.language, gone, where


def hand_figures(hands: list[tuple[str, str, bool, str]]) -> dict[str, float]:
    """Shares in per cent: removed of each category and of the groups, kept of the look-alikes."""
    totals, gone = Counter[str](), Counter[str]()
    for category, language, removed, _ in hands:
        names = [category, "look-alikes" if category.startswith("keep") else "all residue"]
        if category in MAIN:
            names += ["six main"] + ["six main, English"] * (language == "en")
        totals.update(names)
        gone.update(names if removed else [])
    figures = {name: 100 * gone[name] / count for name, count in totals.items()}
    figures["look-alikes kept"] = 100 - figures.pop("look-alikes")
    return figures


def show(measured: Measured) -> None:
    """Print the tables."""
    print(f"{'slice':12}{'removed %':>10}{'lost %':>8}{'F1':>8}{'nothing':>9}{'records':>9}{'MB/s':>7}")
    for name in SLICES:
        f = measured.slices[name].figures()
        row = f"{name:12}{f['removed']:10.2f}{f['lost']:8.3f}{f['f1']:8.4f}{f['nothing']:9.4f}"
        print(f"{row}{len(measured.slices[name].scores):9}{f['mbps']:7.1f}")
    c = measured.clean_news
    lost = 100 * c["lost"] / max(1, c["lost"] + c["kept"])
    print(f"news without residue: lost {lost:.3f} %, touched {c['touched']} of {c['records']} records")
    print(f"\n{'hand-labelled lines':28}{'removed %':>10}{'of':>6}")
    counts = Counter(category for category, *_ in measured.hands)
    figures = hand_figures(measured.hands)
    for category, count in sorted(counts.items(), key=lambda x: (x[0].startswith("keep"), -x[1])):
        print(f"{category:28}{figures[category]:10.1f}{count:6}")
    for name in ("six main", "six main, English", "all residue", "look-alikes kept"):
        print(f"{name:28}{figures[name]:10.1f}")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--lost", type=int, default=0, help="show this many lost content lines a slice")
    parser.add_argument("--misses", default="", help="show hand-labelled errors of these categories")
    args = parser.parse_args()
    measured = measure(args.corpora, Cleaner(policy=args.preset))
    show(measured)
    for name in SLICES if args.lost else ():
        lines = measured.slices[name].lost_lines
        print(f"\n== content lost in {name}")
        print(*lines[:: max(1, len(lines) // args.lost)], sep="\n")
    for category, language, gone, where in measured.hands:
        if category in args.misses.split(",") and gone == category.startswith("keep"):
            print(category, language, where)


if __name__ == "__main__":
    main()
