"""Every error declutter raises on purpose.

The tree::

    DeclutterError
    ├── InputError          a source that cannot be read (also a ValueError)
    ├── OptionError         an unknown label, form, preset … (also a ValueError)
    ├── OutputError         a file that cannot be written (also an OSError)
    └── RuleError           a rule pack that is refused (also a ValueError)

Each message says where the fault is, what it is, and which choices there are.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "DeclutterError",
    "InputError",
    "OptionError",
    "OutputError",
    "RuleError",
    "unknown_choice",
]


class DeclutterError(Exception):
    """Base of all errors raised on purpose; catch it to catch them all."""


class InputError(DeclutterError, ValueError):
    """The source cannot be read: wrong type, binary data, undecodable bytes, no such file."""


class OptionError(DeclutterError, ValueError):
    """An option has a value that does not exist: a label, a form, a preset, a threshold."""


class OutputError(DeclutterError, OSError):
    """A file cannot be written: the disk is full, the folder is gone, no permission."""


class RuleError(DeclutterError, ValueError):
    """A rule pack is refused as a whole.

    Attributes:
        where: the file or name of the pack, with line where known.
        faults: every fault on a line of its own, each with its place.
    """

    def __init__(self, message: str, *, where: str = "", faults: Iterable[str] = ()) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where
        self.faults = tuple(faults) or (str(self),)


def unknown_choice(what: str, value: object, choices: Iterable[str]) -> str:
    """The sentence for a value that is none of the choices, with the nearest one.

    >>> unknown_choice("preset", "balance", ["precision", "balanced", "recall"])
    "unknown preset 'balance'; did you mean 'balanced'? choices: balanced, precision, recall"
    """
    names = sorted(choices)
    near = difflib.get_close_matches(str(value), names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ";"
    return f"unknown {what} {value!r}{hint} choices: {', '.join(names)}"
