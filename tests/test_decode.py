"""Bytes to text: marks, strict UTF-8, declarations, a detector, and binary data refused."""

from __future__ import annotations

import codecs
import sys

import pytest

from declutter import InputError, clean
from declutter.readers.decode import decode

CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy, řekla starostka města po jednání rady. "
RUSSIAN = "Паром через пролив закроют в октябре, когда откроется новый мост, сообщил совет. "

MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("encoding", MARKS)
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decode(MARKS[encoding] + CZECH.encode(encoding)) == (CZECH, "")


def test_utf_8_needs_no_mark() -> None:
    assert decode((CZECH + RUSSIAN).encode()) == (CZECH + RUSSIAN, "")


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-5">', "iso-8859-5"),
    ],
)
def test_what_the_content_declares(declaration: str, encoding: str) -> None:
    page = declaration + RUSSIAN
    assert decode(page.encode(encoding)) == (page, "")


@pytest.mark.parametrize(
    ("declared", "meant"),
    [("iso-8859-1", "cp1252"), ("latin1", "cp1252"), ("gb2312", "gb18030"), ("shift_jis", "cp932")],
)
def test_names_are_read_as_browsers_read_them(declared: str, meant: str) -> None:
    text = {"cp1252": "“Never,” she said – €5", "gb18030": "镕基说。", "cp932": "①髙橋さん。"}[meant]
    page = f'<meta charset="{declared}">{text}'
    assert decode(page.encode(meant)) == (page, "")


def test_a_declaration_that_does_not_fit_is_noted() -> None:
    text, note = decode(b'<meta charset="ascii">caf\x81\xe9')
    assert text.endswith("caf\ufffdé")
    assert "cp1252" in note
    assert note.endswith("offset 25")


@pytest.mark.parametrize("declared", ["utf-8", "no-such-encoding"])
def test_broken_utf_8_is_mended_and_the_first_fault_named(declared: str) -> None:
    data = f'<meta charset="{declared}">'.encode() + b"caf\xe9 caf\xc3\xa9"
    text, note = decode(data)
    assert text.endswith("caf\ufffd café")
    assert f"offset {data.index(0xE9)}" in note


def test_one_stray_byte_in_a_long_text_is_a_broken_character() -> None:
    text, note = decode(CZECH.encode() * 40 + b"\xff")
    assert text == CZECH * 40 + "\ufffd"
    assert "replaced" in note


def test_a_detector_is_asked_last() -> None:
    text, note = decode((RUSSIAN * 5).encode("cp1251"))
    assert (text, note) == (RUSSIAN * 5, "")


def test_without_a_detector_the_guess_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "charset_normalizer", None)
    text, note = decode("Café noir à Genève".encode("cp1252"))
    assert text == "Café noir à Genève"
    assert "windows-1252" in note
    assert "'encodings'" in note


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0", b"\x7fELF\x02\x01\x01\0", b"PK\x03\x04\x14\0", b"text and then \0"]
)
def test_binary_data_is_refused_with_the_place(data: bytes) -> None:
    with pytest.raises(InputError, match=f"binary data.*offset {data.index(0)}"):
        decode(data)


def test_nothing_is_an_empty_text() -> None:
    assert decode(b"") == ("", "")
    assert decode(codecs.BOM_UTF8) == ("", "")


def test_what_http_declares_comes_before_what_the_content_declares() -> None:
    page = '<meta charset="koi8-r">' + RUSSIAN
    assert decode(page.encode("cp1251"), "windows-1251") == (page, "")
    assert decode(page.encode("cp1251"), ' "Windows-1251" ') == (page, "")
    assert decode(codecs.BOM_UTF8 + page.encode(), "windows-1251") == (page, "")


@pytest.mark.parametrize("charset", ["utf-8", "ascii", "iso-8859-1", "utf-16", "iso-2022-jp"])
def test_a_wrong_http_charset_survives(charset: str) -> None:
    assert decode(RUSSIAN.encode(), charset) == (RUSSIAN, "")


def test_a_page_that_wrongly_says_utf_8_is_asked_further() -> None:
    page = '<meta charset="windows-1251">' + RUSSIAN
    assert decode(page.encode("cp1251"), "utf-8") == (page, "")
    told, note = decode(('<meta charset="utf-8">' + RUSSIAN * 5).encode("cp1251"))
    assert told.endswith(RUSSIAN)
    assert not note


@pytest.mark.parametrize("charset", ["no-such-encoding", "hex", "x" * 5_000])
def test_an_unknown_http_charset_is_told_and_left_aside(charset: str) -> None:
    text, note = decode(CZECH.encode(), charset)
    assert text == CZECH
    assert f"charset {charset[:40]!r} is no known encoding" in note


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_wide_encodings_that_only_http_declares(encoding: str) -> None:
    assert decode(CZECH.encode(encoding), encoding) == (CZECH, "")


def test_seven_bit_encodings_are_not_taken_for_ascii() -> None:
    page = '<meta charset="iso-2022-jp">フェリーは来週まで出航しない。'
    assert decode(page.encode("iso-2022-jp")) == (page, "")


def test_readable_bytes_that_declare_utf_16_are_not() -> None:
    page = '<meta charset="utf-16">' + CZECH
    assert decode(page.encode()) == (page, "")


@pytest.mark.parametrize("charset", ["no-such-encoding", "windows-1251"])
def test_charset_reaches_the_decoder(charset: str) -> None:
    result = clean(RUSSIAN.encode("cp1251"), form="text", charset=charset)
    assert any("no known encoding" in warning for warning in result.warnings) == (charset != "windows-1251")
    assert charset != "windows-1251" or result.document.source == RUSSIAN
