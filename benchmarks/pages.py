"""The HTML pages of the corpora, with their gold, in one shape.

from pages import read_pages
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

__all__ = ["Gold", "read_pages"]

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
    present: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """The registrable part of the host; pages of one domain stay in one fold."""
        parts = urlsplit(self.url).netloc.lower().split(":")[0].split(".")
        country = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL
        return ".".join(parts[-3:] if country else parts[-2:])


def read_pages(corpora: Path) -> Iterator[Gold]:
    """Every HTML page of the corpora, in a fixed order."""
    yield from _wcxb(corpora / "wcxb" / "dev")
    yield from _trafilatura(corpora / "trafilatura-eval")
    yield from _fundus_evaluation(corpora / "fundus-evaluation")
    yield from _fundus_publishers(corpora / "fundus-publishers")


def _wcxb(folder: Path) -> Iterator[Gold]:
    for path in sorted((folder / "ground-truth").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        truth = data["ground_truth"]
        url = data.get("url") or truth.get("url") or f"https://{path.stem}.invalid/"
        html = gzip.decompress((folder / "html" / f"{path.stem}.html.gz").read_bytes())
        meta = {
            "title": truth.get("title"),
            "authors": [truth["author"]] if truth.get("author") else [],
            "date": truth.get("publish_date"),
        }
        kind = data["_internal"]["page_type"]["primary"]
        yield Gold("wcxb", path.stem, kind, url, html, truth.get("main_content") or "", meta=meta)


def _trafilatura(folder: Path) -> Iterator[Gold]:
    for url, data in json.loads((folder / "evaldata.json").read_text(encoding="utf-8")).items():
        for part in ("eval", "cache"):
            path = folder / part / f"{data['file']}.gz"
            if path.exists():
                html = gzip.decompress(path.read_bytes())
                yield Gold(
                    "trafilatura-eval",
                    data["file"],
                    "article",
                    url,
                    html,
                    None,
                    data["with"],
                    data["without"],
                )
                break


def _fundus_evaluation(folder: Path) -> Iterator[Gold]:
    for name, data in json.loads((folder / "ground_truth.json").read_text(encoding="utf-8")).items():
        url = f"https://{name.split('_')[0].lower()}.invalid/"
        html = gzip.decompress((folder / "html" / name).read_bytes())
        yield Gold("fundus-evaluation", name, "article", url, html, "\n\n".join(data["body"]))


def _fundus_publishers(folder: Path) -> Iterator[Gold]:
    for path in sorted(folder.glob("*/*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        body = data["body"]
        parts = [*body["summary"]]
        for section in body["sections"]:
            parts += [*section["headline"], *section["paragraphs"]]
        html = gzip.decompress(path.with_suffix(".html.gz").read_bytes())
        meta = {
            "title": data.get("title"),
            "authors": data.get("authors") or [],
            "date": data.get("publishing_date"),
        }
        url = f"https://{path.stem.lower()}.invalid/"
        yield Gold("fundus-publishers", path.stem, "article", url, html, "\n\n".join(parts), meta=meta)
