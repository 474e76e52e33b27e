"""Conditions as tests of one block, cheap ones first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from declutter.features import BODY, HEAD, TAIL, Features
from declutter.model import Document
from declutter.native import twin
from declutter.rules.budget import Budget
from declutter.rules.filing import anchor
from declutter.rules.patterns import PATTERN_EDGE, Found, compile_pattern
from declutter.rules.schema import Conditions, Range
from declutter.rules.selectors import Selector
from declutter.rules.shapes import TEASER_WORDS
from declutter.words import fold_lower, has_word, is_unspaced

__all__ = ["Test", "View", "make_tests", "meets"]

_ZONES = {"head": HEAD, "body": BODY, "tail": TAIL}

# A pattern that takes longer on one block is no use at any price; the block stays.
_PATTERN_SECONDS = 0.02

# Phrases that blocks start with are shorter, but for a few; so many characters of a text mostly hold as many.
_BEGINNING, _EDGE = 60, 120


class View:
    """What tests ask of a document, each answer computed once."""

    __slots__ = ("budget", "cut", "document", "features", "folded", "picked", "runs", "title_at")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.features: Features = document.features
        self.folded: dict[int, str] = {}
        self.cut: dict[int, list[str]] = {}
        self.title_at = document.features.title_at
        self.picked: dict[str, list[bool]] = {}
        self.runs: dict[str, int] = {}  # where each rule's last run stopped
        self.budget = Budget(document)

    def fold(self, index: int) -> str:
        """The block's words with numbers as `#`, between two spaces."""
        folded = self.folded.get(index)
        if folded is None:
            features = self.features
            fold = features.folded[index] or fold_lower(features.lower[index])
            folded = self.folded[index] = f" {fold} "
        return folded

    def words(self, index: int) -> list[str]:
        """The words of `fold`."""
        words = self.cut.get(index)
        if words is None:
            words = self.cut[index] = (self.features.folded[index] or self.fold(index)).split()
        return words

    def has(self, index: int, words: frozenset[str]) -> bool:
        """Whether the block has one of these words."""
        if index in self.cut or self.features.folded[index]:
            return not words.isdisjoint(self.words(index))
        return has_word(self.features.lower[index], words)  # of a paragraph no string is made for it

    def beginning(self, index: int) -> str:
        """What `fold` begins with, for at least `_BEGINNING` characters of a longer block."""
        if self.features.folded[index] or index in self.folded:
            return self.fold(index)
        start = fold_lower(self.features.lower[index][:_EDGE]).rpartition(" ")[0]  # the last word may be cut
        return f" {start} " if len(start) >= _BEGINNING else self.fold(index)

    def edges(self, index: int) -> str:
        """The block's text; of a long one the beginning and the end, on two lines."""
        text = self.document.texts[index]
        return text if len(text) <= 2 * PATTERN_EDGE else f"{text[:PATTERN_EDGE]}\n{text[-PATTERN_EDGE:]}"

    def picks(self, selector: Selector, index: int) -> bool:
        """Whether the block stands in an element that the selector picks; never, where there is no markup."""
        page = self.document.page
        if page is None:
            return False
        picked = self.picked.get(selector.text)
        if picked is None:
            picked = self.picked[selector.text] = selector.picks(page)
        return picked[page.owner[index]]


Test = Callable[[View, int], bool]


def make_tests(conditions: Conditions, trusted: bool, without: frozenset[str] = frozenset()) -> list[Test]:
    """The tests of all conditions that are given, cheap ones first, but for those that are known to hold."""
    tests: list[Test] = []
    for name, make in _MAKE.items():
        if name in without or not _given(conditions, name):
            continue
        value = getattr(conditions, name)
        if name in ("before", "after"):
            tests.append(_neighbour(-1 if name == "before" else 1, make_tests(value, trusted)))
        else:
            tests.append(_timed(value) if name == "text" and not trusted else make(value))
    return tests


