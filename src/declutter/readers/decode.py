"""Bytes to text: byte order mark, strict UTF-8, what the content declares, what a detector says."""

from __future__ import annotations

import codecs
import re

from declutter.errors import InputError

__all__ = ["decode"]

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")

# Browsers read these names as the superset beside them (WHATWG Encoding Standard).
_SUPERSETS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}

# Where declarations stand; a declaration further down is prose about declarations.
_DECLARATION_WITHIN = 2_048

# A text has next to no NUL bytes; executables, images and archives have them early.
_BINARY_WITHIN = 8_192


def decode(data: bytes) -> tuple[str, str]:
    """Decode a source.

    Returns:
        The text, without a byte order mark, and a note for the caller where it was guessed or
        where bytes were undecodable; "" otherwise.

    Raises:
        InputError: the bytes are no text.

    >>> decode("naïve".encode("utf-16"))
    ('naïve', '')
    >>> decode(b"\\x89PNG\\r\\n\\x1a\\n\\x00\\x00")
    Traceback (most recent call last):
    ...
    declutter.errors.InputError: source is binary data, not text: NUL byte at offset 8
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding, "its byte order mark says")
    nul = data[:_BINARY_WITHIN].find(b"\0")
    if nul >= 0:
        raise InputError(f"source is binary data, not text: NUL byte at offset {nul}")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        fault = error
    declared = _DECLARED.search(data[:_DECLARATION_WITHIN])
    if declared:
        name = declared.group(1).decode("ascii").lower()
        try:
            codec = codecs.lookup(_SUPERSETS.get(name, name)).name
        except LookupError:
            codec = "utf-8"
        if codec == "utf-8":  # it says UTF-8 and mostly is: mend the broken bytes, say where
            return data.decode("utf-8", "replace"), (
                f"bytes that are no UTF-8 were replaced, the first at offset {fault.start}"
            )
        return _lenient(data, codec, "it declares")
    return _guessed(data, fault)


def _lenient(data: bytes, encoding: str, why: str) -> tuple[str, str]:
    """Decode as told, with replacement characters where the bytes do not fit."""
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError as error:
        note = f"bytes that are no {encoding}, as {why}, were replaced, the first at offset "
        return data.decode(encoding, "replace"), note + str(error.start)


def _guessed(data: bytes, fault: UnicodeDecodeError) -> tuple[str, str]:
    """Ask a detector; without one, or without an answer, read as Windows' Western encoding."""
    # One stray byte in a long text is a broken character, not another encoding.
    mended = data.decode("utf-8", "replace")
    if mended.count("\ufffd") * 1_000 < len(mended):
        return mended, f"bytes that are no UTF-8 were replaced, the first at offset {fault.start}"
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        best = None
        hint = "; the extra 'encodings' installs a detector"
    else:
        best = from_bytes(data[:200_000]).best()
        hint = ""
    if best is not None:
        return _lenient(data, best.encoding, f"a detector says {best.encoding}, and")
    text = data.decode("cp1252", "replace")
    return text, f"encoding unknown (byte {fault.start} is no UTF-8); read as windows-1252{hint}"
