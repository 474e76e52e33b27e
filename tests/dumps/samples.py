"""Records with residue that no cleaner misses, and ways to run `declutter dump` on them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from declutter.model import Document, Finding

RESIDUE = "Advertisement"
PLACES = ("Norham", "Ostwick", "Belle Rive", "Kálmánháza", "新港", "Łęgowo")


def prose(number: int) -> str:
    """What must be left of record `number`."""
    place = PLACES[number % len(PLACES)]
    return (
        f"The bridge at {place} was closed on day {number} after a lorry hit its parapet, the council said."
    )


def record(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://news.example/{number}",
        "text": f"{RESIDUE}\n\n{prose(number)}\n\n{RESIDUE}",
        "note": {"kept": [number, None, 0.5]},
    }


def records(count: int) -> list[dict[str, Any]]:
    return [record(number) for number in range(count)]


def clean(number: int) -> dict[str, Any]:
    """Record `number` as it must come out."""
    return {**record(number), "text": prose(number)}


def jsonl(rows: Iterable[Any]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def read_jsonl(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "declutter", "dump", *map(str, args)]


def start(*args: object) -> subprocess.Popen[bytes]:
    """A run in a session of its own, so that its workers can be found and ended."""
    return subprocess.Popen(
        command(*args), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def children(pid: int) -> list[int]:
    """Process ids of the workers of a run, on Linux."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Trap:
    """A detector that some pages kill, stop or break; what it would find, it leaves to others."""

    name = "trap"

    def find(self, document: Document, /) -> Iterable[Finding]:
        if "kill the worker" in document.source:
            kill(os.getpid())
        if "stop the clock" in document.source:
            time.sleep(600)
        if "divide by zero" in document.source:
            _ = 1 // 0
        return ()
