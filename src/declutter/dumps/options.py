"""What a run is about, and who is told how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from declutter.dumps.fields import ADDED
from declutter.dumps.formats import format_of
from declutter.dumps.summary import Summary
from declutter.errors import OptionError, unknown_choice

__all__ = ["DumpOptions", "Silence", "Watch"]

# Longer than any article, shorter than what makes a worker swell; see benchmarks/dumps.py.
_MAX_BYTES = 4_000_000
_MAX_SECONDS = 60.0

# A commit costs a few milliseconds; a crash costs at most the work since the last one.
_COMMIT_SECONDS = 2.0


class Watch(Protocol):
    """Is told how a run goes."""

    def say(self, message: str) -> None:
        """Something the user should know before it begins."""
        ...

    def begin(self, total: int, before: int) -> None:
        """The size of all inputs in bytes (0: unknown), and records done by an earlier run."""
        ...

    def advance(self, summary: Summary, done: int) -> None:
        """A batch is done; the counts so far, and the bytes of the inputs."""
        ...


class Silence:
    """Tells nobody."""

    def say(self, message: str) -> None:
        """Nothing."""

    def begin(self, total: int, before: int) -> None:
        """Nothing."""

    def advance(self, summary: Summary, done: int) -> None:
        """Nothing."""


@dataclass(frozen=True, kw_only=True)
class DumpOptions:
    """What a run is about.

    Attributes:
        inputs: files, globs, folders, "-" for standard input.
        output: a path, "-" for standard output, or None to clean without writing.
        source_format, output_format: where file names do not tell.
        field, id, url, title, language: names of columns; None: told from the first records.
        into: column for the clean text; None: the page's own.
        form: of the pages: "auto", "text", "markdown" or "html".
        add: names from `fields.ADDED`.
        where: `field=value` conditions; only records that meet all are cleaned and written.
        limit: stop after so many records; 0 is all.
        sample, seed: clean so many records, taken at random; 0 is all.
        max_bytes, max_seconds: limits of a record; 0 seconds is for ever.
        workers: processes; 0 is this very process, where no limit of time holds.
        method: how processes start: "fork", "spawn", "forkserver"; None: the platform's way.
        strict: stop at the first bad record.
        commit_seconds: between commits of what was written.
        resume, overwrite: go on with, or throw away, what an earlier run left.
        quarantine: file for bad records; None: the output's name with `.quarantine.jsonl`.
        removals: file for the removal report; None: no report.
    """

    inputs: Sequence[str]
    output: str | None
    source_format: str | None = None
    output_format: str | None = None
    field: str | None = None
    id: str | None = None
    url: str | None = None
    title: str | None = None
    language: str | None = None
    into: str | None = None
    form: str = "auto"
    add: Sequence[str] = ()
    where: Sequence[str] = ()
    limit: int = 0
    sample: int = 0
    seed: int = 0
    max_bytes: int = _MAX_BYTES
    max_seconds: float = _MAX_SECONDS
    workers: int = 1
    method: str | None = None
    commit_seconds: float = _COMMIT_SECONDS
    strict: bool = False
    resume: bool = False
    overwrite: bool = False
    quarantine: str | None = None
    removals: str | None = None

    def __post_init__(self) -> None:
        for name in self.add:
            if name not in ADDED:
                raise OptionError(unknown_choice("addition", name, ADDED))
        for name in ("limit", "sample", "max_seconds", "workers", "commit_seconds"):
            if getattr(self, name) < 0:
                raise OptionError(f"{name} must not be negative, but is {getattr(self, name)}")
        if self.max_bytes < 1:
            raise OptionError(f"max_bytes must be at least 1, but is {self.max_bytes}")

    @property
    def writes_file(self) -> bool:
        """Whether the output is a file, and so can be committed and resumed."""
        return self.output not in (None, "-")

    @property
    def written_format(self) -> str:
        """The format of the output, given or told from its name.

        Raises:
            OptionError: neither tells it.
        """
        if self.output_format:
            return self.output_format
        if self.output is None or self.output == "-":
            return "jsonl"
        told = format_of(self.output)
        if told is None:
            raise OptionError(f"{self.output}: format unknown; give --to, or a suffix such as .jsonl.gz")
        return told

    @property
    def names(self) -> dict[str, Path]:
        """The final name of each stream that is wanted."""
        output = self.output or "-"
        names = {"output": Path(output)}
        if self.quarantine is not None:
            names["quarantine"] = Path(self.quarantine)
        elif output != "-":
            names["quarantine"] = Path(f"{output}.quarantine.jsonl")
        if self.removals is not None:
            names["removals"] = Path(self.removals)
        return names
