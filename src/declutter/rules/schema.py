"""What a rule file may say: packs, rules, conditions, runs, examples. Loading checks everything.

A rule file is data from a stranger: nothing in it is executed, no path in it is opened, and a
file with one fault is refused whole.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import regex

from declutter.errors import OptionError, RuleError, unknown_choice
from declutter.features import fold_phrase
from declutter.model import Label

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Conditions", "Example", "Pack", "PackSource", "Range", "Rule", "Run", "load_pack", "parse_pack", "to_pack"]

ZONES = ("head", "body", "tail")
KINDS = ("heading", "item", "cell", "code", "quote", "image", "rule")

# A pattern longer than this is no pattern but a program.
_PATTERN_LIMIT = 2_000
# Ten thousand phrases is a dictionary; a rule that needs more should be several.
_PHRASES_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Range:
    """An inclusive range of numbers, written "<=12", ">=3", "4..9" or "7"."""

    low: float = float("-inf")
    high: float = float("inf")

    def __contains__(self, value: float | None) -> bool:
        """Unknown is None, and None never matches."""
        return value is not None and self.low <= value <= self.high

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
        raise ValueError(f"{text!r} is no range; write it as \"<=12\", \">=3\", \"4..9\" or \"7\"")


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
        links: share of its characters that stand in links, where known.
        tokens: tag, class, id or role words on the way to it, where there is markup.
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
    tokens: frozenset[str] = frozenset()
    before: Conditions | None = None
    after: Conditions | None = None

    def given(self) -> list[str]:
        """Names of the conditions that are set, in the order of the class."""
        blank = Conditions
        return [
            f.name
            for f in fields(self)
            if getattr(self, f.name) != f.default and f.name != blank.__name__
        ]


@dataclass(frozen=True, slots=True)
class Run:
    """What a rule takes along after its block.

    Attributes:
        of: each block of the run fits these conditions.
        least: fewer blocks than this are no run, and the rule finds nothing.
        to: "prose" ends the run where the article goes on; "end" takes it to the last block that
            fits, and prose still ends it.
    """

    of: Conditions = field(default_factory=Conditions)
    least: int = 1
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Example:
    """A page in the gutter: `- ` before what the rule removes, two spaces before what stays."""

    page: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it matches, what that is, how sure it is, why, and proof.

    Attributes:
        label: None in an allow-rule, whose blocks stay whatever else is claimed.
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

    @property
    def source(self) -> str:
        """`pack/id`, as it stands in findings."""
        return f"{self.pack}/{self.id}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule file.

    Attributes:
        languages: ISO 639-1 codes; empty for every language.
        sites: hosts whose pages it is for, subdomains included; empty for every site.
        common: frequent short words by which a page's language is told.
        off: `pack/id` of rules of other packs that are switched off where this one applies.
        trusted: it ships with declutter, so that its patterns run without a clock. No rule file
            can say this of itself.
    """

    name: str
    rules: tuple[Rule, ...]
    version: str = "1"
    languages: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    trusted: bool = False


# --- loading ------------------------------------------------------------------------------------


class _Fault(Exception):
    """Where and what, on the way up to the RuleError that names the file."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key = key


def load_pack(path: str | Path) -> Pack:
    """Load a rule file.

    Raises:
        RuleError: it cannot be read or is not a valid rule file.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"cannot be read: {error}", where=str(path)) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"is not valid TOML: {error}", where=str(path)) from None
    return parse_pack(data, where=str(path))


def parse_pack(data: Mapping[str, Any], *, where: str = "<dict>") -> Pack:
    """Check a rule file's content and build the pack.

    Raises:
        RuleError: naming the key at fault, what is wrong, and the choices.
    """
    try:
        return _pack(data)
    except _Fault as fault:
        raise RuleError(f"{fault.key}: {fault}", where=where) from None


PackSource = Pack | str | Path | Mapping[str, Any]
"""What a pack can be given as: a Pack, the path of a rule file, or a rule file's content."""


def to_pack(source: PackSource) -> Pack:
    """The pack that is meant.

    Raises:
        RuleError: it is none, or is refused.
    """
    if isinstance(source, Pack):
        return source
    if isinstance(source, (str, Path)):
        return load_pack(source)
    if isinstance(source, Mapping):
        return parse_pack(source)
    raise RuleError(f"a pack is a Pack, a path or a dict, not {type(source).__name__}")


