"""How a run goes: a bar on a terminal, lines in a log, or nothing."""

from __future__ import annotations

import importlib
import sys
import time
from typing import Any

from declutter.dumps.summary import Summary

__all__ = ["MODES", "Bar", "Log", "Quiet", "watch_of"]

MODES = ("auto", "bar", "log", "quiet")

# Between lines of a log, until told otherwise.
_LOG_SECONDS = 30.0


class Quiet:
    """Says nothing but what must be said before a run begins."""

    def say(self, message: str) -> None:
        """Nothing."""

    def begin(self, total: int, before: int) -> None:
        """Nothing."""

    def advance(self, summary: Summary, done: int) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing to tidy up."""


class Log(Quiet):
    """A line at intervals, for batch systems and log files."""

    def __init__(self, seconds: float = _LOG_SECONDS) -> None:
        self._seconds = seconds
        self._began = self._said = time.monotonic()
        self._total = self._before = 0
        self._start: int | None = None

    def say(self, message: str) -> None:
        """Print a line."""
        print(f"declutter: {message}", file=sys.stderr, flush=True)

    def begin(self, total: int, before: int) -> None:
        """Start the clock."""
        self._total, self._before = total, before
        self._began = self._said = time.monotonic()

    def advance(self, summary: Summary, done: int) -> None:
        """Print a line, if it is time."""
        now = time.monotonic()
        self._start = done if self._start is None else self._start
        if now - self._said < self._seconds:
            return
        self._said = now
        seconds = now - self._began
        self.say(_line(summary, self._before, seconds) + self._left(done, seconds))

    def _left(self, done: int, seconds: float) -> str:
        passed = done - (self._start or 0)
        if not self._total or passed <= 0:
            return ""
        left = seconds * (self._total - done) / passed
        return f", {100 * done / self._total:.0f} % of the input, {_clock(left)} left"


class Bar(Quiet):
    """A progress bar of the input's bytes."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._began = time.monotonic()
        self._before = 0

    def say(self, message: str) -> None:
        """Print a line above the bar."""
        print(f"declutter: {message}", file=sys.stderr, flush=True)

    def begin(self, total: int, before: int) -> None:
        """Draw the bar."""
        tqdm: Any = importlib.import_module("tqdm").tqdm
        # No monitor thread: workers may be forked at any time, and threads do not survive that.
        tqdm.monitor_interval = 0
        self._before = before
        self._began = time.monotonic()
        self._bar = tqdm(total=total or None, unit="B", unit_scale=True, file=sys.stderr)

    def advance(self, summary: Summary, done: int) -> None:
        """Move the bar."""
        if self._bar.n == 0 and self._before:
            self._bar.initial = done  # what an earlier run did says nothing about our speed
        line = _line(summary, self._before, time.monotonic() - self._began)
        self._bar.set_postfix_str(line, refresh=False)
        self._bar.update(max(0, done - self._bar.n))

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.close()


def watch_of(mode: str, log_seconds: float = _LOG_SECONDS) -> Quiet:
    """The watch of a mode; "auto" is a bar on a terminal that can draw one, else a log."""
    if mode == "quiet":
        return Quiet()
    if mode == "log" or (mode == "auto" and not sys.stderr.isatty()):
        return Log(log_seconds)
    try:
        importlib.import_module("tqdm")
    except ImportError:
        return Log(log_seconds)
    return Bar()


def _line(summary: Summary, before: int, seconds: float) -> str:
    records = summary.records + summary.bad
    rate = (records - before) / seconds if seconds else 0.0
    said = f"{records:,} records, {rate:,.0f}/s, {_speed(summary, records, before, seconds):.1f} MB/s"
    said += f", {100 * summary.removed_share:.1f} % removed"
    return said + (f", {summary.bad:,} bad" if summary.bad else "")


def _speed(summary: Summary, records: int, before: int, seconds: float) -> float:
    """Megabytes a second of this run: the share of all bytes that its records make up."""
    if not seconds or not records:
        return 0.0
    return summary.bytes * (records - before) / records / seconds / 1e6


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
