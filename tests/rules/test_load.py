"""Errors of rule files name file, line, key and choice, all at once; and where packs may come from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from declutter import Cleaner, RuleError
from declutter.rules.load import load_pack, parse_pack, to_pack
from declutter.rules.places import places

FAULTY = """\
[pack]
name = "gazette"
sites = ["Gazette.example"]

# A comment with [[rule]] in it.
[[rule]]
id = "one"
label = "ad"
confidence = 0.9
reason = '''
match = "no key"
'''
match = { phrases = [
  "advertisement",
  "!!",
], zone = "hed" }

[[rule]]
id = "two"
label = "adz"
confidence = 0.9
reason = "an ad"

[rule.match]
text = '(unclosed'
wrods = "<=3"
"""


def test_every_fault_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gazette.toml"
    path.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_pack(path)
    told = {fault.split(": ", 1)[0].rpartition(":")[2]: fault for fault in caught.value.faults}
    assert set(told) == {"3", "15", "16", "20", "25", "26"}
    assert "'Gazette.example' is no host" in told["3"]
    assert "rule 'one': match.phrases.2: '!!' has no word in it" in told["15"]
    assert "did you mean 'head'?" in told["16"]
    assert "rule 'two': label: unknown label 'adz'; did you mean 'ad'?" in told["20"]
    assert "is no valid pattern" in told["25"]
    assert "unknown key 'wrods'; did you mean 'words'?" in told["26"]
    assert str(caught.value) == "\n".join(caught.value.faults)


def test_broken_toml_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text('[pack]\nname = "a"\nsites = [\n', encoding="utf-8")
    with pytest.raises(RuleError, match=r"broken\.toml.*is not valid TOML"):
        load_pack(path)


@pytest.mark.parametrize(
    "text", ['a = { b = [1, { c = "x" }] }', 'a.b = 1\n[t."q r"]\ns = "\\"[x]"\n[[r.e]]\nv=1\n[[r.e]]\nv=2']
)
def test_places_of_toml_in_all_its_forms(text: str) -> None:
    found = places(text)
    if text.startswith("a = {"):
        assert ("a", "b", 1, "c") in found
    else:
        assert found["a", "b"] == 1
        assert found["t", "q r", "s"] == 3
        assert found["r", "e", 1, "v"] == 7


def test_a_file_with_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes('\ufeff[pack]\r\nname = "windows"\r\n'.encode())
    assert load_pack(path).name == "windows"


def test_packs_come_as_paths_resources_dicts_and_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gazette_rules").mkdir()
    (tmp_path / "gazette_rules" / "__init__.py").write_text("")
    file = tmp_path / "gazette_rules" / "g.toml"
    file.write_text('[pack]\nname = "gazette"\n', encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    from importlib.resources import files

    resource = files("gazette_rules").joinpath("g.toml")
    content = {"pack": {"name": "gazette"}}
    for source in (file, str(file), "gazette_rules:g.toml", resource, content, parse_pack(content)):
        assert to_pack(source).name == "gazette"
    with pytest.raises(RuleError, match="there is no package 'gazette_ruels'"):
        to_pack("gazette_ruels:g.toml")
    sys.modules.pop("gazette_rules", None)


def test_two_packs_of_one_name_are_refused() -> None:
    with pytest.raises(RuleError, match="another pack has this name"):
        Cleaner(packs=[{"pack": {"name": "en"}}])
