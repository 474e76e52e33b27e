"""A whole run: inputs to records, records to workers, outcomes to the output, committed as it goes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from typing import Any

from declutter.cleaner import Cleaner
from declutter.dumps.formats import Reader, Writer, expand, reader_of
from declutter.dumps.journal import Journal, part_of
from declutter.dumps.options import DumpOptions, Silence, Watch
from declutter.dumps.plan import Plan, make_plan
from declutter.dumps.pool import Pool, run_here
from declutter.dumps.records import Item, Source
from declutter.dumps.resume import left_over, settings_of
from declutter.dumps.selection import in_batches, matching, parse_where, read_all, sampled
from declutter.dumps.sinks import Direct
from declutter.dumps.summary import Summary
from declutter.dumps.work import Job, Outcome
from declutter.errors import InputError, OptionError, OutputError

__all__ = ["clean_dump"]


def clean_dump(options: DumpOptions, cleaner: Cleaner | None = None, watch: Watch | None = None) -> Summary:
    """Clean a dump.

    Returns:
        The counts of the run, and of the runs that it resumes.

    Raises:
        InputError: an input is missing; no field looks like a page; a bad record, where `strict`.
        OptionError: an unknown format; or a library that a format needs is not installed.
        OutputError: the output cannot be written. What was committed can be resumed.
    """
    return _Run(options, cleaner or Cleaner(), watch or Silence()).run()


class _Run:
    """The parts of a run, put together."""

    def __init__(self, options: DumpOptions, cleaner: Cleaner, watch: Watch) -> None:
        self.options = options
        self.watch = watch
        self.cleaner = cleaner
        self._where = parse_where(options.where)
        self.sources = expand(options.inputs, options.source_format)
        made = {name: reader_of(name) for name in {source.format for source in self.sources}}
        self.readers: tuple[Reader, ...] = tuple(made[source.format] for source in self.sources)

    def run(self) -> Summary:
        """Run, from the start or from where an earlier run stopped."""
        options = self.options
        self._see_that_output_is_no_input()
        settings = settings_of(options, self.sources, self.cleaner)
        committed = left_over(options, settings)
        if committed and "finished" in committed:
            self.watch.say(f"{options.output} is whole: nothing to resume")
            return Summary()
        state = committed["state"] if committed else _state((0, 0), 0, Summary())
        file, number = state["position"]
        position = (file, number)
        items = self._read(position)
        if committed:
            plan = Plan.from_dict(committed["plan"])
        else:
            plan, items = make_plan(items, self.sources, self.readers, options, self.watch)
        writer = plan.writer(options)
        job = Job(
            cleaner=self.cleaner,
            readers=self.readers,
            names=tuple(source.name for source in self.sources),
            writer=writer,
            fields=plan.fields,
            form=options.form,
            add=tuple(options.add),
            removals=options.removals is not None,
        )
        sink = self._sink({"settings": settings, "plan": plan.to_dict()}, committed, writer)
        return self._work(job, sink, self._chosen(items, position, state["taken"]), state)

    def _work(
        self, job: Job, sink: Journal | Direct, items: Iterable[Item], state: dict[str, Any]
    ) -> Summary:
        """Send records to the workers, and what comes back to the sink."""
        summary, taken = Summary.from_dict(state["summary"]), int(state["taken"])
        before = list(accumulate(map(_size, self.sources), initial=0))
        self.watch.begin(before[-1], taken)
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
            sink.finish(self.options.names, writer.finish if writer.staged else None, "output")
        except OutputError:
            sink.close()
            raise
        except BaseException:  # also Ctrl-C: what was written is worth keeping
            sink.commit()
            sink.close()
            raise
        return summary

    def _outcomes(self, job: Job, items: Iterable[Item]) -> Iterator[Outcome]:
        batches = in_batches(items)
        if not self.options.workers:
            yield from run_here(job, batches)
            return
        with Pool(job, self.options.workers, self.options.max_seconds, self.options.method) as pool:
            yield from pool.map(batches)

    def _see_that_output_is_no_input(self) -> None:
        if self.options.writes_file:
            output = self.options.names["output"]
            if any(s.path and s.path.resolve() == output.resolve() for s in self.sources):
                raise InputError(f"{output}: is an input too; write to another file")

    def _read(self, position: tuple[int, int]) -> Iterator[Item]:
        # A sample is drawn from all records, and the same again when a run is resumed.
        start = (0, 0) if self.options.sample else position
        return read_all(self.sources, self.readers, self.options.max_bytes, start)

    def _chosen(self, items: Iterator[Item], position: tuple[int, int], taken: int) -> Iterator[Item]:
        """The records that this run is about, from `position` on."""
        if self._where:
            items = matching(items, self.readers, self._where)
        if self.options.sample:
            drawn = sampled(items, self.options.sample, self.options.seed)
            items = (item for item in drawn if (item.file, item.number) >= position)
        if self.options.limit:
            items = islice(items, max(0, self.options.limit - taken))
        return items

    def _sink(
        self, header: dict[str, Any], committed: dict[str, Any] | None, writer: Writer
    ) -> Journal | Direct:
        """Where outcomes go: a journal, standard output, or nowhere."""
        options = self.options
        if not options.writes_file:
            if options.output and writer.staged:
                reason = f"{options.written_format} cannot be written to standard output"
                raise OptionError(f"{reason}; give -o FILE")
            direct = Direct(options.names, to_stdout=options.output == "-")
            direct.write({"output": writer.prologue()}, {})
            return direct
        output = options.names["output"]
        suffix = ".arrows" if writer.staged else ""
        streams = {"output": output.name + suffix, "quarantine": "quarantine.jsonl"}
        if options.removals is not None:
            streams["removals"] = "removals.jsonl"
        journal = Journal(part_of(output), streams, header, committed, options.commit_seconds)
        if not committed:
            journal.write({"output": writer.prologue()}, _state((0, 0), 0, Summary()))
            journal.commit()
        return journal


def _state(position: tuple[int, int], taken: int, summary: Summary) -> dict[str, Any]:
    return {"position": list(position), "taken": taken, "summary": summary.to_dict()}


def _size(source: Source) -> int:
    try:
        return os.path.getsize(source.path) if source.path is not None else 0
    except OSError:
        return 0
