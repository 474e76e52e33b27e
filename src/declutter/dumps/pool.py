"""Workers that keep order, survive each other's death, and never hold more than a bounded window.

A worker has one batch at a time. Which record of it is under way, and since when, stands in
memory that the parent can read: so it knows which record a worker died over or got stuck in, puts
that record aside and gives the rest of the batch to a new worker.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, final

from declutter.dumps.records import Batch, Fault
from declutter.dumps.work import Job, Outcome
from declutter.errors import DeclutterError, OptionError, unknown_choice

__all__ = ["Pool", "run_here"]

# A worker may be killed from outside while a record happens to be under way; only a record that
# three workers died over is at fault.
_DEATHS = 3

# Workers that die before their first record are not the records' fault: something is broken.
_STILLBIRTHS = 5

# Batches read ahead of the one whose turn it is, a worker, and bytes of them in memory.
_AHEAD = 3
_AHEAD_BYTES = 48 << 20

# A worker is replaced after so many bytes of input: pages of all sizes leave its memory in pieces,
# and it would grow from hour to hour.
_WORKER_BYTES = 64 << 20

# How often the parent looks whether a record is over its time.
_LOOK_SECONDS = 0.1

# Where a worker stands: which record, and since when on the monotonic clock.
_RECORD, _SINCE = 0, 1
_IDLE = -1.0


def run_here(job: Job, batches: Iterable[Batch]) -> Iterator[Outcome]:
    """Run a job in this very process: no limit of time, and no guard against a crash."""
    for batch in batches:
        yield job.run(batch, lambda _: None)


@final
class Pool:
    """Runs a job over batches in worker processes; outcomes come in the order of the batches.

    Args:
        job: what is done to each batch.
        workers: how many processes, 1 or more.
        max_seconds: longest that one record may take; 0 is for ever.
        method: "fork", "spawn" or "forkserver"; None is the platform's own.

    Raises:
        OptionError: there is no such method here.
    """

    def __init__(self, job: Job, workers: int, max_seconds: float = 0, method: str | None = None) -> None:
        known = multiprocessing.get_all_start_methods()
        if method is not None and method not in known:
            raise OptionError(unknown_choice("start method", method, known))
        self._max_seconds = max_seconds
        self._context: Any = multiprocessing.get_context(method)
        forks = self._context.get_start_method() == "fork"
        # A forked worker has the job; another gets it through its pipe and not as an argument:
        # multiprocessing would wait for ever for a process that dies while it reads a long one.
        self._job = job if forks else pickle.dumps(job)
        self._stillbirths = 0
        self._again: deque[Batch] = deque()
        self._hands: list[_Hand] = []
        for _ in range(workers):
            self._hands.append(_Hand(self._context, self._job))

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for hand in self._hands:
            hand.dismiss()

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers."""
        return [hand.process.pid for hand in self._hands]

    def map(self, batches: Iterable[Batch]) -> Iterator[Outcome]:
        """Outcomes in the order of the batches, as they come.

        Where reading `batches` fails, what was read before still comes out, and then the error.

        Raises:
            DeclutterError: workers die before they begin; or what reading raises.
        """
        coming = iter(batches)
        broken: DeclutterError | None = None
        ready: dict[int, Outcome] = {}
        turn: int | None = None
        more = True
        while True:
            for hand in self._hands:
                if hand.batch is None and (self._again or (more and not self._full(ready))):
                    try:
                        batch = self._again.popleft() if self._again else next(coming, None)
                    except DeclutterError as error:
                        batch, broken = None, error
                    if batch is None:
                        more = False
                        continue
                    turn = batch.number if turn is None else turn
                    if not hand.give(batch):
                        self._replace(hand)
            if turn in ready:
                yield ready.pop(turn)
                turn += 1
            elif any(hand.batch is not None for hand in self._hands):
                for outcome in self._collect():
                    ready[outcome.batch] = outcome
            elif not more and not self._again:
                if broken is not None:
                    raise broken
                return

    def _full(self, ready: dict[int, Outcome]) -> bool:
        busy = [hand.batch.size for hand in self._hands if hand.batch is not None]
        held = sum(busy) + sum(outcome.size for outcome in ready.values())
        return len(busy) + len(ready) >= _AHEAD * len(self._hands) + 1 or held > _AHEAD_BYTES

    def _collect(self) -> Iterator[Outcome]:
        """Wait a little; take in what is done, bury who died, end who is stuck."""
        busy = {hand.pipe: hand for hand in self._hands if hand.batch is not None}
        for pipe in wait(list(busy), _LOOK_SECONDS if self._max_seconds else None):
            hand = busy[pipe]  # type: ignore[index]
            try:
                outcome = hand.take()
            except (EOFError, OSError):
                self._replace(hand)
            else:
                self._stillbirths = 0
                if hand.taken >= _WORKER_BYTES:
                    hand.dismiss()
                    self._hands[self._hands.index(hand)] = _Hand(self._context, self._job)
                yield outcome
        if self._max_seconds:
            for hand in self._hands:
                stuck = hand.overdue(self._max_seconds)
                if stuck is not None:
                    self._replace(hand, stuck)

    def _replace(self, hand: _Hand, stuck: int | None = None) -> None:
        """Put a new worker in the place of one that died, or that is stuck in record `stuck`."""
        hand.kill()
        batch, record, code = hand.batch, hand.record(), hand.process.exitcode
        self._hands[self._hands.index(hand)] = _Hand(self._context, self._job)
        if record is None:
            self._stillbirths += 1
            if self._stillbirths >= _STILLBIRTHS:
                raise DeclutterError(f"workers die before their first record (exit code {code})")
        elif batch is not None and record == stuck:
            reason = f"not done after {self._max_seconds:g} s (--max-seconds)"
            batch.blame[record] = Fault("too slow", reason)
        elif batch is not None and stuck is None:
            batch.deaths[record] = batch.deaths.get(record, 0) + 1
            if batch.deaths[record] >= _DEATHS:
                reason = f"{_DEATHS} workers died over it (exit code {code})"
                batch.blame[record] = Fault("killed its worker", reason)
        if batch is not None:
            self._again.append(batch)


