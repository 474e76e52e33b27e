"""Output without a file of its own: standard output, or nowhere for a dry run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from declutter.errors import OutputError

__all__ = ["Direct"]


class Direct:
    """Stands where a Journal would; what it wrote is gone and cannot be resumed.

    Args:
        names: path of each stream beside the output that is to be kept.
        to_stdout: whether the output goes to standard output, or nowhere.
    """

    def __init__(self, names: Mapping[str, Path], *, to_stdout: bool) -> None:
        self._files: dict[str, IO[bytes]] = {}
        for name, path in names.items():
            if name == "output":
                continue
            try:
                self._files[name] = open(path, "wb")  # noqa: SIM115 - open for the run
            except OSError as error:
                raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
        if to_stdout:
            self._files["output"] = sys.stdout.buffer

    def write(self, pieces: Mapping[str, bytes], state: Mapping[str, Any]) -> None:
        """Write each piece to where its stream goes.

        Raises:
            OutputError: it cannot be written.
            BrokenPipeError: the reader of standard output has gone.
        """
        del state
        for name, data in pieces.items():
            file = self._files.get(name)
            if file is None or not data:
                continue
            try:
                file.write(data)
                file.flush()
            except BrokenPipeError:
                raise
            except OSError as error:
                raise OutputError(f"{name} cannot be written: {error.strerror}") from error

    def due(self) -> bool:
        """Never: there is nothing to commit."""
        return False

    def commit(self) -> None:
        """Nothing to do."""

    def finish(self, names: Mapping[str, Path], turn: object, stream: str) -> None:
        """Close what was opened."""
        del names, turn, stream
        self.close()

    def close(self) -> None:
        """Close the files beside standard output."""
        for file in self._files.values():
            if file is not sys.stdout.buffer:
                file.close()
