"""Which language a page is in, told cheaply: by its script and its most frequent short words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from declutter.model import Document
from declutter.rules.schema import Pack
from declutter.words import count_words, lower_alike

__all__ = ["Identifier"]

# A few hundred words settle it; more would cost time.
_SAMPLE_CHARS = 1_500
# Fewer hits than this are chance.
_LEAST_HITS = 3

_BEYOND_LATIN = re.compile(
    "[\u0370-\u03ff\u0590-\u05ff\u0900-\u09ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)

# Scripts that one language of the web uses, or one far more than any other.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.02),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.1),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.1),
    ("el", re.compile("[\u0370-\u03ff]"), 0.2),
    ("he", re.compile("[\u0590-\u05ff]"), 0.2),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.2),
    ("bn", re.compile("[\u0980-\u09ff]"), 0.2),
    ("hi", re.compile("[\u0900-\u097f]"), 0.2),
)

# Letters that hardly any other language writes, for pages with too few of its frequent words.
_LETTERS = (
    ("cs", "řěů"), ("hu", "őű"), ("is", "þð"), ("lt", "ėųį"), ("lv", "ķļņģ"), ("pl", "łąęśźż"), ("ro", "ășț"),
    ("ru", "ыэё"), ("sk", "ľĺŕ"), ("tr", "ğış"), ("uk", "їєґ"), ("vi", "ơưạảấầẩậắằặếềểệịọốồộớờợụứừử"),
)  # fmt: skip


class Identifier:
    """Names the language of a document, among those that packs speak.

    Args:
        packs: their `common` words are what languages are told by.
    """

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._languages: dict[str, list[str]] = {}
        for pack in packs:
            for word in map(lower_alike, pack.common) if len(pack.languages) == 1 else ():
                self._languages.setdefault(word, []).append(pack.languages[0])
        self._words = frozenset(self._languages)

    def identify(self, document: Document) -> str:
        """ISO 639-1 code, or "" where too little speaks for any."""
        lower = document.features.lower
        first = document.features.span[0]
        sample = "\n".join(lower[first : first + 40])[:_SAMPLE_CHARS]
        if not sample.isascii() and len(_BEYOND_LATIN.findall(sample)) * 100 > len(sample):
            for language, script, share in _SCRIPTS:
                if len(script.findall(sample)) > share * len(sample):
                    return language
        votes: dict[str, float] = {}
        for word, times in count_words(sample, self._words).items():
            for language in self._languages[word]:
                votes[language] = votes.get(language, 0.0) + times / len(self._languages[word])
        if not votes:
            return _by_letters(sample)
        # Rounded, as thirds of a vote do not add up to a whole one.
        best = max(sorted(votes), key=lambda language: round(votes[language], 6))
        return best if round(votes[best], 6) >= _LEAST_HITS else _by_letters(sample)


def _by_letters(sample: str) -> str:
    """The language whose own letters stand most often in a text, or ""."""
    hits = {language: sum(map(sample.count, letters)) for language, letters in _LETTERS}
    best = max(hits, key=hits.__getitem__)
    return best if hits[best] >= _LEAST_HITS else ""
