"""Cleaner and clean(): configured once, pickled, shared between threads, with the user's own rules."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import declutter
from declutter import Cleaner, Document, Finding, InputError, Label, OptionError, Policy
from tests.articles import ARTICLE, HEADLINE, NEWLINES, PARAGRAPHS, RESIDUE, lines

PAGE = f"{RESIDUE[1]}\n\n{HEADLINE}\n\nBy Ann Lee\n\n" + "\n\n".join(
    (*PARAGRAPHS[:2], *RESIDUE[2:], *PARAGRAPHS[2:])
)
TIDES = {
    "pack": {"name": "tides", "sites": ["norham.example"]},
    "rule": [
        {
            "id": "tide-table",
            "label": "boilerplate",
            "confidence": 0.98,
            "reason": "the tide table",
            "match": {"starts": ["tides"]},
        }
    ],
}


def test_residue_goes_and_the_article_stays(cleaner: Cleaner) -> None:
    result = cleaner.clean(PAGE)
    assert lines(result.text) == lines(ARTICLE)
    assert {block.text for block in result.removed} == {*RESIDUE[1:], "By Ann Lee"}
    assert result.metadata["byline"] == "By Ann Lee"
    assert result.title == HEADLINE


def test_nothing_goes_from_an_article_alone(cleaner: Cleaner) -> None:
    assert cleaner.clean(ARTICLE).text == ARTICLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_bytes_come_out_as_their_text(cleaner: Cleaner, encoding: str) -> None:
    assert cleaner.clean(PAGE.encode(encoding)).text == cleaner.clean(PAGE).text


@pytest.mark.parametrize("newline", NEWLINES, ids=ascii)
def test_newlines_come_out_as_they_went_in(cleaner: Cleaner, newline: str) -> None:
    text = cleaner.clean(PAGE.replace("\n", newline)).text
    assert lines(text) == lines(ARTICLE)
    assert set(NEWLINES) & set(text) == set(newline)


def test_a_text_on_one_line_is_cleaned_between_its_sentences(cleaner: Cleaner) -> None:
    source = f"{PARAGRAPHS[0]} Listen to this article Loading audio... {' '.join(PARAGRAPHS[1:])}"
    text = cleaner.clean(source).text
    assert "Listen to this article" not in text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_a_policy_for_one_page_does_not_stay(cleaner: Cleaner) -> None:
    before = cleaner.clean(PAGE).text
    everything = Policy(keep=frozenset(Label))
    assert lines(cleaner.clean(PAGE, policy=everything).text) == lines(PAGE)
    assert cleaner.clean(PAGE).text == before


def test_the_module_function_is_a_cleaner_without_options(cleaner: Cleaner) -> None:
    assert declutter.clean(PAGE).to_dict() == cleaner.clean(PAGE).to_dict()
    kept = declutter.clean(PAGE, policy=Policy.preset("balanced", keep=["byline"]))
    assert "By Ann Lee" in kept.text


def test_a_pickled_cleaner_decides_the_same() -> None:
    cleaner = Cleaner(policy="precision", language="en", packs=[TIDES])
    again = pickle.loads(pickle.dumps(cleaner))
    page = f"{PAGE}\n\nTides today: high water 04:12"
    for url in (None, "https://norham.example/a"):
        assert again.clean(page, url=url).to_dict() == cleaner.clean(page, url=url).to_dict()


def test_a_result_can_be_pickled(cleaner: Cleaner) -> None:
    result = cleaner.clean(PAGE)
    assert pickle.loads(pickle.dumps(result)).to_dict() == result.to_dict()


def test_threads_share_a_cleaner() -> None:
    cleaner = Cleaner()
    sources = [f"{PAGE}\n\nNumber {number} of the night ferry's crew will go." for number in range(40)]
    wanted = [Cleaner().clean(source).text for source in sources[:2]]
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda source: cleaner.clean(source).text, sources))
    assert texts[:2] == wanted
    assert texts == [cleaner.clean(source).text for source in sources]


def test_clean_many_is_lazy(cleaner: Cleaner) -> None:
    taken: list[int] = []

    def sources() -> Iterator[str]:
        for number in range(3):
            taken.append(number)
            yield PAGE

    results = cleaner.clean_many(sources())
    assert taken == []
    assert next(results).text == cleaner.clean(PAGE).text
    assert taken == [0]


# --- the user's own rules and detectors -----------------------------------------------------------

TIDE_PAGE = f"{ARTICLE}\n\nTides today: high water 04:12, low water 10:31"


def test_a_users_pack_is_taken_at_its_word_on_its_site() -> None:
    cleaner = Cleaner(packs=[TIDES])
    (block,) = cleaner.clean(TIDE_PAGE, url="https://www.norham.example/a").removed
    assert (block.label, block.confidence, block.source) == (Label.BOILERPLATE, 0.98, "tides/tide-table")
    assert "tides/tide-table" not in {
        b.source for b in cleaner.clean(TIDE_PAGE, url="https://other.example").removed
    }


def test_a_pack_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "tides.toml"
    path.write_text(
        '[pack]\nname = "tides"\n[[rule]]\nid = "tide-table"\nlabel = "boilerplate"\nconfidence = 0.98\n'
        'reason = "the tide table"\nmatch = { starts = ["tides"] }\n'
    )
    for pack in (path, str(path)):
        assert Cleaner(packs=[pack]).clean(TIDE_PAGE).text == ARTICLE


class Weather:
    """A detector as a user writes it."""

    name = "weather"

    def find(self, document: Document, /) -> Iterable[Finding]:
        for index, text in enumerate(document.texts):
            if text.startswith("Tides"):
                yield Finding(index, index + 1, Label.BOILERPLATE, 0.99, self.name, "tides, daily")


def test_a_users_detector_is_taken_at_its_word() -> None:
    result = Cleaner(detectors=[Weather()]).clean(TIDE_PAGE)
    assert [(block.source, block.reason) for block in result.removed] == [("weather", "tides, daily")]


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [None, 7, ["text"], {"text": ""}], ids=repr)
def test_another_type_is_refused(cleaner: Cleaner, source: object) -> None:
    with pytest.raises(InputError, match=type(source).__name__):
        cleaner.clean(source)  # type: ignore[arg-type]


def test_unknown_options_are_refused_with_the_choices(cleaner: Cleaner) -> None:
    with pytest.raises(OptionError, match="unknown preset 'recal'; did you mean 'recall'"):
        Cleaner(policy="recal")
    with pytest.raises(OptionError, match="unknown form 'txt'; did you mean 'text'"):
        cleaner.clean("Text", form="txt")
    with pytest.raises(OptionError, match="unknown preset 'x'"):
        cleaner.clean("Text", policy="x")


# --- long texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(PARAGRAPHS) + "\n\n",
        " ".join(PARAGRAPHS) + " ",
        "Share this\n",
        "word ",
        "a",
        "(" * 9,
        "http://a.b/",
    ],
    ids=["paragraphs", "one line", "short lines", "no full stop", "one word", "brackets", "addresses"],
)
def test_time_grows_with_length_alone(cleaner: Cleaner, text: str) -> None:
    def seconds(size: int) -> float:
        source = text * (size // len(text))
        began = time.perf_counter()
        cleaner.clean(source, form="text")
        return time.perf_counter() - began

    seconds(25_000)
    short, long = (min(seconds(size) for _ in range(2)) for size in (25_000, 200_000))
    # Eight times the text; four times that leaves room for a busy machine, and none for a square.
    assert long < 8 * 4 * max(short, 0.002)
