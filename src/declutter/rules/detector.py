"""Run rules over a document: look up what could apply by its words, then test it in full.

A rule costs nothing on a block that holds none of its words. Each rule is filed under the words
that a match must have (its anchors): a whole phrase, or one word of each phrase it looks for.
Only rules without any such word are tried on every short block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import regex

from declutter.features import BODY, HEAD, TAIL, Features, fold_lower, is_unspaced, split_words
from declutter.model import Document, Finding
from declutter.rules.schema import Conditions, Pack, Range, Rule, Run

__all__ = ["RuleDetector"]

_ZONES = {"head": HEAD, "body": BODY, "tail": TAIL}

# A prompt announces itself at the edges of its block: in a longer block, words are looked for in
# this many first and last characters. A credit with two names and an agency needs some 80.
_SHORT, _HEAD_EDGE, _TAIL_EDGE = 160, 100, 110

# A pattern that takes longer on one block is no use at any price; the block stays.
_PATTERN_SECONDS = 0.05

# Patterns see this many first and last characters of a block, so that none can be slow for length.
_PATTERN_EDGE = 250

_TEASER_WORDS = range(3, 31)


class _View:
    """What tests ask of a document, each answer computed once."""

    __slots__ = ("document", "features", "folded", "title_at")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.features: Features = document.features
        self.folded: dict[int, str] = {}
        self.title_at = document.features.title_at

    def fold(self, index: int) -> str:
        """The block's words with numbers as `#`, between two spaces."""
        folded = self.folded.get(index)
        if folded is None:
            short = self.features.folded[index] or fold_lower(self.features.lower[index])
            folded = self.folded[index] = f" {short} "
        return folded


    def edges(self, index: int) -> str:
        """The block's text; of a long one the beginning and the end, on two lines."""
        text = self.document.texts[index]
        return text if len(text) <= 2 * _PATTERN_EDGE else f"{text[:_PATTERN_EDGE]}\n{text[-_PATTERN_EDGE:]}"


_Test = Callable[[_View, int], bool]


class RuleDetector:
    """All rules that apply to a page, as one detector.

    Args:
        packs: in order of precedence, weakest first; a pack's `off` silences rules where it applies.
    """

    name = "rules"

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = tuple(packs)
        self._compiled = [[_Compiled(rule, trusted=pack.trusted) for rule in pack.rules] for pack in packs]
        # Whole phrases of every language are looked for on every page: pages mix languages, and a
        # phrase is safe wherever it stands.
        self._phrases: dict[str, list[_Compiled]] = defaultdict(list)
        for pack, rules in zip(self.packs, self._compiled):
            for rule in rules:
                if _everywhere(rule.rule, pack):
                    for phrase in rule.rule.match.phrases:
                        self._phrases[phrase].append(rule)
        self._indexes: dict[frozenset[int], _Index] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"packs": self.packs}

    def __setstate__(self, state: dict[str, Any]) -> None:
        RuleDetector.__init__(self, state["packs"])  # compiled anew in the other process

    def find(self, document: Document, /) -> Iterator[Finding]:
        """Yield a finding for each match of a rule that applies to this language and site."""
        host = _host(document.url)
        active = frozenset(
            number for number, pack in enumerate(self.packs) if _applies(pack, document.language, host)
        )
        index = self._indexes.get(active)
        if index is None:
            packs = [(self.packs[number], self._compiled[number]) for number in sorted(active)]
            index = self._indexes[active] = _Index(packs, self._phrases)
        return index.find(_View(document))


def _everywhere(rule: Rule, pack: Pack) -> bool:
    """Whether a rule works on pages of every language and site."""
    return bool(rule.match.phrases) and not rule.match.zone and not pack.sites


def _host(url: str) -> str:
    if "//" not in url:
        return ""
    return url.split("//", 1)[1].split("/", 1)[0].split("@")[-1].split(":")[0].lower()


def _applies(pack: Pack, language: str, host: str) -> bool:
    if pack.languages and language not in pack.languages:
        return False
    if not pack.sites:
        return True
    return any(host == site or host.endswith(f".{site}") for site in pack.sites)


