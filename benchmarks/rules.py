"""Measure the rules that ship: precision of each, time to load them, and what they cost.

    python benchmarks/rules.py ../shared/corpora
    python benchmarks/rules.py ../shared/corpora --all      every rule with hits, not just the wrong ones

Precision is that of a rule alone, before the scorer weighs it: of the lines it claims in the news
slices of text-residue, and of hand-labelled lines everywhere, the share that is residue. A line's
hand label counts where it has one. Lines whose label is unclear count nowhere.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from residue import read_records

from declutter import Cleaner
from declutter.packs import COMPILED, shipped_packs
from declutter.rules.compiled import load_packs
from declutter.rules.detector import RuleDetector
from declutter.rules.schema import Pack

# Fewer hits than this say little about a rule.
LEAST_HITS = 15
# A stated confidence is wrong where the measured share is this far from it.
APART = 0.1
# Records a timing round cleans, and rounds; the fastest round of each counts, since other work
# on the machine can only slow one down.
RECORDS, ROUNDS = 150, 7


def hand_labels(corpora: Path) -> dict[tuple[str, str, str, int], str]:
    """(corpus, id, extractor, line) -> category."""
    rows = map(
        json.loads, (corpora / "text-residue" / "hand-labels.jsonl").read_text(encoding="utf-8").splitlines()
    )
    return {(row["corpus"], row["id"], row["extractor"], row["line"]): row["category"] for row in rows}


def precision(corpora: Path, cleaner: Cleaner) -> dict[str, Counter[str]]:
    """Rule -> lines it claims, by "residue" and "content", and those of these labelled by hand."""
    by_hand = hand_labels(corpora)
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    for record in read_records(corpora):
        document = cleaner.prepare(record["text"], form="text")
        if document.broken:
            continue
        numbers = [number for number, line in enumerate(record["text"].split("\n"), 1) if line.strip()]
        place = {number: index for index, number in enumerate(numbers)}
        news = record["corpus"].startswith("fundus")
        seen: set[tuple[str, int]] = set()
        for finding in cleaner.claim(document)[0]:
            index = place.get(document.lines[finding.start])
            if finding.label is None or index is None or (finding.source, index) in seen:
                continue
            seen.add((finding.source, index))
            category = by_hand.get((record["corpus"], record["id"], record["extractor"], index))
            if category is not None:
                what = "content" if category.startswith("keep_") else "residue"
                hits[finding.source].update((what, "by hand"))
            elif news and record["labels"][index] in "cb":
                hits[finding.source]["residue" if record["labels"][index] == "b" else "content"] += 1
    return hits


def report_precision(hits: dict[str, Counter[str]], *, everything: bool) -> None:
    """Print the rules that fire often enough; of these, unless all are asked for, the misstated ones."""
    stated = {rule.source: rule.confidence for pack in shipped_packs() for rule in pack.rules}
    often = {
        source: n
        for source, n in hits.items()
        if source in stated and n["residue"] + n["content"] >= LEAST_HITS
    }
    apart = 0
    print(f"{'rule':36}{'residue':>8}{'content':>8}{'by hand':>8}{'measured':>9}{'stated':>8}")
    for source, n in sorted(often.items()):
        share = n["residue"] / (n["residue"] + n["content"])
        wrong = abs(share - stated[source]) > APART
        apart += wrong
        if wrong or everything:
            figures = f"{n['residue']:8}{n['content']:8}{n['by hand']:8}{share:9.2f}{stated[source]:8.2f}"
            print(f"{source:36}{figures}{'  <' if wrong else ''}")
    print(f"{len(often)} rules with {LEAST_HITS} lines or more; {apart} stated more than {APART} off")


def fastest(runs: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Seconds of the fastest round of each, the rounds of all taking turns."""
    best: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, run in runs.items():
            began = time.process_time()
            run()
            best[name].append(time.process_time() - began)
    return {name: min(seconds) for name, seconds in best.items()}


def cleaner_with(packs: Sequence[Pack], own: Sequence[Pack] = ()) -> Cleaner:
    """A cleaner in which these are the packs that ship."""
    with patch("declutter.cleaner.shipped_packs", lambda: tuple(packs)):
        return Cleaner(packs=own)


def many_phrases(count: int, texts: Sequence[str]) -> Pack:
    """A user's pack of `count` rules, a phrase each, made of words that do occur."""
    draw = random.Random(7)
    words = sorted({word for text in texts for word in text.lower().split() if word.isalpha()})
    phrases = {" ".join(draw.choices(words, k=draw.randint(2, 5))) for _ in range(count)}
    rules = [
        {
            "id": f"p{n}",
            "label": "prompt",
            "confidence": 0.9,
            "reason": "a phrase",
            "match": {"phrases": [phrase]},
        }
        for n, phrase in enumerate(sorted(phrases))
    ]
    from declutter.rules.load import parse_pack

    return parse_pack({"pack": {"name": "many"}, "rule": rules})


def cleaners_by_rules(texts: Sequence[str]) -> dict[str, Cleaner]:
    """Cleaners with few rules and with many; a user's rules are made of the words of these texts."""
    english = [pack for pack in shipped_packs() if pack.name in ("base", "en")]
    return {
        "English alone": cleaner_with(english),
        "all languages": cleaner_with(shipped_packs()),
        "and 10,000 rules of a user": cleaner_with(shipped_packs(), [many_phrases(10_000, texts)]),
    }


def report_cost(corpora: Path) -> None:
    """Print what loading takes, and what languages and user rules cost."""
    records = [record for record in read_records(corpora) if record["corpus"].startswith("fundus")]
    records = records[:: max(1, len(records) // RECORDS)]
    text = COMPILED.read_text(encoding="utf-8")
    times = [_seconds(lambda: load_packs(COMPILED.read_text(encoding="utf-8"))) for _ in range(ROUNDS)]
    built = [_seconds(lambda: RuleDetector(shipped_packs())) for _ in range(ROUNDS)]
    print(f"loading {len(shipped_packs())} packs, {len(text) >> 10} KiB: {1000 * min(times):.0f} ms", end="")
    print(f" (median {1000 * statistics.median(times):.0f}); index over them: {1000 * min(built):.0f} ms")
    cleaners = cleaners_by_rules([record["text"] for record in records])

    def run(cleaner: Cleaner) -> Callable[[], None]:
        def clean() -> None:
            for record in records:
                cleaner.clean(record["text"], form="text")

        clean()
        return clean

    took = fastest({name: run(cleaner) for name, cleaner in cleaners.items()})
    for name, seconds in took.items():
        ratio = seconds / took["English alone"]
        print(f"{name:28}{1000 * seconds / len(records):8.2f} ms a page{ratio:8.2f} ×")
    print(f"10,000 rules against none: {took['and 10,000 rules of a user'] / took['all languages']:.2f} ×")


def _seconds(run: Callable[[], Any]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--all", action="store_true", help="show every rule with enough hits")
    parser.add_argument("--cost", action="store_true", help="measure time alone")
    args = parser.parse_args()
    report_cost(args.corpora)
    if not args.cost:
        report_precision(precision(args.corpora, Cleaner()), everything=args.all)


if __name__ == "__main__":
    main()
