"""The shape of a block as bits of one number, so that most rules are ruled out by a single `&`.

A block has one bit of each group: how many words, how many characters, which zone, whether it ends as
a sentence, whether it reads as running text. A rule bars the bits with which it cannot match. What a
bit says roughly ("40 words or more") is left to the rule's own tests.
"""

from __future__ import annotations

from collections.abc import Sequence

from declutter.native import twin
from declutter.rules.schema import Conditions, Range

__all__ = [
    "BARE", "CHARS", "ENDED", "MANY", "OPEN", "PROSE", "STEP", "STEPS", "TEASER_WORDS", "WORDS", "ZONES",
    "barred_by", "shapes_of", "told_by_shape",
]  # fmt: skip

# A headline's number of words.
TEASER_WORDS = range(3, 31)

# 62 bits in all, which machines handle as one number: a bit for each number of words up to 39, and one
# for more; one for every 20 characters up to 260, and one for more.
ENDED, OPEN, PROSE, BARE = 1, 2, 4, 8
ZONES = {"head": 16, "body": 32, "tail": 64}
MANY, STEP, STEPS = 40, 20, 13
WORDS = [1 << (7 + number) for number in range(MANY + 1)]
CHARS = [1 << (7 + MANY + 1 + number) for number in range(STEPS + 1)]


@twin
def shapes_of(
    words: Sequence[int],
    texts: Sequence[str],
    ended: Sequence[bool],
    prose: Sequence[bool],
    span: tuple[int, int],
) -> list[int]:
    """The bits of each block.

    Args:
        words: its number of words.
        texts: as a person reads it.
        ended: whether it ends as a sentence does.
        prose: whether it reads as running text.
        span: of the article's prose; (0, 0) without prose, when all is body.
    """
    start, stop = span if span[1] else (0, len(texts))
    head, body, tail = ZONES.values()
    zones = [head] * start + [body] * (stop - start) + [tail] * (len(texts) - stop)
    return [
        WORDS[min(n, MANY)]
        | CHARS[min((len(text) - 1) // STEP, STEPS)]
        | (ENDED if end else OPEN)
        | (PROSE if reads else BARE)
        | zone
        for n, text, end, reads, zone in zip(words, texts, ended, prose, zones)
    ]


def barred_by(conditions: Conditions) -> int:
    """The bits of which a block that fits these conditions has none."""
    barred = 0
    if conditions.ended is not None:
        barred |= OPEN if conditions.ended else ENDED
    if conditions.prose is not None:
        barred |= BARE if conditions.prose else PROSE
    if conditions.zone:
        barred |= sum(bit for zone, bit in ZONES.items() if zone not in conditions.zone)
    if conditions.words is not None:
        barred |= _words_outside(conditions.words)
    if conditions.teaser:
        barred |= ENDED | _words_outside(Range(TEASER_WORDS.start, TEASER_WORDS.stop - 1))
    if conditions.chars is not None:
        low, high = conditions.chars.low, conditions.chars.high
        barred |= sum(
            bit
            for step, bit in enumerate(CHARS)
            if high <= step * STEP or (low > (step + 1) * STEP and step < STEPS)
        )
    return barred


def told_by_shape(conditions: Conditions) -> frozenset[str]:
    """The conditions that hold for every block of whose bits none is barred: they need no test."""
    told = {"ended", "prose", "zone"}
    if (
        (words := conditions.words) is not None
        and words.low <= MANY
        and not MANY <= words.high < float("inf")
    ):
        told.add("words")
    return frozenset(told)


def _words_outside(limits: Range) -> int:
    bits = sum(bit for number, bit in enumerate(WORDS[:MANY]) if number not in limits)
    return bits | (WORDS[MANY] if limits.high < MANY else 0)
