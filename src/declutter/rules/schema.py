"""What a rule file may say: packs, rules, conditions, runs, examples. Types alone; `load` reads them.

`KINDS_OF` names for each condition how it is written; reading, the JSON Schema, the compiled packs
and the reference in docs/rules.md all follow that one table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields

from declutter.model import Label

__all__ = ["KINDS", "KINDS_OF", "ZONES", "Conditions", "Example", "Pack", "Range", "Rule", "Run"]

ZONES = ("head", "body", "tail")
KINDS = ("heading", "item", "cell", "code", "quote", "image", "rule")

KINDS_OF = {
    "phrases": "set of phrases",
    "starts": "phrases",
    "ends": "phrases",
    "contains": "phrases",
    "any": "set of words",
    "all": "set of words",
    "only": "set of words",
    "text": "pattern",
    "signs": "characters",
    "words": "range",
    "chars": "range",
    "zone": "zones",
    "from_start": "range",
    "from_end": "range",
    "near_title": "range",
    "prose": "flag",
    "ended": "flag",
    "quoted": "flag",
    "teaser": "flag",
    "cohesion": "range",
    "kind": "kinds",
    "links": "range",
    "tag": "names",
    "tokens": "names",
    "css": "selector",
    "before": "conditions",
    "after": "conditions",
}


@dataclass(frozen=True, slots=True)
class Range:
    """An inclusive range of numbers, written "<=12", ">=3", "4..9" or "7"."""

    low: float = float("-inf")
    high: float = float("inf")

    def __contains__(self, value: float | None) -> bool:
        """Unknown is None, and None never matches."""
        return value is not None and self.low <= value <= self.high

    def __str__(self) -> str:
        """As a rule file has it."""
        low, high = (f"{edge:g}" for edge in (self.low, self.high))
        if self.low == self.high:
            return low
        if self.low == float("-inf"):
            return f"<={high}"
        return f">={low}" if self.high == float("inf") else f"{low}..{high}"

    @classmethod
    def parse(cls, text: str) -> Range:
        """Read a range.

        >>> 5 in Range.parse("4..9"), 5 in Range.parse("<=4"), None in Range.parse(">=0")
        (True, False, False)
        """
        number = r"-?\d+(?:\.\d+)?"
        text = text.strip()
        if match := re.fullmatch(rf"<=\s*({number})", text):
            return cls(high=float(match[1]))
        if match := re.fullmatch(rf">=\s*({number})", text):
            return cls(low=float(match[1]))
        if match := re.fullmatch(rf"({number})\s*\.\.\s*({number})", text):
            return cls(float(match[1]), float(match[2]))
        if re.fullmatch(number, text):
            return cls(float(text), float(text))
        raise ValueError(f'{text!r} is no range; write it as "<=12", ">=3", "4..9" or "7"')


@dataclass(frozen=True, slots=True)
class Conditions:
    """Tests of one block; a block fits where all that are given hold.

    Phrases and words are compared as `fold_phrase` has them: case, punctuation and bullets count
    for nothing, and `#` stands for any number.

    Attributes:
        phrases: the whole block is one of these.
        starts: the block's first words are one of these, or it is one of these.
        ends: its last words are one of these, or it is one of these.
        contains: one of these stands somewhere in it.
        any: it has at least one of these words.
        all: it has each of these words.
        only: all of its words are among these.
        text: a pattern, case-insensitive, that is found in it.
        signs: it has at least one of these characters.
        words: its number of words.
        chars: its number of characters.
        zone: before ("head"), within ("body") or after ("tail") the article's prose.
        from_start: blocks before it.
        from_end: blocks after it.
        near_title: blocks between it and the headline; 0 is the headline itself, a negative
            number stands above it.
        prose: it reads as running text.
        ended: it ends as a sentence does.
        quoted: it opens with a quotation mark or a dash.
        teaser: it reads like a headline: 3 to 30 words, no full stop.
        cohesion: share of its content words that the article uses too.
        kind: "heading", "item", "cell", "code", "quote", "image" or "rule", where marked.
        links: share of its characters that stand in links, 0 to 1, where known.
        tag: the innermost block-level element around it, in HTML.
        tokens: tag, class, id or role words on the way to it, in HTML.
        css: it stands in an element that this selector picks, in HTML: tags, `.class`, `#id`,
            `[role="…"]`, `[itemprop="…"]` and `[data-testid="…"]`, joined by a space or by `>`.
        before: tests of the block before it.
        after: tests of the block after it.
    """

    phrases: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    any: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    text: str = ""
    signs: str = ""
    words: Range | None = None
    chars: Range | None = None
    zone: frozenset[str] = frozenset()
    from_start: Range | None = None
    from_end: Range | None = None
    near_title: Range | None = None
    prose: bool | None = None
    ended: bool | None = None
    quoted: bool | None = None
    teaser: bool | None = None
    cohesion: Range | None = None
    kind: frozenset[str] = frozenset()
    links: Range | None = None
    tag: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    css: str = ""
    before: Conditions | None = None
    after: Conditions | None = None

    def given(self) -> list[str]:
        """Names of the conditions that are set, in the order of the class."""
        return [f.name for f in fields(self) if getattr(self, f.name) != f.default]

    @property
    def named(self) -> bool:
        """Whether a block must hold one of the words that are given."""
        return bool(self.phrases or self.starts or self.ends or self.contains or self.any or self.all)

    def needs_markup(self) -> bool:
        """Whether it can hold in HTML alone; link density is known in Markdown too, so it counts as well."""
        if self.links is not None or self.tag or self.tokens or self.css:
            return True
        return any(near is not None and near.needs_markup() for near in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class Run:
    """What a rule takes along after its block.

    Where the article's prose goes on, a run is over, unless `of` names the words of its blocks.

    Attributes:
        of: each block of the run fits these conditions.
        until: the run ends before the first block that fits these, whatever `of` says.
        least: fewer blocks than this are no run, and the rule finds nothing.
        most: no more blocks than this are taken along.
    """

    of: Conditions = field(default_factory=Conditions)
    until: Conditions | None = None
    least: int = 1
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Example:
    """A page in the gutter: `- ` before what the rule removes, two spaces before what stays.

    Attributes:
        page: a block a line; `# ` marks the headline, `• ` an item of a list.
        title: the headline, where the page does not show it.
        markup: whether the lines are HTML; lines that only open or close an element hold no block.
    """

    page: str
    title: str = ""
    markup: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it matches, what that is, how sure it is, why, and proof.

    Attributes:
        id: lower-case-words-with-hyphens, once in its pack.
        pack: name of the pack.
        label: what the blocks are; None where they stay ("keep") or only end runs ("stop").
        confidence: share of its claims that are right, above 0 and up to 1.
        reason: one clause a person understands.
        match: all of these hold for the block.
        unless: where all of these hold too, the rule finds nothing.
        run: the blocks below that it takes along.
        examples: proof, executed by `declutter rules check`.
        stops: "stop": where it matches, the runs of all rules end.
        override: `pack/id` of the rule in whose place this one stands, where its pack applies.
    """

    id: str
    pack: str
    label: Label | None
    confidence: float
    reason: str
    match: Conditions
    unless: Conditions | None = None
    run: Run | None = None
    examples: tuple[Example, ...] = ()
    stops: bool = False
    override: str = ""

    @property
    def source(self) -> str:
        """`pack/id`, as it stands in findings."""
        return f"{self.pack}/{self.id}"

    @property
    def action(self) -> str:
        """What it does: "remove", "keep" or "stop"."""
        if self.stops:
            return "stop"
        return "keep" if self.label is None else "remove"

    def needs_markup(self) -> bool:
        """Whether one of its conditions can hold in HTML alone."""
        parts = [self.match, self.unless, *((self.run.of, self.run.until) if self.run else ())]
        return any(part is not None and part.needs_markup() for part in parts)


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule file.

    Attributes:
        name: stands before the id of each of its rules.
        rules: in the order of the file.
        version: as written.
        languages: ISO 639-1 codes; empty for every language.
        sites: hosts whose pages it is for, subdomains included; empty for every site.
        common: frequent short words by which a page's language is told.
        off: rules of other packs that are switched off where this one applies: `pack/id`, or
            `pack/*` for all of a pack.
        trusted: it ships with declutter, so that its rules run without a clock. No rule file can
            say this of itself.
    """

    name: str
    rules: tuple[Rule, ...]
    version: str = "1"
    languages: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    trusted: bool = False
