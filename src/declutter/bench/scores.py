"""A page's output becomes a row of numbers, and the sum of rows becomes figures.

Each measure says what its numbers are and how figures follow from their sums alone. So a bootstrap
sample of pages is a product of a matrix of weights with the rows, whatever the measure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from declutter.bench.metrics import residue_score, segment_counts, shingle_score, word_f1
from declutter.bench.page import Gold

__all__ = ["MEASURES", "Measure", "Row", "f1_of_words", "score"]

Row = tuple[float, ...]
"""Numbers of one page, as its measure lists them."""


class Measure(NamedTuple):
    """How pages of a corpus are scored.

    Attributes:
        name: of the main figure, as tables show it.
        columns: what the numbers of a row are.
        row: source, clean text and gold -> the row.
        page: row -> 0 to 1, for the order of pages from worst to best.
        figures: sums of the columns, numbers or arrays -> name of figure -> value; the main one first.
    """

    name: str
    columns: tuple[str, ...]
    row: Callable[[str, str, Gold], Row]
    page: Callable[[Row], float]
    figures: Callable[[Any], dict[str, Any]]


def score(source: str | bytes, cleaned: str, gold: Gold) -> Row:
    """The row of a page."""
    return MEASURES[gold.measure].row(source if isinstance(source, str) else "", cleaned, gold)


def f1_of_words(kept: float, lost: float, left: float) -> float:
    """F1 of the kept words; 1 where there was nothing to keep and nothing is left."""
    return 2 * kept / (2 * kept + lost + left) if kept else float(not lost and not left)


def _ratio(part: Any, whole: Any) -> Any:
    """The part of the whole, 0 where there is nothing; of numbers and of arrays alike."""
    return part / (whole + (whole == 0))


def _words_row(_: str, cleaned: str, gold: Gold) -> Row:
    return (1.0, *word_f1(cleaned, gold.text))


def _words_figures(sums: Any) -> dict[str, Any]:
    pages, f1, precision, recall = sums
    return {
        "F1": _ratio(f1, pages),
        "precision": _ratio(precision, pages),
        "recall": _ratio(recall, pages),
    }


def _snippets_row(_: str, cleaned: str, gold: Gold) -> Row:
    return (1.0, *segment_counts(cleaned, gold.present, gold.absent))


def _snippets_figures(sums: Any) -> dict[str, Any]:
    _, hits, slips, missed, _ = sums
    return {
        "F1": _ratio(2 * hits, 2 * hits + slips + missed),
        "precision": _ratio(hits, hits + slips),
        "recall": _ratio(hits, hits + missed),
    }


def _shingles_row(_: str, cleaned: str, gold: Gold) -> Row:
    """Precision counts where anything was predicted, recall where there was anything to find."""
    both, surplus, missed = shingle_score(cleaned, gold.text)
    predicted, wanted = float(both + surplus > 0), float(both + missed > 0)
    precision = both / (both + surplus) if predicted else 0.0
    recall = both / (both + missed) if wanted else 0.0
    return 1.0, precision, predicted, recall, wanted


def _shingles_page(row: Row) -> float:
    _, precision, predicted, recall, wanted = row
    if not predicted and not wanted:
        return 1.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _shingles_figures(sums: Any) -> dict[str, Any]:
    _, precision, predicted, recall, wanted = sums
    precision, recall = _ratio(precision, predicted), _ratio(recall, wanted)
    return {
        "F1": _ratio(2 * precision * recall, precision + recall),
        "precision": precision,
        "recall": recall,
    }


def _lines_row(source: str, cleaned: str, gold: Gold) -> Row:
    kept, lost, removed, left = residue_score(source, gold.labels, cleaned)
    return 1.0, f1_of_words(kept, lost, left), kept, lost, removed, left


def _lines_figures(sums: Any) -> dict[str, Any]:
    pages, f1, kept, lost, removed, left = sums
    return {
        "F1": _ratio(f1, pages),
        "residue removed": _ratio(removed, removed + left),
        "content lost": _ratio(lost, lost + kept),
    }


def _share_right(row: Row) -> float:
    _, hits, slips, missed, spared = row
    return (hits + spared) / max(1.0, hits + slips + missed + spared)


MEASURES = {
    "words": Measure(
        "word F1", ("pages", "F1", "precision", "recall"), _words_row, lambda row: row[1], _words_figures
    ),
    "snippets": Measure(
        "snippet F1",
        ("pages", "found", "slipped in", "missed", "kept out"),
        _snippets_row,
        _share_right,
        _snippets_figures,
    ),
    "shingles": Measure(
        "shingle F1",
        ("pages", "precision", "predicted", "recall", "wanted"),
        _shingles_row,
        _shingles_page,
        _shingles_figures,
    ),
    "lines": Measure(
        "F1 of kept words",
        ("pages", "F1", "kept", "lost", "removed", "left"),
        _lines_row,
        lambda row: row[1],
        _lines_figures,
    ),
}
