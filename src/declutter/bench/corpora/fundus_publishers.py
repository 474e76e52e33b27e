"""fundus's own test pages: one page of each publisher, in many languages.

`<country>/<Publisher>.html.gz` and `<country>/<Publisher>.json`; upstream `tests/resources/parser/test_data`,
where a publisher's JSON may hold several versions by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from declutter.bench.corpora.reading import BROKEN, json_of, sound, why
from declutter.bench.page import Fault, Gold, Page

__all__ = ["NAME", "find", "load"]

NAME = "fundus-publishers"
_UPSTREAM = Path("tests/resources/parser/test_data")
# What a publisher's country leaves no doubt about; others are told from the text.
_LANGUAGES = {
    "at": "de", "au": "en", "cn": "zh", "cz": "cs", "de": "de", "dk": "da", "es": "es", "fr": "fr",
    "gl": "da", "id": "id", "ie": "en", "it": "it", "jp": "ja", "kr": "ko", "lt": "lt", "mx": "es",
    "no": "no", "nz": "en", "pl": "pl", "pt": "pt", "se": "sv", "tr": "tr", "uk": "en", "us": "en",
}  # fmt: skip


def find(folder: Path) -> list[Path]:
    """The folder itself, or the place that upstream has for it."""
    return [place for place in (folder, folder / _UPSTREAM) if _pairs(place)]


def _pairs(folder: Path) -> list[Path]:
    """The golds of all countries that have pages."""
    if not folder.is_dir():
        return []
    countries = {path.parent for path in folder.glob("??/*.html.gz")}
    return [path for country in sorted(countries) for path in sorted(country.glob("*.json"))]


def load(folder: Path) -> Iterator[Page | Fault]:
    """Its pages."""
    for path in _pairs(folder):
        try:
            yield _page(path)
        except BROKEN as error:
            yield Fault(NAME, str(path), why(error))


def _page(path: Path) -> Page:
    data = json_of(path)
    body = data["body"]
    parts = list(body["summary"])
    for section in body["sections"]:
        parts += [*section["headline"], *section["paragraphs"]]
    about = {
        "title": data.get("title"),
        "authors": data.get("authors"),
        "date": data.get("publishing_date"),
    }
    country = path.parent.name
    return Page(
        NAME,
        f"{country}/{path.stem}",
        "html",
        "article",
        _LANGUAGES.get(country, ""),
        "",
        Gold("words", "\n\n".join(parts)),
        sound(path.with_name(f"{path.stem}.html.gz")),
        about=about,
    )
