"""Reading the values of a rule file: conditions, and the plain values around them.

Each reader returns the value or raises a Fault that says where, what and which choices there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import regex

from declutter.errors import unknown_choice
from declutter.rules.places import Path
from declutter.rules.schema import KINDS, KINDS_OF, ZONES, Conditions, Range
from declutter.rules.selectors import Selector
from declutter.words import fold_phrase

__all__ = ["Fault", "Faults", "Lists", "read_conditions", "read_strings", "read_table", "read_text"]

# A pattern longer than this, as written, is no pattern but a program.
_PATTERN_LIMIT = 2_000
# With its word lists put in; the longest that ships has some 3,000 characters.
_EXPANDED_LIMIT = 20_000
# A rule that needs more entries should be several.
ENTRIES_LIMIT = 20_000
# A longer phrase would be no prompt but a paragraph, and no block is compared beyond 160 characters.
_PHRASE_CHARS = 300
# A condition on a neighbour's neighbour is the limit of what a person can follow.
_DEPTH_LIMIT = 3

Lists = Mapping[str, tuple[str, ...]]
"""The pack's [words]: name -> words."""


class Fault(Exception):
    """What is wrong with one value.

    Attributes:
        path: the way to it.
        what: the sentence for people.
    """

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(path, what)
        self.path = path
        self.what = what


class Faults:
    """Collects faults, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, path: Path, what: str) -> None:
        """Note a fault."""
        self.found.append(Fault(path, what))

    def read(self, reader: Callable[..., Any], value: object, path: Path, *rest: Any) -> Any:
        """What the reader makes of a value; None where it is at fault, which is noted."""
        try:
            return reader(value, path, *rest)
        except Fault as fault:
            self.found.append(fault)
            return None

    def keys(self, table: Mapping[str, Any], path: Path, known: Iterable[str]) -> None:
        """Note keys that nobody reads."""
        known = list(known)
        for key in table:
            if key not in known:
                self.add((*path, key), unknown_choice("key", key, known))


def read_table(value: object, path: Path) -> Mapping[str, Any]:
    """A table."""
    if not isinstance(value, Mapping):
        raise Fault(path, "is missing" if value is None else f"must be a table, not {_short(value)}")
    return value


def read_text(value: object, path: Path) -> str:
    """A text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise Fault(path, "is missing" if value is None else f"must be a text, not {_short(value)}")
    return value


def read_strings(value: object, path: Path) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(x, str) for x in value):
        raise Fault(path, f"must be a list of texts, not {_short(value)}")
    return tuple(value)


def read_conditions(value: object, path: Path, lists: Lists, faults: Faults, depth: int = 1) -> Conditions:
    """A table of conditions; what is wrong with single ones is noted in `faults`."""
    table = read_table(value, path)
    if depth > _DEPTH_LIMIT:
        raise Fault(path, f"conditions are nested more than {_DEPTH_LIMIT} deep")
    faults.keys(table, path, KINDS_OF)
    values: dict[str, Any] = {}
    for key, entry in table.items():
        kind, at = KINDS_OF.get(key), (*path, key)
        if kind == "conditions":
            read = faults.read(read_conditions, entry, at, lists, faults, depth + 1)
        elif kind:
            read = faults.read(_READ[kind], entry, at, lists)
        else:
            continue
        if read is not None:
            values[key] = read
    return Conditions(**values)


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}…"


