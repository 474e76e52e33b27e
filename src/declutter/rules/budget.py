"""How long a stranger's rules may take on one document, so that no pack can hold up cleaning."""

from __future__ import annotations

import time
from types import TracebackType

from declutter.model import Document

__all__ = ["Budget"]

# Processor time a pack's rules get for a document: this much for any document …
_DOCUMENT_SECONDS = 0.02
# … and this much for each block, some twice what cleaning it costs without them.
_BLOCK_SECONDS = 50e-6


class Budget:
    """The processor time that each pack has used on a document.

    Honest packs use a hundredth of it: what is left out once it is used up depends on the machine,
    and a warning says so.

    Args:
        document: gets the warning, in its notes.
    """

    __slots__ = ("_document", "_limit", "_used")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._limit = _DOCUMENT_SECONDS + _BLOCK_SECONDS * len(document)
        self._used: dict[str, float] = {}

    def spent(self, pack: str) -> bool:
        """Whether a pack has used up its time."""
        return self._used.get(pack, 0.0) > self._limit

    def charge(self, pack: str) -> _Charge:
        """A context that charges a pack with the time it takes."""
        return _Charge(self, pack)

    def add(self, pack: str, seconds: float) -> None:
        """Charge a pack; says so, once, when that uses up its time."""
        before = self._used.get(pack, 0.0)
        self._used[pack] = before + seconds
        if before <= self._limit < before + seconds:
            self._document.notes.append(
                f"pack {pack!r} took more than {1000 * self._limit:.0f} ms; the rest of its rules were left out"
            )


class _Charge:
    __slots__ = ("_began", "_budget", "_pack")

    def __init__(self, budget: Budget, pack: str) -> None:
        self._budget, self._pack = budget, pack

    def __enter__(self) -> None:
        self._began = time.thread_time()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._budget.add(self._pack, time.thread_time() - self._began)