def _pack(data: Mapping[str, Any]) -> Pack:
    _keys(data, "", ("pack", "words", "rule"))
    head = _table(data.get("pack"), "pack")
    _keys(head, "pack", ("name", "version", "languages", "sites", "common", "off"))
    name = _string(head.get("name"), "pack.name")
    lists = {
        key: _strings(value, f"words.{key}") for key, value in _table(data.get("words", {}), "words").items()
    }
    rules: list[Rule] = []
    seen: set[str] = set()
    raw = data.get("rule", [])
    if not isinstance(raw, list):
        raise _Fault("rule", "write rules as [[rule]]")
    for number, entry in enumerate(raw, 1):
        rule = _rule(_table(entry, f"rule {number}"), name, f"rule {number}", lists)
        if rule.id in seen:
            raise _Fault(f"rule {number}", f"id {rule.id!r} is used twice")
        seen.add(rule.id)
        rules.append(rule)
    return Pack(
        name=name,
        rules=tuple(rules),
        version=str(head.get("version", "1")),
        languages=_strings(head.get("languages", []), "pack.languages"),
        sites=_strings(head.get("sites", []), "pack.sites"),
        common=_strings(head.get("common", []), "pack.common"),
        off=_strings(head.get("off", []), "pack.off"),
    )


_RULE_KEYS = ("id", "label", "confidence", "reason", "action", "match", "unless", "run", "example")


def _rule(entry: Mapping[str, Any], pack: str, where: str, lists: Mapping[str, tuple[str, ...]]) -> Rule:
    name = _string(entry.get("id"), f"{where}.id")
    where = f"rule {name!r}"
    _keys(entry, where, _RULE_KEYS)
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name):
        raise _Fault(f"{where}.id", "write it in lower-case-words-with-hyphens")
    action = entry.get("action", "remove")
    if action not in ("remove", "keep"):
        raise _Fault(f"{where}.action", unknown_choice("action", action, ("remove", "keep")))
    label: Label | None = None
    if action == "remove":
        try:
            label = Label.parse(_string(entry.get("label"), f"{where}.label"))
        except OptionError as error:
            raise _Fault(f"{where}.label", str(error)) from None
    confidence = entry.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, (int, float)) or not 0 < confidence <= 1:
        raise _Fault(f"{where}.confidence", f"must be a number above 0 and up to 1, not {confidence!r}")
    match = _conditions(_table(entry.get("match"), f"{where}.match"), f"{where}.match", lists)
    if not match.given():
        raise _Fault(f"{where}.match", "an empty match would take every block")
    unless = entry.get("unless")
    run = entry.get("run")
    return Rule(
        id=name,
        pack=pack,
        label=label,
        confidence=float(confidence),
        reason=_string(entry.get("reason"), f"{where}.reason"),
        match=match,
        unless=None if unless is None else _conditions(_table(unless, f"{where}.unless"), f"{where}.unless", lists),
        run=None if run is None else _run(_table(run, f"{where}.run"), f"{where}.run", lists),
        examples=tuple(
            _example(_table(example, f"{where}.example"), f"{where}.example") for example in entry.get("example", [])
        ),
    )


def _run(table: Mapping[str, Any], where: str, lists: Mapping[str, tuple[str, ...]]) -> Run:
    _keys(table, where, ("of", "least", "most"))
    return Run(
        of=_conditions(_table(table.get("of", {}), f"{where}.of"), f"{where}.of", lists),
        least=_count(table.get("least", 1), f"{where}.least"),
        most=_count(table.get("most", 1_000_000), f"{where}.most"),
    )


def _example(table: Mapping[str, Any], where: str) -> Example:
    _keys(table, where, ("page", "title"))
    page = _string(table.get("page"), f"{where}.page")
    for line in page.splitlines():
        if line.strip() and not line.startswith(("- ", "  ")):
            raise _Fault(f"{where}.page", f"each line begins with '- ' or two spaces; this does not: {line!r}")
    return Example(page, str(table.get("title", "")))


def _conditions(table: Mapping[str, Any], where: str, lists: Mapping[str, tuple[str, ...]]) -> Conditions:
    _keys(table, where, [f.name for f in fields(Conditions)])
    values: dict[str, Any] = {}
    for key, value in table.items():
        at = f"{where}.{key}"
        if key in ("before", "after"):
            values[key] = _conditions(_table(value, at), at, lists)
        else:
            values[key] = _READ[key](value, at, lists)
    return Conditions(**values)


_Lists = Mapping[str, tuple[str, ...]]


