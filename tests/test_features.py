"""measure(): words, prose, the article's span, zones, cohesion."""

from __future__ import annotations

import pytest

from declutter.features import BODY, HEAD, TAIL
from declutter.words import fold_phrase, is_unspaced, lower_alike, split_words
from tests.articles import ARTICLE, HEADLINE, PARAGRAPHS, measured

MENU = "Home\n\nNews\n\nSport\n\n"
FOOT = "\n\nMost read\n\nStorm closes the port"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("• READ more: …", "read more"),
        ("1,204 Comments", "# comments"),
        ("12.5k views", "# views"),
        ("3:15", "#"),
        ("don’t miss", "don t miss"),
        ("ΔΙΑΒΑΣΤΕ", fold_phrase("Διαβάστε")),
        ("GÜNÜN İLANI", fold_phrase("günün ilanı")),
        ("Тоже читайте!", "тоже читайте"),
        ("!?", ""),
    ],
)
def test_fold_phrase(text: str, folded: str) -> None:
    assert fold_phrase(text) == folded


def test_combining_vowels_stay_in_their_word() -> None:
    assert split_words("हिन्दी में") == ["हिन्दी", "में"]
    assert split_words("ภาษาไทย") == ["ภาษาไทย"]


@pytest.mark.parametrize(
    ("text", "unspaced"),
    [("大桥", True), ("はし", True), ("สะพาน", True), ("다리", False), ("bridge", False)],
)
def test_is_unspaced(text: str, unspaced: bool) -> None:
    assert is_unspaced(text) is unspaced


def test_lower_case_keeps_the_number_of_lines() -> None:
    assert lower_alike("İ\nΣ\nß").count("\n") == 2


def test_prose_is_told_from_headlines_and_short_sentences() -> None:
    features = measured(f"{ARTICLE}\n\nIt will rain.").features
    assert features.prose == [False, True, True, True, True, False]
    assert features.words[0] == len(HEADLINE.split())


@pytest.mark.parametrize("close", ["”", "»", ")", "”)", "’”", "\u200f"])
def test_a_sentence_may_end_inside_quotes_and_brackets(close: str) -> None:
    assert measured(f"It is late.{close}\n\nIt is{close}").features.ended == [True, False]


def test_chinese_words_are_estimated_and_a_name_makes_no_chinese_page() -> None:
    chinese = measured("大桥星期五关闭，市议会说，卡车撞上了护栏，没有人受伤。\n\n更多新闻").features
    assert chinese.unspaced
    assert chinese.prose == [True, False]
    assert not measured(f"{ARTICLE}\n\nLi An (李安)").features.unspaced


def test_code_is_content_as_prose_is() -> None:
    assert measured("text\n\n```\nx\n```", form="markdown").features.prose == [False, True]


def test_the_span_is_the_article_between_menu_and_foot() -> None:
    features = measured(MENU + ARTICLE + FOOT).features
    assert features.span == (4, 8)
    assert [features.zone(index) for index in range(10)] == [HEAD] * 4 + [BODY] * 4 + [TAIL] * 2


def test_a_few_short_lines_do_not_end_the_article_and_many_do() -> None:
    half = "\n\n".join(PARAGRAPHS[:2])
    other = "\n\n".join(PARAGRAPHS[2:])
    few, many = ("\n\n".join(["A short line"] * count) for count in (3, 40))
    assert measured(f"{half}\n\n{few}\n\n{other}").features.span == (0, 7)
    assert measured(f"{half}\n\n{many}\n\n{other}").features.span in ((0, 2), (42, 44))


def test_without_prose_there_is_no_span_and_everything_is_body() -> None:
    features = measured("Home\n\nNews").features
    assert features.span == (0, 0)
    assert {features.zone(0), features.zone(1)} == {BODY}
    assert features.cohesion(0) is None


def test_the_headline_is_found_with_the_sites_name_behind_it() -> None:
    assert measured(MENU + ARTICLE, title=f"{HEADLINE} | Norham Gazette").features.title_at == 3
    assert measured(MENU + ARTICLE, title=HEADLINE.upper()).features.title_at == 3
    assert measured(MENU + ARTICLE, title="Quite another thing").features.title_at is None
    assert measured(MENU + ARTICLE, title="News").features.title_at is None


def test_cohesion_is_the_share_of_words_that_the_article_uses() -> None:
    features = measured(f"{ARTICLE}\n\nThe night ferry\n\nElections in Belle Rive\n\nOn it").features
    assert features.cohesion(5) == 1
    assert features.cohesion(6) == 0
    assert features.cohesion(7) is None


def test_gaps_are_the_empty_lines_before_a_block() -> None:
    assert list(measured("One\nTwo\n\nThree\n\n\n\nFour").features.gaps) == [0, 0, 1, 3]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“Never,” she said", True),
        ("– Never, she said", True),
        ("«Jamais»", True),
        ("–5 degrees", False),
        ("It's", False),
    ],
)
def test_quoted(text: str, quoted: bool) -> None:
    assert measured(text).features.quoted(0) is quoted


def test_a_list_of_teasers_is_over_where_prose_goes_on_and_not_at_a_deck() -> None:
    teasers = "\n\n".join(f"Storm number {number} closes the port" for number in range(12))
    deck = "The storm of Tuesday has closed the port to all ships, and may last until Friday."
    features = measured(f"{ARTICLE}\n\n{teasers}\n\n{deck}").features
    assert features.resumes(1)
    assert not features.resumes(6)
    assert not features.resumes(17)
