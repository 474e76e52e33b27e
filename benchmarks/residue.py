"""Measure text mode on the text-residue corpus and on its hand-labelled lines.

    python benchmarks/residue.py ../shared/corpora

prints, for each slice, the share of the residue removed and of the content lost (in words), the
mean F1 against doing nothing, and for the hand-labelled lines the share removed by category.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from declutter import Cleaner

SLICES = ("news light", "news page", "web light", "web page")
MAIN = ("audio_prompt", "video_prompt", "picture_credit", "caption", "inline_teaser", "latest_block")


def load_metrics(corpora: Path) -> ModuleType:
    """The reference metrics that stand beside the corpora."""
    spec = importlib.util.spec_from_file_location("metrics", corpora / "metrics.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_records(corpora: Path) -> Iterator[dict[str, Any]]:
    """The records of text-residue."""
    with gzip.open(corpora / "text-residue" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def slice_of(record: dict[str, Any]) -> str:
    """Which of SLICES a record belongs to."""
    kind = "news" if record["corpus"].startswith("fundus") else "web"
    return f"{kind} {'page' if record['extractor'] == 'resiliparse_all' else 'light'}"


def f1(counts: tuple[int, int, int, int]) -> float:
    """F1 of the kept words, as (content kept, content lost, residue removed, residue left)."""
    kept, lost, _, left = counts
    return 2 * kept / (2 * kept + lost + left) if kept else float(not lost and not left)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--lost", type=int, default=0, help="show this many lost content lines a slice")
    parser.add_argument("--misses", default="", help="show hand-labelled errors of these categories")
    parser.add_argument("--json", type=Path, help="write the figures here")
    args = parser.parse_args()
    metrics = load_metrics(args.corpora)
    cleaner = Cleaner(policy=args.preset)

    sums: dict[str, Counter[str]] = defaultdict(Counter)
    scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
    clean_news = Counter[str]()
    lost_lines: dict[str, list[str]] = defaultdict(list)
    by_source: dict[str, Counter[str]] = defaultdict(Counter)
    cleaned: dict[tuple[str, str, str], tuple[str, str, Any]] = {}
    seconds: dict[str, float] = defaultdict(float)
    for record in read_records(args.corpora):
        name = slice_of(record)
        began = time.perf_counter()
        result = cleaner.clean(record["text"], form="text")
        text = result.text
        seconds[name] += time.perf_counter() - began
        counts = metrics.residue_score(record["text"], record["labels"], text)
        kept, lost, removed, left = counts
        sums[name].update(kept=kept, lost=lost, removed=removed, left=left, bytes=len(record["text"].encode()))
        scores[name].append((f1(counts), f1((kept + lost, 0, 0, removed + left))))
        if name == "news light" and not removed + left:
            clean_news.update(kept=kept, lost=lost, records=1, touched=bool(result.removed))
        cleaned[record["corpus"], record["id"], record["extractor"]] = record["text"], text, result
        _collect(record, result, name, lost_lines, by_source)

    figures: dict[str, Any] = {"slices": {}, "categories": {}}
    print(f"{'slice':12}{'removed %':>10}{'lost %':>8}{'F1':>8}{'nothing':>9}{'records':>9}{'MB/s':>7}")
    for name in SLICES:
        s = sums[name]
        removed = 100 * s["removed"] / max(1, s["removed"] + s["left"])
        lost = 100 * s["lost"] / max(1, s["lost"] + s["kept"])
        mine, nothing = (sum(x) / len(scores[name]) for x in zip(*scores[name]))
        rate = s["bytes"] / seconds[name] / 1e6
        figures["slices"][name] = {"removed": removed, "lost": lost, "f1": mine, "nothing": nothing, "mbps": rate}
        print(f"{name:12}{removed:10.2f}{lost:8.3f}{mine:8.4f}{nothing:9.4f}{len(scores[name]):9}{rate:7.1f}")
    lost = 100 * clean_news["lost"] / max(1, clean_news["lost"] + clean_news["kept"])
    figures["clean news"] = {"lost": lost, "touched": clean_news["touched"], "records": clean_news["records"]}
    print(f"news records without residue: lost {lost:.3f} %, touched {clean_news['touched']} of {clean_news['records']}")

    _hand_labels(args, metrics, cleaned, figures)
    for name in SLICES if args.lost else ():
        print(f"\n== lost in {name}: by source {by_source[name].most_common(40)}")
        for line in lost_lines[name][:: max(1, len(lost_lines[name]) // args.lost)]:
            print("  ", line)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1))


def _collect(record: dict[str, Any], result: Any, name: str, lost: dict[str, list[str]], by: Any) -> None:
    """Content lines that fell, with the reason, for review."""
    position = 0
    label_of: dict[int, str] = {}
    numbers = [n for n, line in enumerate(record["text"].split("\n"), 1) if line.strip()]
    label_of = dict(zip(numbers, record["labels"]))
    del position
    if result.document.broken:
        return
    for block in result.blocks:
        if not block.kept and label_of.get(block.line) == "c":
            by[name][block.source] += len(block.text.split())
            lost[name].append(f"[{block.source} {block.confidence:.2f}] {block.text[:150]}")


def _hand_labels(args: Any, metrics: ModuleType, cleaned: Any, figures: dict[str, Any]) -> None:
    totals, hits = Counter[str](), Counter[str]()
    english, english_hits = Counter[str](), Counter[str]()
    wanted = set(args.misses.split(",")) if args.misses else set()
    for line in (args.corpora / "text-residue" / "hand-labels.jsonl").read_text().splitlines():
        label = json.loads(line)
        text, out, result = cleaned[label["corpus"], label["id"], label["extractor"]]
        gone = metrics.line_removed(text, label["line"], out)
        category = label["category"]
        totals[category] += 1
        hits[category] += gone
        if result.document.language == "en":
            english[category] += 1
            english_hits[category] += gone
        if category in wanted and gone == category.startswith("keep_"):
            whole = [x for x in text.split("\n") if x.strip()][label["line"]]
            why = next((b.source for b in result.removed if b.text.strip() == whole.strip()), "")
            print(f"  {category} [{result.document.language}] {label['line']}/{len(result.document)} {why} | {whole[:150]}")
    print(f"\n{'category':28}{'removed %':>10}{'of':>6}{'English %':>11}{'of':>6}")
    for category, count in sorted(totals.items(), key=lambda x: (x[0].startswith("keep"), -x[1])):
        share = 100 * hits[category] / count
        figures["categories"][category] = share
        en = f"{100 * english_hits[category] / english[category]:11.1f}{english[category]:6}" if english[category] else ""
        print(f"{category:28}{share:10.1f}{count:6}{en}")
    for name, group, of in (
        ("six main, all languages", MAIN, totals),
        ("all residue", [c for c in totals if not c.startswith("keep")], totals),
        ("look-alikes", [c for c in totals if c.startswith("keep")], totals),
    ):
        share = 100 * sum(hits[c] for c in group) / sum(of[c] for c in group)
        figures[name] = share if name != "look-alikes" else 100 - share
        print(f"{name}: {'kept' if name == 'look-alikes' else 'removed'} {figures[name]:.1f} %")
    share = 100 * sum(english_hits[c] for c in MAIN) / sum(english[c] for c in MAIN)
    figures["six main, English"] = share
    print(f"six main, English: removed {share:.1f} %")


if __name__ == "__main__":
    main()
