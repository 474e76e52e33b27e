"""Tools of our own that misbehave, as a run may meet them."""

from __future__ import annotations

import os
import time


def crashes(page: str, url: str, language: str) -> str:
    if "Crash" in page:
        os._exit(3)
    return page


def hangs(page: str, url: str, language: str) -> str:
    if "Hang" in page:
        time.sleep(60)
    return page


def raises(page: str, url: str, language: str) -> str:
    print("what a tool prints must not get into the answers")  # noqa: T201 - the point
    if "Raise" in page:
        raise ValueError("no such thing")
    return page
