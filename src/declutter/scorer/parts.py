"""Parts of a page by the words of their names: what a block that is no content is called."""

from __future__ import annotations

from collections.abc import Iterable

from declutter.model import Label

__all__ = ["PARTS", "part_of"]

# The innermost element that says something counts, and of its words the first.
_WORDS: dict[Label, str] = {
    Label.COMMENTS: "comment comments disqus reply replies respond #comments #respond",
    Label.RELATED: "related recommended recommendations trending popular latest similar more-stories read-next "
    "most-read teaser card promo",
    Label.NEWSLETTER: "newsletter subscribe signup subscription optin mailing",
    Label.PAYWALL: "paywall premium-wall regwall",
    Label.COOKIE: "cookie cookies consent gdpr onetrust #onetrust",
    Label.SHARE: "share sharing social addtoany sharedaddy",
    Label.AD: "ad ads advert advertisement sponsored sponsor adsbygoogle",
    Label.BIO: "bio author-bio about-author author-box biography",
    Label.BYLINE: "byline author authors writer",
    Label.DATELINE: "date dateline timestamp published time meta",
    Label.CAPTION: "<figcaption> caption wp-caption-text figcaption",
    Label.CREDIT: "credit credits copyright-holder",
    Label.TAGS: "tags tag taglist keywords topics",
    Label.NAVIGATION: "<nav> nav navigation menu navbar breadcrumb breadcrumbs pagination pager header toc sidebar "
    "role=navigation topbar",
    Label.LEGAL: "<footer> footer legal disclaimer copyright terms privacy role=contentinfo",
}  # fmt: skip
PARTS: tuple[Label, ...] = (Label.BOILERPLATE, *_WORDS)
"""What parts are called; the first where no name says anything."""
_PART_OF = {word: number for number, words in enumerate(_WORDS.values(), 1) for word in words.split()}


def part_of(tokens: Iterable[str]) -> int:
    """Index in PARTS of what the tokens of a name say; 0 where they say nothing.

    >>> PARTS[part_of(("<div>", "post", "sidebar"))].value, part_of(("<p>",))
    ('navigation', 0)
    """
    return next((part for part in map(_PART_OF.get, tokens) if part), 0)
