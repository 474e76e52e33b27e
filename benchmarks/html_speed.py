"""Time a page beside resiliparse and trafilatura: one process, interleaved rounds, by stage.

python benchmarks/html_speed.py ../shared/corpora [--pages 300] [--rounds 3]

Times are of the process (not of the wall clock), the best of the rounds. The stages up to "claim" each
begin with the markup and leave the others out: "metadata" is collecting, laying out and metadata. "New names" are
features again, of a page of a site that was never seen: other stages know all names of elements by heart. From
"prepare" on they are the path as `clean` takes it, up to the whole of it ("declutter").
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree
from pages import read_pages

from declutter import Cleaner
from declutter.detectors.markup import find_in_markup
from declutter.readers.decode import decode
from declutter.readers.html import read_html, read_metadata
from declutter.readers.html.sources import page_of_markup
from declutter.scorer.blocks import block_rows
from declutter.scorer.markup import judge, load_scorer
from declutter.scorer.tokens import Tokens


class _Nothing:
    """A parser target that keeps nothing: what the parser's events cost by themselves."""

    def start(self, tag: str, attrib: Any) -> None: ...
    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...
    def close(self) -> None: ...


def parse_alone(text: str) -> None:
    """Send a page's events to nobody."""
    target: Any = _Nothing()
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    etree.fromstring(text.encode("utf-8", "replace"), parser)


def tree_alone(text: str) -> None:
    """Build the tree that the compiled walker reads, and drop it."""
    etree.fromstring(text.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", huge_tree=True))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text

    wanted = (gold for gold in read_pages(args.corpora) if gold.corpus == "wcxb")
    pages = [(decode(gold.html)[0], gold.url) for gold in islice(wanted, args.pages)]
    cleaner = Cleaner()
    _, tokens = load_scorer()

    def whole(text: str, url: str) -> Any:
        result = cleaner.clean(text, form="html", url=url)
        return result.text, result.metadata

    def featured(page: Any, known: Tokens = tokens) -> Any:
        return block_rows(page, known.score(page.names))

    def quiet(document: Any) -> list[Any]:
        return list(find_in_markup(document, lambda _: ()))

    def weighed(text: str, url: str, *, text_path: bool) -> list[Any]:
        document = cleaner.prepare(text, form="html", url=url)
        return list(cleaner.find(document)) if text_path else quiet(document)

    tools: dict[str, Callable[[str, str], Any]] = {
        "declutter": whole,
        "resiliparse": lambda text, _: extract_plain_text(text, main_content=True),
        "trafilatura": lambda text, url: trafilatura.bare_extraction(text, url=url),
    }
    stages: dict[str, Callable[[str, str], Any]] = {
        "events alone": lambda text, _: parse_alone(text),
        "tree alone": lambda text, _: tree_alone(text),
        "collect": lambda text, _: page_of_markup(text),
        "… and lay out": lambda text, _: read_html(text),
        "… and metadata": lambda text, url: read_metadata(read_html(text).page, url),  # type: ignore[arg-type]
        "… and features": lambda text, _: featured(read_html(text).page),
        "… of new names": lambda text, _: featured(read_html(text).page, Tokens(tokens.alone, tokens.joint)),
        "… and score": lambda text, _: judge(read_html(text).page),  # type: ignore[arg-type]
        "… and claim": lambda text, _: quiet(read_html(text)),
        "prepare": lambda text, url: cleaner.prepare(text, form="html", url=url),
        "… and claims": lambda text, url: weighed(text, url, text_path=False),
        "… and text path": lambda text, url: weighed(text, url, text_path=True),
        "… and decide": lambda text, url: cleaner.clean(text, form="html", url=url),
    }
    best: dict[str, float] = {}
    for number in range(args.rounds):
        for name, run in (tools | stages).items():
            if name == "trafilatura" and number:
                continue  # it is slow, and one round tells enough
            began = time.process_time()
            for text, url in pages:
                run(text, url)
            spent = (time.process_time() - began) / len(pages) * 1000
            best[name] = min(best.get(name, spent), spent)
    for name, spent in best.items():
        print(f"{name:16}{spent:8.2f} ms a page{spent / best['resiliparse']:8.2f} x resiliparse")
    print(f"declutter is {best['trafilatura'] / best['declutter']:.1f} times as fast as trafilatura")


if __name__ == "__main__":
    main()
