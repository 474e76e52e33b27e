"""What another threshold would do, and whether confidence is what it says it is.

Every block's strongest claim is gathered once; thresholds are swept over the claims after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from declutter.bench.measure import Measured
from declutter.bench.page import Page
from declutter.bench.peers import OWN
from declutter.bench.peers.own import THRESHOLDS

__all__ = ["curves", "reliability", "sweeps"]

_STEPS = 101
_BINS = 10

All = Mapping[tuple[str, str], Measured]


def _details(pages: Sequence[Page], measured: All, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Corpus and detail of each page that has such a detail."""
    for page in pages:
        detail = measured[OWN, page.form].details.get(page.key, {})
        if key in detail:
            yield page.corpus, detail


def curves(pages: Sequence[Page], measured: All) -> dict[str, list[list[float]]]:
    """By corpus of labelled text: threshold, share of the residue removed, share of the content lost."""
    claims: dict[str, list[list[float]]] = defaultdict(list)
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for corpus, detail in _details(pages, measured, "claims"):
        claims[corpus] += detail["claims"]
        totals[corpus] = [a + b for a, b in zip(totals[corpus], detail["words"])]
    found = {}
    for corpus, (content, residue) in totals.items():
        table = np.asarray(claims[corpus], dtype=float).reshape(-1, 3)
        points = []
        for threshold in np.linspace(0, 1, _STEPS):
            gone = table[table[:, 0] >= threshold] if threshold else table
            lost, removed = (gone[gone[:, 1] == kind, 2].sum() for kind in (0, 1))
            points.append(
                [
                    round(float(threshold), 2),
                    float(removed / max(1, residue)),
                    float(lost / max(1, content)),
                ]
            )
        found[corpus] = points
    return found


def sweeps(pages: Sequence[Page], measured: All) -> dict[str, list[list[float]]]:
    """By corpus of HTML with gold text: threshold, mean precision, mean recall."""
    found: dict[str, list[Any]] = defaultdict(list)
    for corpus, detail in _details(pages, measured, "sweep"):
        found[corpus].append(detail["sweep"])
    return {
        corpus: [[t, float(p), float(r)] for t, (p, r) in zip(THRESHOLDS, np.mean(points, axis=0))]
        for corpus, points in found.items()
    }


def reliability(pages: Sequence[Page], measured: All) -> dict[str, list[list[float]]]:
    """By corpus of labelled text: mean confidence of a bin, share of its blocks that are residue, blocks."""
    claims: dict[str, list[list[float]]] = defaultdict(list)
    for corpus, detail in _details(pages, measured, "claims"):
        claims[corpus] += detail["claims"]
    found = {}
    for corpus, rows in claims.items():
        table = np.asarray(rows, dtype=float).reshape(-1, 3)
        bins = np.minimum((table[:, 0] * _BINS).astype(int), _BINS - 1)
        found[corpus] = [
            [
                float(table[bins == n, 0].mean()),
                float(table[bins == n, 1].mean()),
                int((bins == n).sum()),
            ]
            for n in range(_BINS)
            if (bins == n).any()
        ]
    return found
