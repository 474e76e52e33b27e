"""declutter as the benchmark runs it: the clean text, and what it says about each block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from declutter.bench.metrics import tokens, word_f1
from declutter.bench.page import Gold, letters

__all__ = ["THRESHOLDS", "declutter", "detail"]

THRESHOLDS = (0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 0.97)
# Of a block's text, enough to know it again.
_SHOWN = 60

Run = Callable[[str, str, str], Any]
"""Page, address and language -> declutter's result."""


def declutter(form: str) -> Run:
    """The cleaner that ships, in the given form. A page's language is for it to tell, as in use."""
    from declutter.cleaner import Cleaner

    cleaner = Cleaner()
    return lambda source, url, _: cleaner.clean(source, form=form, url=url or None)


def detail(result: Any, gold: Gold) -> dict[str, Any]:
    """What only declutter can tell of a page; gathered outside the time that is measured.

    Returns:
        `removed`: [line, label, confidence, rule, reason, text] a block; `language`; and either
        `claims`: [confidence against the block, whether it is residue, words] for each block that is
        claimed, with `words` [content, residue], or `sweep`: precision and recall at each threshold.
    """
    found: dict[str, Any] = {
        "language": result.document.language,
        "removed": [
            [b.line, str(b.label), round(b.confidence, 3), b.source, b.reason, b.text[:_SHOWN]]
            for b in result.removed
        ],
    }
    if gold.measure == "lines":
        found |= _claims(result, gold.labels)
    elif gold.measure == "words":
        found["sweep"] = _sweep(result, gold.text)
    return found


def _claims(result: Any, labels: str) -> dict[str, Any]:
    """Every block's strongest claim beside its line's label."""
    document = result.document
    letter_of = letters(document.source, labels)
    totals = [0, 0]
    claims = []
    for line, text, doubt in zip(document.lines, document.texts, result.doubt):
        letter = letter_of.get(line, "?")
        if letter not in "cb":
            continue
        residue, size = letter == "b", len(tokens(text))
        totals[residue] += size
        if doubt:
            claims.append([round(doubt, 3), residue, size])
    return {"claims": claims, "words": totals}


def _sweep(result: Any, gold: str) -> list[list[float]]:
    """Precision and recall of the text under each threshold; the claims are made once."""
    from declutter.decide import decide
    from declutter.model import Policy

    points = []
    for threshold in THRESHOLDS:
        text = decide(result.document, result.found, Policy(threshold)).text
        _, precision, recall = word_f1(text, gold)
        points.append([round(precision, 4), round(recall, 4)])
    return points
