"""What must hold for every text, however odd."""

from __future__ import annotations

import codecs
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import InputError, Policy, Result
from tests.articles import CLEANER, NEWLINES, is_subsequence, lines, pages, plain_pages

PAGES = sorted(path for path in (Path(__file__).parent / "pages").glob("*/page.*") if path.suffix != ".toml")
TEXT_FORMS = ("text", "markdown")
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
forms = st.sampled_from(("auto", *TEXT_FORMS))

# Cleaning twice may remove a little more: with residue gone, what stood beside it is seen in another
# context. This is the share of the words of all golden pages that it may be.
NEXT_TO_NOTHING = 0.01


def decisions(result: Result) -> list[tuple[str, bool, str]]:
    """Each block as a person sees it, and what became of it."""
    return [("\n".join(lines(block.text)), block.kept, str(block.label)) for block in result.blocks]


@given(pages(), forms)
def test_kept_text_is_a_subsequence_of_the_source(page: str, form: str) -> None:
    result = CLEANER.clean(page, form=form)
    assert is_subsequence(result.text, result.document.source)
    if form in TEXT_FORMS:
        assert result.document.source == page


@given(pages(), forms)
def test_every_view_of_any_result_can_be_had(page: str, form: str) -> None:
    result = CLEANER.clean(page, form=form)
    assert result.to_json(indent=1).count('"kept"') == len(result.blocks)
    assert len(result.kept) + len(result.removed) == len(result.document)
    assert all(block.reason and block.source and block.label for block in result.removed)
    assert 0 <= result.confidence <= 1
    assert all(finding.reason for finding in result.findings)


@given(st.binary(max_size=400) | st.text(max_size=100).map(lambda text: text.encode("utf-16")))
def test_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    if b"\0" in data and not data.startswith(MARKS):
        with pytest.raises(InputError, match="binary data"):
            CLEANER.clean(data, form="text")
    else:
        result = CLEANER.clean(data, form="text")
        assert is_subsequence(result.text, result.document.source)


@given(pages(), forms, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_never_removes_more(page: str, form: str, one: float, other: float) -> None:
    low, high = (
        CLEANER.clean(page, form=form, policy=Policy(threshold)).because for threshold in sorted((one, other))
    )
    assert all(lower is not None for lower, higher in zip(low, high) if higher is not None)


@given(pages(), forms)
def test_a_kept_label_is_never_removed(page: str, form: str) -> None:
    removed = {block.label for block in CLEANER.clean(page, form=form).removed if block.label}
    kept = CLEANER.clean(page, form=form, policy=Policy(keep=frozenset(removed)))
    assert not {block.label for block in kept.removed} & removed


@given(pages(), forms)
def test_the_explanation_replays_to_the_output(page: str, form: str) -> None:
    result = CLEANER.clean(page, form=form)
    gutter = [row for row in result.explain().split("\n") if not row.startswith("! ")]
    kept = [row[2:] for row in gutter if row.startswith("  ")]
    assert lines("\n".join(kept)) == lines(result.text)


@given(
    plain_pages(),
    st.sampled_from(NEWLINES),
    st.sampled_from(("", " ", "\t", " \xa0")),
    st.sampled_from(TEXT_FORMS),
)
def test_newline_style_and_trailing_blanks_change_no_decision(
    page: str, newline: str, blank: str, form: str
) -> None:
    restyled = "".join(line + blank + newline for line in page.split("\n"))
    assert decisions(CLEANER.clean(restyled, form=form)) == decisions(CLEANER.clean(page, form=form))


@given(st.lists(pages(), max_size=4))
def test_clean_many_gives_what_clean_gives(sources: list[str]) -> None:
    many = [decisions(result) for result in CLEANER.clean_many(sources)]
    assert many == [decisions(CLEANER.clean(source)) for source in sources]


def test_cleaning_a_cleaned_text_changes_next_to_nothing() -> None:
    words = again = 0
    for path in PAGES:
        once = CLEANER.clean(path.read_bytes()).text
        twice = CLEANER.clean(once, form="markdown" if path.suffix == ".md" else "text").text
        assert is_subsequence(twice, once)
        words += len(once.split())
        again += len(once.split()) - len(twice.split())
    assert again <= NEXT_TO_NOTHING * words


@pytest.mark.parametrize("seed", ["0", "271828"])
def test_another_process_comes_to_the_same_result(seed: str) -> None:
    program = (
        "import hashlib, sys; from declutter import Cleaner; cleaner = Cleaner(); print(hashlib.sha256("
        "''.join(cleaner.clean(open(p, 'rb').read()).to_json() for p in sys.argv[1:]).encode()).hexdigest())"
    )
    paths = [str(path) for path in PAGES[::8]]
    there = subprocess.run(
        [sys.executable, "-c", program, *paths],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    here = "".join(CLEANER.clean(Path(path).read_bytes()).to_json() for path in paths)
    assert there.stdout.strip() == hashlib.sha256(here.encode()).hexdigest()
