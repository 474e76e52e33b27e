"""What each detector and each group of features is worth to text mode, cross-validated by domain.

    python benchmarks/ablation.py ../shared/corpora [--groups rules "the score of neighbours"]

Each row leaves one group out: its columns are held at one value, and both forests are trained anew
on the other columns. Figures are those of train_lines.py: residue removed (words) at a share of
content lost, and hand-labelled residue removed where 96 % of the look-alikes stay.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from residue import MAIN, SLICES
from train_lines import ALONE, Sample, load, out_of_fold
from train_lines import CONTEXT as SHAPE

from declutter import Cleaner
from declutter.scorer.columns import CONTEXT, LINE, NAMES, context_rows
from declutter.scorer.pages import PAGE

# Columns by what they know. "claims" stands for the rules and heuristics, whose findings they carry.
GROUPS: dict[str, tuple[str, ...]] = {
    "rules and heuristics": (
        "claim", "run", "claims near", "claims above", "claims below", "credit above", "credit below",
        "heading above", "claim above", "claim below", "claim two above", "claim two below",
    ),
    "length": ("words", "words above", "words below", "words two above", "words two below"),
    "first and last characters": (
        "first", "last", "last above", "last below", "first above", "first below", "kind", "address",
    ),
    "capitals, figures, marks": (
        "capitals", "capital words", "figures", "bars", "slashes", "colons", "commas", "stops",
    ),
    "grammar and the article's words": (
        "grammar", "cohesion", "names", "cohesion above", "cohesion below", "cohesion around",
    ),
    "place in the article": (
        "from start", "from end", "prose share above", "prose left below", "zone", "prose above",
        "prose below", "prose near", "prose around", "short run", "place in run", "page prose", "page lines",
    ),
    "blank lines": ("gap above", "gap below", "gaps"),
    "repetition": ("repeated", "echo", "alike"),
    "the kind of page": PAGE,
    "the score of neighbours": (
        "score above", "score below", "score near", "score around", "score wide", "score after",
        "score before",
    ),
    "all context": CONTEXT,
}  # fmt: skip
# Where each slice is read: residue removed at this share of content lost.
AT = dict(zip(SLICES, (0.004, 0.01, 0.006, 0.02)))


def scores_without(samples: Sequence[Sample], columns: Sequence[str]) -> Any:
    """Out-of-fold log-odds with some columns held at 0."""
    fold = np.concatenate([np.full(len(s.document), s.fold) for s in samples])
    target = np.concatenate([s.target for s in samples])
    weight = np.concatenate([s.weight for s in samples])
    line = np.concatenate([s.line for s in samples])
    blank = [NAMES.index(name) for name in columns]
    line[:, [index for index in blank if index < len(LINE)]] = 0
    alone = out_of_fold(line, target, weight, fold, ALONE, LINE)
    edges = np.cumsum([0] + [len(s.document) for s in samples])
    context = [
        context_rows(s.document, s.claims, line[a:b], alone[a:b])
        for s, a, b in zip(samples, edges, edges[1:])
    ]
    rows = np.hstack([line, np.concatenate(context)])
    rows[:, blank] = 0
    return out_of_fold(rows, target, weight, fold, SHAPE, NAMES)


def figures(scores: Any, samples: Sequence[Sample]) -> list[float]:
    """Percent removed in each slice at its loss, and of the hand-labelled lines."""
    auto = np.concatenate([s.auto for s in samples])
    words = np.concatenate([s.words for s in samples])
    slices = np.concatenate([np.full(len(s.document), SLICES.index(s.slice)) for s in samples])
    row = []
    for number, title in enumerate(SLICES):
        chosen = (slices == number) & (auto >= 0)
        order = np.argsort(-scores[chosen], kind="stable")
        residue, weight = auto[chosen][order] == 1, words[chosen][order]
        removed = np.cumsum(weight * residue) / (weight * residue).sum()
        lost = np.cumsum(weight * ~residue) / (weight * ~residue).sum()
        row.append(100 * float(removed[lost <= AT[title]].max(initial=0)))
    hand = np.concatenate([np.array(s.hand, dtype=object) for s in samples])
    keep = np.array([h.startswith("keep") for h in hand])
    bar = np.quantile(scores[keep], 0.96)
    residue = np.array([bool(h) for h in hand]) & ~keep
    return [*row, *(100 * float((scores[group] > bar).mean()) for group in (np.isin(hand, MAIN), residue))]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--groups", nargs="+", choices=sorted(GROUPS), default=list(GROUPS))
    parser.add_argument(
        "--web", type=int, default=3, help="of the web's records, one in so many (default: 3)"
    )
    args = parser.parse_args()
    every = enumerate(load(args.corpora, Cleaner(), broken=False))
    samples = [s for number, s in every if s.slice.startswith("news") or number % args.web == 0]
    heads = [*(f"{title} at {100 * AT[title]:.1f} %" for title in SLICES), "six main", "all residue"]
    print("| without | " + " | ".join(heads) + " |")
    print("|---|" + "---|" * len(heads))
    for name in ("nothing", *args.groups):
        row = figures(scores_without(samples, GROUPS.get(name, ())), samples)
        print(f"| {name} | " + " | ".join(f"{value:.1f}" for value in row) + " |", flush=True)


if __name__ == "__main__":
    main()