class _Index:
    """The rules that apply to some pages, filed by their anchors.

    Args:
        packs: those that apply in full, with their compiled rules.
        everywhere: phrases of the rules that work on every page.
    """

    def __init__(
        self, packs: Sequence[tuple[Pack, Sequence[_Compiled]]], everywhere: dict[str, list[_Compiled]]
    ) -> None:
        self.common = everywhere
        self.phrases: dict[str, list[_Compiled]] = defaultdict(list)
        self.first: dict[str, list[_Compiled]] = defaultdict(list)
        self.last: dict[str, list[_Compiled]] = defaultdict(list)
        self.anchors: dict[str, list[_Compiled]] = defaultdict(list)
        self.signs: dict[str, list[_Compiled]] = defaultdict(list)
        self.below: dict[str, list[_Compiled]] = defaultdict(list)
        self.unfiled: list[_Compiled] = []
        self.off = frozenset(name for pack, _ in packs for name in pack.off)
        for pack, rules in packs:
            for rule in rules:
                if rule.source not in self.off and not _everywhere(rule.rule, pack):
                    self._file(rule)
        self._anchored = frozenset(self.anchors)

    def _file(self, rule: _Compiled) -> None:
        """File a rule under the words of the first of its conditions that names any."""
        match = rule.rule.match
        if match.phrases:
            for phrase in match.phrases:
                self.phrases[phrase].append(rule)
        elif match.starts or match.ends:
            for phrase in match.starts or match.ends:
                words = phrase.split(" ")
                if is_unspaced(phrase):
                    self._anchor(_anchor(phrase), rule)
                elif match.starts:
                    self._add(self.first[words[0]], rule)
                else:
                    self._add(self.last[words[-1]], rule)
        elif match.contains or match.any:
            for phrase in match.contains or match.any:
                self._anchor(_anchor(phrase), rule)
        elif match.all:
            self._anchor(max(map(_anchor, match.all), key=len), rule)
        elif match.signs:
            for sign in match.signs:
                self._add(self.signs[sign], rule)
        elif match.before is not None and match.before.phrases:
            for phrase in match.before.phrases:
                self.below[phrase].append(rule)
        else:
            self.unfiled.append(rule)

    def _anchor(self, word: str, rule: _Compiled) -> None:
        self._add(self.anchors[word], rule)

    @staticmethod
    def _add(filed: list[_Compiled], rule: _Compiled) -> None:
        if rule not in filed[-1:]:
            filed.append(rule)

    def find(self, view: _View) -> Iterator[Finding]:
        features = view.features
        common, phrases, first, last = self.common, self.phrases, self.first, self.last
        anchored, anchors, unfiled, off = self._anchored, self.anchors, self.unfiled, self.off
        unspaced = features.has_unspaced
        signs = [sign for sign in self.signs if sign in view.document.source]
        above = ""
        for index, (low, fold) in enumerate(zip(features.lower, features.folded)):
            rules: list[_Compiled] = list(self.below[above]) if above in self.below else []
            above = fold
            if fold:
                words = fold.split(" ")
                if fold in common:
                    rules += common[fold]
                if fold in phrases:
                    rules += phrases[fold]
                rules += unfiled
            else:
                words = split_words(f"{low[:_HEAD_EDGE]} {low[-_TAIL_EDGE:]}")
                if not words:
                    continue
            if words[0] in first:
                rules += first[words[0]]
            if words[-1] in last:
                rules += last[words[-1]]
            if unspaced and not low.isascii():
                words += _pairs(words)
            if not anchored.isdisjoint(words):
                for word in anchored.intersection(words):
                    rules += anchors[word]
            for sign in signs:
                if sign in low:
                    rules += self.signs[sign]
            for rule in dict.fromkeys(rules) if len(rules) > 1 else rules:
                if (fold or rule.takes_long) and rule.source not in off:
                    finding = rule.apply(view, index)
                    if finding is not None:
                        yield finding


def _anchor(phrase: str) -> str:
    """The word by which a phrase is filed: its longest, as the rarest; without spaces its first pair."""
    if is_unspaced(phrase):
        return phrase.replace(" ", "")[:2]
    return max(phrase.split(" "), key=len)


def _pairs(words: Iterable[str]) -> list[str]:
    """Characters and pairs of them, by which phrases of unspaced scripts are filed."""
    return [piece for word in words for i in range(len(word)) for piece in (word[i], word[i : i + 2])]


