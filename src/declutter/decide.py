"""Findings under a policy become a result: one winner, one reason for every block removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any

from declutter.model import Document, Finding, Label, Policy, Result
from declutter.native import twin
from declutter.page import in_data_tables

__all__ = ["decide", "weigh_claims"]

# With fewer words than this left, a caller should look before using the text.
_LITTLE_TEXT = 20
# With less than this share of the words left, the page was mostly residue, or the cleaner erred.
_SMALL_SHARE = 0.1


# By block, then by source: the order in which detectors speak must not show.
_ORDER = itemgetter(0, 1, 4)


def decide(document: Document, findings: Iterable[Finding], policy: Policy) -> Result:
    """Weigh findings into a result.

    A block falls to its strongest claim, if that reaches the policy's threshold and no finding
    that it is content, and none whose label the policy keeps, is as strong.
    """
    found = sorted([*findings, *_tables(document, policy)], key=_ORDER)
    keep = policy.keep | {Label.COMMENTS} if policy.include_comments else policy.keep
    strongest, doubt, shield = weigh_claims(found, len(document), keep)
    because: list[Finding | None] = [None] * len(document)
    for index, claim in enumerate(strongest):
        if claim is None:
            continue
        if shield[index] >= doubt[index]:
            doubt[index] = 0.0
        elif doubt[index] >= policy.threshold:
            because[index] = claim
    return Result(
        document=document,
        policy=policy,
        found=tuple(found),
        because=tuple(because),
        doubt=tuple(doubt),
        confidence=_confidence(document, because, doubt),
        warnings=(*document.notes, *_warnings(document, because)),
        title=_title(document, because),
        metadata=_metadata(document, because),
    )


@twin
def weigh_claims(
    found: list[Finding], size: int, keep: frozenset[Label]
) -> tuple[list[Finding | None], list[float], list[float]]:
    """What speaks against each block, and what for it.

    Args:
        found: of equal claims the first counts.
        size: number of blocks.
        keep: labels of claims that speak for a block.

    Returns:
        The strongest claim against each block, or None; its confidence; that of what says it must stay.
    """
    strongest: list[Finding | None] = [None] * size
    doubt, shield = [0.0] * size, [0.0] * size
    for finding in found:
        start, stop, label, confidence, _, _ = finding
        if label is None or label in keep:
            for index in range(start, stop):
                shield[index] = max(shield[index], confidence)
        else:
            for index in range(start, stop):
                if doubt[index] < confidence:
                    strongest[index], doubt[index] = finding, confidence
    return strongest, doubt, shield


def _tables(document: Document, policy: Policy) -> Iterable[Finding]:
    """What is in a table of data, where the policy leaves tables out. A layout table is no table."""
    if policy.include_tables:
        return
    page = document.page
    if page is not None:
        cells: Iterable[int] = in_data_tables(page)
    else:
        cells = (index for index, kind in enumerate(document.kinds) if kind == "cell")
    for index in cells:
        yield Finding(index, index + 1, Label.TABLE, 1.0, "policy/include_tables", "tables are left out")


def _confidence(document: Document, because: Sequence[Finding | None], doubt: Sequence[float]) -> float:
    """The mean certainty of the decisions, by words; low where hardly anything is left."""
    words = document.features.words
    total = sum(words)
    if not total:
        return 0.0
    certain = sum(
        n * (1 - claim if reason is None else claim) for n, reason, claim in zip(words, because, doubt)
    )
    kept = [reason is None for reason in because]
    left = sum(compress(words, kept))
    prose = any(compress(document.features.prose, kept))
    grounds = min(1.0, left / _LITTLE_TEXT) * (1.0 if prose else 0.5)
    return certain / total * grounds


def _warnings(document: Document, because: Sequence[Finding | None]) -> Iterable[str]:
    words = document.features.words
    total = sum(words)
    if not total:
        yield "the source is empty"
        return
    left = sum(compress(words, [reason is None for reason in because]))
    if not left:
        yield "nothing is left: every block was taken for residue"
    elif left < _LITTLE_TEXT and left < total:
        yield f"only {left} of {total} words are left"
    elif left < _SMALL_SHARE * total:
        yield f"only {left} of {total} words are left; the page was mostly residue"
    if not any(document.features.prose):
        yield "no prose found: this may be no article"


def _title(document: Document, because: Sequence[Finding | None]) -> str:
    """The headline given, or the first kept block that stands above the prose like a headline."""
    if document.title:
        return document.title
    features = document.features
    for index in range(min(features.span[0], len(document))):
        if because[index] is None and not features.ended[index] and 4 <= features.words[index] <= 30:
            return document.texts[index]
    return ""


_METADATA = {Label.BYLINE: "byline", Label.DATELINE: "dates", Label.KICKER: "section"}


def _metadata(document: Document, because: Sequence[Finding | None]) -> Mapping[str, Any]:
    """Byline, printed dates and section, as they stand in the text. First come, first kept."""
    if document.about:
        return dict(document.about)
    metadata: dict[str, Any] = {}
    for index, finding in enumerate(because):
        key = _METADATA.get(finding.label) if finding is not None and finding.label else None
        if key is None:
            continue
        text = document.texts[index]
        if key == "dates":
            metadata.setdefault(key, []).append(text)
        else:
            metadata.setdefault(key, text)
    return metadata
