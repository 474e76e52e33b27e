"""Plain text to blocks: lines, hard-wrapped paragraphs, texts that lost their line breaks."""

from __future__ import annotations

import textwrap

import pytest

from declutter.readers.text import read_text
from tests.articles import ARTICLE, HEADLINE, NEWLINES, PARAGRAPHS

INVISIBLE_MARKS = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left embedding": "\u202b",
    "isolate": "\u2066",
    "soft hyphen": "\u00ad",
    "byte order mark": "\ufeff",
    "word joiner": "\u2060",
    "bell": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
}


@pytest.mark.parametrize("newline", NEWLINES, ids=ascii)
def test_any_newline_style_ends_a_line(newline: str) -> None:
    document = read_text(newline.join(("One", "Two", "", "Three")))
    assert document.texts == ["One", "Two", "Three"]
    assert document.lines == [1, 2, 4]


def test_windows_newline_is_one_line_break() -> None:
    assert read_text("One\r\nTwo\r\n").lines == [1, 2]


@pytest.mark.parametrize("mark", INVISIBLE_MARKS.values(), ids=INVISIBLE_MARKS.keys())
def test_invisible_characters_stay_in_the_source_and_out_of_the_text(mark: str) -> None:
    document = read_text(f"{mark}Adver{mark}tisement{mark}\nNext")
    assert document.texts == ["Advertisement", "Next"]
    assert document.verbatim(0) == f"{mark}Adver{mark}tisement{mark}"


@pytest.mark.parametrize("blank", ["", " ", "\t", "\xa0", "\u3000", "\u200b", " \u200e\xa0"], ids=ascii)
def test_lines_without_anything_to_see_are_no_blocks(blank: str) -> None:
    assert read_text(f"One\n{blank}\nTwo").texts == ["One", "Two"]
    assert len(read_text(blank)) == 0


def test_blocks_are_found_again_by_their_offsets() -> None:
    document = read_text("\ufeff\t One \xa0\r\n\r\n  Two\x0cThree")
    assert [document.verbatim(index) for index in range(3)] == ["\ufeff\t One", "Two", "Three"]


@pytest.mark.parametrize("bullet", ["•", "-", "*", "‣", "▪", "·", "–", "1.", "(2)", "13)"])
def test_bullets_mark_items(bullet: str) -> None:
    assert read_text(f"{bullet} two eggs\n{bullet}\xa0a loaf").kinds == ["item", "item"]


@pytest.mark.parametrize("text", ["-5 degrees", "3.15 million people", "*emphasis*", "1999 was a year", "–"])
def test_what_looks_like_a_bullet_and_is_none(text: str) -> None:
    assert read_text(f"{text}\nNext").kinds[0] == ""


# --- hard-wrapped ---------------------------------------------------------------------------------


def wrapped(columns: int, *, newline: str = "\n", indent: str = "") -> str:
    paragraphs = (" ".join(PARAGRAPHS[:3]), " ".join(PARAGRAPHS[1:]))
    filled = (
        textwrap.fill(text, columns, initial_indent=indent, subsequent_indent=indent) for text in paragraphs
    )
    return f"\n\n{indent}".join((f"{indent}{HEADLINE}", *filled)).replace("\n", newline)


@pytest.mark.parametrize("columns", [60, 66, 72, 76, 80, 90, 100])
def test_hard_wrapped_paragraphs_are_one_block(columns: int) -> None:
    document = read_text(wrapped(columns))
    assert document.texts == [HEADLINE, " ".join(PARAGRAPHS[:3]), " ".join(PARAGRAPHS[1:])]
    assert document.verbatim(1).count("\n") == document.lines[2] - document.lines[1] - 2


@pytest.mark.parametrize("newline", NEWLINES, ids=ascii)
def test_wrapping_is_seen_in_any_newline_style(newline: str) -> None:
    assert len(read_text(wrapped(72, newline=newline))) == 3


def test_bullets_begin_blocks_of_their_own_in_wrapped_text() -> None:
    document = read_text(wrapped(72) + "\n- one thing\n- another thing")
    assert document.texts[-2:] == ["- one thing", "- another thing"]


VERSE = """\
The boat goes out, the boat comes in,
the harbour lights are low and thin,
and he who rowed us long ago
now counts the tides, as tides will go.

The bridge will come, the boat will rot,
and all will say that they forgot
who rang the bell and took the fare
and breathed the salt October air."""

TEASERS = """\
Storm closes the port of Norham for a third day in a row this week
Ferry crews in Port Ellery to vote on a new rota before the winter
Council finds two million crowns for the repair of the old harbour
Nurses say that they will miss the last night boat across the sound
Bridge over the sound to open in October, two years late and costly
Harbour master to retire after a life on the water and four storms"""


@pytest.mark.parametrize("text", [VERSE, TEASERS, ARTICLE], ids=["verse", "headlines", "paragraphs"])
def test_lines_that_are_not_wrapped_stay_lines(text: str) -> None:
    assert read_text(text).texts == [line for line in text.splitlines() if line]


# --- line breaks lost -----------------------------------------------------------------------------


def test_a_text_on_one_line_is_cut_into_sentences() -> None:
    document = read_text(" ".join(PARAGRAPHS))
    assert document.broken
    assert document.texts == list(PARAGRAPHS)
    assert set(document.lines) == {1}


def test_prompts_between_sentences_are_cut_out() -> None:
    source = f"{PARAGRAPHS[0]} Listen to this article Loading audio... {PARAGRAPHS[2]} {PARAGRAPHS[3]}"
    document = read_text(source, cues=["listen to this article"])
    assert document.texts[:3] == [PARAGRAPHS[0], "Listen to this article", "Loading audio..."]
    assert PARAGRAPHS[2] in document.texts


def test_a_prompt_in_small_letters_is_a_mention() -> None:
    source = f"{PARAGRAPHS[0]} You may listen to this article on the train. {PARAGRAPHS[2]} {PARAGRAPHS[3]}"
    assert (
        "You may listen to this article on the train."
        in read_text(source, cues=["listen to this article"]).texts
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Holt and Mr. J. R. Lee spoke to the U.S. Coast Guard about it on Monday.",
        "On Nov. 3 the No. 2 boat was late by 2.5 hours, the council said.",
        "“We will go. It is late,” she said.",
        "Was it the storm? nobody knows.",
    ],
)
def test_these_full_stops_end_no_sentence(sentence: str) -> None:
    texts = read_text(" ".join((*PARAGRAPHS, sentence))).texts
    assert sum(sentence.startswith(text) for text in texts) <= 2
    assert not any(text in ("Dr.", "Mr.", "J.", "R.", "On Nov.", "No.", "2.") for text in texts)


@pytest.mark.parametrize(
    ("text", "count"),
    [("大桥星期五关闭。市议会说它会重开。" * 20, 40), ("पुल बंद रहा। परिषद ने कहा। " * 20, 40)],
    ids=["Chinese", "Hindi"],
)
def test_full_stops_of_other_scripts_end_sentences(text: str, count: int) -> None:
    assert len(read_text(text)) == count


def test_a_short_text_on_one_line_is_a_paragraph() -> None:
    document = read_text("The boat is late. It will come.")
    assert not document.broken
    assert len(document) == 1
