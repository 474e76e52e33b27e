"""Heuristics that words alone cannot express, one idea a file."""

from __future__ import annotations

from declutter.detectors.echo import Echo
from declutter.detectors.records import Records
from declutter.detectors.stamps import Stamps
from declutter.model import Detector

__all__ = ["default_detectors"]


def default_detectors() -> tuple[Detector, ...]:
    """The detectors that ship, beside the rules."""
    return (Echo(), Records(), Stamps())