class _Compiled:
    """A rule with its tests, cheapest first; they are made when the rule is first tried."""

    __slots__ = ("made", "rule", "run", "source", "takes_long", "tests", "trusted", "vetoes")

    def __init__(self, rule: Rule, *, trusted: bool) -> None:
        self.rule = rule
        self.source = rule.source
        self.trusted = trusted
        self.made = False
        self.tests: list[_Test] = []
        self.vetoes: list[_Test] | None = None
        self.run: list[_Test] = []
        words, chars = rule.match.words, rule.match.chars
        self.takes_long = not (
            (words is not None and words.high < _SHORT / 8) or (chars is not None and chars.high < _SHORT)
        )

    def _make(self) -> None:
        rule = self.rule
        self.tests = _tests(rule.match, self.trusted)
        self.vetoes = _tests(rule.unless, self.trusted) if rule.unless is not None else None
        self.run = _tests(rule.run.of, self.trusted) if rule.run is not None else []
        self.made = True

    def apply(self, view: _View, index: int) -> Finding | None:
        """The finding where the rule matches at this block."""
        if not self.made:
            self._make()
        for test in self.tests:
            if not test(view, index):
                return None
        if self.vetoes is not None and all(test(view, index) for test in self.vetoes):
            return None
        rule = self.rule
        stop = index + 1
        if rule.run is not None:
            stop = self._run_stop(view, index, rule.run)
            if stop - index - 1 < rule.run.least:
                return None
        return Finding(index, stop, rule.label, rule.confidence, self.source, rule.reason)

    def _run_stop(self, view: _View, index: int, run: Run) -> int:
        """The first block below that is not taken along; above the article nothing is."""
        features = view.features
        if features.zone(index) == HEAD:
            return index + 1
        last = min(len(features.lower), index + 1 + run.most)
        for stop in range(index + 1, last):
            if features.resumes(stop) or not all(test(view, stop) for test in self.run):
                return stop
        return last


# --- conditions to tests ------------------------------------------------------------------------


def _tests(conditions: Conditions, trusted: bool) -> list[_Test]:
    """The tests of all conditions that are given, cheap ones first."""
    tests: list[_Test] = []
    for name, make in _MAKE.items():
        if not _given(conditions, name):
            continue
        value = getattr(conditions, name)
        if name in ("before", "after"):
            tests.append(_neighbour(-1 if name == "before" else 1, _tests(value, trusted)))
        else:
            tests.append(_timed(value) if name == "text" and not trusted else make(value))
    return tests


def _given(conditions: Conditions, name: str) -> bool:
    value = getattr(conditions, name)
    return value is not None and value != "" and value != () and value != frozenset()


def _words(limits: Range) -> _Test:
    low, high = limits.low, limits.high
    return lambda view, index: low <= view.features.words[index] <= high


def _chars(limits: Range) -> _Test:
    return lambda view, index: len(view.document.texts[index]) in limits


def _zone(names: frozenset[str]) -> _Test:
    zones = frozenset(_ZONES[name] for name in names)
    return lambda view, index: view.features.zone(index) in zones


def _from_end(limits: Range) -> _Test:
    return lambda view, index: len(view.features.lower) - 1 - index in limits


def _near_title(limits: Range) -> _Test:
    return lambda view, index: view.title_at is not None and index - view.title_at in limits


def _prose(wanted: bool) -> _Test:
    return lambda view, index: view.features.prose[index] is wanted


def _ended(wanted: bool) -> _Test:
    return lambda view, index: view.features.ended[index] is wanted


def _quoted(wanted: bool) -> _Test:
    return lambda view, index: view.features.quoted(index) is wanted


def _teaser(wanted: bool) -> _Test:
    def test(view: _View, index: int) -> bool:
        features = view.features
        short = features.words[index] in _TEASER_WORDS and not features.ended[index]
        return short is wanted

    return test


def _kind(kinds: frozenset[str]) -> _Test:
    return lambda view, index: view.document.kinds[index] in kinds


def _links(limits: Range) -> _Test:
    def test(view: _View, index: int) -> bool:
        links = view.document.links
        return links is not None and links[index] in limits

    return test


def _tokens(tokens: frozenset[str]) -> _Test:
    def test(view: _View, index: int) -> bool:
        paths = view.document.paths
        return paths is not None and not tokens.isdisjoint(paths[index])

    return test


def _phrases(phrases: frozenset[str]) -> _Test:
    return lambda view, index: view.fold(index)[1:-1] in phrases