class _Hand:
    """One worker process, and the batch it has."""

    def __init__(self, context: Any, job: Job | bytes) -> None:
        self._letter = job if isinstance(job, bytes) else None
        self.pipe: Connection
        self.pipe, far = context.Pipe()
        self._at = context.RawArray("d", [_IDLE, 0.0])
        self.batch: Batch | None = None
        self.taken = 0
        # A forked child inherits our end of its pipe, and while it holds that it would never
        # learn that we are gone.
        ours, theirs = (None, None) if self._letter else (self.pipe, job)
        self.process = context.Process(target=_work, args=(far, ours, theirs, self._at), daemon=True)
        self.process.start()
        far.close()

    def give(self, batch: Batch) -> bool:
        """Send a batch; False where the worker has died."""
        self.batch = batch
        try:
            if self._letter is not None:
                self.pipe.send_bytes(self._letter)
                self._letter = None
            self.pipe.send(batch)
        except OSError:
            return False
        return True

    def take(self) -> Outcome:
        """Receive the outcome of the batch; raises EOFError or OSError where the worker has died."""
        outcome: Outcome = self.pipe.recv()
        if self.batch is not None:
            self.taken += self.batch.size
        self.batch = None
        return outcome

    def record(self) -> int | None:
        """Index of the record under way, or None."""
        at = int(self._at[_RECORD])
        return None if at < 0 else at

    def overdue(self, seconds: float) -> int | None:
        """Index of the record that is over its time, or None."""
        # Read the record before and after the time, so that both belong together.
        before, since = self._at[_RECORD], self._at[_SINCE]
        if before < 0 or time.monotonic() - since <= seconds or self._at[_RECORD] != before:
            return None
        return int(before)

    def kill(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def dismiss(self) -> None:
        """End the process at the end of a run."""
        self.kill()
        self.process.close()


def _work(pipe: Connection, ours: Connection | None, job: Job | None, at: Any) -> None:
    """The life of a worker: until the parent closes the pipe, or is gone."""
    if ours is not None:
        ours.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def mark(index: int) -> None:
        at[_SINCE] = time.monotonic()
        at[_RECORD] = index

    try:
        if job is None:
            job = pickle.loads(pipe.recv_bytes())  # noqa: S301 - it comes from our own parent
        gc.freeze()  # hundreds of thousands of rules' parts are no garbage: not to look again saves a tenth on HTML
        while True:
            pipe.send(job.run(pipe.recv(), mark))
    except (EOFError, OSError):
        return
