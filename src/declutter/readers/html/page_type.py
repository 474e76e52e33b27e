"""What kind of page it is, told by what it says of itself, by its address and by its make-up."""

from __future__ import annotations

from urllib.parse import urlsplit

import regex

from declutter.page import Page

__all__ = ["PAGE_TYPES", "page_type"]

PAGE_TYPES = ("article", "documentation", "forum", "listing", "product", "service")

_SCHEMAS = {
    "product": "product productgroup",
    "forum": "discussionforumposting qapage question",
    "listing": "collectionpage itemlist searchresultspage offercatalog",
    "documentation": "techarticle apireference",
    "article": "newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle article blogposting "
    "liveblogposting scholarlyarticle report review recipe howto medicalwebpage",
}
_TYPE_OF = {schema: kind for kind, schemas in _SCHEMAS.items() for schema in schemas.split()}
# Parts of addresses that name a kind of page in many languages.
_ADDRESSES = (
    (
        "forum",
        regex.compile(
            r"forum|/threads?/|viewtopic|showthread|/questions/\d|/comments/|/t/[\w-]+/\d|/discussions?/|community\."
        ),
    ),
    (
        "documentation",
        regex.compile(
            r"(?:^|[./])(?:docs?|documentation|api|reference|manual|developers?|wiki)[./]|readthedocs"
        ),
    ),
    ("product", regex.compile(r"/(?:products?|dp|itm|item|p|shop)/[^/]+")),
    ("listing", regex.compile(r"/(?:categor(?:y|ies)|tags?|topics?|collections?|search|c|browse|archive)/")),
)
# Code takes up this share of the blocks of documentation; links this share of the words of a listing.
_CODE_SHARE, _LINK_SHARE = 0.04, 0.6
_PROSE_WORDS = 12
# With this many paragraphs of prose a page that says nothing of itself is read as an article.
_PARAGRAPHS = 6


def page_type(page: Page, url: str, schema: str) -> str:
    """One of PAGE_TYPES.

    Args:
        schema: schema.org type of the page's main thing, lower case; "" where it states none.
    """
    kind = _TYPE_OF.get(schema, "")
    if kind and kind != "article":
        return kind
    parts = urlsplit(url) if url else None
    address = f"{parts.netloc}{parts.path}".lower() if parts is not None else ""
    for name, pattern in _ADDRESSES:
        if address and pattern.search(address) and (kind != "article" or name == "forum"):
            return name
    if kind:
        return kind
    stated = next((content.lower() for key, content in page.metas if key == "og:type"), "")
    if stated in ("article", "blog", "news"):
        return "article"
    if stated.startswith("product"):
        return "product"
    size = max(1, len(page.text))
    code = {index for index, name in enumerate(page.names) if name.tag == "pre"}
    if code and sum(page.name[owner] in code for owner in page.owner) > _CODE_SHARE * size:
        return "documentation"
    prose = sum(
        text.count(" ") >= _PROSE_WORDS and 2 * linked < len(text)
        for text, linked in zip(page.text, page.linked)
    )
    if prose >= _PARAGRAPHS:
        return "article"
    if sum(page.linked) > _LINK_SHARE * sum(map(len, page.text)):
        return "listing"
    return "service"
