"""Bytes to text: marks, strict UTF-8, declarations, a detector, and binary data refused."""

from __future__ import annotations

import codecs
import sys

import pytest

from declutter import InputError
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
