"""A whole run: inputs to records, records to workers, outcomes to the output, committed as it goes."""

from __future__ import annotations

import base64
import enum
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from declutter.cleaner import Cleaner
from declutter.dumps.arrow import schema_of
from declutter.dumps.fields import ADDED, Fields, added_columns, find_fields
from declutter.dumps.formats import (
    SCHEMA_FORMATS,
    Reader,
    Writer,
    expand,
    format_of,
    reader_of,
    writer_of,
)
from declutter.dumps.journal import Journal, discard, part_of, read_state
from declutter.dumps.pool import Pool, run_here
from declutter.dumps.records import Item, RecordError, Source
from declutter.dumps.selection import in_batches, matching, parse_where, read_all, sampled
from declutter.dumps.sinks import Direct
from declutter.dumps.summary import Summary
from declutter.dumps.work import Job
from declutter.errors import DeclutterError, InputError, OptionError, OutputError, unknown_choice

__all__ = ["DumpOptions", "Watch", "clean_dump"]

# Records looked at to tell the fields and the columns of the output, whichever comes first.
_HEAD_RECORDS = 200
_HEAD_BYTES = 16 << 20

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


class _Silence:
    def say(self, message: str) -> None:
        pass

    def begin(self, total: int, before: int) -> None:
        pass

    def advance(self, summary: Summary, done: int) -> None:
        pass


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


def clean_dump(
    options: DumpOptions, cleaner: Cleaner | None = None, watch: Watch | None = None
) -> Summary:
    """Clean a dump.

    Returns:
        The counts of the run, and of the runs that it resumes.

    Raises:
        InputError: an input is missing; no field looks like a page; a bad record, where `strict`.
        OptionError: an unknown format; or a library that a format needs is not installed.
        OutputError: the output cannot be written. What was committed can be resumed.
    """
    return _Run(options, cleaner or Cleaner(), watch or _Silence()).run()


