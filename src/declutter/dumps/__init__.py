"""Cleaning dumps: millions of records, on every core, in bounded memory, and nothing lost.

`clean_dump` reads and writes files, and resumes; `clean_records` cleans any iterable.
"""

from __future__ import annotations

from declutter.dumps.fields import Fields
from declutter.dumps.many import Limits, clean_records
from declutter.dumps.options import DumpOptions, Watch
from declutter.dumps.records import Fault
from declutter.dumps.run import clean_dump
from declutter.dumps.summary import Summary

__all__ = ["DumpOptions", "Fault", "Fields", "Limits", "Summary", "Watch", "clean_dump", "clean_records"]
