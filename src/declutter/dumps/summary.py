"""What a run did, in numbers that add up: batch by batch, and across a stop and a resume."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

__all__ = ["Example", "Summary"]

# Examples kept of each label, and records kept as the slowest and as those that lost most.
_EXAMPLES = 5
_EXTREMES = 10

_COUNTERS = ("blocks", "label_chars", "warnings", "faults")

Example = tuple[str, str, str]
"""Where the block stood, the block, why it went."""


@dataclass(slots=True)
class Summary:
    """Counts of a batch or a run.

    Attributes:
        records: cleaned, empty ones among them.
        empty: records without a page; they travel along as they are.
        untouched: records from which nothing went.
        bytes: size of the records read, bad ones among them.
        chars: length of the pages read.
        removed: characters that went.
        blocks: label -> blocks that went.
        label_chars: label -> characters that went.
        warnings: warning -> records.
        faults: kind of fault -> records.
        slowest: (seconds, where) of the records that took longest.
        hardest: (share of the page that went, where), of pages longer than a few lines.
        examples: label -> the first blocks that went as that.
    """

    records: int = 0
    empty: int = 0
    untouched: int = 0
    bytes: int = 0
    chars: int = 0
    removed: int = 0
    blocks: Counter[str] = field(default_factory=Counter)
    label_chars: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    hardest: list[tuple[float, str]] = field(default_factory=list)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    @property
    def bad(self) -> int:
        """Records that could not be cleaned."""
        return sum(self.faults.values())

    @property
    def removed_share(self) -> float:
        """Share of the pages' characters that went, 0 to 1."""
        return self.removed / self.chars if self.chars else 0.0

    def show(self, label: str, example: Example) -> None:
        """Keep a removed block as an example, where there are not enough of its label."""
        shown = self.examples.setdefault(label, [])
        if len(shown) < _EXAMPLES:
            shown.append(example)

    def add(self, other: Summary) -> None:
        """Add another's counts. `other` comes later: its examples fill up what is free."""
        for name in ("records", "empty", "untouched", "bytes", "chars", "removed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.slowest = heapq.nlargest(_EXTREMES, [*self.slowest, *other.slowest])
        self.hardest = heapq.nlargest(_EXTREMES, [*self.hardest, *other.hardest])
        for label, examples in other.examples.items():
            for example in examples:
                self.show(label, example)

    def to_dict(self) -> dict[str, Any]:
        """As plain data, ready for JSON; a copy, which later counts do not change."""
        data = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        for name in _COUNTERS:
            data[name] = dict(data[name])
        data["slowest"], data["hardest"] = list(self.slowest), list(self.hardest)
        data["examples"] = {label: list(shown) for label, shown in self.examples.items()}
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Summary:
        """Read back what `to_dict` gave and JSON carried."""
        made = cls(**data)
        for name in _COUNTERS:
            setattr(made, name, Counter(getattr(made, name)))
        made.slowest = [(seconds, where) for seconds, where in made.slowest]
        made.hardest = [(share, where) for share, where in made.hardest]
        made.examples = {
            label: [(where, text, why) for where, text, why in examples]
            for label, examples in made.examples.items()
        }
        return made

    def lines(self) -> Iterator[str]:
        """The closing summary, for people."""
        yield (
            f"{self.records:,} records cleaned, {self.untouched:,} of them without residue, "
            f"{self.empty:,} without a page"
        )
        yield (
            f"{self.removed:,} of {self.chars:,} characters removed ({100 * self.removed_share:.1f} %), "
            f"{sum(self.blocks.values()):,} blocks"
        )
        for label, blocks in self.blocks.most_common():
            yield f"  {label:12} {blocks:>10,} blocks {self.label_chars[label]:>14,} characters"
        if self.warnings:
            yield f"{sum(self.warnings.values()):,} warnings"
        for warning, count in self.warnings.most_common(_EXTREMES):
            yield f"  {count:>8,} × {warning}"
        if self.faults:
            yield f"{self.bad:,} bad records"
        for kind, count in self.faults.most_common():
            yield f"  {count:>8,} × {kind}"
        if self.slowest and self.slowest[0][0] >= 1:
            yield "slowest records"
        for seconds, where in self.slowest:
            if seconds >= 1:
                yield f"  {seconds:8.1f} s  {where}"
