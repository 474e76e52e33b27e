"""Run rules over a document: look up what could apply by its words, then test it in full.

A rule costs nothing on a block that holds none of its words. Each rule is filed under the words
that a match must have (its anchors): a whole phrase, or one word of each phrase it looks for.
Only rules without any such word are tried on every short block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from declutter.features import HEAD
from declutter.model import Document, Finding
from declutter.rules.conditions import Test, View, make_tests, meets
from declutter.rules.filing import told_by_filing
from declutter.rules.schema import Pack, Rule, Run
from declutter.rules.shapes import barred_by, shapes_of, told_by_shape
from declutter.rules.shelves import Lines, Shelves, candidates

__all__ = ["RuleDetector"]

# Rules for blocks of at most so many characters are not tried on longer ones.
_SHORT = 160


class RuleDetector:
    """All rules that apply to a page, as one detector.

    Args:
        packs: in order of precedence, weakest first; a pack's `off` silences rules where it applies.
    """

    name = "rules"

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = tuple(packs)
        cut = any(rule.stops for pack in packs for rule in pack.rules)
        self._compiled = [
            [_Compiled(rule, trusted=pack.trusted, cut=cut) for rule in pack.rules] for pack in packs
        ]
        # Whole phrases of every language are looked for on every page: pages mix languages, and a
        # phrase is safe wherever it stands.
        self._phrases: dict[str, list[_Compiled]] = {}
        for pack, rules in zip(self.packs, self._compiled):
            for rule in rules:
                if _everywhere(rule.rule, pack):
                    for phrase in rule.rule.match.phrases:
                        self._phrases.setdefault(phrase, []).append(rule)
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
        found = index.find(View(document))
        return _cut(found, index.stops) if index.stops else found


def _silenced(packs: Sequence[tuple[Pack, Sequence[_Compiled]]]) -> frozenset[str]:
    """The rules that some pack switches off or replaces, where all these packs apply."""
    off = {name for pack, _ in packs for name in pack.off}
    whole = {name.removesuffix("/*") for name in off if name.endswith("/*")}
    off.update(rule.source for pack, rules in packs if pack.name in whole for rule in rules)
    off.update(rule.rule.override for _, rules in packs for rule in rules if rule.rule.override)
    return frozenset(off)


def _cut(findings: Iterable[Finding], stops: frozenset[str]) -> Iterator[Finding]:
    """Findings whose runs end where a rule that ends runs has matched."""
    found = list(findings)
    ends = sorted(finding.start for finding in found if finding.source in stops)
    for finding in found:
        if finding.source in stops:
            continue
        start, stop = finding.start, finding.stop
        if ends and stop > start + 1:
            yield finding._replace(stop=next((at for at in ends if start < at < stop), stop))
        else:
            yield finding


def _everywhere(rule: Rule, pack: Pack) -> bool:
    """Whether a rule works on pages of every language and site."""
    return bool(rule.match.phrases) and not rule.match.zone and not pack.sites


def _host(url: str) -> str:
    if "//" not in url:
        return ""
    server = url.partition("//")[2].partition("/")[0].rpartition("@")[2]
    return server.partition(":")[0].lower()


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
        off = _silenced(packs)
        self.stops = frozenset(rule.source for _, rules in packs for rule in rules if rule.rule.stops) - off
        self._shelves: Shelves[_Compiled] = Shelves(everywhere, off)
        for pack, rules in packs:
            for rule in rules:
                if rule.source not in off and not _everywhere(rule.rule, pack):
                    self._shelves.file(rule, rule.rule.match)
        self._shelves.close()

    def find(self, view: View) -> Iterator[Finding]:
        features, source = view.features, view.document.source
        shapes = shapes_of(features.words, view.document.texts, features.ended, features.prose, features.span)
        lines = Lines(features.lower, features.folded, shapes, features.has_unspaced)
        signs = [sign for sign in self._shelves.signs if sign in source]
        for index, rules in candidates(self._shelves, lines, signs):
            for rule in rules:
                finding = rule.apply(view, index)
                if finding is not None:
                    yield finding


class _Compiled:
    """A rule with its tests, cheapest first; they are made when the rule is first tried.

    Args:
        cut: whether some rule ends the runs of others, so that each run must be told in full.
    """

    __slots__ = (
        "barred", "cut", "made", "rule", "run", "source", "takes_long", "tests", "trusted", "until", "vetoes",
    )  # fmt: skip

    def __init__(self, rule: Rule, *, trusted: bool, cut: bool) -> None:
        self.rule = rule
        self.cut = cut
        self.source = rule.source
        self.trusted = trusted
        self.made = False
        self.tests: list[Test] = []
        self.vetoes: list[Test] | None = None
        self.run: list[Test] = []
        self.until: list[Test] | None = None
        self.barred = barred_by(rule.match)
        words, chars = rule.match.words, rule.match.chars
        self.takes_long = not (
            (words is not None and words.high < _SHORT / 8) or (chars is not None and chars.high < _SHORT)
        )

    def _make(self) -> None:
        rule = self.rule
        self.tests = make_tests(
            rule.match, self.trusted, told_by_shape(rule.match) | told_by_filing(rule.match)
        )
        self.vetoes = make_tests(rule.unless, self.trusted) if rule.unless is not None else None
        if rule.run is not None:
            self.run = make_tests(rule.run.of, self.trusted)
            if rule.run.until is not None:
                self.until = make_tests(rule.run.until, self.trusted)
        self.made = True

    def apply(self, view: View, index: int) -> Finding | None:
        """The finding where the rule matches at this block; a stranger's rule is on a clock."""
        if not self.made:
            self._make()
        if self.trusted:
            return self._found(view, index) if meets(self.tests, view, index) else None
        pack = self.rule.pack
        if view.budget.spent(pack):
            return None
        with view.budget.charge(pack):
            return self._found(view, index) if meets(self.tests, view, index) else None

    def _found(self, view: View, index: int) -> Finding | None:
        """The finding where the rule's conditions are met, unless something speaks against it."""
        if self.vetoes is not None and meets(self.vetoes, view, index):
            return None
        rule = self.rule
        stop = index + 1
        if rule.run is not None:
            known = view.runs.get(self.source, 0)
            stop = self._run_stop(view, index, rule.run, known)
            if stop - index - 1 < rule.run.least:
                return None
            view.runs[self.source] = stop
            if stop == known and not self.cut:
                stop = index + 1  # the run above has taken the blocks below along
        return Finding(index, stop, rule.label, rule.confidence, self.source, rule.reason)

    def _run_stop(self, view: View, index: int, run: Run, known: int) -> int:
        """The first block below that is not taken along; above the article nothing is.

        A run whose blocks are named by their words may hold sentences; any other ends at prose.
        Blocks that a run of this rule from further up has taken, before `known`, are not asked again:
        a page of a thousand lists is read once.
        """
        features = view.features
        named = run.of.named
        if features.zone(index) == HEAD and not named:
            return index + 1
        last = min(len(features.lower), index + 1 + run.most)
        for stop in range(min(max(index + 1, known), last), last):
            if not named and (features.resumes(stop) or features.returns(index, stop)):
                return stop
            if not meets(self.run, view, stop):
                return stop
            if self.until is not None and meets(self.until, view, stop):
                return stop
        return last
