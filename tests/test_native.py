"""A compiled twin gives exactly what its Python function gives, on any page, and declutter runs without any."""

from __future__ import annotations

import doctest
import functools
import json
import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import lxml.html
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from declutter import Cleaner, Finding, Label
from declutter.native import PURE, TWINS, twin
from declutter.page import Name, Page
from declutter.readers.html.sources import page_of_markup
from declutter.scorer.blocks import block_rows
from declutter.scorer.census import census
from declutter.scorer.claims import Claims
from declutter.scorer.columns import context_rows, line_rows
from declutter.scorer.counts import count_words
from declutter.scorer.forest import Forest
from declutter.scorer.markup import load_scorer
from declutter.scorer.tokens import Tokens, tokens_of
from tests.articles import ARTICLE, CLEANER, PARAGRAPHS, RESIDUE, measured, pages

TESTS = Path(__file__).parent
TEXTS = sorted(path for path in TESTS.glob("pages/*/page.*") if path.suffix != ".toml")
HTML = sorted(TESTS.glob("pages_html/*/page.html"))

compiled_only = pytest.mark.skipif(not TWINS, reason="nothing was compiled when declutter was installed")


def same(one: Any, other: Any) -> bool:
    """Whether two results are the same, in values, types and shapes."""
    if isinstance(one, Page):
        return repr(one) == repr(other)  # of every value in every column
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and bool((one == other).all())
    return type(one) is type(other) and bool(one == other)


MAKE_TARGET = "declutter.readers.html.collect.make_target"


class BothTargets:
    """The parser targets of both twins: sends them each event, and holds their answers and pages to each other."""

    def __init__(self, page: Page) -> None:
        self.pages = page, Page()
        self.targets = [make(filled) for make, filled in zip(TWINS[MAKE_TARGET], self.pages)]

    def start(self, tag: str, attrib: Any) -> None:
        self.ask("start", tag, attrib)  # lxml sends more to a method that takes any number of arguments

    def __getattr__(self, event: str) -> Callable[..., Any]:
        if hasattr(self.targets[0], event):
            return functools.partial(self.ask, event)
        raise AttributeError(event)

    def ask(self, event: str, *args: Any) -> Any:
        wanted, answer = (outcome(getattr(target, event), *args) for target in self.targets)
        assert same(wanted, answer), (event, args)
        if event == "close":
            assert same(*self.pages)
        if isinstance(wanted, type):
            raise wanted
        return wanted


def outcome(function: Callable[..., Any], *args: Any) -> Any:
    """What a function returns, or the type of what it raises."""
    try:
        return function(*args)
    except Exception as error:  # noqa: BLE001 - whatever one twin raises, the other must
        return type(error)


def checked(name: str, calls: Counter[str]) -> Callable[..., Any]:
    """A function that asks both twins, and holds each to the other."""
    python, compiled = TWINS[name]

    @functools.wraps(python)
    def ask(*args: Any) -> Any:
        calls[name] += 1
        if name == MAKE_TARGET:
            return BothTargets(*args)
        wanted = outcome(python, *args)
        assert same(wanted, outcome(compiled, *args)), f"{name}{args!r}"
        if isinstance(wanted, type):
            raise wanted
        return wanted

    return ask


@pytest.fixture(scope="module")
def calls() -> Iterator[Counter[str]]:
    """How often each twin was called; until the module's tests are over, each call asks both."""
    counted: Counter[str] = Counter()
    load_scorer.cache_clear()  # what it remembers of names would not be asked again
    modules = [module for name, module in sys.modules.items() if name.startswith("declutter")]
    with pytest.MonkeyPatch.context() as patch:
        for name, pair in TWINS.items():
            used, ask = pair[not PURE], checked(name, counted)
            for holder in (*modules, sys.modules[__name__], Forest, Tokens):
                for attribute in [key for key, value in vars(holder).items() if value is used]:
                    patch.setattr(holder, attribute, ask)
        yield counted


