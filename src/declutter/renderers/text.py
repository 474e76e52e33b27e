"""The clean text: a subsequence of the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from declutter.model import Finding, Label, Result

__all__ = ["headline_above", "render_text"]


def render_text(result: Result) -> str:
    """Kept blocks verbatim, each after the widest of the separators since the last kept one.

    So two paragraphs stay two paragraphs when what stood between them goes.
    """
    document = result.document
    title = headline_above(result)
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
    return "\n\n".join(filter(None, (title, "".join(parts))))


def headline_above(result: Result) -> str:
    """The headline where the policy wants it on top and it does not stand in the text already; else ""."""
    if not (result.policy.include_title and result.title) or result.document.page is None:
        return ""
    because, texts = result.because, result.document.texts
    printed = any(f.label is Label.HEADLINE and because[f.start] is None for f in result.found)
    first = next((text for text, finding in zip(texts, because) if finding is None), "")
    return "" if printed or first == result.title else result.title


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
