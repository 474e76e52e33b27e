"""The cells of a table of data stand or fall together."""

from __future__ import annotations

import numpy as np
import pytest

from declutter import Cleaner
from declutter.page import Page, data_tables, is_data_table
from declutter.readers import read
from declutter.scorer.markup import judge

PROSE = "".join(
    f"<p>In week {n} the harbour office counted the boats that came in, and wrote their number down.</p>"
    for n in ("one", "two", "three", "four", "five", "six")
)
CELLS = [
    ["Boat", "Last crossing", "State of the hull"],
    ["Havella", "not known to the office", "not known to the office"],
    ["Sula", "not known to the office", "Read more"],
    ["Brage", "not known to the office", "Share"],
]
TABLE = (
    "<table>"
    + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in CELLS)
    + "</table>"
)


def page_of(markup: str) -> Page:
    page = read(markup, form="html").page
    assert page is not None
    return page


def test_repeated_cells_and_cells_that_look_like_prompts_stay() -> None:
    result = Cleaner().clean(
        f"<body><article><h1>Boats</h1>{PROSE}{TABLE}{PROSE.upper()}</article></body>", form="html"
    )
    assert "\n".join("\t".join(row) for row in CELLS) in result.text


def test_all_cells_have_one_probability() -> None:
    page = page_of(f"<body><article><h1>Boats</h1>{PROSE}{TABLE}</article></body>")
    judged = judge(page)
    assert judged is not None
    ((first, stop),) = judged.tables
    assert stop - first == sum(map(len, CELLS))
    assert len(set(judged.content[first:stop].tolist())) == 1
    assert len(np.unique(judged.content)) > 2


@pytest.mark.parametrize(
    ("markup", "tables"),
    [
        (TABLE, 1),
        ("<p>none</p>", 0),
        ("<table><tr><td>one</td></tr><tr><td>cell a row</td></tr></table>", 0),
        (f"<table><tr><td>{PROSE}</td><td>menu</td></tr><tr><td>foot</td><td>note</td></tr></table>", 0),
        (f"<table><tr><td>{PROSE}{TABLE}</td><td>menu</td></tr><tr><td>a</td><td>b</td></tr></table>", 1),
        (f"<table><tr><td>{TABLE}</td><td>{TABLE}</td></tr></table>", 2),
        ("<table><tr><td></td><td></td></tr><tr><td></td><td></td></tr></table>", 1),
    ],
)
def test_tables_of_data(markup: str, tables: int) -> None:
    assert len(data_tables(page_of(markup))) == tables


def test_a_table_without_text_is_no_trouble() -> None:
    empty = "<table><tr><td></td><td></td></tr><tr><td></td><td></td></tr></table>"
    assert "harbour office" in Cleaner().clean(f"<article>{PROSE}{empty}</article>", form="html").text


def test_one_pass_and_one_table_agree() -> None:
    page = page_of(f"<div>{TABLE}<table><tr><td>lone</td></tr></table>{PROSE}{TABLE}</div>")
    alone = [e for e, n in enumerate(page.name) if page.names[n].tag == "table" and is_data_table(page, e)]
    assert data_tables(page) == alone
