"""Small corpora of our own, in the layout of each public repository."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

__all__ = ["ARTICLE", "HTML", "MAKERS", "write"]

ARTICLE = (
    "The bridge over the Wren was closed on Friday after a lorry hit its railing, the council said.\n"
    "Engineers will look at it on Monday, and until then the ferry takes cars for nothing."
)
HTML = (
    "<html><head><title>Bridge closed</title></head><body><nav><a href='/'>Home</a></nav><article>"
    "<h1>Bridge closed</h1>"
    + "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n"))
    + "</article><footer>Share this page</footer></body></html>"
)


def write(path: Path, content: Any) -> Path:
    """Text, bytes or JSON; packed where the name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else None
    if data is None:
        data = (content if isinstance(content, str) else json.dumps(content)).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def wcxb(root: Path) -> None:
    for name in ("0001", "0002"):
        truth = {"main_content": ARTICLE, "title": "Bridge closed"}
        gold = {
            "url": f"https://a.example/{name}",
            "_internal": {"page_type": {"primary": "article"}},
            "ground_truth": truth,
        }
        write(root / "wcxb/dev/ground-truth" / f"{name}.json", gold)
        write(root / "wcxb/dev/html" / f"{name}.html.gz", HTML)


def trafilatura(root: Path) -> None:
    gold = {
        f"https://a.example/{n}": {
            "file": f"{n}.html",
            "with": ["closed on Friday"],
            "without": ["Share this"],
        }
        for n in (1, 2)
    }
    write(root / "trafilatura-eval/evaldata.json", gold)
    write(root / "trafilatura-eval/eval/1.html.gz", HTML)
    write(root / "trafilatura-eval/cache/2.html", HTML)


def scrapinghub(root: Path) -> None:
    entries = {n: {"articleBody": ARTICLE, "url": "https://a.example/"} for n in ("aa", "bb")}
    write(root / "aeb/ground-truth.json", entries)
    for name in entries:
        write(root / "aeb/html" / f"{name}.html.gz", HTML)


def fundus_evaluation(root: Path) -> None:
    names = ("Wren_0.html.gz", "Wren_1.html.gz")
    write(root / "fe/ground_truth.json", {name: {"body": ARTICLE.split("\n")} for name in names})
    for name in names:
        write(root / "fe/html" / name, HTML)


def fundus_publishers(root: Path) -> None:
    for name in ("Wren", "Echo"):
        body = {"summary": [], "sections": [{"headline": [], "paragraphs": ARTICLE.split("\n")}]}
        write(root / "fp/uk" / f"{name}.json", {"body": body, "title": "Bridge closed", "authors": []})
        write(root / "fp/uk" / f"{name}.html.gz", HTML)


def pages(root: Path) -> None:
    rows = [{"id": f"p{n}", "text": ARTICLE, "url": "", "lang": "en"} for n in (1, 2)]
    write(root / "own/gold.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    for row in rows:
        write(root / "own" / f"{row['id']}.html", HTML)


def labelled(root: Path) -> None:
    text = f"Share\n\n{ARTICLE}\nAdvertisement"
    rows = [{"id": f"r{n}", "text": text, "labels": "bccb", "lang": "en"} for n in (1, 2)]
    write(root / "text/news.jsonl.gz", "".join(json.dumps(row) + "\n" for row in rows))


MAKERS = {
    "wcxb": wcxb,
    "trafilatura-eval": trafilatura,
    "scrapinghub": scrapinghub,
    "fundus-evaluation": fundus_evaluation,
    "fundus-publishers": fundus_publishers,
    "pages": pages,
    "labelled text": labelled,
}