@twin
def meets(tests: list[Test], view: View, index: int) -> bool:
    """Whether a block meets all of some tests."""
    return all(test(view, index) for test in tests)


def _given(conditions: Conditions, name: str) -> bool:
    value = getattr(conditions, name)
    return value is not None and value not in ("", (), frozenset())


def _words(limits: Range) -> Test:
    low, high = limits.low, limits.high
    return lambda view, index: low <= view.features.words[index] <= high


def _chars(limits: Range) -> Test:
    return lambda view, index: len(view.document.texts[index]) in limits


def _zone(names: frozenset[str]) -> Test:
    zones = frozenset(_ZONES[name] for name in names)
    return lambda view, index: view.features.zone(index) in zones


def _from_end(limits: Range) -> Test:
    return lambda view, index: len(view.features.lower) - 1 - index in limits


def _near_title(limits: Range) -> Test:
    return lambda view, index: view.title_at is not None and index - view.title_at in limits


def _prose(wanted: bool) -> Test:
    return lambda view, index: view.features.prose[index] is wanted


def _ended(wanted: bool) -> Test:
    return lambda view, index: view.features.ended[index] is wanted


def _quoted(wanted: bool) -> Test:
    return lambda view, index: view.features.quoted(index) is wanted


def _teaser(wanted: bool) -> Test:
    def test(view: View, index: int) -> bool:
        features = view.features
        short = features.words[index] in TEASER_WORDS and not features.ended[index]
        return short is wanted

    return test


def _kind(kinds: frozenset[str]) -> Test:
    return lambda view, index: view.document.kinds[index] in kinds


def _links(limits: Range) -> Test:
    def test(view: View, index: int) -> bool:
        links = view.document.links
        return links is not None and links[index] in limits

    return test


def _tokens(tokens: frozenset[str]) -> Test:
    def test(view: View, index: int) -> bool:
        paths = view.document.paths
        return paths is not None and not tokens.isdisjoint(paths[index])

    return test


def _tag(tags: frozenset[str]) -> Test:
    def test(view: View, index: int) -> bool:
        page = view.document.page
        return page is not None and page.tag(index) in tags

    return test


def _css(text: str) -> Test:
    selector = Selector(text)
    return lambda view, index: view.picks(selector, index)


def _phrases(phrases: frozenset[str]) -> Test:
    return lambda view, index: view.fold(index)[1:-1] in phrases


