"""Packs and detectors of other installed packages, found through entry points.

    [project.entry-points."declutter.packs"]
    example-news = "example_rules:PACK"          # whatever `Cleaner(packs=[…])` takes
    [project.entry-points."declutter.detectors"]
    stock-ticker = "example_rules.ticker:TickerDetector"

Only `Cleaner(plugins=True)` asks for them, so that installing a package changes no result.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from declutter.errors import OptionError, RuleError
from declutter.model import Detector
from declutter.rules.load import to_pack
from declutter.rules.schema import Pack

__all__ = ["installed_detectors", "installed_packs"]


def installed_packs() -> list[Pack]:
    """The packs that installed packages offer as `declutter.packs`, by name.

    Raises:
        RuleError: a pack is refused, or its package cannot be imported.
    """
    found: list[Pack] = []
    for entry in _entries("declutter.packs"):
        try:
            found.append(to_pack(_load(entry)))
        except RuleError as error:
            raise RuleError(f"{error} (entry point {entry.name} = {entry.value})") from None
    return found


def installed_detectors() -> list[Detector]:
    """The detectors that installed packages offer as `declutter.detectors`: objects, or classes to call.

    Raises:
        OptionError: one has no `name` and `find`, or its package cannot be imported.
    """
    found: list[Detector] = []
    for entry in _entries("declutter.detectors"):
        detector = _load(entry)
        if isinstance(detector, type):
            detector = detector()
        if not isinstance(detector, Detector):
            raise OptionError(
                f"entry point {entry.name} = {entry.value}: a detector has a `name` and a method `find`"
            )
        found.append(detector)
    return found


def _entries(group: str) -> list[EntryPoint]:
    return sorted(entry_points(group=group), key=lambda entry: (entry.name, entry.value))


def _load(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except (ImportError, AttributeError) as error:
        raise OptionError(f"entry point {entry.name} = {entry.value}: cannot be imported: {error}") from None
