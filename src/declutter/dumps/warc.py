"""WARC and WET: responses with HTML, resources, and text conversions; their metadata as columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from declutter.dumps.jsonl import too_large
from declutter.dumps.records import Fault, Item, Source, need
from declutter.dumps.streams import Input, open_input
from declutter.readers.decode import decode

__all__ = ["WarcReader"]

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
_TYPES = frozenset({"response", "resource", "conversion"})

_Raw = tuple[dict[str, str], str, str, bytes]
"""WARC headers, HTTP status, content type with its parameters, the page."""


class WarcReader:
    """Reads WARC files, compressed or not; what is no page (images, requests …) is passed over."""

    def read(self, source: Source, most: int, skip: int) -> Iterator[Item]:
        """The pages of a file.

        Raises:
            InputError: the file is gone or may not be read.
        """
        del skip  # records have no index
        archive = need("warcio.archiveiterator", "warc", "WARC")
        problems = need("warcio.exceptions", "warc", "WARC")
        with open_input(source) as stream:
            guard = _Guard(stream)
            records = archive.ArchiveIterator(guard, no_record_parse=False)
            count = 0
            fault: Fault | None = None
            while not fault:
                try:
                    record = next(records, None)
                    if record is None:
                        break
                    raw, size, short = _page(record, most)
                except problems.ArchiveLoadFailed as error:
                    fault = Fault("cut off", f"no WARC record begins here: {_first(error)}")
                except stream.damage as error:
                    fault = Fault("cut off", f"the compressed data break here: {error}")
                except (OSError, ValueError) as error:
                    fault = Fault("cut off", f"the file breaks here: {_first(error)}")
                else:
                    if short:
                        fault = Fault("cut off", "the file ends inside this record")
                    if raw is not None or fault:
                        worse = fault or (too_large(size, most) if size > most else None)
                        kept = None if worse else raw
                        at = records.get_record_offset()
                        yield Item(count, "byte", at, kept, size, stream.done(), worse)
                        count += 1
                    continue
                yield Item(count, "byte", guard.taken, None, 0, stream.done(), fault)

    def decode(self, raw: _Raw) -> dict[str, Any]:
        """A page and its metadata as a record."""
        headers, status, content_type, page = raw
        kind, _, parameters = content_type.partition(";")
        declared = parameters.partition("charset=")[2].strip(" \"';").lower()
        return {
            "id": headers.get("WARC-Record-ID", ""),
            "url": headers.get("WARC-Target-URI", ""),
            "date": headers.get("WARC-Date", ""),
            "status": status,
            "content_type": kind.strip(),
            "language": headers.get("WARC-Identified-Content-Language", ""),
            "warc": headers,
            "text": _text(page, declared),
        }


class _Guard:
    """What warcio reads from: decompressed bytes, counted.

    warcio would decompress itself, and take damaged data for the end of the file.
    """

    def __init__(self, stream: Input) -> None:
        self._stream = stream
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.stream.read1(size if size >= 0 else 1 << 16)
        self.taken += len(data)
        return data

    def close(self) -> None:
        """Whoever opened the stream closes it."""


def _page(record: Any, most: int) -> tuple[_Raw | None, int, bool]:
    """The page of a record or None, its size (over `most` where it is), whether it was cut off."""
    if record.rec_type not in _TYPES:
        return None, 0, _drain(record)
    http = record.http_headers
    content_type = (http or record.rec_headers).get_header("Content-Type") or ""
    if record.rec_type == "conversion":
        content_type = content_type or "text/plain"
    if content_type.partition(";")[0].strip().lower() not in _PAGES:
        return None, 0, _drain(record)
    content = record.content_stream()
    data = content.read(most + 1)
    while len(data) <= most and (more := content.read(most + 1 - len(data))):
        data += more
    short = _drain(record)
    status = http.get_statuscode() if http else ""
    headers = {str(name): str(value) for name, value in record.rec_headers.headers}
    return (headers, status or "", content_type, data), len(data), short


def _drain(record: Any) -> bool:
    """Read a record to its end; returns whether the file ended first."""
    raw = record.raw_stream
    while raw.read(1 << 16):
        pass
    return bool(getattr(raw, "limit", 0) > 0)


def _text(page: bytes, declared: str) -> str:
    """Decode as HTTP declares where that works, else as the page itself says."""
    return decode(page, declared)[0]


def _first(error: Exception) -> str:
    """The first line of a message."""
    return (str(error) or type(error).__name__).strip().splitlines()[0]
