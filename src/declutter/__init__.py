"""declutter: scraped text in, clean article out, and a reason for every block removed.

>>> import declutter
>>> declutter.clean("Advertisement\\n\\nThe bridge was closed on Friday after a lorry hit it.").text
'The bridge was closed on Friday after a lorry hit it.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from declutter.errors import DeclutterError, InputError, OptionError, RuleError
from declutter.model import Block, Detector, Document, Finding, Label, Policy, Result

if TYPE_CHECKING:
    from declutter.cleaner import Cleaner, clean
    from declutter.rules.schema import Pack

__version__ = "0.1.0"

__all__ = [
    "Block",
    "Cleaner",
    "DeclutterError",
    "Detector",
    "Document",
    "Finding",
    "InputError",
    "Label",
    "OptionError",
    "Pack",
    "Policy",
    "Result",
    "RuleError",
    "clean",
]

# These bring numpy, lxml and regex along, which take longer to import than most programs want to
# wait for a library they may not use; they are imported when first asked for.
_LATER = {"Cleaner": "declutter.cleaner", "clean": "declutter.cleaner", "Pack": "declutter.rules.schema"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return globals().setdefault(name, getattr(import_module(_LATER[name]), name))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
