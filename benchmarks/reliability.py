"""Can the confidences be trusted? Of blocks and of whole results, cross-validated by domain.

    python benchmarks/reliability.py ../shared/corpora

First table: of the blocks that some claim of a confidence takes, the share that is residue, for each
slice by the automatic labels, and for the hand-labelled lines. Second table: results sorted by
`Result.confidence`, the lowest tenth first: their mean F1, and the share of the corpus's bad results
(F1 under .9) that a reader finds who looks at that many.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from residue import SLICES
from train_lines import Sample, calibrate, confidences, cross_validate, load, weighed

from declutter import Cleaner, Policy
from declutter.decide import decide
from declutter.model import Finding

EDGES = (0.3, 0.45, 0.7, 0.8, 0.9, 0.95, 1.01)
BAD = 0.9
"""F1 of a result that somebody should have looked at."""
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)


def reliability(pairs: Sequence[tuple[Sample, list[Finding]]]) -> None:
    """Share of residue among blocks, by confidence."""
    claim = np.concatenate([confidences(*pair) for pair in pairs])
    auto = np.concatenate([sample.auto for sample, _ in pairs])
    hand = np.concatenate([np.array(sample.hand, dtype=object) for sample, _ in pairs])
    names = np.concatenate([np.full(len(s.document), SLICES.index(s.slice)) for s, _ in pairs])
    marked = np.array([bool(name) for name in hand])
    residue = np.array([bool(name) and not name.startswith("keep") for name in hand])
    print("| confidence | " + " | ".join(SLICES) + " | hand-labelled |")
    print("|---|" + "---|" * 5)
    for low, high in pairwise(EDGES):
        within = (claim >= low) & (claim < high)
        cells = []
        for number in range(len(SLICES)):
            chosen = within & (names == number) & (auto >= 0)
            cells.append(f"{auto[chosen].mean():.2f} of {chosen.sum():,}" if chosen.any() else "none")
        chosen = within & marked
        cells.append(f"{residue[chosen].mean():.2f} of {chosen.sum():,}" if chosen.any() else "none")
        print(f"| {low:.2f} to {min(high, 1):.2f} | " + " | ".join(cells) + " |")


def f1_of(sample: Sample, kept: Any) -> float | None:
    """F1 of the kept words against the automatic labels; None where nothing is scored."""
    content, residue = sample.auto == 0, sample.auto == 1
    right = sample.words[content & kept].sum()
    wrong = sample.words[residue & kept].sum() + sample.words[content & ~kept].sum()
    return 2 * right / (2 * right + wrong) if right + wrong else None


def triage(pairs: Sequence[tuple[Sample, list[Finding]]]) -> None:
    """What looking at the least confident results finds."""
    policy = Policy.preset("balanced")
    rows: dict[str, list[tuple[float, float]]] = {title: [] for title in SLICES}
    for sample, found in pairs:
        result = decide(sample.document, found, policy)
        score = f1_of(sample, np.array([reason is None for reason in result.because]))
        if score is not None:
            rows[sample.slice].append((result.confidence, score))
    heads = " | ".join(f"lowest {100 * share:.0f} %" for share in SHARES)
    print(f"\n| slice | mean F1 | of the least sure tenth | bad | {heads} |")
    print("|---|---|---|---|" + "---|" * len(SHARES))
    for title, row in rows.items():
        if not row:
            continue
        scores = np.array([score for _, score in sorted(row)])
        bad = scores < BAD
        found_bad = [bad[: round(share * len(bad))].sum() / max(1, bad.sum()) for share in SHARES]
        cells = " | ".join(f"{100 * share:.0f} %" for share in found_bad)
        tenth = scores[: max(1, len(scores) // 10)].mean()
        print(f"| {title} | {scores.mean():.3f} | {tenth:.3f} | {bad.sum()} of {len(bad)} | {cells} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    args = parser.parse_args()
    samples = list(load(args.corpora, Cleaner(), broken=False))
    _, scores, rows = cross_validate(samples)
    slope, shift = calibrate(scores, samples)
    pairs: Any = list(weighed(scores, rows, samples, slope, shift))
    reliability(pairs)
    triage(pairs)


if __name__ == "__main__":
    main()
