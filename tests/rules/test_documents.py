"""What is generated is fresh: the JSON Schema, the conditions in docs/rules.md, the rule reference."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from declutter.packs import pack_paths
from declutter.rules.examples import failures, unproven
from declutter.rules.json_schema import SCHEMA_FILE, render_schema
from declutter.rules.load import parse_pack
from declutter.rules.schema import KINDS_OF, Conditions
from declutter.rules.template import render_template

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_schema_is_fresh_and_names_every_condition() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == render_schema()
    schema = json.loads(render_schema())
    assert (
        set(schema["$defs"]["conditions"]["properties"])
        == set(KINDS_OF)
        == set(Conditions.__dataclass_fields__)
    )
    assert all("description" in told for told in schema["$defs"]["conditions"]["properties"].values())


def test_shipped_packs_and_the_template_fit_the_schema() -> None:
    jsonschema = pytest.importorskip(
        "jsonschema", reason="jsonschema checks the schema; it is in the test extra"
    )
    validator = jsonschema.Draft202012Validator(json.loads(render_schema()))
    for path in pack_paths():
        validator.validate(tomllib.loads(path.read_text(encoding="utf-8")))
    validator.validate(tomllib.loads(render_template("gazette.example", "en")))
    faults: tuple[dict[str, Any], ...] = (
        {"pack": {}},
        {"pack": {"name": "a"}, "rule": [{"id": "a", "reason": "b", "match": {"wrods": "1"}}]},
    )
    for fault in faults:
        assert not validator.is_valid(fault)


def test_the_reference_is_fresh(generate: ModuleType) -> None:
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert generate.rules_page(page) == page, "run: python docs/generate.py"
    assert (DOCS / "rule-reference.md").read_text(encoding="utf-8") == generate.reference(), (
        "run: python docs/generate.py"
    )


def test_the_tutorial_holds() -> None:
    """Its pack has the faults it shows without the last example, and none with it."""
    page = (DOCS / "rules.md").read_text(encoding="utf-8").partition("## In code")[0]
    *first, last = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    before, after = (parse_pack(tomllib.loads("\n".join(parts))) for parts in (first, [*first, last]))
    assert [fault for rule in (*before.rules, *after.rules) for fault in failures(rule, after)] == []
    shown = re.findall(r"gazette\.toml:\d+: (.*)", page)
    assert [fault for rule in before.rules for fault in unproven(rule, before)] == shown
    assert [fault for rule in after.rules for fault in unproven(rule, after)] == []
