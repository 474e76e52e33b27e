"""Packs and detectors of other packages: found through entry points, and only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from declutter import Cleaner, Document, Finding, Label, OptionError, RuleError, plugins

TEXT = "The council met on Monday and decided to rebuild the bridge by the end of the year, it said.\n\nZebra\n\nGnu"
PACK = {
    "pack": {"name": "zoo"},
    "rule": [
        {"id": "z", "label": "ad", "confidence": 0.9, "reason": "a zebra", "match": {"phrases": ["zebra"]}}
    ],
}


class GnuDetector:
    """Takes the last block."""

    name = "gnu"

    def find(self, document: Document, /) -> Iterator[Finding]:
        last = len(document) - 1
        yield Finding(last, last + 1, Label.AD, 0.95, self.name, "a gnu")


NOTHING = object()


def offer(monkeypatch: pytest.MonkeyPatch, **offers: str) -> None:
    entries = {
        f"declutter.{group}": [EntryPoint("zoo", f"{__name__}:{value}", f"declutter.{group}")]
        for group, value in offers.items()
    }
    monkeypatch.setattr(plugins, "entry_points", lambda group: entries.get(group, []))


def test_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, packs="PACK", detectors="GnuDetector")
    assert "zoo/z" not in {block.source for block in Cleaner().clean(TEXT).removed}
    sources = {block.text: block.source for block in Cleaner(plugins=True).clean(TEXT).removed}
    assert sources == {"Zebra": "zoo/z", "Gnu": "gnu"}


def test_what_is_offered_badly_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, packs="NOTHING")
    with pytest.raises(RuleError, match=r"entry point zoo = .*NOTHING"):
        Cleaner(plugins=True)
    offer(monkeypatch, detectors="NOTHING")
    with pytest.raises(OptionError, match=r"entry point zoo = .*`name` and a method `find`"):
        Cleaner(plugins=True)
    offer(monkeypatch, detectors="Missing")
    with pytest.raises(OptionError, match="cannot be imported"):
        Cleaner(plugins=True)
    with pytest.raises(OptionError, match="a detector has a `name`"):
        Cleaner(detectors=[NOTHING])  # type: ignore[list-item]
