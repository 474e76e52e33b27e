"""Cleaner and clean(): the only room that sees the whole path from source to result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from declutter.decide import decide
from declutter.detectors import default_detectors
from declutter.detectors.headline import headline
from declutter.detectors.markup import find_in_markup
from declutter.errors import OptionError
from declutter.features import measure
from declutter.languages import Identifier
from declutter.model import Detector, Document, Finding, Label, Policy, Result
from declutter.packs import shipped_packs
from declutter.plugins import installed_detectors, installed_packs
from declutter.readers import read
from declutter.rules.detector import RuleDetector
from declutter.rules.load import PackSource, check_together, to_pack
from declutter.rules.schema import Pack
from declutter.scorer.lines import weigh

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from declutter.model import Switches
    from declutter.readers import Source

__all__ = ["Cleaner", "clean"]

# A prompt of fewer words may stand in a sentence by chance, so that no text is cut there.
_CUE_WORDS = 3


class Cleaner:
    """Configured once, used for any number of pages; picklable, safe in threads, no hidden state.

    Args:
        policy: a Policy, or a preset's name: "precision", "balanced", "recall".
        language: ISO 639-1 code of all pages, where known; told page by page where not.
        packs: rule packs beside those that ship: a `Pack`, a path, a resource of a package, as
            `importlib.resources` has it or as "package:file.toml", or a rule file's content as a dict.
            A pack may switch off or replace rules of those before it.
        detectors: detectors beside those that ship: anything with a `name` and a method `find`.
        plugins: whether to use the packs and detectors that other installed packages offer.
        **switches: `include_title`, `include_comments`, `include_tables`, `include_links`,
            `include_images`: set these fields of the policy.

    Raises:
        RuleError: a pack is refused.
        OptionError: an unknown preset, or something that is no detector.
        TypeError: an unknown switch.

    >>> Cleaner().clean("Listen to this article\\n\\nThe minister resigned on Monday.").text
    'The minister resigned on Monday.'
    """

    def __init__(
        self,
        *,
        policy: Policy | str = "balanced",
        language: str | None = None,
        packs: Sequence[PackSource] = (),
        detectors: Sequence[Detector] = (),
        plugins: bool = False,
        **switches: Unpack[Switches],
    ) -> None:
        self.policy = Policy.of(policy).including(**switches)
        self.language = language
        own = (*(installed_packs() if plugins else ()), *map(to_pack, packs))
        self.packs = (*shipped_packs(), *own)
        check_together(self.packs)
        self.detectors = (*(installed_detectors() if plugins else ()), *map(_checked, detectors))
        self.common = {
            pack.languages[0]: frozenset(pack.common) for pack in self.packs if len(pack.languages) == 1
        }
        self._rules = RuleDetector(self.packs)
        self._shipped = frozenset(rule.source for pack in shipped_packs() for rule in pack.rules)
        self._own = RuleDetector(own) if own else None
        self._heuristics = default_detectors()
        self._identifier = Identifier(self.packs)
        self._cues = _cues(self.packs)

    def clean(
        self,
        source: Source,
        *,
        form: str = "auto",
        url: str | None = None,
        title: str | None = None,
        language: str | None = None,
        charset: str | None = None,
        policy: Policy | str | None = None,
        **switches: Unpack[Switches],
    ) -> Result:
        """Clean one page.

        Args:
            source: the scraped page: text, Markdown or HTML; `bytes` of any encoding, or an lxml
                element or tree, which stays as it is.
            form: "auto", "text", "markdown" or "html".
            url: address of the page; rules bound to its site apply.
            title: the headline, where known; a line that repeats it stays.
            language: ISO 639-1 code of this page.
            charset: encoding that HTTP declared for `bytes`; not believed where it cannot be.
            policy: for this page, instead of the cleaner's own.
            **switches: for this page, as for a Cleaner.

        Raises:
            InputError: the source is of another type, or binary data.
            OptionError: an unknown form, preset or label.
            TypeError: an unknown switch.
        """
        chosen = (self.policy if policy is None else Policy.of(policy)).including(**switches)
        document = self.prepare(source, form=form, url=url, title=title, language=language, charset=charset)
        return decide(document, self.find(document), chosen)

    def prepare(
        self,
        source: Source,
        *,
        form: str = "auto",
        url: str | None = None,
        title: str | None = None,
        language: str | None = None,
        charset: str | None = None,
    ) -> Document:
        """Read and measure a source, and tell its language: all that detectors need."""
        document = read(
            source,
            form=form,
            url=url,
            title=title,
            language=language or self.language,
            charset=charset,
            cues=self._cues,
        )
        measure(document)
        if not document.language:
            document.language = self._identifier.identify(document)
        return document

    def claim(self, document: Document) -> tuple[list[Finding], list[Finding]]:
        """What rules and heuristics claim: those that ship, and the user's own packs."""
        shipped: list[Finding] = []
        own: list[Finding] = []
        for finding in self._rules.find(document):
            (shipped if finding.source in self._shipped else own).append(finding)
        for detector in self._heuristics:
            shipped.extend(detector.find(document))
        return shipped, own

    def find(self, document: Document) -> Iterator[Finding]:
        """Every finding, with its confidence in context.

        What ships is weighed by the scorer. The user's own packs and detectors are taken at their
        word: they know their pages.
        """
        if document.page is not None:
            yield from find_in_markup(document, self._find_in_text)
            if self._own is not None:
                yield from self._own.find(document)
        else:
            yield from self._find_in_text(document)
        for detector in self.detectors:
            yield from detector.find(document)

    def _find_in_text(self, document: Document) -> Iterator[Finding]:
        """What the text path finds in a measured document."""
        if not document.language:
            document.language = self._identifier.identify(document)
        shipped, own = self.claim(document)
        if (
            document.form != "html"
        ):  # there, the markup tells the headline, and `find` takes care of the user's packs
            allowed = headline(document, shipped)
            if allowed is not None:
                yield allowed
            yield from own
        yield from weigh(document, shipped, self.common.get(document.language, frozenset()))

    def clean_many(self, sources: Iterable[Source], *, form: str = "auto") -> Iterator[Result]:
        """Clean each source as it comes, lazily, in order."""
        for source in sources:
            yield self.clean(source, form=form)


