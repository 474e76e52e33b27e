"""The nouns: Label, Document, Block, Finding, Policy, Result, and the Detector protocol.

Standard library only. A Document is columns, not objects: one list per property, one entry per
block, because a Python object for every line of every page is what makes cleaners slow. `Block`
objects are made when somebody asks a Result for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypedDict, runtime_checkable

from declutter.errors import OptionError, unknown_choice

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from declutter.features import Features
    from declutter.page import Page
    from declutter.scorer.reasons import Evidence

__all__ = ["SWITCHES", "Block", "Detector", "Document", "Finding", "Label", "Policy", "Result", "Switches"]


class Label(str, Enum):
    """What a removable block is. A label describes; the policy decides what goes."""

    __hash__ = str.__hash__  # that of Enum is a call in Python, and labels are looked up for every finding

    AD = "ad"
    APP = "app"
    AUDIO = "audio"
    BIO = "bio"
    BOILERPLATE = "boilerplate"
    BYLINE = "byline"
    CAPTION = "caption"
    COMMENTS = "comments"
    COOKIE = "cookie"
    CREDIT = "credit"
    DATELINE = "dateline"
    DUPLICATE = "duplicate"
    HEADLINE = "headline"
    KICKER = "kicker"
    LEGAL = "legal"
    NAVIGATION = "navigation"
    NEWSLETTER = "newsletter"
    PAYWALL = "paywall"
    PROMPT = "prompt"
    RELATED = "related"
    SHARE = "share"
    TABLE = "table"
    TAGS = "tags"
    TEASER = "teaser"
    VIDEO = "video"

    def __str__(self) -> str:
        return self.value

    @classmethod
    def parse(cls, value: str | Label) -> Label:
        """The label of that name.

        Raises:
            OptionError: there is no such label; the message lists the labels.

        >>> Label.parse("credit") is Label.CREDIT
        True
        """
        try:
            return cls(value)
        except ValueError:
            raise OptionError(unknown_choice("label", value, [m.value for m in cls])) from None


class Finding(NamedTuple):
    """One detector's claim about blocks `start` to `stop` (exclusive).

    Attributes:
        start: index of the first block.
        stop: index after the last block.
        label: what the blocks are; None says that they are content and must stay.
        confidence: 0 to 1, the share of such claims that are right.
        source: name of the detector, or `pack/rule-id`.
        reason: one clause a person understands.
    """

    start: int
    stop: int
    label: Label | None
    confidence: float
    source: str
    reason: str


@runtime_checkable
class Detector(Protocol):
    """Looks at a whole document and yields findings. Detectors do not see each other."""

    @property
    def name(self) -> str:
        """Stands in each finding's `source`."""
        ...

    def find(self, document: Document, /) -> Iterable[Finding]:
        """Yield what this detector claims about the document's blocks."""
        ...


@dataclass(slots=True)
class Document:
    """A source as a flat sequence of blocks, in columns of equal length.

    `source[starts[i]:ends[i]]` is block i verbatim; what lies between two blocks is their
    separator. Readers fill the columns once; nobody edits them after.

    Attributes:
        source: the decoded source (for HTML, the text that was read from it).
        form: "text", "markdown" or "html".
        starts, ends: offsets of each block in `source`.
        lines: 1-based line number in the source of each block's first line (0: unknown).
        texts: each block as a person reads it: no markup, no invisible characters.
        kinds: "heading", "item", "cell", "code", "quote", "image", or "" for unmarked blocks.
        links: share of each block's characters that stand in links; None where unknown.
        paths: tag, class, id and role tokens on the way to each block; None without markup.
        title: the headline, where the caller or the markup gave it.
        language: ISO 639-1 code given or identified; "" where unknown.
        url: address of the page, or "".
        broken: True where the source's line breaks were lost and blocks are sentences.
        notes: what the reader wants the caller to know; ends up in `Result.warnings`.
        features: what `measure` found.
        evidence: what the scorer saw, from which reasons are told.
        page: the elements of an HTML page.
        rescued: the article was read from embedded data, as the markup shows none.
        about: what an HTML page says about itself: title, authors, dates …; see docs/html.md.
    """

    source: str
    form: str
    starts: list[int]
    ends: list[int]
    lines: list[int]
    texts: list[str]
    kinds: list[str]
    links: list[float] | None = None
    paths: Sequence[frozenset[str]] | None = None
    title: str = ""
    language: str = ""
    url: str = ""
    broken: bool = False
    notes: list[str] = field(default_factory=list)
    features: Features = field(init=False, repr=False)
    evidence: Evidence | None = field(init=False, repr=False, default=None)
    page: Page | None = field(init=False, repr=False, default=None)
    rescued: bool = field(init=False, repr=False, default=False)
    about: Mapping[str, Any] = field(init=False, repr=False, default_factory=dict)

    def __len__(self) -> int:
        return len(self.starts)

    def verbatim(self, index: int) -> str:
        """Block `index` exactly as it stands in the source."""
        return self.source[self.starts[index] : self.ends[index]]


