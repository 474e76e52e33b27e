"""The tools that a run sets side by side: declutter, its peers, and any function of the user's own."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from declutter.errors import OptionError, unknown_choice

__all__ = ["OWN", "PEERS", "Peer", "maker_of", "peers_for"]

OWN = "declutter"
_HERE = "declutter.bench.peers"


class Peer(NamedTuple):
    """A tool in one of the two forms.

    Attributes:
        name: as tables show it.
        form: "html" or "text".
        module: imported to use it; "" for what needs none.
        package: its distribution; "" for what needs none.
        maker: "module:function" that makes the callable.
        settings: how it is called, for the reader of a figure.
    """

    name: str
    form: str
    module: str
    package: str
    maker: str
    settings: str

    @property
    def installed(self) -> bool:
        """Whether its module can be found; it is not imported."""
        return not self.module or find_spec(self.module.split(".")[0]) is not None


# name, module, distribution, settings in HTML, whether it also runs over wrapped lines of text. The quick
# come first: what they leave of a run's time goes to the slow.
_LIBRARIES = (
    (
        "resiliparse",
        "resiliparse.extract.html2text",
        "resiliparse",
        "extract_plain_text(html, main_content=True)",
        False,
    ),
    ("readability", "readability", "readability-lxml", "Document(html).summary(), a block a line", True),
    ("justext", "justext", "jusText", "stop words of the page's language, English where unknown", True),
    ("boilerpy3", "boilerpy3.extractors", "boilerpy3", "ArticleExtractor", True),
    ("trafilatura", "trafilatura", "trafilatura", "extract(html, url=url): defaults", True),
    ("newspaper4k", "newspaper", "newspaper4k", "Article.parse(), nothing fetched", False),
    ("goose3", "goose3", "goose3", "Goose().extract(raw_html=html), images off", False),
)

PEERS = (
    Peer(OWN, "html", "declutter", "declutter", f"{_HERE}.own:declutter", "Cleaner(): balanced"),
    Peer(OWN, "text", "declutter", "declutter", f"{_HERE}.own:declutter", "Cleaner(): balanced"),
    Peer("nothing", "text", "", "", f"{_HERE}.text:nothing", "the text as it is"),
    Peer("C4 lines", "text", "", "", f"{_HERE}.text:c4", "end mark, five words, no script or policy lines"),
    *(
        Peer(
            f"{name} <p>", "text", module, package, f"{_HERE}.text:{name}", "each line as one <p>; as in HTML"
        )
        for name, module, package, _, wrapped in _LIBRARIES
        if wrapped
    ),
    *(
        Peer(name, "html", module, package, f"{_HERE}.html:{name}", settings)
        for name, module, package, settings, _ in _LIBRARIES
    ),
)


def peers_for(form: str, chosen: Sequence[str] | None = None) -> list[Peer]:
    """The tools of a form; with `chosen`, declutter and those alone.

    A name with a colon is a function of the user's own, "module:function", which takes page, address and
    language and returns the clean text; it runs on both forms.

    Raises:
        OptionError: there is no such peer in any form.
    """
    here = [peer for peer in PEERS if peer.form == form]
    if chosen is None:
        return here
    known = {peer.name.removesuffix(" <p>") for peer in PEERS}
    for name in chosen:
        if ":" not in name and name not in known:
            raise OptionError(unknown_choice("peer", name, known - {OWN}))
    picked = [peer for peer in here if peer.name == OWN or peer.name.removesuffix(" <p>") in chosen]
    own = [
        Peer(name, form, name.split(":")[0], "", name, "the function given") for name in chosen if ":" in name
    ]
    return picked + own


def maker_of(peer: Peer) -> Callable[..., Any]:
    """The function that makes the peer's callable, or, of a user's own, one that gives it.

    Raises:
        ImportError, AttributeError: it is not there.
    """
    module, _, name = peer.maker.partition(":")
    if module == f"{_HERE}.own":
        from declutter.bench.peers.own import declutter

        return lambda: declutter(peer.form)
    if module == f"{_HERE}.text" and peer.module:
        from declutter.bench.peers.text import over_lines

        return over_lines(name)
    function = getattr(importlib.import_module(module), name)
    return function if module.startswith(_HERE) else lambda: function
