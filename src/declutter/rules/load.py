"""Loading rule files: everything is checked, and a file with a fault is refused whole.

A rule file is data from a stranger: nothing in it is executed, no path in it is opened.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from declutter.errors import OptionError, RuleError, unknown_choice
from declutter.model import Label
from declutter.rules import places
from declutter.rules.filing import filed_under
from declutter.rules.schema import Example, Pack, Rule, Run
from declutter.rules.values import Fault, Faults, Lists, read_conditions, read_strings, read_table, read_text

if sys.version_info >= (3, 11):
    from importlib.resources.abc import Traversable

    import tomllib
else:
    from importlib.abc import Traversable

    import tomli as tomllib

__all__ = ["PackSource", "check_together", "load_pack", "parse_pack", "to_pack"]

PACK_KEYS = ("name", "version", "languages", "sites", "common", "off")
RULE_KEYS = ("id", "label", "confidence", "reason", "action", "override", "match", "unless", "run", "example")
RUN_KEYS = ("of", "until", "least", "most")
EXAMPLE_KEYS = ("page", "html", "title")
ACTIONS = ("remove", "keep", "stop")

_WHOLE_RUN = Run()

# The largest pack that ships has some 300 kB, most of it examples.
_FILE_LIMIT = 4_000_000
# Ten thousand rules of a phrase each are a big site's; twice that is a mistake.
_RULES_LIMIT = 20_000
# Phrases and words of all rules together.
_PACK_LIMIT = 200_000
# Rules without a word to look them up by are tried on every short block.
_UNFILED_LIMIT = 200
# So are, nearly, rules that share a frequent word.
_SHELF_LIMIT = 500
# An error that lists hundreds of faults says no more than one that lists these.
_FAULTS_SHOWN = 50

PackSource = Pack | str | Path | Traversable | Mapping[str, Any]
"""What a pack can be given as: a Pack, the path of a rule file, a resource of a package, as
`importlib.resources` has it or as "package:file.toml", or a rule file's content."""


def to_pack(source: PackSource) -> Pack:
    """The pack that is meant.

    Raises:
        RuleError: it is none, or is refused.
    """
    if isinstance(source, Pack):
        return source
    if isinstance(source, Mapping):
        return parse_pack(source)
    if isinstance(source, str):
        return load_pack(_resource(source) or Path(source))
    if isinstance(source, (Path, Traversable)):
        return load_pack(source)
    raise RuleError(
        f"a pack is a Pack, a path, a resource of a package or a dict, not {type(source).__name__}"
    )


def check_together(packs: Sequence[Pack]) -> None:
    """Check that names are unique, and that what packs switch off or replace is there.

    Raises:
        RuleError: naming the pack, and the nearest rule.
    """
    counts = Counter(pack.name for pack in packs)
    for name, count in counts.items():
        if count > 1:
            raise RuleError(
                "another pack has this name; reasons could not tell them apart", where=f"pack {name!r}"
            )
    if not any(pack.off or any(rule.override for rule in pack.rules) for pack in packs):
        return
    rules = {rule.source for pack in packs for rule in pack.rules}
    for pack in packs:
        meant = [name for name in pack.off if not name.endswith("/*")]
        for name in (*meant, *(rule.override for rule in pack.rules if rule.override)):
            if name not in rules:
                near = difflib.get_close_matches(name, rules, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise RuleError(
                    f"there is no rule {name!r} to switch off or replace{hint}", where=f"pack {pack.name!r}"
                )
        for name in pack.off:
            if name.endswith("/*") and name.removesuffix("/*") not in counts:
                raise RuleError(
                    unknown_choice("pack", name.removesuffix("/*"), counts), where=f"pack {pack.name!r}"
                )


def _resource(source: str) -> Traversable | None:
    """The resource that "package:file.toml" names, or None where it is a path."""
    match = re.fullmatch(r"([A-Za-z_]\w+(?:\.\w+)*):([^\\:]+\.toml)", source)
    if match is None:
        return None
    try:
        return resources.files(match[1]).joinpath(match[2])
    except (ModuleNotFoundError, TypeError):
        raise RuleError(f"there is no package {match[1]!r}", where=source) from None


def load_pack(path: str | Path | Traversable) -> Pack:
    """Load a rule file.

    Raises:
        RuleError: it cannot be read or is not a valid rule file; every fault with file, line and key.
    """
    file = Path(path) if isinstance(path, str) else path
    where = str(file)
    try:
        data = file.read_bytes()
        if len(data) > _FILE_LIMIT:
            raise RuleError(f"has {len(data)} bytes; {_FILE_LIMIT} is the limit of a rule file", where=where)
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"cannot be read: {error}", where=where) from None
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise RuleError(
            f"is not valid TOML: {error}", where=f"{where}:{line[1]}" if line else where
        ) from None
    return parse_pack(content, where=where, text=text)


