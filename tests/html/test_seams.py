"""Neighbouring inline elements without white space between them: two words, or one."""

from __future__ import annotations

import pytest

from declutter import clean
from declutter.readers import read

SENTENCE = "The ferry left the quay at dawn and nobody on deck had slept well"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<a href=/m>Men</a><a href=/w>Women</a>", "Men Women"),
        ("<span>1 h 54 min</span><span>PG</span><span>2026</span>", "1 h 54 min PG 2026"),
        ("<label>Single</label><input><label>4-Pack</label>", "Single 4-Pack"),
        ("<span><b>Anna Lund</b></span><em>Harbour pilot</em>", "Anna Lund Harbour pilot"),
        ("<a href=/m>Men</a>, <a href=/w>women</a>", "Men, women"),
        ("<span>D</span><span>awn</span>", "Dawn"),
        ("May <span>4</span><span>th</span>", "May 4th"),
        ("CO<b>x</b><sub>2</sub>", "COx2"),
        ("<b>Ferr</b>ies", "Ferries"),
        ("un<i>real</i>", "unreal"),
        ("<span>$</span><span>19</span><span>.99</span>", "$19.99"),
        ("<span>港</span><span>口</span>", "港口"),
        ("<span>1</span><span>2</span>", "12"),
    ],
)
def test_text(markup: str, text: str) -> None:
    assert read(f"<p>{markup}</p>", form="html").texts == [text]


def test_code_is_left_as_it_stands() -> None:
    code = "<pre><span>def</span><span>Name</span></pre>"
    assert read(code, form="html").texts == ["defName"]


def test_a_seam_ends_with_its_block() -> None:
    page = "<p><b>Bold</b></p><p>An<i>other</i></p>"
    assert read(page, form="html").texts == ["Bold", "Another"]


def test_every_output_has_the_space() -> None:
    names = "<a href='/a'>Anna</a><a href='/b'>Bert</a> and <b>D</b><b>orte</b> least."
    page = f"<article><h1>Quay</h1><p>{SENTENCE}, {names}</p></article>"
    result = clean(page, form="html", url="https://pier.example/")
    assert "Anna Bert and Dorte least." in result.text
    assert "[Anna](https://pier.example/a) [Bert](https://pier.example/b) and" in result.markdown
    assert '</a> <a href="https://pier.example/b">Bert</a>' in result.html
