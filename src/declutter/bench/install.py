"""What a tool costs before its first page: version, size on disk, dependencies, time to import."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from typing import NamedTuple

from declutter.bench.peers import Peer

__all__ = ["Cost", "cost_of"]

_TRIES = 3
_SECONDS = 60.0


class Cost(NamedTuple):
    """What installing and importing a tool takes.

    Attributes:
        version: of its distribution; "" where it has none.
        bytes: of its files and those of all it depends on.
        dependencies: other distributions that come with it.
        import_seconds: processor time, the least of three fresh interpreters; 0 where there is nothing
            to import.
    """

    version: str
    bytes: int
    dependencies: int
    import_seconds: float


def cost_of(peer: Peer) -> Cost:
    """What this installation says."""
    if not peer.package:
        return Cost("", 0, 0, 0.0)
    names = _closure(peer.package)
    return Cost(
        metadata.version(peer.package),
        sum(_size(name) for name in names),
        len(names) - 1,
        _import_seconds(peer.module),
    )


def _closure(package: str) -> set[str]:
    """The distribution and, again and again, what each requires without extras, where installed."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    seen: set[str] = set()
    todo = [(str(canonicalize_name(package)), frozenset[str]())]
    while todo:
        name, extras = todo.pop()
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        seen.add(name)
        for requirement in map(Requirement, requires):
            wanted = any(
                requirement.marker is None or requirement.marker.evaluate({"extra": extra})
                for extra in {"", *extras}
            )
            other = str(canonicalize_name(requirement.name))
            if wanted and other not in seen:
                todo.append((other, frozenset(requirement.extras)))
    return seen


def _size(name: str) -> int:
    """Bytes of a distribution's files. Of an editable installation, those of its source."""
    total = 0
    for file in metadata.files(name) or ():
        path = file.locate()
        try:
            total += path.stat().st_size  # type: ignore[attr-defined] # a pathlib.Path in fact
        except OSError:
            continue
    if name == "declutter":
        total = max(total, _own_size())
    return total


def _own_size() -> int:
    from pathlib import Path

    import declutter

    here = Path(declutter.__file__).parent
    return sum(path.stat().st_size for path in here.rglob("*") if path.is_file() and path.suffix != ".pyc")


def _import_seconds(module: str) -> float:
    # declutter imports its parts when they are first used, which is what counts.
    what = "from declutter import Cleaner" if module == "declutter" else f"import {module}"
    program = f"import time; t = time.process_time(); {what}; print(time.process_time() - t)"
    times = []
    for _ in range(_TRIES):
        done = subprocess.run(  # noqa: S603 - our own interpreter; the module is from our list
            [sys.executable, "-W", "ignore", "-c", program],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode == 0:
            times.append(float(done.stdout.split()[-1]))
    return min(times, default=0.0)
