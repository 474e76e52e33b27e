"""Bytes to text: byte order mark, what HTTP and the content declare, strict UTF-8, a detector."""

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

# In these, ASCII bytes are not always ASCII, so that to be UTF-8 as well proves nothing against them.
_NO_SUPERSET_OF_ASCII = ("iso2022", "hz")
_WIDE = ("utf-16", "utf-32")

# Where declarations stand; a declaration further down is prose about declarations.
_DECLARATION_WITHIN = 2_048

# A text has next to no NUL bytes; executables, images and archives have them early.
_BINARY_WITHIN = 8_192


def decode(data: bytes, charset: str | None = None) -> tuple[str, str]:
    """Decode a source: by its mark, by what HTTP and then itself declare, as UTF-8, by a detector.

    Args:
        data: the bytes.
        charset: what HTTP declared, if anything. A declaration that does not fit is not believed.

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
    if charset and (text := _wide(data, charset)) is not None:
        return text, ""
    nul = data[:_BINARY_WITHIN].find(b"\0")
    if nul >= 0:
        raise InputError(f"source is binary data, not text: NUL byte at offset {nul}")
    declared, notes = _declarations(data, charset)
    text = _as_declared(data, declared)
    if text is not None:
        return text, notes
    try:
        return data.decode("utf-8"), notes
    except UnicodeDecodeError as error:
        fault = error
    for name, codec in declared:
        if codec == "utf-8":  # it says UTF-8 and mostly is: mend the broken bytes, say where
            text = data.decode("utf-8", "replace")
            if _mostly_utf_8(text):
                return text, _joined(notes, _mended(fault))
        else:
            text, note = _lenient(data, codec, f"{name} says")
            return text, _joined(notes, note)
    text, note = _guessed(data, fault)
    return text, _joined(notes, note)


def _wide(data: bytes, charset: str) -> str | None:
    """The text where HTTP declares two or four bytes a character and that fits; None elsewhere."""
    name = charset.strip().strip("\"'").lower().replace("_", "-")
    if not name.startswith(_WIDE):
        return None
    try:
        text = data.decode(name if name.endswith(("le", "be")) else f"{name}-le")
    except (LookupError, ValueError):
        return None
    return None if "\0" in text else text


def _declarations(data: bytes, charset: str | None) -> tuple[list[tuple[str, str]], str]:
    """Who declares which codec, HTTP first; and a note on names that are no encoding's."""
    said = [("HTTP", charset.strip().strip("\"'").lower())] if charset and charset.strip() else []
    found = _DECLARED.search(data[:_DECLARATION_WITHIN])
    if found:
        said.append(("the page", found.group(1).decode("ascii").lower()))
    declared: list[tuple[str, str]] = []
    notes = ""
    for who, name in said:
        try:
            codec = codecs.lookup(_SUPERSETS.get(name, name))
            b"a".decode(
                codec.name, "replace"
            )  # raises for codecs that are no encodings of text, such as "hex"
            known = codec.name
        except (LookupError, ValueError):
            known = "utf-8"  # as if it said nothing better; a page's own slip is not the caller's
            if who == "HTTP":
                notes = f"charset {name[:40]!r} is no known encoding and was not used"
                continue
        # ASCII that says it is UTF-16 would not be readable if it were.
        declared.append((who, "utf-8" if known.startswith(_WIDE) else known))
    return declared, notes


def _as_declared(data: bytes, declared: list[tuple[str, str]]) -> str | None:
    """The text under the first declaration that fits without a fault, None where none does.

    Bytes beyond ASCII that are faultless UTF-8 are hardly ever anything else, so that a page which
    calls them Latin-1 is wrong.
    """
    utf_8: bool | None = None
    for _, codec in declared:
        try:
            text = data.decode(codec)
        except ValueError:
            continue
        if codec == "utf-8" or codec.startswith(_NO_SUPERSET_OF_ASCII):
            return text
        utf_8 = _is_utf_8(data) if utf_8 is None else utf_8
        if not utf_8:
            return text
    return None


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf_8(mended: str) -> bool:
    """Whether a text that calls itself UTF-8 is: more of its characters beyond ASCII are whole than broken."""
    beyond = len(mended) - len(mended.encode("ascii", "ignore"))
    broken = mended.count("\ufffd")
    # One broken character alone proves nothing against the declaration.
    return broken <= 1 or 2 * broken <= beyond


def _mended(fault: UnicodeDecodeError) -> str:
    return f"bytes that are no UTF-8 were replaced, the first at offset {fault.start}"


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))


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
        return mended, _mended(fault)
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
