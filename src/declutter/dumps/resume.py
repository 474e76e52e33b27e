"""Whether a run may go on where an earlier one stopped: only if the bytes will be the same."""

from __future__ import annotations

import enum
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from declutter import __version__
from declutter.cleaner import Cleaner
from declutter.dumps.journal import discard, part_of, read_state
from declutter.dumps.options import DumpOptions
from declutter.dumps.records import Source
from declutter.errors import InputError
from declutter.packs import shipped_packs

__all__ = ["left_over", "settings_of"]

# Options that decide what is written; the others decide how.
_SAME = [
    "source_format",
    "output_format",
    "field",
    "id",
    "url",
    "title",
    "language",
    "into",
    "form",
    "add",
    "where",
    "limit",
    "sample",
    "seed",
    "max_bytes",
    "max_seconds",
    "removals",
]


def left_over(options: DumpOptions, settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """What an earlier run committed, to be gone on with; None where this one starts afresh.

    Returns:
        The committed state. It has the key "finished" where the output is whole already.

    Raises:
        InputError: something is there, and neither `resume` nor `overwrite` is asked for; or what
            is there was made from other inputs or with other settings.
    """
    if not options.writes_file:
        return None
    output = options.names["output"]
    part = part_of(output)
    if not options.resume:
        _make_way(options, output, part)
        return None
    committed = read_state(part)
    if committed is None:
        return {"finished": True} if output.exists() else None
    if "finished" in committed:
        discard(part)
        return committed
    changed = [k for k, value in settings.items() if committed["settings"].get(k) != value]
    if changed:
        raise InputError(
            f"{part}: cannot be resumed, since it was begun with other {', '.join(changed)}; "
            "give the same, or start over with --overwrite"
        )
    return committed


def _make_way(options: DumpOptions, output: Path, part: Path) -> None:
    """See that a fresh run destroys nothing that it was not told to."""
    if options.overwrite:
        discard(part)
    elif part.exists():
        raise InputError(f"{part}: an unfinished run; --resume goes on, --overwrite starts over")
    elif output.exists():
        raise InputError(f"{output}: exists; --overwrite replaces it")


def settings_of(options: DumpOptions, sources: Sequence[Source], cleaner: Cleaner) -> dict[str, Any]:
    """What must be the same for a resumed run to give the same bytes."""
    settings: dict[str, Any] = {}
    for name in _SAME:
        value = getattr(options, name)
        settings[name] = list(value) if isinstance(value, (tuple, list)) else value
    settings["inputs"] = _digest([(source.name, *_stamp(source)) for source in sources])
    settings["rules"] = _digest(_canonical(_parts(cleaner)))
    return settings


def _parts(cleaner: Cleaner) -> list[Any]:
    """All that decides what a cleaner does; for what ships, the version stands."""
    own = cleaner.packs[len(shipped_packs()) :]
    detectors = [detector.name for detector in cleaner.detectors]
    return [__version__, cleaner.policy, cleaner.language, own, detectors]


def _stamp(source: Source) -> tuple[int, int]:
    """Size and time of change; a pipe has neither and is taken at its user's word."""
    try:
        found = os.stat(source.path) if source.path is not None else None
    except OSError:
        return (0, 0)
    return (found.st_size, found.st_mtime_ns) if found else (0, 0)


def _digest(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """A value as plain data in one order, whatever order its sets have in this process."""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_canonical(getattr(value, f.name)) for f in fields(value))]
    if isinstance(value, (frozenset, set)):
        return sorted((_canonical(v) for v in value), key=repr)
    if isinstance(value, Mapping):
        return sorted(([_canonical(k), _canonical(v)] for k, v in value.items()), key=repr)
    if isinstance(value, (list, tuple)):
        return [_canonical(v) for v in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else type(value).__name__
