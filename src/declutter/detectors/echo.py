"""A caption printed twice: once as the picture's description, again with its credit."""

from __future__ import annotations

from collections.abc import Iterator

from declutter.model import Document, Finding, Label

__all__ = ["Echo"]

# Shorter lines repeat by chance.
_LEAST_CHARS = 12
# What a credit adds to a caption, in characters: a lead word, two names, an agency.
_MOST_ADDED = 90


class Echo:
    """Takes a line that the next line repeats and goes on from, and a line printed twice in a row."""

    name = "declutter/echo"

    def find(self, document: Document, /) -> Iterator[Finding]:
        """Yield the first of two lines as a caption, or the second as a duplicate."""
        lower = document.features.lower
        previous = ""
        for index, line in enumerate(lower):
            if line[:_LEAST_CHARS] == previous[:_LEAST_CHARS] and len(previous) >= _LEAST_CHARS:
                stem = previous.rstrip(" .…")
                added = len(line) - len(stem)
                if line == previous:
                    yield Finding(
                        index,
                        index + 1,
                        Label.DUPLICATE,
                        0.9,
                        self.name,
                        "the same line as the one before it",
                    )
                elif line.startswith(stem) and 3 <= added <= _MOST_ADDED:
                    yield Finding(
                        index - 1,
                        index,
                        Label.CAPTION,
                        0.95,
                        self.name,
                        "a picture's text, printed again with its credit",
                    )
            previous = line
