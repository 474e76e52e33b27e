"""Page and its gold: what every loader makes of a corpus, and what every tool is run on."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Fault", "Gold", "Page", "letters", "read_bytes"]


class Gold(NamedTuple):
    """What a corpus says of a page, in one of four measures.

    Attributes:
        measure: a key of `scores.MEASURES`: "words", "snippets", "shingles" or "lines".
        text: gold text, for words and shingles.
        present, absent: snippets that the clean text must, and must not, hold.
        labels: a letter a non-empty line of the source: `c`, `b`, `t` or `?`.
    """

    measure: str
    text: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    labels: str = ""


class Fault(NamedTuple):
    """A page, or a whole corpus, that cannot be used.

    Attributes:
        corpus: its name.
        place: the file, and the record in it.
        reason: one clause.
    """

    corpus: str
    place: str
    reason: str


@dataclass(frozen=True)
class Page:
    """One page of a corpus.

    Attributes:
        corpus: its name, with the slice where figures of slices must not be added up.
        id: unique within the corpus.
        form: "html" or "text".
        kind: page type, "article" where the corpus has no types.
        language: ISO 639-1 code, or "".
        url: address, or "".
        gold: what the clean text should be.
        path: the HTML file, read anew each time: a corpus does not fit into memory.
        text: the source in text mode.
        about: title, authors and date where the gold has them.
    """

    corpus: str
    id: str
    form: str
    kind: str
    language: str
    url: str
    gold: Gold
    path: Path | None = None
    text: str = ""
    about: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """Corpus and id."""
        return self.corpus, self.id

    def source(self) -> str | bytes:
        """The page as a tool gets it.

        Raises:
            OSError: the file is gone.
        """
        return self.text if self.path is None else read_bytes(self.path)


def letters(text: str, labels: str) -> dict[int, str]:
    """Line number -> letter, of the non-empty lines of a labelled text.

    >>> letters("Share\\n\\nA long line.", "bc")
    {1: 'b', 3: 'c'}
    """
    return dict(zip((n for n, line in enumerate(text.split("\n"), 1) if line.strip()), labels))


def read_bytes(path: Path) -> bytes:
    """A file's content, unpacked where its name ends in .gz.

    Raises:
        OSError: it is missing, or broken off.
        EOFError, zlib.error: it is broken off, or damaged.
    """
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data
