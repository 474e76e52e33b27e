"""Scores of clean texts against the golds of the HTML corpora, gathered page by page."""

from __future__ import annotations

from collections import defaultdict

from pages import Gold

from declutter.bench.metrics import segment_counts, word_f1

__all__ = ["Scores"]


class Scores:
    """Mean word F1 by corpus and page type; segment F1, summed, for snippets."""

    def __init__(self) -> None:
        self._f1: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
        self._segments = [0, 0, 0, 0]

    def add(self, gold: Gold, text: str) -> float:
        """Score one page; returns its F1, of snippets the share that is right."""
        if gold.text is None:
            counts = segment_counts(text, gold.present, gold.absent)
            self._segments = [a + b for a, b in zip(self._segments, counts)]
            return (counts[0] + counts[3]) / max(1, sum(counts))
        score = word_f1(text, gold.text)
        self._f1[gold.corpus].append(score)
        if gold.corpus == "wcxb":
            self._f1[f"wcxb {gold.kind}"].append(score)
        return score[0]

    def figures(self) -> dict[str, float]:
        """Name of corpus or type -> score; precision and recall beside the F1 of whole corpora."""
        figures: dict[str, float] = {}
        for name, scores in sorted(self._f1.items()):
            figures[name] = sum(f1 for f1, _, _ in scores) / len(scores)
            if " " not in name:
                figures[f"{name}, precision"] = sum(p for _, p, _ in scores) / len(scores)
                figures[f"{name}, recall"] = sum(r for _, _, r in scores) / len(scores)
        right, wrong, missed, _ = self._segments
        if right:
            figures["trafilatura-eval, segments"] = 2 * right / (2 * right + wrong + missed)
        return figures