@compiled_only
def test_twins_agree_on_the_golden_pages(calls: Counter[str]) -> None:
    for path in TEXTS:
        assert CLEANER.clean(path.read_bytes()).text is not None
    for path in HTML:
        assert CLEANER.clean(path.read_bytes(), form="html").markdown is not None
        assert CLEANER.clean(lxml.html.document_fromstring(path.read_bytes())).text is not None
    assert set(calls) == set(TWINS), "each twin is asked for something"


ODD = {
    "nothing": "",
    "one line": "x",
    "one character a line": "\n".join("a.,|“-1©＝大\U0001f600Ǆⓐ٣²"),
    "thousands of lines": "\n".join((ARTICLE, *RESIDUE) * 300),
    "a long line": "word " * 20_000,
    "beyond the basic plane": f"\U0001f4f7 Ann Lee\n{ARTICLE}\n𐐀𐐨𝟗 𝐁old\n\U0001f3a7 Listen",
    "lone surrogates": f"\ud800 here\n{ARTICLE}\nthere \udfff \udc00\ud800",
    "Chinese": "\n".join(("大桥星期五关闭，市议会说。" * 8, "更多新闻", "大桥关闭", "大桥关闭") * 3),
    "Thai": "\n".join(("สะพานปิดวันศุกร์ตามคำสั่งของสภาเมือง " * 5, "ข่าวอื่น") * 3),
    "echoes": f"Most read\n{ARTICLE}\nThe ferry was late\nThe ferry was late again …\nThe ferry was early",
    "the same everywhere": "Share this\n" * 40,
    "addresses": "ann@example.com\nwww.example.com\nhttps://example.com @ann\nhttp\n@",
    "invisible": "\ufeff\u200bAdvertisement\u200e\n\u00adRead\x1fmore\x85and more\u2028still\r\r\nend",
}


@compiled_only
@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_twins_agree_on_odd_pages(text: str, form: str, calls: Counter[str]) -> None:
    before = calls.total()
    assert CLEANER.clean(text, form=form).text is not None
    assert calls.total() > before


@compiled_only
@given(pages())
def test_twins_agree_on_any_page(calls: Counter[str], page: str) -> None:
    before = calls.total()
    assert CLEANER.clean(page).text is not None
    assert calls.total() > before


_short = st.text(st.sampled_from("aB1.,:|/“”•- é大ก\U0001f600"), min_size=1, max_size=8)
_line = st.one_of(st.sampled_from((*PARAGRAPHS, *RESIDUE, "", "# A heading", "> quoted")), _short)
# The scorer has no group for what no rule claims.
_labels = st.sampled_from([None, *(label for label in Label if label not in {Label.HEADLINE, Label.TABLE})])
_sure = st.sampled_from((0.5, 0.9, 0.97))


@compiled_only
@given(st.lists(_line, max_size=40), st.data())
def test_twins_agree_on_any_claims_and_scores(
    calls: Counter[str], drawn: list[str], data: st.DataObject
) -> None:
    document = measured("\n".join(drawn), form=data.draw(st.sampled_from(("text", "markdown"))))
    size = len(document)
    assume(size)
    starts = data.draw(st.lists(st.integers(0, size - 1), max_size=12))
    found = [
        Finding(
            start, data.draw(st.integers(start + 1, size)), data.draw(_labels), data.draw(_sure), "rule", ""
        )
        for start in starts
    ]
    claims = Claims(size, found)
    before = Counter(calls)
    line = line_rows(document, claims, frozenset(("the", "to", "it", "of")))
    odds = st.floats(-12, 12, allow_nan=False)
    scores = np.array(data.draw(st.lists(odds, min_size=size, max_size=size)), dtype=np.float64)
    assert len(context_rows(document, claims, line, scores)) == size
    assert set(calls - before) >= {
        f"declutter.scorer.columns.{name}" for name in ("line_rows", "context_rows")
    }


