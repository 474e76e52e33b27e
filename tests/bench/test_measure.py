"""Each tool in a process of its own: what it does to itself it does to nobody else."""

from __future__ import annotations

import pytest

from declutter.bench.measure import Limits, run_peer, run_peers
from declutter.bench.page import Gold, Page
from declutter.bench.peers import OWN, Peer, peers_for
from declutter.bench.peers.text import c4
from declutter.errors import OptionError


def page(name: str, text: str) -> Page:
    return Page("made", name, "text", "text", "en", "", Gold("lines", labels="c"), text=text)


PAGES = [page("a", "A line."), page("b", "Crash Hang Raise"), page("c", "A line.")]


def own(name: str) -> Peer:
    return peers_for("text", [f"tests.bench.peers_made:{name}"])[-1]


@pytest.mark.parametrize(
    ("name", "error"),
    [("crashes", "crash"), ("hangs", "hang"), ("raises", "ValueError: no such thing")],
)
def test_a_bad_page_is_counted_and_carried_on(name: str, error: str) -> None:
    seen: list[int] = []
    done = run_peer(own(name), PAGES, Limits(page=2), lambda _, n, __: seen.append(n))
    assert done.errors == {("made", "b"): error}
    assert seen == [1, 2, 3]
    assert [done.rows["made", key][1] for key in "abc"] == [1.0, 0.0, 1.0]
    assert done.peak > 1_000_000
    assert not done.failed


def test_a_tool_that_always_dies_is_given_up() -> None:
    pages = [page(str(n), "Crash") for n in range(9)]
    done = run_peer(own("crashes"), pages, Limits())
    assert len(done.rows) == 5
    assert done.failed == "stopped after 5 crashes in a row"


def test_a_tool_that_is_not_there() -> None:
    peer = peers_for("text", ["tests.bench.nowhere:x"])[-1]
    assert run_peer(peer, PAGES, Limits()).failed.startswith("does not start: ModuleNotFoundError")


def test_a_budget_ends_the_slow_and_not_declutter() -> None:
    pages = [page(str(n), "Hang on") for n in range(4)]
    own_tool = next(peer for peer in peers_for("text", []) if peer.name == OWN)
    slow = own("hangs")
    done = run_peers([own_tool, slow], pages, Limits(page=1.5, budget=0.5), workers=2)
    assert len(done[own_tool].rows) == 4
    assert len(done[slow].rows) == 1


def test_declutter_tells_about_its_blocks() -> None:
    source = Page(
        "made",
        "x",
        "text",
        "text",
        "en",
        "",
        Gold("lines", labels="bc"),
        text="Advertisement\nThe bridge over the Wren was closed on Friday after a lorry hit its railing.",
    )
    detail = run_peer(peers_for("text", [])[0], [source], Limits()).details["made", "x"]
    assert detail["words"] == [15, 1]
    assert detail["claims"][0][1:] == [True, 1]
    assert detail["removed"][0][-1] == "Advertisement"


def test_a_peer_that_does_not_exist_is_refused_with_the_choices() -> None:
    with pytest.raises(OptionError, match="did you mean 'trafilatura'"):
        peers_for("html", ["trafilaturra"])


def test_the_line_rules_of_c4() -> None:
    lines = [
        "One two three four five.",
        "One two.",
        "No end mark stands at the end of this",
        "Please turn JavaScript on to read this.",
        "This line trails off after a while...",
    ]
    assert c4()("\n".join(lines), "", "") == lines[0]
