"""The clean text: a subsequence of the source."""

from __future__ import annotations

from declutter.model import Result

__all__ = ["render_text"]


def render_text(result: Result) -> str:
    """Kept blocks verbatim, each after the widest of the separators since the last kept one.

    So two paragraphs stay two paragraphs when what stood between them goes.
    """
    document, because = result.document, result.because
    source, starts, ends = document.source, document.starts, document.ends
    parts: list[str] = []
    widest = ""
    previous = 0
    for index, finding in enumerate(because):
        start = starts[index]
        separator = source[previous:start]
        previous = ends[index]
        if widest:
            # Line breaks of the widest, indentation of this block's own.
            if _breaks(separator) < _breaks(widest):
                separator = _up_to_break(widest) + _indentation(separator)
            widest = ""
        if finding is not None:
            widest = separator if index else "\n"
            continue
        if parts or not index:
            parts.append(separator if parts else _indentation(separator))
        else:
            parts.append(_indentation(separator))
        parts.append(source[start:previous])
    return "".join(parts)


def _breaks(separator: str) -> int:
    return len(separator.splitlines()) if "\n" in separator or "\r" in separator else 0


def _up_to_break(separator: str) -> str:
    return separator[: len(separator) - len(_indentation(separator))]


def _indentation(separator: str) -> str:
    """What stands on the block's own line before it."""
    return separator.rsplit("\n", 1)[-1].rsplit("\r", 1)[-1].lstrip("\ufeff")