def parse_pack(data: Mapping[str, Any], *, where: str = "<dict>", text: str = "") -> Pack:
    """Check a rule file's content and build the pack.

    Args:
        data: the content, as TOML's reader gives it.
        where: what errors call it.
        text: the file as written, from which errors tell the line.

    Raises:
        RuleError: naming every key at fault, what is wrong, and the choices.
    """
    faults = Faults()
    pack = _pack(data, faults)
    if not faults.found and pack is not None:
        _check_size(pack, faults)
    if faults.found or pack is None:
        raise _refusal(data, faults, where, text)
    return pack


def _refusal(data: Mapping[str, Any], faults: Faults, where: str, text: str) -> RuleError:
    """The error that names every fault, with the line where there is a text."""
    lines = places.places(text) if text else {}
    told: list[tuple[str, str]] = []
    for fault in faults.found[:_FAULTS_SHOWN]:
        line = places.line_of(fault.path, lines)
        told.append((f"{where}:{line}" if line else where, f"{_spoken(fault.path, data)}: {fault.what}"))
    more = len(faults.found) - len(told)
    sentences = [f"{place}: {what}" for place, what in told] + ([f"{where}: and {more} more"] if more else [])
    place, first = told[0]
    return RuleError("\n".join([first, *sentences[1:]]), where=place, faults=sentences)


def _spoken(path: places.Path, data: Any) -> str:
    """The way to a value, with rules by their id: `rule 'share-bar': match.phrases`."""
    if len(path) > 1 and path[0] == "rule" and isinstance(path[1], int):
        rule = data["rule"][path[1]]
        name = rule.get("id") if isinstance(rule, Mapping) else None
        rest = ".".join(str(step) if isinstance(step, str) else str(step + 1) for step in path[2:])
        return f"rule {name if isinstance(name, str) else path[1] + 1!r}{': ' if rest else ''}{rest}"
    return ".".join(str(step) if isinstance(step, str) else str(step + 1) for step in path)


def _pack(data: Mapping[str, Any], faults: Faults) -> Pack | None:
    faults.keys(data, (), ("pack", "words", "rule"))
    given = faults.read(read_table, data.get("pack"), ("pack",))
    head = given or {}
    faults.keys(head, ("pack",), PACK_KEYS)
    name = faults.read(read_text, head.get("name"), ("pack", "name")) if given is not None else None
    words = faults.read(read_table, data.get("words", {}), ("words",)) or {}
    lists = {key: faults.read(read_strings, value, ("words", key)) or () for key, value in words.items()}
    several = {
        key: faults.read(read_strings, head.get(key, []), ("pack", key)) or ()
        for key in ("languages", "sites", "common", "off")
    }
    _check_head(several, faults)
    raw = data.get("rule", [])
    if not isinstance(raw, list):
        faults.add(("rule",), "write rules as [[rule]]")
        raw = []
    if len(raw) > _RULES_LIMIT:
        faults.add(("rule",), f"there are {len(raw)} rules; {_RULES_LIMIT} is the limit of a pack")
        return None
    rules = [_rule(entry, str(name), ("rule", number), lists, faults) for number, entry in enumerate(raw)]
    _check_ids(rules, faults)
    if faults.found:
        return None
    return Pack(
        name=str(name),
        rules=tuple(rule for rule in rules if rule is not None),
        version=str(head.get("version", "1")),
        languages=several["languages"],
        sites=several["sites"],
        common=several["common"],
        off=several["off"],
    )


def _check_head(several: Mapping[str, Sequence[str]], faults: Faults) -> None:
    for number, code in enumerate(several["languages"]):
        if not re.fullmatch(r"[a-z]{2}", code):
            faults.add(("pack", "languages", number), f'{code!r} is no ISO 639-1 code, such as "en"')
    for number, site in enumerate(several["sites"]):
        if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]+", site) or site != site.lower():
            faults.add(
                ("pack", "sites", number), f'{site!r} is no host; write it as "example.com", in lower case'
            )
    for number, rule in enumerate(several["off"]):
        if "/" not in rule:
            faults.add(("pack", "off", number), f'{rule!r} is no rule; write it as "pack/id" or "pack/*"')


def _check_ids(rules: Sequence[Rule | None], faults: Faults) -> None:
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if rule is not None:
            if rule.id in seen:
                faults.add(("rule", number, "id"), f"{rule.id!r} is used twice")
            seen.add(rule.id)