_TITLE, _DESCRIPTION = PARAGRAPHS[0][:70], f"  {PARAGRAPHS[1]}\n{PARAGRAPHS[0]}"
_names = st.builds(
    Name,
    st.sampled_from(("div", "p", "h1", "h3", "article", "td", "nav", "made-up")),
    st.sampled_from((None, "post-content", "sidebar widget", "zzz")),
)
_block_texts = st.one_of(
    st.sampled_from(
        (_TITLE, _TITLE[:9], _TITLE[:40], PARAGRAPHS[1][:30], PARAGRAPHS[1][:60], "a\nb", "\ud800.")
    ),
    st.sampled_from((*PARAGRAPHS, *RESIDUE, "word " * 30 + "end", "ten words " * 5 + "and an end.”")),
    _short,
)


@st.composite
def any_columns(draw: st.DrawFn) -> Page:
    """A page whose columns fit together, if hardly as a reader would make them."""
    texts = draw(st.lists(_block_texts, max_size=30))
    size, names = len(texts), draw(st.lists(_names, min_size=1, max_size=6))
    parents = [-1, *(draw(st.integers(0, element)) for element in range(draw(st.integers(0, 12))))]

    def each(of: list[Any], numbers: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(numbers, min_size=len(of), max_size=len(of)))

    spans = each(parents, st.tuples(st.integers(0, size), st.integers(0, size)).map(sorted))
    return Page(
        names=names,
        name=each(parents, st.integers(0, len(names) - 1)),
        parent=parents,
        path=each(parents, st.integers(0, 9)),
        first=[first for first, _ in spans],
        stop=[stop for _, stop in spans],
        hidden=each(parents, st.booleans()),
        owner=each(texts, st.integers(0, len(parents) - 1)),
        text=texts,
        linked=[draw(st.integers(0, len(text))) for text in texts],
        anchors=each(texts, st.integers(0, 300)),
        inline=each(texts, st.integers(-1, len(names) - 1)),
        pictured=each(texts, st.booleans()),
        metas=draw(
            st.lists(st.sampled_from((("og:title", _TITLE), ("description", _DESCRIPTION))), max_size=2)
        ),
        title=draw(st.sampled_from(("", "x", _TITLE, f"{_TITLE} - The Daily Example"))),
    )


@compiled_only
@given(any_columns())
def test_twins_see_the_same_in_any_html_blocks(calls: Counter[str], page: Page) -> None:
    odds = np.random.default_rng(len(page.text)).integers(-300, 300, (len(page.names), 6))
    rows = block_rows(page, odds)
    assert len(rows) == len(page.text)
    assert np.isfinite(rows).all()
    assert rows.T.flags.c_contiguous
    assert calls["declutter.scorer.blocks.block_rows"]


@compiled_only
@pytest.mark.parametrize(
    "column", ["name", "parent", "path", "first", "stop", "hidden", "owner", "linked", "inline", "pictured"]
)
@pytest.mark.parametrize("wrong", [[], [-9, -9, -9, -9], [99, 99, 99, 99]], ids=["short", "low", "high"])
def test_twins_meet_columns_that_do_not_fit_alike(column: str, wrong: list[int], calls: Counter[str]) -> None:
    page = page_of_markup(f"<h1>{_TITLE}</h1><p>{PARAGRAPHS[0]}")
    before = calls.total()
    setattr(page, column, wrong[: len(getattr(page, column))])
    outcome(block_rows, page, load_scorer()[1].score(page.names))
    assert calls.total() > before


_said = st.one_of(
    st.none(), st.text(st.sampled_from("aBc -_2:é\u212aİß\x1c\xa0\U0001f600\ud800"), max_size=12)
)


@compiled_only
@given(st.builds(Name, st.sampled_from(("div", "p")), _said, _said, _said, _said, _said))
def test_twins_cut_names_alike(calls: Counter[str], name: Name) -> None:
    tokens = tokens_of(name)
    table = {token: len(token) - 7 for token in tokens[::2]}
    assert len(Tokens(table, table).weigh(tokens)) == 6
    assert calls["declutter.scorer.tokens.weigh"]


@compiled_only
def test_twins_cut_long_names_alike(calls: Counter[str]) -> None:
    long = "oneWord two-words " * 40
    assert len(tokens_of(Name("div", long, long, long, long, long))) > 5
    assert calls["declutter.scorer.tokens.tokens_of"]


