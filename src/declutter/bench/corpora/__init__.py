"""Loaders of public corpora, each for its repository's own layout, and the search for what a path holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from declutter.bench.corpora import (
    fundus_evaluation,
    fundus_publishers,
    labelled,
    samples,
    scrapinghub,
    trafilatura,
    wcxb,
)
from declutter.bench.page import Fault, Page
from declutter.errors import InputError

__all__ = ["LOADERS", "Corpus", "find_corpora", "read_corpus"]


class Corpus(NamedTuple):
    """A corpus that was found.

    Attributes:
        loader: its key in LOADERS.
        path: what its loader reads.
    """

    loader: str
    path: Path


class _Loader(NamedTuple):
    find: Callable[[Path], list[Path]]
    load: Callable[[Path], Iterator[Page | Fault]]


LOADERS = {
    module.NAME: _Loader(module.find, module.load)
    for module in (
        wcxb,
        trafilatura,
        scrapinghub,
        fundus_evaluation,
        fundus_publishers,
        samples,
        labelled,
    )
}


def find_corpora(paths: Sequence[str | Path]) -> list[Corpus]:
    """What corpora with gold lie at these paths: a corpus, a folder of corpora, or a labelled file.

    Raises:
        InputError: a path does not exist.
    """
    found: dict[Path, Corpus] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder")
        places = [path]
        if path.is_dir():
            places += [sub for sub in sorted(path.iterdir()) if sub.is_dir()]
        for place in places:
            for corpus in _at(place):
                found.setdefault(corpus.path, corpus)
    return list(found.values())


def _at(place: Path) -> Iterator[Corpus]:
    for name, loader in LOADERS.items():
        if not place.is_dir() and name != labelled.NAME:
            continue
        yield from (Corpus(name, path) for path in loader.find(place))


def read_corpus(corpus: Corpus) -> Iterator[Page | Fault]:
    """Its pages, and what cannot be used of it."""
    return LOADERS[corpus.loader].load(corpus.path)
