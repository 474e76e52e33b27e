"""What the block scorer makes of frames, questions and terms, and where it cuts."""

from __future__ import annotations

import pytest

from declutter import Cleaner
from declutter.readers import read
from declutter.scorer.markup import judge

LINKS = "".join(
    f"<li class=menu-item><a href=/{name}>Shop {name}</a></li>" for name in "abcdefghijklmnopqrst"
)
PROSE = "".join(
    f"<p>In week {n} the harbour office counted the boats that came in, and wrote their number down.</p>"
    for n in ("one", "two", "three", "four", "five", "six")
)
FRAME = (
    f"<body><header class=site-header><nav class=menu><ul>{LINKS}{LINKS}</ul></nav></header><div id=app></div>"
    f"<footer class=site-footer><nav class=footer-nav><ul>{LINKS}</ul></nav>"
    "<p class=copyright>Copyright 2026. All rights reserved. Privacy policy.</p></footer></body>"
)
STORY = FRAME.replace(
    "<div id=app></div>",
    f"<main><article><h1>Boats</h1>{PROSE}<ul class=more>{LINKS}</ul></article></main>",
)


def test_a_page_that_is_all_frame_keeps_nothing_and_says_so() -> None:
    result = Cleaner().clean(FRAME, form="html")
    assert result.text == ""
    assert any("nothing is left" in warning for warning in result.warnings)


def test_a_frame_is_cut_right_above_its_likeliest_block() -> None:
    page = read(FRAME, form="html").page
    assert page is not None
    judged = judge(page)
    assert judged is not None
    assert judged.content.max() < judged.cut < judged.content.max() + 1e-9


def test_the_careful_policy_keeps_the_likeliest_blocks_of_a_frame() -> None:
    assert Cleaner(policy="precision").clean(FRAME, form="html").text


@pytest.mark.parametrize("markup", ["<p>Hello</p>", "<div>Good evening</div>", "<ul><li>One<li>Two</ul>"])
def test_a_piece_of_a_page_is_no_frame(markup: str) -> None:
    assert Cleaner().clean(markup, form="html").text


def test_a_story_in_the_same_frame_stays() -> None:
    result = Cleaner().clean(STORY, form="html")
    assert result.text.count("harbour office") == PROSE.count("harbour office")
    assert "Shop" not in result.text


@pytest.mark.parametrize(
    ("markup", "questions"),
    [
        (f"<details><summary>Why?</summary>{PROSE}</details>", ["Why?"]),
        (f"<dl><dt>port<dt>host<dd>{PROSE}</dl>", ["port", "host"]),
        (f"<dl><div><dt>port</dt><dd>{PROSE}</dd></div></dl>", ["port"]),
    ],
)
def test_a_question_is_as_likely_as_its_answer(markup: str, questions: list[str]) -> None:
    page = read(f"<body>{markup}</body>", form="html").page
    assert page is not None
    judged = judge(page)
    assert judged is not None
    answer = judged.content[len(questions)]
    assert page.text[: len(questions)] == questions
    assert (judged.content[: len(questions)] >= answer).all()


@pytest.mark.parametrize(
    "markup", ["<dl><dt>port</dl><p>Another.</p>", "<details><summary>Why?</summary></details>"]
)
def test_a_question_without_an_answer_is_judged_by_itself(markup: str) -> None:
    page = read(f"<body>{markup}{PROSE}</body>", form="html").page
    assert page is not None
    judged = judge(page)
    assert judged is not None
    assert judged.content[0] < judged.content[-1]
