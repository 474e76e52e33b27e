"""Whether `.html`, and `.markdown` rendered by a library, show what `.text` says: page by page of the corpora.

    python benchmarks/html_rendering.py ../shared/corpora [--every 7]

Every character is compared, in order, white space apart. Pages with footnotes are left out: there
the notes that the text refers to come with it, whether they stand in the text or not.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import lxml.html
from markdown_it import MarkdownIt
from pages import read_pages

from declutter import Cleaner

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(html: str) -> str:
    """What a reader of HTML sees, without white space."""
    return squeezed(lxml.html.fragment_fromstring(html, create_parent="div").text_content())


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so many-th page")
    args = parser.parse_args()
    cleaner = Cleaner(include_images=False)
    pages = noted = 0
    different: Counter[str] = Counter()
    for number, gold in enumerate(read_pages(args.corpora)):
        if number % args.every:
            continue
        result = cleaner.clean(gold.html, form="html", url=gold.url)
        if "[^" in result.markdown:
            noted += 1
            continue
        pages += 1
        ours = squeezed(result.text)
        for form, html in (("Markdown", _MARKDOWN.render(result.markdown)), ("HTML", result.html)):
            theirs = shown(html)
            if theirs != ours:
                different[form] += 1
                at = next((i for i, (a, b) in enumerate(zip(theirs, ours)) if a != b), len(theirs))
                print(
                    f"{gold.id}: {form} shows {theirs[at : at + 40]!r}, the text has {ours[at : at + 40]!r}"
                )
    for form in ("Markdown", "HTML"):
        print(f"{form}: {pages - different[form]} of {pages} pages show the same")
    print(f"{noted} pages with footnotes left out")


if __name__ == "__main__":
    main()
