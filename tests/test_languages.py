"""The language of a page, told by its script and its most frequent words."""

from __future__ import annotations

import pytest

from declutter.languages import Identifier
from declutter.packs import shipped_packs
from tests.articles import ARTICLE, CLEANER

PAGES = {
    "en": ARTICLE,
    "de": "Die Brücke ist seit Freitag gesperrt, weil ein Lastwagen gegen das Geländer gefahren ist.",
    "fr": "Le pont est fermé depuis vendredi, car un camion est entré dans le parapet, qui ne tient plus.",
    "es": "El puente está cerrado desde el viernes porque un camión chocó contra la barandilla. "
    "Los vecinos, que lo cruzan todos los días para ir al trabajo, no saben cuándo se abrirá.",
    "pl": "Most jest zamknięty od piątku, bo ciężarówka uderzyła w barierkę, która się już nie trzyma.",
    "ru": "Мост закрыт с пятницы, потому что грузовик врезался в ограждение, и оно уже не держится.",
    "el": "Η γέφυρα είναι κλειστή από την Παρασκευή, γιατί ένα φορτηγό έπεσε πάνω στο στηθαίο.",
    "ja": "橋は金曜日から通行止めになっている。トラックが欄干に衝突したためだと市は発表した。",
    "zh": "大桥从星期五起关闭，因为一辆卡车撞上了护栏，市议会说。",
    "ko": "다리는 금요일부터 폐쇄되었다. 트럭이 난간을 들이받았기 때문이라고 시의회가 밝혔다.",
    "he": "הגשר סגור מאז יום שישי, משום שמשאית פגעה במעקה שלו, אמרה המועצה.",
    "th": "สะพานปิดตั้งแต่วันศุกร์เพราะรถบรรทุกชนราวสะพาน สภาเมืองกล่าว",
}


@pytest.mark.parametrize("language", PAGES)
def test_language(language: str) -> None:
    assert CLEANER.prepare(PAGES[language]).language == language


def test_what_the_caller_says_counts() -> None:
    assert CLEANER.prepare(ARTICLE, language="fr").language == "fr"


@pytest.mark.parametrize("text", ["", "12 34", "Ok", "♥ ♥ ♥ ♥"])
def test_too_little_speaks_for_no_language(text: str) -> None:
    assert CLEANER.prepare(text).language == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Göztepe deplasmanda karşılaştığı Sivasspor'u mağlup ederek üç puanı hanesine yazdırdı", "tr"),
        ("Starosta: nejhůř už nebude\nHladina řeky přestala stoupat\nVěřte hasičům", "cs"),
        ("Řeka", ""),
    ],
)
def test_letters_tell_what_words_do_not(text: str, language: str) -> None:
    assert CLEANER.prepare(text).language == language


def test_without_packs_only_scripts_tell() -> None:
    document = CLEANER.prepare(ARTICLE)
    assert Identifier(()).identify(document) == ""
    assert Identifier(shipped_packs()).identify(document) == "en"