class Block(NamedTuple):
    """One block of a result, with the decision about it.

    Attributes:
        text: verbatim.
        line: 1-based line number in the source.
        kept: whether it stands in the clean text.
        label: what it was removed as; None where kept.
        confidence: of the finding that removed it; where kept, 1 minus the strongest claim
            against it.
        reason: why it was removed; "" where kept.
        source: detector or `pack/rule-id` that removed it; "" where kept.
    """

    text: str
    line: int
    kept: bool
    label: Label | None
    confidence: float
    reason: str
    source: str


class Switches(TypedDict, total=False):
    """What people turn on and off: the fields of a Policy that `clean` and `Cleaner` take as keywords."""

    include_title: bool
    include_comments: bool
    include_tables: bool
    include_links: bool
    include_images: bool


SWITCHES = tuple(Switches.__annotations__)

_PRESETS = {"precision": 0.9, "balanced": 0.7, "recall": 0.45}


@dataclass(frozen=True, slots=True)
class Policy:
    """How much must be known before a block goes, and what may never go.

    Attributes:
        threshold: a block falls to a finding of at least this confidence, 0 to 1.
        keep: labels that stay in the text.
        include_title: of HTML, whether the headline stands on top of the text.
        include_comments: whether readers' comments stay in the text, as with `keep=["comments"]`.
        include_tables: whether tables of data stay.
        include_links, include_images: of HTML, whether `.markdown` and `.html` have them; of a link
            that they have not, the text stays.

    >>> Policy.preset("recall").threshold
    0.45
    >>> Policy().including(include_title=True).include_title
    True
    """

    threshold: float = _PRESETS["balanced"]
    keep: frozenset[Label] = frozenset()
    include_title: bool = False
    include_comments: bool = False
    include_tables: bool = True
    include_links: bool = True
    include_images: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.threshold, bool) or not isinstance(self.threshold, (int, float)):
            raise OptionError(f"threshold must be a number from 0 to 1, not {self.threshold!r}")
        if not 0 <= self.threshold <= 1:
            raise OptionError(f"threshold must be from 0 to 1, not {self.threshold!r}")
        if isinstance(self.keep, str):
            raise OptionError(f"keep must be a collection of labels, not the string {self.keep!r}")
        object.__setattr__(self, "keep", frozenset(Label.parse(x) for x in self.keep))
        for name in SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise OptionError(f"{name} must be True or False, not {getattr(self, name)!r}")

    @classmethod
    def preset(cls, name: str, *, keep: Iterable[Label | str] = ()) -> Policy:
        """The policy of that name: "precision", "balanced" or "recall".

        Raises:
            OptionError: there is no such preset, or no such label in `keep`.
        """
        if name not in _PRESETS:
            raise OptionError(unknown_choice("preset", name, _PRESETS))
        return cls(_PRESETS[name], frozenset(Label.parse(x) for x in keep))

    def including(self, **switches: Unpack[Switches]) -> Policy:
        """This policy with some of its `include_…` switches set.

        Raises:
            TypeError: there is no such switch; the message lists them.
            OptionError: a switch is neither True nor False.
        """
        for name in switches:
            if name not in SWITCHES:
                raise TypeError(unknown_choice("option", name, SWITCHES))
        return replace(self, **switches) if switches else self

    @classmethod
    def of(cls, policy: Policy | str) -> Policy:
        """A policy as it is, or the preset of that name."""
        if isinstance(policy, Policy):
            return policy
        if isinstance(policy, str):
            return cls.preset(policy)
        raise OptionError(f"policy must be a Policy or a preset's name, not {policy!r}")


