"""The HTML pages of the corpora, with their gold and their domain, for training and for metadata.

from pages import read_pages

The loaders are those of `declutter bench`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from declutter.bench.corpora import find_corpora, read_corpus
from declutter.bench.page import Fault, Page, read_bytes

__all__ = ["Gold", "read_pages"]

# In this order: what is learned depends on it in the last digit.
_FOLDERS = ("wcxb", "trafilatura-eval", "fundus-evaluation", "fundus-publishers")
# Suffixes under which a registrable name is the third part from the right.
_SECOND_LEVEL = frozenset(("co", "com", "org", "gov", "ac", "net", "edu"))


@dataclass(frozen=True)
class Gold:
    """A page and what its corpus says of it.

    Attributes:
        corpus: "wcxb", "trafilatura-eval", "fundus-evaluation" or "fundus-publishers".
        kind: page type; "article" outside wcxb.
        text: gold text; None in trafilatura-eval, which has snippets alone.
        present, absent: snippets that the text must, and must not, hold.
        meta: title, authors, date where the gold has them.
    """

    corpus: str
    id: str
    kind: str
    url: str
    html: bytes
    text: str | None
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """The registrable part of the host; pages of one domain stay in one fold."""
        parts = urlsplit(self.url).netloc.lower().split(":")[0].split(".")
        country = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL
        return ".".join(parts[-3:] if country else parts[-2:])


def read_pages(corpora: Path) -> Iterator[Gold]:
    """Every HTML page of the corpora, in a fixed order; a page that cannot be used is named and left out."""
    for name in _FOLDERS:
        if not (corpora / name).is_dir():
            print(f"{corpora / name}: not here", file=sys.stderr)
            continue
        for corpus in find_corpora([corpora / name]):
            for page in read_corpus(corpus):
                if isinstance(page, Fault):
                    print(f"{page.corpus}: {page.place}: {page.reason}", file=sys.stderr)
                else:
                    yield _gold(name, page)


def _gold(corpus: str, page: Page) -> Gold:
    assert page.path is not None
    # Without an address a publisher's pages stay together by its name.
    publisher = page.id.rpartition("/")[2].split("_")[0].lower()
    url = page.url or f"https://{publisher}.invalid/"
    text = None if page.gold.measure == "snippets" else page.gold.text
    html = read_bytes(page.path)
    return Gold(corpus, page.id, page.kind, url, html, text, page.gold.present, page.gold.absent, page.about)
