"""Dates as pages print them, to ISO 8601. None where a text is no date."""

from __future__ import annotations

from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime

import regex

__all__ = ["date_in_text", "to_iso"]

_ISO = regex.compile(
    r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    regex.IGNORECASE,
)
_COMPACT = regex.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?Z?\s*\Z")
_EPOCH = regex.compile(r"\s*(\d{10})(\d{3})?\s*\Z")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NAMED = regex.compile(
    rf"\b(?:({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)"
    rf"|(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?({_MONTH})\.?,?\s+((?:19|20)\d\d))\b",
    regex.IGNORECASE,
)
_NUMERIC = regex.compile(
    r"\b((?:19|20)\d\d)[-/.](\d\d?)[-/.](\d\d?)\b|\b(\d\d?)\.\s?(\d\d?)\.\s?((?:19|20)\d\d)\b"
)
_CJK = regex.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d\d?)\s*[月월]\s*(\d\d?)\s*[日일]")
_FIGURE = regex.compile(r"\d")
# The web is younger than its first year here, and a date is not of the far future.
_YEARS = range(1990, 2100)
# A library is asked about texts no longer than a date line.
_LINE_CHARS = 60


def to_iso(text: str) -> str | None:
    """A machine's date, as in JSON-LD, meta tags and `datetime` attributes, to ISO 8601.

    >>> to_iso("2024-03-01T10:05:00+0100"), to_iso("Fri, 01 Mar 2024 10:05:00 GMT"), to_iso("2024-03-01")
    ('2024-03-01T10:05:00+01:00', '2024-03-01T10:05:00+00:00', '2024-03-01')
    >>> to_iso("yesterday") is None
    True
    """
    match = _ISO.match(text)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        clock = (int(hour), int(minute), int(second or 0)) if hour else None
        return _build(int(year), int(month), int(day), clock, zone or "")
    match = _COMPACT.match(text)
    if match:
        year, month, day, hour, minute, second = match.groups()
        clock = (int(hour), int(minute), int(second or 0)) if hour else None
        return _build(int(year), int(month), int(day), clock, "")
    match = _EPOCH.match(text)
    if match:
        return datetime.fromtimestamp(int(match.group(1)), timezone.utc).isoformat()
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return date_in_text(text)
    return moment.isoformat() if moment.year in _YEARS else None


def date_in_text(text: str, language: str = "") -> str | None:
    """The first date that a line of the page prints, to an ISO 8601 day.

    Dates with the month's name in English, year-first dates and Chinese, Japanese and Korean dates are
    read here; others need the extra `dates` (dateparser) and are None without it. A date whose order of
    day and month is open (03/04/2024) is no date.

    >>> date_in_text("By Ann Lee, March 3, 2024"), date_in_text("2024年3月3日 10:00"), date_in_text("3/4/2024")
    ('2024-03-03', '2024-03-03', None)
    """
    if _FIGURE.search(text) is None:
        return None
    match = _NAMED.search(text)
    if match:
        a_month, a_day, a_year, b_day, b_month, b_year = match.groups()
        month = _MONTHS[(a_month or b_month).lower()]
        return _build(int(a_year or b_year), month, int(a_day or b_day), None, "")
    match = _CJK.search(text)
    if match:
        year, month_, day = map(int, match.groups())
        return _build(year, month_, day, None, "")
    match = _NUMERIC.search(text)
    if match:
        year, month_, day, day_, month__, year_ = (int(x) if x else 0 for x in match.groups())
        return _build(year or year_, month_ or month__, day or day_, None, "")
    return _asked(text, language) if len(text) <= _LINE_CHARS else None


def _asked(text: str, language: str) -> str | None:
    """What dateparser makes of a line, where it is installed and the language is known."""
    if not language or language == "en":
        return None
    try:
        import dateparser
    except ImportError:
        return None
    try:
        moment = dateparser.parse(
            text,
            languages=[language],
            # No "today" and no "3 days ago": a page has the same date whenever it is read.
            settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]},
        )
    except ValueError:  # a language that it does not speak
        return None
    return moment.date().isoformat() if moment is not None and moment.year in _YEARS else None


def _build(year: int, month: int, day: int, clock: tuple[int, int, int] | None, zone: str) -> str | None:
    """ISO 8601 of the parts; None where there is no such day."""
    if year not in _YEARS:
        return None
    try:
        if clock is None:
            return date(year, month, day).isoformat()
        moment = datetime(year, month, day, *clock).isoformat()  # noqa: DTZ001  # the zone is added as text
    except ValueError:
        return None
    zone = zone.upper()
    if zone in ("Z", "UTC", "GMT"):
        return f"{moment}+00:00"
    if zone:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        return f"{moment}{zone[0]}{digits[:2]}:{digits[2:]}"
    return moment
