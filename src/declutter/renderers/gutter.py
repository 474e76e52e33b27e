"""The explanation: the source in a two-column gutter, with a reason beside what was removed."""

from __future__ import annotations

from declutter.model import Result

__all__ = ["render_gutter"]

_RED, _DIM, _PLAIN = "\x1b[31m", "\x1b[2m", "\x1b[0m"


def render_gutter(result: Result, *, color: bool = False) -> str:
    """Every block of the source: `- ` before what was removed, two spaces before what stays.

    A removed block carries label, confidence, reason and source behind its text; a block of
    several lines carries them behind its first.
    """
    rows: list[str] = []
    for block in result.blocks:
        first, *rest = block.text.splitlines() or [""]
        if block.kept:
            rows.append(f"  {first}")
            rows.extend(f"  {line}" for line in rest)
            continue
        note = f"[{block.label} {block.confidence:.2f} {block.source}] {block.reason}"
        if color:
            rows.append(f"{_RED}- {first}{_PLAIN}  {_DIM}{note}{_PLAIN}")
            rows.extend(f"{_RED}- {line}{_PLAIN}" for line in rest)
        else:
            rows.append(f"- {first}  {note}")
            rows.extend(f"- {line}" for line in rest)
    rows.extend(f"! {warning}" for warning in result.warnings)
    return "\n".join(rows)
