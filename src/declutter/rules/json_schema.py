"""The JSON Schema of rule files, made from the same table that reading follows.

It ships as `schema.json`; a test holds that file to this module. Editors with a TOML plugin complete and
check rule files by it. What a schema cannot say (word lists, patterns, limits) `declutter rules check` says.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from declutter.model import Label
from declutter.rules.load import ACTIONS
from declutter.rules.schema import KINDS, KINDS_OF, ZONES, Conditions, Example, Pack, Rule, Run

__all__ = ["SCHEMA_FILE", "attributes", "render_schema"]

SCHEMA_FILE = Path(__file__).with_name("schema.json")

_STRINGS = {"type": "array", "items": {"type": "string"}}
_RANGE = r"^\s*(<=\s*N|>=\s*N|N\s*\.\.\s*N|N)\s*$".replace("N", r"-?\d+(\.\d+)?")


def attributes(cls: type) -> dict[str, str]:
    """What a class's docstring says about each attribute.

    >>> attributes(Example)["title"]
    'the headline, where the page does not show it.'
    """
    lines = (cls.__doc__ or "").partition("Attributes:")[2]
    found: dict[str, str] = {}
    for names, text in re.findall(r"^ {8}(\w+(?:, \w+)*): (.*(?:\n {12}.*)*)", lines, re.MULTILINE):
        for name in names.split(", "):
            found[name] = " ".join(text.split())
    return found


def render_schema() -> str:
    """The schema as JSON text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "declutter rule file",
        **_table(
            {
                "pack": _pack(),
                "words": {
                    "description": "lists of words; `@name` in a phrase list or `{name}` in a pattern stands for them",
                    "type": "object",
                    "additionalProperties": _STRINGS,
                },
                "rule": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
            },
            ["pack"],
        ),
        "$defs": {"rule": _rule(), "conditions": _conditions(), "run": _run(), "example": _example()},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _table(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _described(cls: type, properties: dict[str, dict[str, Any]]) -> dict[str, Any]:
    told = attributes(cls)
    return {
        name: {"description": told[name], **value} if name in told else value
        for name, value in properties.items()
    }


def _pack() -> dict[str, Any]:
    names = ("languages", "sites", "common", "off")
    properties: dict[str, dict[str, Any]] = dict.fromkeys(names, _STRINGS)
    properties["name"] = {"type": "string"}
    properties["version"] = {"type": ["string", "number"]}
    return _table(_described(Pack, properties), ["name"])


def _rule() -> dict[str, Any]:
    conditions = {"$ref": "#/$defs/conditions"}
    properties: dict[str, dict[str, Any]] = {
        "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "action": {"description": "what the rule does; default: remove", "enum": list(ACTIONS)},
        "label": {"enum": sorted(label.value for label in Label)},
        "confidence": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "reason": {"type": "string", "minLength": 1},
        "override": {"type": "string", "pattern": "^.+/[a-z0-9-]+$"},
        "match": {**conditions, "minProperties": 1},
        "unless": conditions,
        "run": {"$ref": "#/$defs/run"},
        "example": {
            "description": attributes(Rule)["examples"],
            "type": "array",
            "items": {"$ref": "#/$defs/example"},
        },
    }
    table = _table(_described(Rule, properties), ["id", "reason", "match"])
    removes = {"not": {"required": ["action"], "properties": {"action": {"enum": ["keep", "stop"]}}}}
    return {**table, "if": removes, "then": {"required": ["label", "confidence"]}}


def _conditions() -> dict[str, Any]:
    phrases = {**_STRINGS, "minItems": 1}
    number = {"anyOf": [{"type": "string", "pattern": _RANGE}, {"type": "number"}]}
    kinds: dict[str, dict[str, Any]] = {
        "set of phrases": phrases,
        "phrases": phrases,
        "set of words": phrases,
        "pattern": {"type": "string"},
        "characters": {"type": "string"},
        "selector": {"type": "string"},
        "range": number,
        "flag": {"type": "boolean"},
        "zones": _one_or_more({"enum": list(ZONES)}),
        "kinds": _one_or_more({"enum": list(KINDS)}),
        "names": _one_or_more({"type": "string"}),
        "conditions": {"$ref": "#/$defs/conditions"},
    }
    return _table(_described(Conditions, {name: kinds[kind] for name, kind in KINDS_OF.items()}), [])


def _one_or_more(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def _run() -> dict[str, Any]:
    conditions, count = {"$ref": "#/$defs/conditions"}, {"type": "integer", "minimum": 1}
    return _table(_described(Run, {"of": conditions, "until": conditions, "least": count, "most": count}), [])


def _example() -> dict[str, Any]:
    page = {"type": "string", "minLength": 1}
    table = _table(
        {
            **_described(Example, {"page": page, "title": {"type": "string"}}),
            "html": {
                "description": "the page as HTML, an element with text a line, in the same gutter",
                **page,
            },
        },
        [],
    )
    return {**table, "oneOf": [{"required": ["page"]}, {"required": ["html"]}]}