def _spaced(phrases: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Phrases of scripts with spaces between words, and of those without."""
    spaced = tuple(f" {phrase} " for phrase in phrases if not is_unspaced(phrase))
    unspaced = tuple(phrase.replace(" ", "") for phrase in phrases if is_unspaced(phrase))
    return spaced, unspaced


def _starts(phrases: tuple[str, ...]) -> _Test:
    spaced, unspaced = _spaced(phrases)
    if not unspaced:
        return lambda view, index: view.fold(index).startswith(spaced)

    def test(view: _View, index: int) -> bool:
        fold = view.fold(index)
        return fold.startswith(spaced) or fold.replace(" ", "").startswith(unspaced)

    return test


def _ends(phrases: tuple[str, ...]) -> _Test:
    spaced, unspaced = _spaced(phrases)
    if not unspaced:
        return lambda view, index: view.fold(index).endswith(spaced)

    def test(view: _View, index: int) -> bool:
        fold = view.fold(index)
        return fold.endswith(spaced) or fold.replace(" ", "").endswith(unspaced)

    return test


def _contains(phrases: Iterable[str]) -> _Test:
    spaced, unspaced = _spaced(phrases)
    # By their anchors, so that a list of a hundred agencies costs one look-up.
    by_anchor: dict[str, list[str]] = defaultdict(list)
    for phrase in spaced:
        by_anchor[_anchor(phrase.strip())].append(phrase)

    def test(view: _View, index: int) -> bool:
        fold = view.fold(index)
        for word in by_anchor.keys() & fold.split():
            if any(phrase in fold for phrase in by_anchor[word]):
                return True
        if not unspaced:
            return False
        joined = fold.replace(" ", "")
        return any(phrase in joined for phrase in unspaced)

    return test


def _any(words: frozenset[str]) -> _Test:
    if any(" " in word or is_unspaced(word) for word in words):
        return _contains(sorted(words))
    return lambda view, index: not words.isdisjoint(view.fold(index).split())


def _all(words: frozenset[str]) -> _Test:
    tests = [_contains([word]) for word in sorted(words)]
    return lambda view, index: all(test(view, index) for test in tests)


def _only(words: frozenset[str]) -> _Test:
    parts = frozenset(part for word in words for part in word.split())
    unspaced = sorted((w.replace(" ", "") for w in words if is_unspaced(w)), key=len, reverse=True)
    if not unspaced:
        return lambda view, index: parts.issuperset(view.fold(index).split())

    def test(view: _View, index: int) -> bool:
        rest = view.fold(index)
        for word in unspaced:
            rest = rest.replace(word, " ")
        return parts.issuperset(rest.split())

    return test


def _text(pattern: str) -> _Test:
    compiled: list[Any] = []

    def test(view: _View, index: int) -> bool:
        if not compiled:  # compiled on first use: most packs' patterns are never needed
            compiled.append(_compile(pattern))
        return compiled[0].search(view.edges(index)) is not None

    return test


def _compile(pattern: str) -> Any:
    """A pattern that is tied to the block's end alone is searched from there: some 40 times faster."""
    backwards = pattern.endswith("$") and not pattern.startswith(("^", "(?"))
    return regex.compile(pattern, regex.IGNORECASE | (regex.REVERSE if backwards else 0))


def _timed(pattern: str) -> _Test:
    """A pattern from a stranger, with a time-out. The clock costs more than most patterns do."""
    compiled = _compile(pattern)

    def test(view: _View, index: int) -> bool:
        try:
            return compiled.search(view.edges(index), timeout=_PATTERN_SECONDS) is not None
        except TimeoutError:
            return False

    return test


def _signs(signs: str) -> _Test:
    return lambda view, index: any(sign in view.document.texts[index] for sign in signs)


def _cohesion(limits: Range) -> _Test:
    return lambda view, index: view.features.cohesion(index) in limits


def _neighbour(step: int, tests: Sequence[_Test]) -> _Test:
    def test(view: _View, index: int) -> bool:
        at = index + step
        return 0 <= at < len(view.features.lower) and all(test(view, at) for test in tests)

    return test


# In order of cost; `tests` keeps it.
_MAKE: dict[str, Callable[[Any], _Test]] = {
    "words": _words,
    "prose": _prose,
    "ended": _ended,
    "kind": _kind,
    "teaser": _teaser,
    "links": _links,
    "from_start": lambda limits: lambda view, index: index in limits,
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
    "tokens": _tokens,
    "text": _text,
    "before": _text,  # made in _tests, from the tests of the neighbour
    "after": _text,
    "cohesion": _cohesion,
}
