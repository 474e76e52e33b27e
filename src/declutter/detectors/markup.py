"""HTML pages: the block scorer picks the article's blocks, rules and line scorer look at what is left.

What the scorer keeps of a page is what a good extractor would have kept: a text with light residue.
So the text path reads it as it reads such a text, and rules see prose and neighbours without menus.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from declutter.features import measure
from declutter.model import Document, Finding
from declutter.scorer.markup import CUT, SOURCE, Judgement, judge, page_findings

__all__ = ["find_in_markup"]

# In what the block scorer keeps there is less residue than in a text that nobody sifted: a claim of
# the text path must be this sure to be as good as one of CUT on such a text (measured on the corpora).
_SIFTED = 0.85
_ODDS = (CUT / (1 - CUT)) / (_SIFTED / (1 - _SIFTED))
# What the text path claims of single cells of a table must be surer than this: a table without some of
# its cells says something else.
_WHOLE = 0.9


class _Telling(Protocol):
    def reasons(self, blocks: list[int]) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Tells the reasons of both scorers: of blocks that the second one judged, the second's."""

    page: _Telling | None
    text: _Telling | None
    place: dict[int, int]

    def reasons(self, blocks: list[int]) -> list[str]:
        told = dict.fromkeys(blocks, "")
        if self.page is not None and blocks:
            told.update(zip(blocks, self.page.reasons(blocks)))
        second = [block for block in blocks if block in self.place]
        if self.text is not None and second:
            told.update(zip(second, self.text.reasons([self.place[block] for block in second])))
        return [told[block] for block in blocks]


def find_in_markup(
    document: Document, read_text: Callable[[Document], Iterable[Finding]]
) -> Iterator[Finding]:
    """Findings about an HTML page.

    Args:
        document: read from HTML; need not be measured.
        read_text: what the text path finds in a measured document.
    """
    page = document.page
    # What was rescued from data is the article alone, without a page around it to judge it by.
    judged = judge(page) if page is not None and not document.rescued else None
    found = page_findings(document, page, judged) if page is not None and judged is not None else []
    yield from found
    gone = {finding.start for finding in found if finding.confidence >= CUT}
    kept = [block for block in range(len(document)) if block not in gone]
    if not kept:
        return
    if judged is not None:
        yield from _whole_tables(judged, gone)
    part = measure(excerpt(document, kept))
    second: dict[int, int] = {}
    for start, stop, label, confidence, source, reason in read_text(part):
        sure = confidence if label is None else _sifted(confidence)
        for index in range(start, stop):
            if not reason:
                second[kept[index]] = index
            yield Finding(kept[index], kept[index] + 1, label, sure, source, reason)
    document.evidence = _Evidence(judged, part.evidence, second)  # type: ignore[assignment]


def _whole_tables(judged: Judgement, gone: Container[int]) -> Iterator[Finding]:
    for first, stop in judged.tables:
        if first not in gone:
            yield Finding(first, stop, None, _WHOLE, SOURCE, "a table of data stands as a whole")


def _sifted(confidence: float) -> float:
    """A text claim's confidence among blocks that the block scorer has sifted."""
    if confidence >= 1:
        return confidence
    odds = confidence / (1 - confidence) * _ODDS
    return round(odds / (1 + odds), 4)


def excerpt(document: Document, blocks: Sequence[int]) -> Document:
    """Some blocks of a document as a document of their own."""
    texts = [document.texts[block] for block in blocks]
    starts: list[int] = []
    ends: list[int] = []
    offset = 0
    for text in texts:
        starts.append(offset)
        offset += len(text)
        ends.append(offset)
        offset += 2
    links = document.links
    return Document(
        source="\n\n".join(texts),
        form=document.form,
        starts=starts,
        ends=ends,
        lines=list(range(1, 2 * len(texts), 2)),
        texts=texts,
        kinds=[document.kinds[block] for block in blocks],
        links=[links[block] for block in blocks] if links is not None else None,
        title=document.title,
        language=document.language,
        url=document.url,
    )