def _spaced(phrases: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Phrases of scripts with spaces between words, and of those without."""
    spaced = tuple(f" {phrase} " for phrase in phrases if not is_unspaced(phrase))
    unspaced = tuple(phrase.replace(" ", "") for phrase in phrases if is_unspaced(phrase))
    return spaced, unspaced


def _starts(phrases: tuple[str, ...]) -> Test:
    spaced, unspaced = _spaced(phrases)
    by_first: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for phrase in spaced:
        by_first[phrase.split()[0]] += (phrase,)

    far = any(len(phrase) > _BEGINNING for phrase in spaced)

    def test(view: View, index: int) -> bool:
        fold = view.fold(index) if far else view.beginning(index)
        first = fold[1 : fold.find(" ", 1)]
        if first in by_first and fold.startswith(by_first[first]):
            return True
        return bool(unspaced) and "".join(view.words(index)).startswith(unspaced)

    return test


def _ends(phrases: tuple[str, ...]) -> Test:
    spaced, unspaced = _spaced(phrases)
    by_last: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for phrase in spaced:
        by_last[phrase.split()[-1]] += (phrase,)

    def test(view: View, index: int) -> bool:
        words = view.words(index)
        if words and words[-1] in by_last and view.fold(index).endswith(by_last[words[-1]]):
            return True
        return bool(unspaced) and "".join(words).endswith(unspaced)

    return test


def _contains(phrases: Iterable[str]) -> Test:
    spaced, unspaced = _spaced(phrases)
    # By their anchors, so that a list of a hundred agencies costs one look-up.
    by_anchor: dict[str, list[str]] = defaultdict(list)
    for phrase in spaced:
        by_anchor[anchor(phrase.strip())].append(phrase)

    anchors = frozenset(by_anchor)
    alone = frozenset(word for word in anchors if f" {word} " in by_anchor[word])
    longer = anchors - alone

    def test(view: View, index: int) -> bool:
        if alone and view.has(index, alone):
            return True
        if longer and view.has(index, longer):
            fold = view.fold(index)
            for word in longer.intersection(view.words(index)):
                if any(phrase in fold for phrase in by_anchor[word]):
                    return True
        if not unspaced:
            return False
        joined = "".join(view.words(index))
        return any(phrase in joined for phrase in unspaced)

    return test


def _any(words: frozenset[str]) -> Test:
    if any(" " in word or is_unspaced(word) for word in words):
        return _contains(sorted(words))
    return lambda view, index: view.has(index, words)


def _all(words: frozenset[str]) -> Test:
    tests = [_contains([word]) for word in sorted(words)]
    return lambda view, index: meets(tests, view, index)


def _only(words: frozenset[str]) -> Test:
    parts = frozenset(part for word in words for part in word.split())
    unspaced = sorted((w.replace(" ", "") for w in words if is_unspaced(w)), key=len, reverse=True)
    if not unspaced:
        return lambda view, index: parts.issuperset(view.words(index))

    chars = frozenset(" ").union(*parts)

    def test(view: View, index: int) -> bool:
        rest = view.fold(index)
        if not chars.issuperset(rest):
            return False
        for word in unspaced:
            rest = rest.replace(word, " ")
        return parts.issuperset(rest.split())

    return test


def _text(pattern: str) -> Test:
    compiled: list[Found] = []

    def test(view: View, index: int) -> bool:
        if not compiled:  # compiled on first use: most packs' patterns are never needed
            compiled.extend(compile_pattern(pattern))
        text = view.edges(index)
        for found in compiled:  # noqa: SIM110 - `any` over a generator takes half as long again as most patterns
            if found(text) is not None:
                return True
        return False

    return test


def _timed(pattern: str) -> Test:
    """A pattern from a stranger, with a time-out. The clock costs more than most patterns do."""
    compiled = compile_pattern(pattern)
    seconds = _PATTERN_SECONDS / len(compiled)

    def test(view: View, index: int) -> bool:
        text = view.edges(index)
        try:
            return any(found(text, timeout=seconds) is not None for found in compiled)
        except TimeoutError:
            return False

    return test


def _signs(signs: str) -> Test:
    if len(signs) == 1:
        return lambda view, index: signs in view.document.texts[index]
    return lambda view, index: any(sign in view.document.texts[index] for sign in signs)


def _cohesion(limits: Range) -> Test:
    return lambda view, index: view.features.cohesion(index) in limits


def _neighbour(step: int, tests: list[Test]) -> Test:
    def test(view: View, index: int) -> bool:
        at = index + step
        return 0 <= at < len(view.features.lower) and meets(tests, view, at)

    return test


# In order of cost; `tests` keeps it.
_MAKE: dict[str, Callable[[Any], Test]] = {
    "words": _words,
    "prose": _prose,
    "ended": _ended,
    "kind": _kind,
    "teaser": _teaser,
    "links": _links,
    "from_start": lambda limits: lambda _, index: index in limits,
    "from_end": _from_end,
    "near_title": _near_title,
    "zone": _zone,
    "chars": _chars,
    "quoted": _quoted,
    "phrases": _phrases,
    "starts": _starts,
    "ends": _ends,
    "any": _any,
    "all": _all,
    "only": _only,
    "contains": _contains,
    "signs": _signs,
    "tag": _tag,
    "tokens": _tokens,
    "css": _css,
    "text": _text,
    "before": _text,  # made in _tests, from the tests of the neighbour
    "after": _text,
    "cohesion": _cohesion,
}