def _check_size(pack: Pack, faults: Faults) -> None:
    """Refuse what would make cleaning slow however the rules are looked up."""
    total, unfiled = 0, 0
    shelves: Counter[tuple[str, str]] = Counter()
    for rule in pack.rules:
        match = rule.match
        total += sum(
            len(x) for x in (match.phrases, match.starts, match.ends, match.contains, match.any, match.all)
        )
        filed = set(filed_under(match))
        unfiled += not filed
        shelves.update(filed)
    if total > _PACK_LIMIT:
        faults.add(
            ("rule",), f"the rules have {total} phrases and words; {_PACK_LIMIT} is the limit of a pack"
        )
    if unfiled > _UNFILED_LIMIT:
        faults.add(
            ("rule",), f"{unfiled} rules name no word to look them up by; {_UNFILED_LIMIT} is the limit"
        )
    if shelves:
        (_, word), count = shelves.most_common(1)[0]
        if count > _SHELF_LIMIT:
            faults.add(
                ("rule",),
                f"{count} rules are looked up by {word!r}; {_SHELF_LIMIT} is the limit, make them one",
            )


def _rule(entry: object, pack: str, path: places.Path, lists: Lists, faults: Faults) -> Rule | None:
    before = len(faults.found)
    table = faults.read(read_table, entry, path)
    if table is None:
        return None
    faults.keys(table, path, RULE_KEYS)
    action = table.get("action", "remove")
    if action not in ACTIONS:
        faults.add((*path, "action"), unknown_choice("action", action, ACTIONS))
    name = faults.read(_id, table.get("id"), (*path, "id"))
    label = faults.read(_label, table.get("label"), (*path, "label"), action)
    # What must stay wins, unless its author says how sure it is.
    sure = table.get("confidence", None if action == "remove" else 1.0)
    confidence = faults.read(_confidence, sure, (*path, "confidence"))
    reason = faults.read(read_text, table.get("reason"), (*path, "reason"))
    match = faults.read(read_conditions, table.get("match"), (*path, "match"), lists, faults)
    if match is not None and not table["match"]:
        faults.add((*path, "match"), "an empty match would take every block")
    unless, run, override = table.get("unless"), table.get("run"), table.get("override")
    vetoes = (
        None if unless is None else faults.read(read_conditions, unless, (*path, "unless"), lists, faults)
    )
    along = None if run is None else faults.read(_run, run, (*path, "run"), lists, faults)
    replaced = "" if override is None else faults.read(_override, override, (*path, "override"))
    examples = faults.read(_examples, table.get("example", []), (*path, "example"), faults)
    if len(faults.found) > before:
        return None
    stops = action == "stop"
    return Rule(name, pack, label, confidence, reason, match, vetoes, along, examples, stops, replaced)


def _id(value: object, path: places.Path) -> str:
    name = read_text(value, path)
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name):
        raise Fault(path, f"{name!r}: write it in lower-case-words-with-hyphens")
    return name


def _label(value: object, path: places.Path, action: object) -> Label | None:
    if action != "remove" and value is None:
        return None
    try:
        label = Label.parse(read_text(value, path))
    except OptionError as error:
        raise Fault(path, str(error)) from None
    # Of a rule that keeps, it tells readers of the file what might be taken for what.
    return label if action == "remove" else None


def _confidence(value: object, path: places.Path) -> float:
    if value is None:
        raise Fault(path, "is missing")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1:
        raise Fault(path, f"must be a number above 0 and up to 1, not {value!r}")
    return float(value)


def _override(value: object, path: places.Path) -> str:
    name = read_text(value, path)
    if not re.fullmatch(r".+/[a-z0-9-]+", name):
        raise Fault(path, f'{name!r} is no rule; write it as "pack/id"')
    return name


def _run(value: object, path: places.Path, lists: Lists, faults: Faults) -> Run:
    table = read_table(value, path)
    faults.keys(table, path, RUN_KEYS)
    of, until = table.get("of", {}), table.get("until")
    read = faults.read(read_conditions, of, (*path, "of"), lists, faults)
    stop = None if until is None else faults.read(read_conditions, until, (*path, "until"), lists, faults)
    least = faults.read(_count, table.get("least", _WHOLE_RUN.least), (*path, "least"))
    most = faults.read(_count, table.get("most", _WHOLE_RUN.most), (*path, "most"))
    return Run(read, stop, least, most)


def _count(value: object, path: places.Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Fault(path, f"must be a whole number from 1, not {value!r}")
    return value


def _examples(value: object, path: places.Path, faults: Faults) -> tuple[Example, ...]:
    if not isinstance(value, list):
        raise Fault(path, "write examples as [[rule.example]]")
    return tuple(faults.read(_example, entry, (*path, number), faults) for number, entry in enumerate(value))


def _example(value: object, path: places.Path, faults: Faults) -> Example:
    table = read_table(value, path)
    faults.keys(table, path, EXAMPLE_KEYS)
    if "page" in table and "html" in table:
        raise Fault(path, "has both `page` and `html`; make it two examples")
    key = "html" if "html" in table else "page"
    page = read_text(table.get(key), (*path, key))
    for line in page.splitlines():
        if line.strip() and not line.startswith(("- ", "  ")):
            raise Fault((*path, key), f"each line begins with '- ' or two spaces; this does not: {line!r}")
    return Example(page, str(table.get("title", "")), key == "html")
