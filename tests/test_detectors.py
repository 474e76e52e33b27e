"""Heuristics: a caption printed twice, and the headline that stays."""

from __future__ import annotations

from declutter import Detector, Document, Finding, Label
from declutter.detectors import default_detectors
from declutter.detectors.echo import Echo
from declutter.detectors.headline import headline
from declutter.detectors.stamps import Stamps
from tests.articles import ARTICLE, HEADLINE, measured

CAPTION = "The night ferry leaves Port Ellery"


def echoes(text: str) -> list[tuple[int, Label | None]]:
    return [(finding.start, finding.label) for finding in Echo().find(measured(text))]


def test_the_first_of_a_caption_and_its_copy_with_a_credit_is_an_echo() -> None:
    assert echoes(f"{CAPTION}\n{CAPTION}. Photo: Ann Lee") == [(0, Label.CAPTION)]
    assert echoes(f"{CAPTION}…\n{CAPTION} for the last time") == [(0, Label.CAPTION)]


def test_a_line_printed_twice_in_a_row_is_a_duplicate() -> None:
    assert echoes(f"{CAPTION}\n{CAPTION}") == [(1, Label.DUPLICATE)]


def test_a_headline_and_its_copy_behind_a_kicker_are_a_teaser() -> None:
    teaser = "Harbour board wants a second quay\nPlans for Norham Harbour board wants a second quay"
    assert echoes(f"{ARTICLE}\n{teaser}\n{ARTICLE}") == [(5, Label.TEASER), (6, Label.TEASER)]
    assert echoes(f"{teaser}\n{ARTICLE}") == []
    assert echoes(f"{ARTICLE}\nThe quay\nPlans for the quay\n{ARTICLE}") == []


def test_a_line_that_says_the_same_twice_is_a_teaser() -> None:
    headline = "Harbour board wants a second quay"
    assert echoes(f"{ARTICLE}\n{headline} {headline}\n{ARTICLE}") == [(5, Label.TEASER)]
    assert echoes(f"{headline} {headline}\n{ARTICLE}") == []
    assert echoes(f"{ARTICLE}\nYes, yes yes, yes\n{headline} and {headline}\n{ARTICLE}") == []


def test_lines_that_only_begin_alike_are_no_echo() -> None:
    assert echoes("The night ferry is late\nThe night ferry is on time") == []
    assert echoes("Never.\nNever.") == []
    assert echoes(f"{CAPTION}\n{ARTICLE}\n{CAPTION}") == []
    assert echoes(f"{CAPTION}\n{CAPTION}, which {ARTICLE.split(chr(10))[2]}") == []


def found(text: str, *, title: str = "", claims: tuple[Finding, ...] = ()) -> Finding | None:
    return headline(measured(text, title=title), claims)


def test_the_given_title_stays() -> None:
    finding = found(f"Norham Gazette\n\n{ARTICLE}", title=HEADLINE)
    assert finding is not None
    assert (finding.start, finding.label, finding.confidence) == (1, None, 1.0)


def test_without_a_title_the_line_that_says_what_the_article_says_stays() -> None:
    menu = "Storm closes the harbour of Norham\n\nHome\n\n"
    finding = found(menu + ARTICLE)
    assert finding is not None
    assert (finding.start, finding.label) == (2, None)


def test_the_only_line_above_the_article_is_its_headline() -> None:
    body = ARTICLE.partition("\n")[2].strip()
    finding = found(f"No bad idea\n{body}")
    assert finding is not None
    assert (finding.start, finding.label) == (0, None)
    assert found(f"World news\n{body}") is None
    assert found(f"Local\nNo bad idea\n{body}") is None


def test_a_line_that_a_rule_names_is_no_headline() -> None:
    claim = Finding(0, 1, Label.TEASER, 0.9, "en/read-more", "a teaser")
    assert found(ARTICLE, claims=(claim,)) is None


def test_what_a_rule_keeps_may_stand_above_or_be_the_headline() -> None:
    said = Finding(2, 3, None, 0.96, "en/speech", "somebody's words, and who says them")
    finding = found(ARTICLE, claims=(said,))
    assert finding is not None
    assert (finding.start, finding.label) == (0, None)


def test_a_headline_of_few_long_words_is_one() -> None:
    body = ARTICLE.partition("\n")[2].strip()
    long = "Tampere kieltää sähköpotkulaudat Hämeenkadulla"
    finding = found(f"Uutiset\n{long}\n{body}")
    assert finding is not None
    assert (finding.start, finding.label) == (1, None)


def test_times_above_three_short_entries_are_a_live_blogs() -> None:
    entries = "14:32\nThe worst is over\n13:05\nKrnov goes home\n11:40\nNo power in eight towns\n"
    assert [finding.start for finding in Stamps().find(measured(entries))] == [0, 2, 4]
    assert list(Stamps().find(measured("14:32\nNews\n13:05\nSport\n11:40\nWeather today\n"))) == []


def test_no_prose_no_headline() -> None:
    assert found("Home\n\nNews\n\nThe night ferry of Port Ellery") is None
    assert found("") is None


def test_shipped_detectors_keep_the_protocol() -> None:
    for detector in default_detectors():
        assert isinstance(detector, Detector)
        assert list(detector.find(measured(""))) == []
        for finding in detector.find(measured(f"{ARTICLE}\n\n{CAPTION}\n\n{CAPTION}")):
            assert finding.source.startswith(detector.name)
            assert 0 <= finding.start < finding.stop <= 7
            assert finding.reason


def test_a_document_is_not_changed_by_looking_at_it() -> None:
    document: Document = measured(ARTICLE)
    before = (document.texts.copy(), document.features.lower.copy())
    for detector in default_detectors():
        list(detector.find(document))
    assert (document.texts, document.features.lower) == before
