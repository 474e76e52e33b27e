"""What all tests share: Hypothesis draws the same examples in every run, unless told to search."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from declutter import Cleaner
from tests.articles import CLEANER

_SLOW = [HealthCheck.too_slow]
settings.register_profile(
    "steady", derandomize=True, database=None, deadline=None, max_examples=60, suppress_health_check=_SLOW
)
# HYPOTHESIS_PROFILE=search pytest tests/test_properties.py: new examples each time, and many.
settings.register_profile("search", deadline=None, max_examples=5_000, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture
def cleaner() -> Cleaner:
    """The cleaner that `declutter.clean` uses: shipped packs, balanced policy."""
    return CLEANER
