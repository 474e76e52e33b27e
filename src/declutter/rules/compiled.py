"""Packs without their examples, checked and folded, in one JSON file that loads in milliseconds.

Reading forty packs from TOML takes seconds, most of it for the examples. The shipped packs are
therefore compiled when they change (`declutter rules compile`), and a test holds the file to them.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from declutter.model import Label
from declutter.rules.schema import KINDS_OF, Conditions, Pack, Range, Rule, Run

__all__ = ["dump_packs", "load_packs"]

_LABELS = {label.value: label for label in Label}
_FIELDS = {f.name: f.default for f in fields(Conditions)}
_SETS = {name for name, default in _FIELDS.items() if default == frozenset()}
_TUPLES = {name for name, default in _FIELDS.items() if default == ()}
_RANGES = {name for name, kind in KINDS_OF.items() if kind == "range"}


def dump_packs(packs: Iterable[Pack]) -> str:
    """The JSON text; one pack a line, so that a change can be read."""
    rows = [json.dumps(_pack(pack), ensure_ascii=False, separators=(",", ":")) for pack in packs]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def load_packs(text: str) -> tuple[Pack, ...]:
    """The packs that `dump_packs` wrote; trusted, without examples."""
    collecting = gc.isenabled()
    gc.disable()  # so many objects and no garbage: looking for it would take a third of the time
    try:
        return tuple(map(_to_pack, json.loads(text)))
    finally:
        if collecting:
            gc.enable()


def _to_pack(data: dict[str, Any]) -> Pack:
    return Pack(
        name=data["name"],
        rules=tuple(_to_rule(rule, data["name"]) for rule in data["rules"]),
        version=data["version"],
        languages=tuple(data["languages"]),
        sites=tuple(data["sites"]),
        common=tuple(data["common"]),
        off=tuple(data["off"]),
        trusted=True,
    )


def _pack(pack: Pack) -> dict[str, Any]:
    return {
        "name": pack.name,
        "version": pack.version,
        "languages": pack.languages,
        "sites": pack.sites,
        "common": pack.common,
        "off": pack.off,
        "rules": [_rule(rule) for rule in pack.rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": rule.id,
        "label": rule.label and rule.label.value,
        "confidence": rule.confidence,
        "reason": rule.reason,
        "match": _conditions(rule.match),
    }
    if rule.unless is not None:
        data["unless"] = _conditions(rule.unless)
    if rule.run is not None:
        data["run"] = {"of": _conditions(rule.run.of), "least": rule.run.least, "most": rule.run.most}
        if rule.run.until is not None:
            data["run"]["until"] = _conditions(rule.run.until)
    if rule.stops:
        data["stops"] = True
    if rule.override:
        data["override"] = rule.override
    return data


def _conditions(conditions: Conditions) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name in conditions.given():
        value = getattr(conditions, name)
        if isinstance(value, frozenset):
            data[name] = sorted(value)
        elif isinstance(value, Range):
            data[name] = [None if abs(edge) == float("inf") else edge for edge in (value.low, value.high)]
        elif isinstance(value, Conditions):
            data[name] = _conditions(value)
        else:
            data[name] = value
    return data


def _to_rule(data: dict[str, Any], pack: str) -> Rule:
    unless, run, label = data.get("unless"), data.get("run"), data["label"]
    return Rule(
        id=data["id"],
        pack=pack,
        label=None if label is None else _LABELS[label],
        confidence=data["confidence"],
        reason=data["reason"],
        match=_to_conditions(data["match"]),
        unless=None if unless is None else _to_conditions(unless),
        run=None if run is None else _to_run(run),
        stops=data.get("stops", False),
        override=data.get("override", ""),
    )


def _to_run(data: dict[str, Any]) -> Run:
    until = data.get("until")
    return Run(
        of=_to_conditions(data["of"]),
        until=None if until is None else _to_conditions(until),
        least=data["least"],
        most=data["most"],
    )


def _to_conditions(data: dict[str, Any]) -> Conditions:
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name in _SETS:
            values[name] = frozenset(value)
        elif name in _TUPLES:
            values[name] = tuple(value)
        elif name in _RANGES:
            low, high = value
            values[name] = Range(
                float("-inf") if low is None else low, float("inf") if high is None else high
            )
        elif name in ("before", "after"):
            values[name] = _to_conditions(value)
        else:
            values[name] = value
    return Conditions(**values)
