"""Extractors of HTML, each called as its documentation recommends for clean text."""

from __future__ import annotations

import logging
from collections.abc import Callable

__all__ = [
    "boilerpy3",
    "goose3",
    "justext",
    "newspaper4k",
    "readability",
    "resiliparse",
    "trafilatura",
]

Extract = Callable[[str, str, str], str]
"""Page, address and language ("" where unknown) -> clean text."""


def trafilatura() -> Extract:
    """Run trafilatura with its defaults: balanced, with tables and comments."""
    from trafilatura import extract

    return lambda html, url, _: extract(html, url=url or None) or ""


def resiliparse() -> Extract:
    """Take what resiliparse calls main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _, __: str(extract_plain_text(html, main_content=True))


def readability() -> Extract:
    """readability-lxml's summary, as text."""
    from lxml.html import fromstring
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def run(html: str, url: str, _: str) -> str:
        summary = Document(html, url=url or None).summary(html_partial=True)
        return _lines_of(fromstring(summary)) if summary.strip() else ""

    return run


def justext() -> Extract:
    """Run jusText with the stop words of the page's language; without, where it is not known or has none."""
    import justext as library

    names = {
        "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
        "en": "English", "es": "Spanish", "et": "Estonian", "fi": "Finnish", "fr": "French", "hr": "Croatian",
        "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ko": "Korean", "lt": "Lithuanian",
        "lv": "Latvian", "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese",
        "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sv": "Swedish",
        "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
    }  # fmt: skip
    lists: dict[str, frozenset[str]] = {}

    def run(html: str, _: str, language: str) -> str:
        language = language or "en"
        if language not in lists:
            lists[language] = library.get_stoplist(names[language]) if language in names else frozenset[str]()
        stops = lists[language]
        # Without a list, density of stop words says nothing: its manual's language-independent mode.
        options = {} if stops else {"stopwords_low": 0, "stopwords_high": 0}
        paragraphs = library.justext(html.encode("utf-8"), stops, encoding="utf-8", **options)
        return "\n".join(part.text for part in paragraphs if not part.is_boilerplate)

    return run


def boilerpy3() -> Extract:
    """boilerpy3's article extractor."""
    from boilerpy3.extractors import ArticleExtractor

    logging.getLogger("boilerpy3").setLevel(logging.CRITICAL)
    extractor = ArticleExtractor(raise_on_failure=False)
    return lambda html, _, __: str(extractor.get_content(html))


def newspaper4k() -> Extract:
    """newspaper4k's article text, nothing fetched."""
    import warnings

    warnings.simplefilter("ignore")
    from newspaper import Article, Config

    def run(html: str, url: str, language: str) -> str:
        config = Config()
        config.fetch_images = False
        config.memorize_articles = False
        if language:
            config.language = language
        article = Article(url or "https://page.invalid/", config=config)
        article.download(input_html=html)
        article.parse()
        return str(article.text or "")

    return run


def goose3() -> Extract:
    """goose3's cleaned text, images off."""
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False, "strict": False})
    return lambda html, _, __: str(goose.extract(raw_html=html).cleaned_text or "")


# What stands on a line of its own.
_BLOCKS = frozenset(
    ("p", "div", "li", "tr", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section")
)


def _lines_of(root: object) -> str:
    """Text of a tree, a line a block."""
    pieces: list[str] = []
    for node in root.iter():  # type: ignore[attr-defined] # lxml's trees are Any
        if isinstance(node.tag, str):
            if node.tag in _BLOCKS:
                pieces.append("\n")
            pieces.append(node.text or "")
        pieces.append(("\n" if node.tag in _BLOCKS else "") + (node.tail or ""))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