def _spelled(value: object, path: Path, lists: Lists) -> list[str]:
    """Phrases or words, `@name` standing for a list of the pack's [words], folded."""
    found: list[str] = []
    entries = read_strings(value, path)
    for number, entry in enumerate(entries):
        at = (*path, number)
        if len(entry) > _PHRASE_CHARS:
            raise Fault(at, f"longer than {_PHRASE_CHARS} characters: {_short(entry)}")
        if entry.startswith("@"):
            if entry[1:] not in lists:
                raise Fault(at, unknown_choice("word list", entry, [f"@{name}" for name in lists]))
            found.extend(map(fold_phrase, lists[entry[1:]]))
        else:
            found.append(fold_phrase(entry))
        if not found or not found[-1]:
            raise Fault(at, f"{entry!r} has no word in it; use `signs` or `text` for characters")
        if found[-1] == "#" and path[-1] in ("phrases", "starts", "ends", "contains"):
            raise Fault(at, f"{entry!r} is a bare number, and would match every number")
    if not found:
        raise Fault(path, "an empty list never matches")
    if len(found) > ENTRIES_LIMIT:
        raise Fault(path, f"has {len(found)} entries; {ENTRIES_LIMIT} is the limit, make it several rules")
    return found


def _set(value: object, path: Path, lists: Lists) -> frozenset[str]:
    return frozenset(_spelled(value, path, lists))


def _tuple(value: object, path: Path, lists: Lists) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_spelled(value, path, lists)))


def _pattern(value: object, path: Path, lists: Lists) -> str:
    pattern = read_text(value, path)
    if len(pattern) > _PATTERN_LIMIT:
        raise Fault(path, f"has {len(pattern)} characters; {_PATTERN_LIMIT} is the limit of a pattern")
    # `{name}` in a pattern stands for any of a list's words; real repeat counts are numbers.
    for name in sorted(set(re.findall(r"\{([a-z_]+)\}", pattern))):
        if name not in lists:
            raise Fault(path, unknown_choice("word list", name, lists))
        words = sorted(lists[name], key=len, reverse=True)
        pattern = pattern.replace(f"{{{name}}}", f"(?:{'|'.join(map(re.escape, words))})")
        if len(pattern) > _EXPANDED_LIMIT:
            raise Fault(path, f"has more than {_EXPANDED_LIMIT} characters with its word lists put in")
    try:
        regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, ValueError, KeyError, OverflowError, RecursionError) as error:
        raise Fault(path, f"is no valid pattern: {error or type(error).__name__}") from None
    return pattern


def _signs(value: object, path: Path, _: Lists) -> str:
    return read_text(value, path)


def _range(value: object, path: Path, _: Lists) -> Range:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Fault(path, f'{_short(value)} is no range; write it as "<=12", ">=3", "4..9" or "7"')
    try:
        return Range.parse(str(value))
    except ValueError as error:
        raise Fault(path, str(error)) from None


def _flag(value: object, path: Path, _: Lists) -> bool:
    if not isinstance(value, bool):
        raise Fault(path, f"must be true or false, not {_short(value)}")
    return value


def _choices(choices: tuple[str, ...]) -> Callable[[object, Path, Lists], frozenset[str]]:
    def read(value: object, path: Path, _: Lists) -> frozenset[str]:
        names = read_strings([value] if isinstance(value, str) else value, path)
        if not names:
            raise Fault(path, "an empty list never matches")
        for name in names:
            if name not in choices:
                raise Fault(path, unknown_choice(str(path[-1]), name, choices))
        return frozenset(names)

    return read


def _names(value: object, path: Path, _: Lists) -> frozenset[str]:
    names = read_strings([value] if isinstance(value, str) else value, path)
    if not names:
        raise Fault(path, "an empty list never matches")
    return frozenset(name.lower() for name in names)


def _selector(value: object, path: Path, _: Lists) -> str:
    text = read_text(value, path)
    if len(text) > _PATTERN_LIMIT:
        raise Fault(path, f"has {len(text)} characters; {_PATTERN_LIMIT} is the limit of a selector")
    try:
        return Selector(text).text
    except ValueError as error:
        raise Fault(path, str(error)) from None


_READ: dict[str, Callable[[object, Path, Lists], Any]] = {
    "set of phrases": _set,
    "phrases": _tuple,
    "set of words": _set,
    "pattern": _pattern,
    "characters": _signs,
    "range": _range,
    "flag": _flag,
    "zones": _choices(ZONES),
    "kinds": _choices(KINDS),
    "names": _names,
    "selector": _selector,
}