def _spelled(value: object, at: str, lists: _Lists) -> list[str]:
    """Phrases or words, `@name` standing for a list of the pack's [words], folded."""
    found: list[str] = []
    for entry in _strings(value, at):
        if entry.startswith("@"):
            if entry[1:] not in lists:
                raise _Fault(at, unknown_choice("word list", entry, [f"@{name}" for name in lists]))
            found.extend(map(fold_phrase, lists[entry[1:]]))
        else:
            found.append(fold_phrase(entry))
        if not found[-1]:
            raise _Fault(at, f"{entry!r} has no word in it; use `signs` or `text` for characters")
        if found[-1] == "#" and at.endswith((".phrases", ".starts", ".ends", ".contains")):
            raise _Fault(at, f"{entry!r} is a bare number, and would match every number")
    if not found:
        raise _Fault(at, "an empty list never matches")
    if len(found) > _PHRASES_LIMIT:
        raise _Fault(at, f"more than {_PHRASES_LIMIT} entries")
    return found


def _set(value: object, at: str, lists: _Lists) -> frozenset[str]:
    return frozenset(_spelled(value, at, lists))


def _tuple(value: object, at: str, lists: _Lists) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_spelled(value, at, lists)))


def _pattern(value: object, at: str, lists: _Lists) -> str:
    pattern = _string(value, at)
    if len(pattern) > _PATTERN_LIMIT:
        raise _Fault(at, f"longer than {_PATTERN_LIMIT} characters")
    # `{name}` in a pattern stands for any of a list's words; real repeat counts are numbers.
    for name in set(re.findall(r"\{([a-z_]+)\}", pattern)):
        if name not in lists:
            raise _Fault(at, unknown_choice("word list", name, lists))
        words = sorted(lists[name], key=len, reverse=True)
        pattern = pattern.replace(f"{{{name}}}", f"(?:{'|'.join(map(re.escape, words))})")
    try:
        regex.compile(pattern)
    except regex.error as error:
        raise _Fault(at, f"is no valid pattern: {error}") from None
    return pattern


def _signs(value: object, at: str, _: _Lists) -> str:
    return _string(value, at)


def _range(value: object, at: str, _: _Lists) -> Range:
    try:
        return Range.parse(str(value))
    except ValueError as error:
        raise _Fault(at, str(error)) from None


def _flag(value: object, at: str, _: _Lists) -> bool:
    if not isinstance(value, bool):
        raise _Fault(at, f"must be true or false, not {value!r}")
    return value


def _choices(choices: tuple[str, ...]) -> Callable[[object, str, _Lists], frozenset[str]]:
    def read(value: object, at: str, _: _Lists) -> frozenset[str]:
        names = _strings([value] if isinstance(value, str) else value, at)
        for name in names:
            if name not in choices:
                raise _Fault(at, unknown_choice(at.rsplit(".", 1)[-1], name, choices))
        return frozenset(names)

    return read


def _plain_set(value: object, at: str, _: _Lists) -> frozenset[str]:
    return frozenset(word.lower() for word in _strings(value, at))


_READ: dict[str, Callable[[object, str, _Lists], Any]] = {
    "phrases": _set,
    "starts": _tuple,
    "ends": _tuple,
    "contains": _tuple,
    "any": _set,
    "all": _set,
    "only": _set,
    "text": _pattern,
    "signs": _signs,
    "words": _range,
    "chars": _range,
    "zone": _choices(ZONES),
    "from_start": _range,
    "from_end": _range,
    "near_title": _range,
    "prose": _flag,
    "ended": _flag,
    "quoted": _flag,
    "teaser": _flag,
    "cohesion": _range,
    "kind": _choices(KINDS),
    "links": _range,
    "tokens": _plain_set,
}


def _keys(table: Mapping[str, Any], where: str, known: Iterable[str]) -> None:
    known = list(known)
    for key in table:
        if key not in known:
            raise _Fault(f"{where}.{key}".lstrip("."), unknown_choice("key", key, known))


def _table(value: object, at: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _Fault(at, "is missing" if value is None else f"must be a table, not {value!r}")
    return value


def _string(value: object, at: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Fault(at, "is missing" if value is None else f"must be a text, not {value!r}")
    return value


def _strings(value: object, at: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(x, str) for x in value):
        raise _Fault(at, f"must be a list of texts, not {value!r}")
    return tuple(value)


def _count(value: object, at: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _Fault(at, f"must be a whole number from 1, not {value!r}")
    return value
