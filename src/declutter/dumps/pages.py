"""Folders and lists of saved pages: a file is a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from declutter.dumps.jsonl import too_large
from declutter.dumps.records import Item, Source
from declutter.errors import InputError
from declutter.readers.decode import decode

__all__ = ["PAGE_FORMS", "PageReader"]

PAGE_FORMS = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
}


class PageReader:
    """Reads one saved page."""

    def read(self, source: Source, most: int, skip: int) -> Iterator[Item]:
        """The page as the one record of its file.

        Raises:
            InputError: the file is gone or may not be read.
        """
        del skip  # there is but one
        assert source.path is not None
        try:
            size = source.path.stat().st_size
            raw = (source.name, source.path.read_bytes()) if size <= most else None
        except OSError as error:
            raise InputError(f"{source.name}: cannot be read: {error.strerror}") from None
        fault = too_large(size, most) if raw is None else None
        yield Item(0, "file", 1, raw, size, size, fault)

    def decode(self, raw: tuple[str, bytes]) -> dict[str, Any]:
        """The page as a record; its form follows from its suffix.

        Raises:
            InputError: it is binary data.
        """
        name, data = raw
        suffix = name[name.rfind(".") :].lower()
        text, _ = decode(data)
        return {"id": name, "form": PAGE_FORMS.get(suffix, "auto"), "text": text}