def _checked(detector: Detector) -> Detector:
    if not isinstance(detector, Detector):
        raise OptionError(f"a detector has a `name` and a method `find`; {detector!r} has not")
    return detector


def _cues(packs: Iterable[Pack]) -> tuple[str, ...]:
    """Whole-block phrases at which a text that lost its line breaks may be cut.

    Advertisements' labels may be shorter: they stand in capitals.
    """
    return tuple(
        sorted(
            {
                phrase
                for pack in packs
                if not pack.sites
                for rule in pack.rules
                for phrase in rule.match.phrases
                if "#" not in phrase and (phrase.count(" ") + 1 >= _CUE_WORDS or rule.label is Label.AD)
            }
        )
    )


@lru_cache(maxsize=1)
def _default() -> Cleaner:
    return Cleaner()


def clean(
    source: Source,
    *,
    form: str = "auto",
    url: str | None = None,
    title: str | None = None,
    language: str | None = None,
    charset: str | None = None,
    policy: Policy | str = "balanced",
    **switches: Unpack[Switches],
) -> Result:
    """Clean one page with the rules that ship. See `Cleaner.clean`.

    >>> result = clean("Share\\n\\nThe minister resigned on Monday, her office said.")
    >>> result.text
    'The minister resigned on Monday, her office said.'
    >>> [(block.text, str(block.label)) for block in result.removed]
    [('Share', 'share')]
    """
    return _default().clean(
        source,
        form=form,
        url=url,
        title=title,
        language=language,
        charset=charset,
        policy=policy,
        **switches,
    )
