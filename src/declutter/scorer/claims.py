"""What rules and heuristics claim, as small whole numbers that the line scorer can weigh."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from declutter.model import Finding, Label

__all__ = ["CREDIT", "GROUPS", "RELATED", "Claims"]

Ints = NDArray[np.uint8]

# A claim is seen with what it is about, in groups that stand together on pages, and with whether
# its rule is precise.
_GROUPS: tuple[tuple[Label, ...], ...] = (
    (Label.CREDIT, Label.CAPTION),
    (Label.TEASER,),
    (Label.RELATED,),
    (Label.AUDIO, Label.VIDEO),
    (Label.AD,),
    (Label.SHARE, Label.APP),
    (Label.NEWSLETTER, Label.PAYWALL, Label.COOKIE),
    (Label.COMMENTS,),
    (Label.BYLINE, Label.BIO, Label.KICKER),
    (Label.DATELINE,),
    (Label.NAVIGATION, Label.LEGAL, Label.TAGS),
    (Label.PROMPT, Label.DUPLICATE, Label.BOILERPLATE),
)
_GROUP = {label: 2 * number + 1 for number, group in enumerate(_GROUPS) for label in group}
CREDIT, RELATED = _GROUP[Label.CREDIT], _GROUP[Label.RELATED]
GROUPS = len(_GROUPS)
_PRECISE = 0.9


class Claims:
    """What rules and heuristics claim, as the scorer sees it.

    Attributes:
        group: for each block the strongest claim that starts at it: 0 none, else twice the number
            of its label's group, plus one where the rule is precise.
        run: 1 where a block was taken along by the claim of a block above it.
    """

    def __init__(self, size: int, findings: Sequence[Finding]) -> None:
        group = [0] * size
        strength = [0.0] * size
        run = np.zeros(size, dtype=np.uint8)
        for start, stop, label, confidence, _, _ in findings:
            if label is None:
                continue
            if confidence > strength[start]:
                strength[start] = confidence
                group[start] = _GROUP[label] + (confidence >= _PRECISE)
            if stop > start + 1:
                run[start + 1 : stop] = 1
        self.group: Ints = np.array(group, dtype=np.uint8)
        self.run: Ints = run
