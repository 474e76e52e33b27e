"""read(): which form a source has, and what is refused."""

from __future__ import annotations

import pytest

from declutter import InputError, OptionError
from declutter.readers import FORMS, guess_form, read


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("The boat is late.", "text"),
        ("<!DOCTYPE html><p>One", "html"),
        ("\n  <!-- saved --> <div>One</div>", "html"),
        ('<?xml version="1.0"?><html></html>', "html"),
        ("<3 is a heart, and 2 < 3", "text"),
        ("<name> is a placeholder", "text"),
        ("# Head\n\n[a](https://norham.example)", "markdown"),
        ("| a | b |\n\n**bold**", "markdown"),
        ("# 1 on the list, and no heading", "text"),
        ("2 * 3 and snake_case [1]", "text"),
        ("", "text"),
    ],
)
def test_the_form_is_told_from_the_source(text: str, form: str) -> None:
    assert guess_form(text) == form
    assert read(text).form == form


def test_an_unknown_form_is_refused_with_the_choices() -> None:
    with pytest.raises(OptionError, match="unknown form 'markdwon'; did you mean 'markdown'") as caught:
        read("Text", form="markdwon")
    assert all(form in str(caught.value) for form in FORMS)


@pytest.mark.parametrize("source", [None, 7, 1.5, ["text"], object()], ids=repr)
def test_another_type_is_refused_by_name(source: object) -> None:
    with pytest.raises(InputError, match=type(source).__name__):
        read(source)


def test_what_the_caller_knows_is_taken_over() -> None:
    document = read("Text", url="https://norham.example/a", title="Head", language="EN-gb")
    assert (document.url, document.title, document.language) == ("https://norham.example/a", "Head", "en")


@pytest.mark.parametrize("source", [b"Caf\xc3\xa9", bytearray(b"Caf\xc3\xa9"), memoryview(b"Caf\xc3\xa9")])
def test_bytes_of_any_kind(source: bytes) -> None:
    assert read(source).source == "Café"
