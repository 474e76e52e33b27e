"""The clean text: a subsequence of the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from declutter.model import Finding, Result

__all__ = ["render_text"]


def render_text(result: Result) -> str:
    """Kept blocks verbatim, each after the widest of the separators since the last kept one.

    So two paragraphs stay two paragraphs when what stood between them goes.
    """
    document = result.document
    source, starts, ends = document.source, document.starts, document.ends
    parts: list[str] = []
    last = 0
    for first, stop in _kept_runs(result.because):
        if not parts:
            before = source[ends[first - 1] if first else 0 : starts[first]]
            parts.append(_indentation(before))
        else:
            separators = [source[ends[i - 1] : starts[i]] for i in range(last, first + 1)]
            widest = max(separators, key=_breaks)
            own = separators[-1]
            parts.append(own if _breaks(own) == _breaks(widest) else _up_to_break(widest) + _indentation(own))
        parts.append(source[starts[first] : ends[stop - 1]])
        last = stop
    return "".join(parts)


def _kept_runs(because: Sequence[Finding | None]) -> Iterator[tuple[int, int]]:
    """First and last-but-one of each run of kept blocks."""
    start = None
    for index, finding in enumerate(because):
        if finding is None:
            if start is None:
                start = index
        elif start is not None:
            yield start, index
            start = None
    if start is not None:
        yield start, len(because)


def _breaks(separator: str) -> int:
    return len(separator.splitlines()) if "\n" in separator or "\r" in separator else 0


def _up_to_break(separator: str) -> str:
    return separator[: len(separator) - len(_indentation(separator))]


def _indentation(separator: str) -> str:
    """What stands on the block's own line before it."""
    return separator.rsplit("\n", 1)[-1].rsplit("\r", 1)[-1].lstrip("\ufeff")
