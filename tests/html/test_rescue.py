"""When the data of a page's scripts are read instead of its markup, and when they are not."""

from __future__ import annotations

import json

from declutter import Cleaner
from declutter.readers import read

STORY = " ".join(
    ["The keeper of the old tower lit the lamp again on Friday, as he had for forty years."] * 10
)
TEASERS = [
    f"Number {n} of the stories about the {thing} that the town has told itself since the war ended"
    for n, thing in enumerate(
        ("tower", "quay", "mill", "ferry", "school", "bakery", "chapel", "smithy", "dyke", "pond")
    )
]


def page(body: str) -> str:
    state = json.dumps({"props": {"stories": [{"id": 1, "content": STORY}]}})
    return f'<body>{body}<script id="__NEXT_DATA__" type="application/json">{state}</script></body>'


def test_an_empty_shell_is_filled() -> None:
    result = Cleaner().clean(page("<nav><a href=/>Home</a><a href=/n>News</a></nav><div id=root></div>"))
    assert result.text == STORY
    assert result.document.rescued
    assert any("state object" in warning for warning in result.warnings)


def test_a_page_of_linked_teasers_is_not_one_of_their_stories() -> None:
    cards = "".join(f"<li><a href=/{n}>{teaser}</a></li>" for n, teaser in enumerate(TEASERS))
    document = read(page(f"<main><ul>{cards}</ul></main>"), form="html")
    assert not document.rescued
    assert document.texts == TEASERS


def test_a_page_of_many_names_and_prices_is_not_one_of_their_stories() -> None:
    goods = "".join(f"<li><a href=/{n}>Lantern {n}</a> <b>{n} kr</b> in stock</li>" for n in range(300))
    document = read(page(f"<main><ul>{goods}</ul></main>"), form="html")
    assert not document.rescued
    assert len(document.texts) == 300


def test_a_long_menu_does_not_keep_an_article_from_being_rescued() -> None:
    menu = "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(300))
    assert read(page(f"<nav><ul>{menu}</ul></nav><div id=root></div>"), form="html").rescued