@compiled_only
@given(st.lists(st.text(st.sampled_from("a \n\xa0’่ก大가\uf900\U0001f600\U00020000\ud800"), max_size=9)))
def test_twins_count_words_alike(calls: Counter[str], texts: list[str]) -> None:
    assert len(count_words(texts)) == len(texts)
    assert calls["declutter.scorer.counts.count_words"]


@compiled_only
@pytest.mark.parametrize("texts", [[], [""], ["", "A\nBc", ""], ["Ab 1"] * 10_001], ids=len)
def test_twins_count_alike(texts: list[str], calls: Counter[str]) -> None:
    counts = census(texts)
    assert counts.shape == (len(texts), 12)
    assert counts[:, :10].sum() == len("".join(texts))
    assert calls["declutter.scorer.census.census"]


@compiled_only
@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32, np.float64])
def test_twins_add_the_same_leaves(kind: type, calls: Counter[str]) -> None:
    draw = np.random.default_rng(5)
    above = draw.integers(-3, 300, (30, 6)) + draw.choice([0, 0.5, np.inf], (30, 6))
    leaves = draw.integers(-32_000, 32_000, (30, 64)).astype(np.int32)
    forest = Forest(draw.integers(0, 9, (30, 6)), above.astype(np.float32), leaves, 0, (), {})
    rows: NDArray[Any] = draw.integers(0, 256, (700, 9)).astype(kind)
    assert forest.log_odds(rows).shape == (700,)
    assert forest.log_odds(np.asfortranarray(rows)[3:600]).shape == (597,)
    assert calls["declutter.scorer.forest.leaf_sums"]


@compiled_only
@pytest.mark.parametrize("compiled", [False, True], ids=["Python", "compiled"])
def test_examples_in_docstrings_hold_for_both_twins(compiled: bool) -> None:
    tried = 0
    for name, pair in TWINS.items():
        place, _, function = name.rpartition(".")
        examples = doctest.DocTestParser().get_doctest(
            pair[0].__doc__ or "", {**vars(sys.modules[place]), function: pair[compiled]}, name, None, None
        )
        tried += len(examples.examples)
        assert doctest.DocTestRunner().run(examples).failed == 0
    assert tried


def cleaned_elsewhere(**environment: str) -> list[str]:
    """Every golden page, cleaned in a process of its own; whether that one has twins comes first."""
    program = (
        "import sys, json; from pathlib import Path; from declutter import Cleaner\n"
        "from declutter.words import split_words\n"
        "cleaner, texts = Cleaner(), [type(split_words).__name__]\n"
        "for path in map(Path, sys.argv[1:]):\n"
        "    texts.append(cleaner.clean(path.read_bytes()).explain())\n"
        "print(json.dumps(texts))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, (*TEXTS, *HTML))],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )
    texts: list[str] = json.loads(done.stdout)
    return texts


def test_pages_come_out_the_same_without_the_twins() -> None:
    kind, *pure = cleaned_elsewhere(DECLUTTER_PURE="1")
    used, *texts = cleaned_elsewhere(DECLUTTER_PURE="")
    assert kind == "function"
    assert used == ("cython_function_or_method" if TWINS else "function")
    assert texts == pure


def test_cleaners_with_twins_are_pickled_and_shared_between_threads() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TEXTS[:20]]
    wanted = [CLEANER.clean(text).text for text in texts]
    again: Cleaner = pickle.loads(pickle.dumps(CLEANER))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: again.clean(text).text, texts)) == wanted


@compiled_only
def test_a_twin_that_was_not_compiled_is_missed() -> None:
    def unheard_of() -> None: ...

    unheard_of.__module__ = "declutter.scorer.columns"
    with pytest.raises(ImportError, match="without unheard_of: install declutter anew"):
        twin(unheard_of)


def test_a_room_without_compiled_parts_runs_in_python() -> None:
    def plain() -> None: ...

    plain.__module__ = "declutter.nowhere.plain"
    assert twin(plain) is plain
