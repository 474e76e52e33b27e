"""What a score means: the measures of the public corpora, each as its own evaluation counts it.

Standard library only, and no import from the rest of declutter: a peer's process loads this file
beside the peer, and nothing else of ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["line_removed", "residue_score", "segment_counts", "shingle_score", "tokens", "word_f1"]

_WORD = re.compile(r"\w+")
# Kana, ideographs, Hangul syllables, Thai: scripts in which a character counts as a word.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def tokens(text: str) -> list[str]:
    """Lower-cased words; of scripts written without spaces, characters.

    >>> tokens("The end. 終わり")
    ['the', 'end', '終', 'わ', 'り']
    """
    return _WORD.findall(_UNSPACED.sub(r" \g<0> ", text.lower()))


def word_f1(predicted: str, gold: str) -> tuple[float, float, float]:
    """F1, precision and recall over two bags of words: the measure of WCXB.

    >>> word_f1("a b c d", "a b")
    (0.6666666666666666, 0.5, 1.0)
    >>> word_f1("", "")
    (1.0, 1.0, 1.0)
    """
    found, wanted = Counter(tokens(predicted)), Counter(tokens(gold))
    if not wanted:
        perfect = float(not found)
        return perfect, perfect, perfect
    common = sum((found & wanted).values())
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / sum(found.values()), common / sum(wanted.values())
    return 2 * precision * recall / (precision + recall), precision, recall


def segment_counts(text: str, present: Sequence[str], absent: Sequence[str]) -> tuple[int, int, int, int]:
    """Snippets: present and found, absent but found, present but missed, absent and missed.

    The measure of trafilatura's evaluation: summed over pages, then precision, recall, F1.

    >>> segment_counts("the  body of it", ["the body"], ["share this"])
    (1, 0, 0, 1)
    """
    text = _folded(text)
    hits = sum(_folded(snippet) in text for snippet in present)
    slips = sum(_folded(snippet) in text for snippet in absent)
    return hits, slips, len(present) - hits, len(absent) - slips


def shingle_score(predicted: str, gold: str, size: int = 4) -> tuple[float, float, float]:
    """Shingles (runs of `size` words) in both, in the prediction alone, in the gold alone, as shares of all.

    The measure of ScrapingHub's article-extraction benchmark. Case counts, and no script is split.

    >>> shingle_score("a b c d e", "a b c d")
    (0.5, 0.5, 0.0)
    """
    found, wanted = _shingles(predicted, size), _shingles(gold, size)
    both = sum((found & wanted).values())
    surplus, missed = sum(found.values()) - both, sum(wanted.values()) - both
    total = both + surplus + missed
    return (both / total, surplus / total, missed / total) if total else (0.0, 0.0, 0.0)


def _shingles(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    runs = (tuple(words[n : n + size]) for n in range(max(1, len(words) - size + 1)))
    return Counter(run for run in runs if run)


def residue_score(text: str, labels: str, cleaned: str) -> tuple[int, int, int, int]:
    """Words of content kept, content lost, residue removed and residue left, of one labelled text.

    A line is kept if `cleaned` holds it, white space folded; each copy counts once. A content line that
    was rewritten is credited with those of its words that stand in lines of `cleaned` that answer to
    no line of `text`. Of `labels`, one letter a non-empty line, `c` is content and `b` residue; `t`
    and `?` count nowhere.

    Raises:
        ValueError: there are more or fewer labels than non-empty lines.

    >>> residue_score("A long line.\\nShare\\nThe end.", "cbc", "A long line.\\nThe end.")
    (5, 0, 1, 0)
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) != len(labels):
        raise ValueError(f"{len(labels)} labels for {len(lines)} non-empty lines")
    spare = Counter(_folded(line) for line in cleaned.split("\n") if line.strip())
    kept = lost = removed = left = 0
    rewritten: list[str] = []
    for line, label in zip(lines, labels):
        key = _folded(line)
        hit = spare[key] > 0
        spare[key] -= hit
        size = len(tokens(line)) if label in "cb" else 0
        if label == "c" and not hit:
            rewritten.append(line)
        elif label == "c":
            kept += size
        elif label == "b" and hit:
            left += size
        elif label == "b":
            removed += size
    unclaimed = Counter[str]()
    for line, copies in spare.items():
        for word in tokens(line) if copies > 0 else ():
            unclaimed[word] += copies
    for line in rewritten:
        words = Counter(tokens(line))
        found = words & unclaimed
        unclaimed -= found
        kept += sum(found.values())
        lost += sum(words.values()) - sum(found.values())
    return kept, lost, removed, left


def line_removed(text: str, index: int, cleaned: str) -> bool:
    """Whether the cleaner took out non-empty line `index` of `text`: `cleaned` holds fewer copies of it.

    >>> line_removed("Share\\nA long line.", 0, "A long line.")
    True
    """
    before = [_folded(line) for line in text.split("\n") if line.strip()]
    after = [_folded(line) for line in cleaned.split("\n") if line.strip()]
    return after.count(before[index]) < before.count(before[index])


def _folded(text: str) -> str:
    return " ".join(text.split())