class _Run:
    """The parts of a run, put together."""

    def __init__(self, options: DumpOptions, cleaner: Cleaner, watch: Watch) -> None:
        self.options = options
        self.watch = watch
        self.cleaner = cleaner
        self.where = parse_where(options.where)
        self.sources = expand(options.inputs, options.source_format)
        made = {name: reader_of(name) for name in {source.format for source in self.sources}}
        self.readers: tuple[Reader, ...] = tuple(made[source.format] for source in self.sources)
        self.format = self._output_format()

    def run(self) -> Summary:
        committed = self._left_over()
        if committed and "finished" in committed:
            self.watch.say(f"{self.options.output} is whole: nothing to resume")
            return Summary()
        state = committed["state"] if committed else {}
        position = tuple(state.get("position", (0, 0)))
        if committed:
            plan, items = committed["plan"], self._read(position)
        else:
            plan, items = self._planned()
        found = Fields(*plan["fields"])
        schema = base64.b64decode(plan["schema"]) if plan["schema"] else None
        writer = writer_of(self.format, self.options.output or "", plan["columns"], schema)
        job = Job(
            cleaner=self.cleaner,
            readers=self.readers,
            names=tuple(source.name for source in self.sources),
            writer=writer,
            fields=found,
            form=self.options.form,
            add=tuple(self.options.add),
            removals=self.options.removals is not None,
        )
        sink = self._sink(plan, committed, writer)
        chosen = self._chosen(items, position, state.get("taken", 0))
        return self._work(job, sink, chosen, state)

    def _work(self, job: Job, sink: Journal | Direct, items: Iterable[Item], state: dict[str, Any]) -> Summary:
        """Send records to the workers, and what comes back to the sink."""
        summary = Summary.from_dict(state["summary"]) if state else Summary()
        taken: int = state.get("taken", 0)
        sizes = [_size(source) for source in self.sources]
        self.watch.begin(sum(sizes), taken)
        before = [0]
        for size in sizes:
            before.append(before[-1] + size)
        try:
            for outcome in self._outcomes(job, items):
                if self.options.strict and outcome.first_fault:
                    raise InputError(f"stopped at a bad record: {outcome.first_fault}")
                summary.add(outcome.summary)
                taken += outcome.summary.records + outcome.summary.bad
                last = outcome.last
                pieces = {"output": outcome.data, "quarantine": outcome.quarantine}
                if self.options.removals is not None:
                    pieces["removals"] = outcome.removals
                sink.write(pieces, _state((last.file, last.number + 1), taken, summary))
                if sink.due():
                    sink.commit()
                self.watch.advance(summary, before[last.file] + last.done)
            writer = job.writer
            assert writer is not None
            sink.finish(self._names(), writer.finish if writer.staged else None, "output")
        except OutputError:
            sink.close()
            raise
        except BaseException:  # also Ctrl-C: what was written is worth keeping
            sink.commit()
            sink.close()
            raise
        return summary

    def _outcomes(self, job: Job, items: Iterable[Item]) -> Iterator[Any]:
        batches = in_batches(items)
        if not self.options.workers:
            yield from run_here(job, batches)
            return
        with Pool(job, self.options.workers, self.options.max_seconds, self.options.method) as pool:
            yield from pool.map(batches)

    # --- records -------------------------------------------------------------------------------

    def _read(self, position: tuple[int, ...]) -> Iterator[Item]:
        start = (0, 0) if self.options.sample else (position[0], position[1])
        return read_all(self.sources, self.readers, self.options.max_bytes, start)

    def _chosen(self, items: Iterator[Item], position: tuple[int, ...], taken: int) -> Iterator[Item]:
        """The records that this run is about, from `position` on."""
        if self.where:
            items = matching(items, self.readers, self.where)
        if self.options.sample:
            drawn = sampled(items, self.options.sample, self.options.seed)
            items = (item for item in drawn if (item.file, item.number) >= position)
        if self.options.limit:
            items = islice(items, max(0, self.options.limit - taken))
        return items

    def _planned(self) -> tuple[dict[str, Any], Iterator[Item]]:
        """Fields and columns, told from the first records; and all records."""
        items = self._read((0, 0))
        head: list[Item] = []
        rows: list[dict[str, Any]] = []
        size = 0
        for item in items:
            head.append(item)
            size += item.size
            if item.fault is None:
                try:
                    rows.append(self.readers[item.file].decode(item.raw))
                except (RecordError, DeclutterError):
                    pass  # the worker will meet it again, and say what is wrong
            if len(head) == _HEAD_RECORDS or size >= _HEAD_BYTES:
                break
        found = self._fields(rows)
        added = added_columns(self.options.add, found)
        columns = list(dict.fromkeys(chain(*rows, added)))
        schema = schema_of(rows, added) if self.format in SCHEMA_FORMATS else b""
        plan = {
            "fields": list(found),
            "columns": columns,
            "schema": base64.b64encode(schema).decode("ascii"),
        }
        return plan, chain(head, items)

    def _fields(self, rows: Sequence[Mapping[str, Any]]) -> Fields:
        options = self.options
        given = {
            "page": options.field,
            "id": options.id,
            "url": options.url,
            "title": options.title,
            "language": options.language,
        }
        where = self.sources[0].name if len(self.sources) == 1 else f"{len(self.sources)} inputs"
        found = find_fields(rows, given, options.into, where)
        if all(source.format == "page" for source in self.sources):
            found = found._replace(form="form")
        told = {role: name for role, name in found._asdict().items() if name and not given.get(role)}
        told.pop("into", None)
        if told:
            said = ", ".join(f"{role} in {name!r}" for role, name in told.items())
            self.watch.say(f"fields told from the first {len(rows)} records: {said}")
        return found

    # --- output --------------------------------------------------------------------------------

    def _output_format(self) -> str:
        options = self.options
        if options.output_format:
            return options.output_format
        if options.output in (None, "-"):
            return "jsonl"
        assert options.output is not None
        told = format_of(options.output)
        if told is None:
            raise OptionError(f"{options.output}: format unknown; give --to, or a suffix such as .jsonl.gz")
        return told

    def _names(self) -> dict[str, Path]:
        """The final name of each stream."""
        output = self.options.output or "-"
        names = {"output": Path(output)}
        if self.options.quarantine is not None:
            names["quarantine"] = Path(self.options.quarantine)
        elif output != "-":
            names["quarantine"] = Path(f"{output}.quarantine.jsonl")
        if self.options.removals is not None:
            names["removals"] = Path(self.options.removals)
        return names

    def _sink(self, plan: dict[str, Any], committed: dict[str, Any] | None, writer: Writer) -> Journal | Direct:
        output = self.options.output
        if output is None or output == "-":
            if output and writer.staged:
                raise OptionError(f"{self.format} cannot be written to standard output; give -o FILE")
            direct = Direct(self._names(), to_stdout=output == "-")
            direct.write({"output": writer.prologue()}, {})
            return direct
        suffix = ".arrows" if writer.staged else ""
        streams = {"output": Path(output).name + suffix, "quarantine": "quarantine.jsonl"}
        if self.options.removals is not None:
            streams["removals"] = "removals.jsonl"
        header = {"settings": self._settings(), "plan": plan}
        journal = Journal(part_of(Path(output)), streams, header, committed, self.options.commit_seconds)
        if not committed:
            journal.write({"output": writer.prologue()}, _state((0, 0), 0, Summary()))
            journal.commit()
        return journal

    def _left_over(self) -> dict[str, Any] | None:
        """What an earlier run committed, to be resumed; None where this one starts afresh.

        Raises:
            InputError: something is there, and neither `resume` nor `overwrite` is asked for; or
                what is there was made from other inputs or with other settings.
        """
        if self.options.output in (None, "-"):
            return None
        assert self.options.output is not None
        output = Path(self.options.output)
        if any(s.path and s.path.resolve() == output.resolve() for s in self.sources):
            raise InputError(f"{output}: is an input too; write to another file")
        part = part_of(output)
        committed = read_state(part)
        if not self.options.resume:
            return self._afresh(output, part)
        if committed is None:
            return {"finished": True} if output.exists() else None
        if "finished" in committed:
            discard(part)
            return committed
        settings = self._settings()
        changed = [name for name, value in settings.items() if committed["settings"].get(name) != value]
        if changed:
            raise InputError(
                f"{part}: cannot be resumed, since it was begun with other {', '.join(changed)}; "
                "give the same, or start over with --overwrite"
            )
        return committed

    def _afresh(self, output: Path, part: Path) -> None:
        if self.options.overwrite:
            discard(part)
        elif part.exists():
            raise InputError(f"{part}: an unfinished run; --resume goes on, --overwrite starts over")
        elif output.exists():
            raise InputError(f"{output}: exists; --overwrite replaces it")

    def _settings(self) -> dict[str, Any]:
        """What must be the same for a resumed run to give the same bytes."""
        same = (
            "output_format source_format field id url title language into form add where limit sample "
            "seed max_bytes max_seconds removals"
        ).split()
        settings = {name: getattr(self.options, name) for name in same}
        settings = {k: list(v) if isinstance(v, (tuple, list)) else v for k, v in settings.items()}
        stamps = [(s.name, *_stamp(s)) for s in self.sources]
        return {**settings, "inputs": _digest(stamps), "rules": _digest(_canonical(self.cleaner_parts()))}

    def cleaner_parts(self) -> list[Any]:
        """All that decides what the cleaner does."""
        cleaner = self.cleaner
        names = [detector.name for detector in cleaner.detectors]
        from declutter import __version__

        return [__version__, cleaner.policy, cleaner.language, cleaner.packs, names]


def _state(position: tuple[int, int], taken: int, summary: Summary) -> dict[str, Any]:
    return {"position": list(position), "taken": taken, "summary": summary.to_dict()}


def _size(source: Source) -> int:
    try:
        return os.path.getsize(source.path) if source.path is not None else 0
    except OSError:
        return 0


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
