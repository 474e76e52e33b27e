"""The commit protocol: what a run has written, how far it had read, and how it goes on.

While a run lasts, its output grows in a folder beside the place where it will stand::

    pages.jsonl.part/
        pages.jsonl           the output so far; a Parquet file is still an Arrow stream
        quarantine.jsonl      records that could not be cleaned
        removals.jsonl        the removal report, where one is wanted
        state.json            how much of each is committed, and where the input stood then
        lock                  held by the run that is at work here

A commit forces the files to the disk, and after them replaces `state.json` in one step. Whatever
a run writes after its last commit is cut off when it is resumed, and written again, with the same
bytes. The output gets its final name when it is whole, in one step too.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from declutter.errors import InputError, OutputError

__all__ = ["Journal", "discard", "part_of", "read_state"]

_CHUNK = 1 << 20
_STATE, _LOCK = "state.json", "lock"


def part_of(output: Path) -> Path:
    """The folder in which an output grows."""
    return output.with_name(output.name + ".part")


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Name the file in errors of writing."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


class _Stream:
    """A file that only grows, with the length and checksum of what is in it."""

    def __init__(self, path: Path, size: int = 0, crc: int = 0) -> None:
        self.path, self.size, self.crc = path, size, crc
        with _writing(path):
            self._file: IO[bytes] = open(  # noqa: SIM115 - open for the run
                path, "r+b" if size else "w+b"
            )
            if size:
                try:
                    self._check()
                except BaseException:
                    self._file.close()
                    raise
                self._file.seek(size)
                self._file.truncate()

    def _check(self) -> None:
        """See that the committed bytes are there: a disk may lose what it had promised.

        Raises:
            InputError: they are not.
        """
        crc, left = 0, self.size
        while left and (chunk := self._file.read(min(left, _CHUNK))):
            crc, left = zlib.crc32(chunk, crc), left - len(chunk)
        if left or crc != self.crc:
            raise InputError(f"{self.path}: damaged since it was committed; start over (--overwrite)")

    def write(self, data: bytes) -> None:
        if data:
            with _writing(self.path):
                self._file.write(data)
            self.size, self.crc = self.size + len(data), zlib.crc32(data, self.crc)

    def sync(self) -> None:
        with _writing(self.path):
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what could not be flushed is not committed either
            self._file.close()


class Journal:
    """The streams of a run, committed together with its state.

    Args:
        folder: where they grow.
        streams: name of each stream -> file name in the folder.
        header: settings and plan of the run, kept beside the state.
        committed: what `read_state` gave, where a run is resumed.
        seconds: between commits; what a crash may cost.
    """

    def __init__(
        self,
        folder: Path,
        streams: Mapping[str, str],
        header: Mapping[str, Any],
        committed: Mapping[str, Any] | None = None,
        seconds: float = 0.0,
    ) -> None:
        self.folder = folder
        self._seconds = seconds
        self._header = dict(header)
        self._at = time.monotonic()
        with _writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / _LOCK)
        sizes = committed["streams"] if committed else {}
        self.streams: dict[str, _Stream] = {}
        try:
            for name, file in streams.items():
                self.streams[name] = _Stream(folder / file, *sizes.get(name, (0, 0)))
        except BaseException:
            self.close()
            raise
        self._reached = self._snapshot(committed["state"] if committed else {})

    def write(self, pieces: Mapping[str, bytes], state: Mapping[str, Any]) -> None:
        """Append to the streams; together the pieces bring the run to `state`.

        Raises:
            OutputError: the disk is full, or the folder is gone.
        """
        for name, data in pieces.items():
            self.streams[name].write(data)
        # One assignment: a signal may come between any two.
        self._reached = self._snapshot(state)

    def due(self) -> bool:
        """Whether the last commit is long enough ago."""
        return time.monotonic() - self._at >= self._seconds

    def commit(self) -> None:
        """Make all that was written survive a crash.

        Raises:
            OutputError: the disk is full, or the folder is gone.
        """
        for stream in self.streams.values():
            stream.sync()
        _replace(self.folder / _STATE, {**self._header, **self._reached})
        self._at = time.monotonic()

    def _snapshot(self, state: Mapping[str, Any]) -> dict[str, Any]:
        sizes = {name: (stream.size, stream.crc) for name, stream in self.streams.items()}
        return {"state": state, "streams": sizes}

    def finish(
        self, names: Mapping[str, Path], turn: Callable[[Path, Path], None] | None, stream: str
    ) -> None:
        """Give the streams their final names: empty ones none, `stream` in any case and last.

        Args:
            names: name of a stream -> final path.
            turn: makes the file out of what was staged for `stream`; None where it is the file.
            stream: the output itself.

        Raises:
            OutputError: a file cannot be written.
        """
        self.commit()
        for name, path in names.items():
            if name != stream and self.streams[name].size:
                self._move(self.streams[name].path, path)
            elif name != stream:
                path.unlink(missing_ok=True)  # of an earlier run; this one has none
        made = self.streams[stream].path
        if turn is not None:
            made = self.folder / "whole"
            with _writing(made):
                turn(self.streams[stream].path, made)
        self._move(made, names[stream])
        _replace(self.folder / _STATE, {**self._header, "finished": True})
        self.close()
        discard(self.folder)

    def _move(self, made: Path, path: Path) -> None:
        with _writing(path):
            # A link first, then the name: the run can be resumed until the output has its name.
            fresh = path.with_name(path.name + ".new")
            fresh.unlink(missing_ok=True)
            try:
                os.link(made, fresh)
            except OSError:  # another file system, or one without links
                shutil.copyfile(made, fresh)
            with open(fresh, "rb+") as file:
                os.fsync(file.fileno())
            os.replace(fresh, path)
            _sync_folder(path.parent)

    def close(self) -> None:
        """Close the files; what is committed can be resumed."""
        for stream in self.streams.values():
            stream.close()
        self._lock.close()


def discard(folder: Path) -> None:
    """Delete the folder of a run, its state last: until then it can be told what the rest is."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name != _STATE:
            path.unlink(missing_ok=True)
    (folder / _STATE).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _replace(path: Path, state: Mapping[str, Any]) -> None:
    """Write the state in one step."""
    fresh = path.with_suffix(".new")
    with _writing(path):
        with open(fresh, "wb") as file:
            file.write(json.dumps(state).encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
        _sync_folder(path.parent)


def read_state(folder: Path) -> dict[str, Any] | None:
    """What an unfinished run committed last; None where it never came to that.

    Raises:
        InputError: the file is damaged.
    """
    path = folder / _STATE
    try:
        state: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        raise InputError(f"{path}: damaged; start over (--overwrite)") from None
    return state


def _locked(path: Path) -> IO[bytes]:
    """Keep a second run out of the folder."""
    file = open(path, "wb")  # noqa: SIM115 - the lock is held while it is open
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        return file
    try:
        # Not flock: workers would inherit it, and outlive a parent that was killed by a batch.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise InputError(f"{path.parent}: another run is at work here") from None
    return file


def _sync_folder(folder: Path) -> None:
    """Force a rename to the disk, where folders can be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
