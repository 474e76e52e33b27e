"""Run tools over pages: each in a process of its own, with a time limit a page, two at a time.

A page that crashes a tool, or on which it hangs, is counted against it and scored as empty text; the
tool is started anew for the next one.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from declutter.bench.page import Page
from declutter.bench.peers import OWN, Peer
from declutter.bench.scores import Row, score
from declutter.readers.decode import decode

__all__ = ["Limits", "Measured", "run_peer", "run_peers", "shuffled"]

# A tool that is not ready by then will not be.
_START_SECONDS = 60.0
# In a row, without a page done between them: the tool does not run here at all.
_MOST_DEATHS = 5

OnPage = Callable[[Peer, int, int], None]
"""Tool, pages it has done, pages it is to do."""


class Limits(NamedTuple):
    """What a tool may take.

    Attributes:
        page: seconds for a page.
        budget: seconds for all; the pages that come after are not scored. 0 is no limit.
    """

    page: float = 10.0
    budget: float = 0.0


@dataclass
class Measured:
    """What a tool did.

    Attributes:
        rows: page's key -> its numbers.
        seconds: page's key -> processor time.
        details: page's key -> what declutter tells of it.
        errors: page's key -> exception, "crash" or "hang".
        peak: bytes of memory at most.
        failed: why it did not run at all, or stopped; "".
    """

    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    seconds: dict[tuple[str, str], float] = field(default_factory=dict)
    details: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    errors: dict[tuple[str, str], str] = field(default_factory=dict)
    peak: int = 0
    failed: str = ""


class _Lost(Exception):
    """The process gave no answer: "crash", "hang", or why it does not start."""


class _Process:
    """A tool's process, and its answers as they come."""

    def __init__(self, peer: Peer) -> None:
        command = [sys.executable, "-m", "declutter.bench.worker", json.dumps(peer)]
        # One thread a tool: processor time of many threads is no time a page.
        quiet = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **quiet},
        )
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        failed = self._receive(_START_SECONDS).get("failed")
        if failed:
            self.end()
            raise _Lost(failed)

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - what the type-checker cannot know
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put(b"")

    def ask(self, page: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer for a page.

        Raises:
            _Lost: there is none.
        """
        assert self._process.stdin is not None  # noqa: S101 - what the type-checker cannot know
        try:
            self._process.stdin.write(json.dumps(page).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise _Lost("crash") from None
        return self._receive(seconds)

    def _receive(self, seconds: float) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=seconds)
        except Empty:
            self.end()
            raise _Lost("hang") from None
        if not line:
            self.end()
            raise _Lost("crash")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        # A child of the tool's own may still hold the pipe; nobody waits for it.
        self._listener.join(timeout=1.0)
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


def shuffled(pages: Sequence[Page]) -> list[Page]:
    """In an order that has nothing to do with what they are, the same in every run.

    A tool that runs out of its budget has then seen a fair sample, and all have seen the same pages first.
    """
    return sorted(pages, key=lambda page: sha256("\0".join(page.key).encode()).digest())


def run_peer(peer: Peer, pages: Sequence[Page], limits: Limits, on_page: OnPage | None = None) -> Measured:
    """One tool over the pages of its form."""
    done = Measured()
    process: _Process | None = None
    began = time.monotonic()
    deaths = 0
    for number, page in enumerate(pages, 1):
        if limits.budget and time.monotonic() - began > limits.budget:
            break
        if deaths == _MOST_DEATHS:
            done.failed = f"stopped after {deaths} {done.errors[pages[number - 2].key]}es in a row"
            break
        source = page.source()
        text = source if isinstance(source, str) else decode(source)[0]
        try:
            process = process or _Process(peer)
        except _Lost as lost:
            done.failed = f"does not start: {lost}"
            break
        question = {"source": text, "url": page.url, "language": page.language, "gold": page.gold}
        try:
            answer = process.ask(question, limits.page)
            deaths = 0
        except _Lost as lost:
            answer, process = {"error": str(lost)}, None
            deaths += 1
        _note(done, page, text, answer)
        if on_page is not None:
            on_page(peer, number, len(pages))
    if process is not None:
        process.end()
    return done


def _note(done: Measured, page: Page, text: str, answer: dict[str, Any]) -> None:
    if "error" in answer:
        done.errors[page.key] = answer["error"]
        done.rows[page.key] = score(text, "", page.gold)
    else:
        done.rows[page.key] = tuple(answer["row"])
        done.peak = max(done.peak, answer["peak"])
    if "seconds" in answer:
        done.seconds[page.key] = answer["seconds"]
    if "detail" in answer:
        done.details[page.key] = answer["detail"]


def run_peers(
    peers: Sequence[Peer],
    pages: Sequence[Page],
    limits: Limits,
    *,
    workers: int = 2,
    on_page: OnPage | None = None,
) -> dict[Peer, Measured]:
    """Every tool over the pages of its form, as many at a time as there are workers.

    `limits.budget` is of the whole run. declutter takes what it needs; what is left is shared evenly
    among the tools that have not begun, so that the quick leave their time to the slow.
    """
    order = shuffled(pages)
    began = time.monotonic()
    waiting = [peer for peer in peers if peer.name != OWN]

    def run(peer: Peer) -> Measured:
        share = 0.0
        if limits.budget and peer in waiting:
            left = limits.budget - (time.monotonic() - began)
            share = max(1.0, left * min(workers, len(waiting)) / len(waiting))
            waiting.remove(peer)
        mine = [page for page in order if page.form == peer.form]
        return run_peer(peer, mine, Limits(limits.page, share), on_page)

    with ThreadPoolExecutor(workers) as pool:
        jobs = {peer: pool.submit(run, peer) for peer in peers}
        return {peer: job.result() for peer, job in jobs.items()}