@dataclass(frozen=True, slots=True)
class Result:
    """A document, what was found in it, and what was decided.

    Attributes:
        document: the blocks.
        policy: under which the decision was made.
        found: everything the detectors claimed, in order of their blocks; the scorer's reasons
            are told on demand only, see `findings`.
        because: for each block the finding that removed it, or None where it stays.
        doubt: for each block the strongest claim against it, removed or not, 0 to 1.
        confidence: 0 to 1, how far the whole result can be trusted; for triage.
        warnings: what a caller should look at: no prose found, nothing left …
        title: the headline, or "".
        metadata: what the text itself says: byline, dates, section.
    """

    document: Document
    policy: Policy
    found: Sequence[Finding]
    because: Sequence[Finding | None]
    doubt: Sequence[float]
    confidence: float
    warnings: Sequence[str]
    title: str
    metadata: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The clean article: kept blocks verbatim, in order, with their own separators."""
        from declutter.renderers.text import render_text

        return render_text(self)

    @property
    def markdown(self) -> str:
        """The clean article as Markdown; of a text or Markdown source its kept lines as they are."""
        if self.document.page is None:
            return self.text
        from declutter.renderers.markdown import render_markdown

        return render_markdown(self)

    @property
    def html(self) -> str:
        """The clean article of an HTML source as HTML that holds nothing that runs; "" of other sources."""
        if self.document.page is None:
            return ""
        from declutter.renderers.html import render_html

        return render_html(self)

    @property
    def comments(self) -> str:
        """Readers' comments that were left out of the text, with a blank line between two blocks."""
        gone = [n for n, finding in enumerate(self.because) if finding and finding.label is Label.COMMENTS]
        return "\n\n".join(map(self.document.verbatim, gone))

    @property
    def page_type(self) -> str:
        """Of HTML: "article", "documentation", "forum", "listing", "product" or "service"; else ""."""
        return str(self.metadata.get("page_type", ""))

    @property
    def findings(self) -> list[Finding]:
        """Everything the detectors claimed, in order of their blocks, each with its reason."""
        return self._told(self.found)

    def _told(self, findings: Sequence[Finding]) -> list[Finding]:
        """Findings with the reasons that the scorer gives only when asked: telling takes time."""
        evidence = self.document.evidence
        silent = [n for n, finding in enumerate(findings) if not finding.reason]
        told = list(findings)
        if evidence is not None and silent:
            reasons = evidence.reasons([findings[n].start for n in silent])
            for n, reason in zip(silent, reasons):
                told[n] = findings[n]._replace(reason=reason)
        return told

    @property
    def blocks(self) -> list[Block]:
        """Every block with the decision about it."""
        document = self.document
        made: list[Block] = []
        told = iter(self._told([finding for finding in self.because if finding is not None]))
        for index, removed in enumerate(self.because):
            finding = next(told) if removed is not None else None
            text, line = document.verbatim(index), document.lines[index]
            if finding is None:
                made.append(Block(text, line, True, None, 1 - self.doubt[index], "", ""))
            else:
                _, _, label, confidence, source, reason = finding
                made.append(Block(text, line, False, label, confidence, reason, source))
        return made

    @property
    def kept(self) -> list[Block]:
        """The blocks that stay."""
        return [block for block in self.blocks if block.kept]

    @property
    def removed(self) -> list[Block]:
        """The blocks that went, each with its label, reason and source."""
        return [block for block in self.blocks if not block.kept]

    def explain(self, *, color: bool = False) -> str:
        """The whole source in a two-column gutter: `- ` removed, with label and reason."""
        from declutter.renderers.gutter import render_gutter

        return render_gutter(self, color=color)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data, ready for JSON."""
        from declutter.renderers.data import render_data

        return render_data(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict()` as JSON text; non-ASCII characters stay as they are."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
