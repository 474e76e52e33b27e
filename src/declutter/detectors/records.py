"""Lists of "name: value" lines in the article stay: film credits, product data, recipe times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from declutter.model import Document, Finding

__all__ = ["Records"]

# A short name, a colon, a short value.
_RECORD = re.compile(r"[-*•\s]*[^\W\d_][^:：\n]{0,40}[:：]\s*\S.{0,90}$")
# One such line may be a credit or a tag list; so many in a row are a table in words.
_LEAST = 3


class Records:
    """Allows runs of such lines within the article, and the lines right above that head them."""

    name = "declutter/records"

    def find(self, document: Document, /) -> Iterator[Finding]:
        """Yield an allowance for each run."""
        features, texts = document.features, document.texts
        first, stop = features.span if features.span[1] else (0, len(texts))
        ended = features.ended
        fits = [
            index
            for index in range(first, stop)
            if (":" in texts[index] or "：" in texts[index])
            and not ended[index]
            and _RECORD.match(texts[index]) is not None
        ]
        # Neighbours share the difference of their index and their place among those that fit.
        for _, run in groupby(enumerate(fits), lambda pair: pair[1] - pair[0]):
            found = [index for _, index in run]
            if len(found) >= _LEAST:
                yield Finding(found[0], found[-1] + 1, None, 0.97, self.name, "a list of names and values")
