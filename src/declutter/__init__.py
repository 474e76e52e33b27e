"""declutter: scraped text in, clean article out, and a reason for every block removed.

>>> import declutter
>>> declutter.clean("Advertisement\\n\\nThe bridge was closed on Friday after a lorry hit it.").text
'The bridge was closed on Friday after a lorry hit it.'
"""

from __future__ import annotations

from declutter.cleaner import Cleaner, clean
from declutter.errors import DeclutterError, InputError, OptionError, RuleError
from declutter.model import Block, Detector, Document, Finding, Label, Policy, Result

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
    "Policy",
    "Result",
    "RuleError",
    "clean",
]
