"""What each condition of a rule means, shown on pages in the gutter: `- ` before what it takes."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import pytest

from declutter import Finding, Label, Policy
from declutter.decide import decide
from declutter.features import measure
from declutter.readers import read
from declutter.rules.detector import RuleDetector
from declutter.rules.load import parse_pack
from declutter.rules.schema import Conditions, Pack
from tests.articles import toml


@dataclass(frozen=True)
class Case:
    """A `match` in TOML and the page that shows it."""

    match: str
    page: str
    form: str = "text"
    title: str = ""


CASES = {
    "phrases": Case(
        'phrases = ["copy link", "# comments"]',
        """
        - Copy link
        - • COPY LINK:
        - 1,204 comments
          Copy link to this page
        """,
    ),
    "starts": Case(
        'starts = ["read more"]',
        """
        - Read more: storm closes the port
        - Read more
          You can read more
          Read morels in the wild
        """,
    ),
    "ends": Case(
        'ends = ["for the gazette"]',
        """
        - Ann Lee for the Gazette
        - For the Gazette
          For the Gazette it was a good year
        """,
    ),
    "contains": Case(
        'contains = ["norham press"]',
        """
        - Ann Lee/Norham Press/Ostwick
        - NORHAM PRESS
          Norham's press
        """,
    ),
    "contains, in a script without spaces": Case(
        'contains = ["点击订阅"]',
        """
        - 请点击订阅本报
          请订阅本报
        """,
    ),
    "starts, in a script without spaces": Case(
        'starts = ["来源"]',
        """
        - 来源：诺勒姆报
          信息来源
        """,
    ),
    "ends, in a script without spaces": Case(
        'ends = ["摄"]',
        """
        - 李安 摄
        - 李安摄
          摄影比赛
        """,
    ),
    "any": Case(
        'any = ["tweet", "pin it"]',
        """
        - Tweet this now
        - Save or pin it
          Tweets by our readers
          A pin, and it
        """,
    ),
    "all": Case(
        'all = ["newsletter", "sign"]',
        """
        - Sign up for the newsletter
          Sign the visitors' book
          Our newsletter
        """,
    ),
    "only": Case(
        'only = ["share", "tweet", "on facebook"]',
        """
        - Tweet Share Tweet
        - Share on Facebook
          Share on Monday
        """,
    ),
    "text": Case(
        r"text = '^time: \d\d?:\d\d$'",
        """
        - TIME: 3:15
          At the time: 3:15
        """,
    ),
    "signs": Case(
        'signs = "©®"',
        """
        - © Norham Gazette
        - Norham Gazette ®
          Norham Gazette (c)
        """,
    ),
    "words": Case(
        'words = "2..3"',
        """
          One
        - Two words
        - Three words here
          Four words are here
        """,
    ),
    "chars": Case(
        'chars = "<=5"',
        """
        - Share
          Shares
        """,
    ),
    "zone": Case(
        'zone = "tail"',
        """
          Above the article
          The bridge over the Ostwick was closed on Friday after a lorry hit its parapet.
          Within the article
          It will be open again on Monday if the engineers find no cracks in its piers.
        - Below the article
        """,
    ),
    "zone, several": Case(
        'zone = ["head", "body"]\nprose = false',
        """
        - Above the article
          The bridge over the Ostwick was closed on Friday after a lorry hit its parapet.
        - Within the article
          It will be open again on Monday if the engineers find no cracks in its piers.
          Below the article
        """,
    ),
    "from_start": Case(
        'from_start = "<=1"',
        """
        - First
        - Second
          Third
        """,
    ),
    "from_end": Case(
        'from_end = "0"',
        """
          First
          Second
        - Third
        """,
    ),
    "near_title": Case(
        'near_title = "1"',
        """
          Norham Gazette
          Lorry hits the old bridge
        - Ann Lee
          The bridge over the Ostwick was closed on Friday after a lorry hit its parapet.
        """,
        title="Lorry hits the old bridge",
    ),
    "near_title, above": Case(
        'near_title = "<=-1"',
        """
        - Norham Gazette
          Lorry hits the old bridge
          Ann Lee
          The bridge over the Ostwick was closed on Friday after a lorry hit its parapet.
        """,
        title="Lorry hits the old bridge",
    ),
    "near_title, where the headline is unknown": Case(
        'near_title = ">=-9"',
        """
          Norham Gazette
          Ann Lee
        """,
    ),
    "prose": Case(
        "prose = true",
        """
        - The bridge over the Ostwick was closed on Friday after a lorry hit its parapet.
          The bridge is closed.
        """,
    ),
    "ended": Case(
        "ended = true",
        """
        - It is closed.
        - “Is it closed?”
          It is closed
        """,
    ),
    "quoted": Case(
        "quoted = true",
        """
        - “Never,” she said
        - – Never, she said
        - « Jamais »
          She said “never”
        """,
    ),
    "teaser": Case(
        "teaser = true",
        """
        - Storm closes the port
          The storm closed the port.
          Two words
        """,
    ),
    "cohesion": Case(
        'cohesion = ">=0.6"\nwords = "<=6"',
        """
          The bridge over the Ostwick was closed on Friday after a lorry hit its parapet.
        - The lorry and the parapet
          Elections on Sunday in Belle Rive
          On it
        """,
    ),
    "kind": Case(
        'kind = ["heading", "cell"]',
        """
        - # Storm closes the port
        - | boat | crew |
          Storm closes the port
        """,
        form="markdown",
    ),
    "links": Case(
        'links = ">=0.9"',
        """
        - [Storm closes the port](https://norham.example/storm)
          See [here](https://norham.example/here) for more
          Storm closes the port
        """,
        form="markdown",
    ),
    "links, unknown in bare text": Case(
        'links = ">=0"',
        """
          Storm closes the port
        """,
    ),
    "tag": Case(
        'tag = "h2"',
        """
        - <h2>Storm closes the port</h2>
          <p>Storm closes the port</p>
        """,
        form="html",
    ),
    "tokens": Case(
        'tokens = ["promo"]',
        """
        - <div class="box-promo"><p>A week for one crown</p></div>
          <div class="promotion"><p>A week for one crown</p></div>
        """,
        form="html",
    ),
    "css": Case(
        'css = "div.promo > p"',
        """
        - <div class="promo"><p>A week for one crown</p></div>
          <div class="promo"><section><p>A week for one crown</p></section></div>
        """,
        form="html",
    ),
    "before": Case(
        'before = { phrases = ["most read"] }',
        """
          Most read
        - Storm closes the port
          Ferry crews to vote
        """,
    ),
    "after": Case(
        'after = { signs = "©" }',
        """
          Ferry crews to vote
        - The harbour at dawn
          © Norham Gazette
        """,
    ),
    "several conditions": Case(
        'starts = ["photo"]\nwords = "<=3"\nended = false',
        """
        - Photo: Ann Lee
          Photo: Ann.
          Photo by a reader of ours
          Ann Lee
        """,
    ),
}


def rule(match: str, *, rest: str = "", label: str = 'label = "prompt"') -> str:
    conditions = f"[rule.match]\n{match}" if match else ""
    return f'[[rule]]\nid = "it"\n{label}\nconfidence = 0.9\nreason = "a test"\n{rest}\n{conditions}\n'


def pack(*rules: str, name: str = "test", head: str = "") -> Pack:
    return parse_pack(toml(f'[pack]\nname = "{name}"\n{head}\n' + "\n".join(rules)))


def gutter(page: str) -> list[str]:
    """The rows of a page, without the indentation that it has in this file."""
    rows = [row for row in page.splitlines() if row.strip()]
    return [row[8:] for row in rows]


def find(
    packs: Iterable[Pack], page: str, form: str = "text", title: str = "", **known: Any
) -> list[Finding]:
    rows = [row[2:] for row in gutter(page)]
    document = measure(read("\n\n".join(rows), form=form, title=title, **known))
    assert len(document) == len(rows)
    return list(RuleDetector(list(packs)).find(document))


def shown(findings: Iterable[Finding], page: str) -> list[str]:
    """The page with marks for what was found."""
    taken = {index for finding in findings for index in range(finding.start, finding.stop)}
    return [("- " if index in taken else "  ") + row[2:] for index, row in enumerate(gutter(page))]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_condition(case: Case) -> None:
    found = find([pack(rule(case.match))], case.page, case.form, case.title)
    assert shown(found, case.page) == gutter(case.page)


def test_every_condition_has_a_case() -> None:
    assert {f.name for f in fields(Conditions)} <= {name.split(",")[0] for name in CASES}


def test_a_finding_says_which_rule_and_why() -> None:
    (finding,) = find([pack(rule('phrases = ["share"]'))], "          Share")
    assert finding == Finding(0, 1, Label.PROMPT, 0.9, "test/it", "a test")


# --- unless, run, action --------------------------------------------------------------------------


def test_unless_vetoes_where_all_of_it_holds() -> None:
    page = """
        - Photo: Ann Lee
        - Photo: Ann Lee, Norham
        - Photo: Ann.
          Photo: Ann Lee, Norham.
    """
    found = find([pack(rule('starts = ["photo"]', rest='unless = { text = ",", ended = true }'))], page)
    assert shown(found, page) == gutter(page)


RUN = "run = { of = { teaser = true }, least = 2, most = 3 }"


@pytest.mark.parametrize(
    "page",
    [
        """
        - Most read
        - Storm closes the port
        - Ferry crews to vote
          It rained.
          Bridge to open in October
        """,
        """
          Most read
          Storm closes the port
          It rained.
        """,
        """
        - Most read
        - Storm closes the port
        - Ferry crews to vote
        - Bridge to open in October
          Harbour master to retire
        """,
        """
          The bridge over the Ostwick was closed on Friday after a lorry hit its parapet.
          Nobody was hurt, but the parapet will have to be built anew, the council said on Friday.
        - Most read
        - Storm closes the port
        - Ferry crews to vote
          The bridge over the Ostwick will be open again on Monday if the lorry is gone by then.
          It was the third lorry to hit the parapet of the bridge this year, the council said.
        """,
        """
          Most read
          Storm closes the port
          Ferry crews to vote
          Lorry hits the old bridge
          The bridge over the Ostwick was closed on Friday after a lorry hit its parapet.
        """,
    ],
    ids=[
        "ends where its blocks do not fit",
        "least",
        "most",
        "ends where prose goes on",
        "none above the article",
    ],
)
def test_run(page: str) -> None:
    assert shown(find([pack(rule('phrases = ["most read"]', rest=RUN))], page), page) == gutter(page)


def test_a_rule_that_keeps_outweighs_a_weaker_claim() -> None:
    keeps = rule('starts = ["share"]', label='action = "keep"').replace('"it"', '"allow"')
    document = measure(read("Share the harbour\n\nThe harbour", form="text"))
    found = list(RuleDetector([pack(rule('contains = ["harbour"]'), keeps)]).find(document))
    assert {finding.label for finding in found if finding.start == 0} == {Label.PROMPT, None}
    assert [reason is None for reason in decide(document, found, Policy()).because] == [True, False]


# --- which pages a pack is for --------------------------------------------------------------------

SHARE = rule('starts = ["share"]')
PAGE = "          Share this page with friends"


@pytest.mark.parametrize(("language", "applies"), [("de", True), ("nl", True), ("en", False), ("", False)])
def test_languages(language: str, applies: bool) -> None:
    german = pack(SHARE, head='languages = ["de", "nl"]')
    assert bool(find([german], PAGE, language=language)) is applies


def test_whole_phrases_work_in_every_language() -> None:
    german = pack(rule('phrases = ["anzeige"]'), head='languages = ["de"]')
    assert find([german], "          Anzeige", language="en")


@pytest.mark.parametrize(
    ("url", "applies"),
    [
        ("https://norham.example/a", True),
        ("https://www.NORHAM.example:8080/a", True),
        ("http://user@norham.example", True),
        ("https://notnorham.example/a", False),
        ("https://norham.example.evil.example/a", False),
        ("https://other.example/norham.example", False),
        ("norham.example/a", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("match", ['starts = ["share"]', 'phrases = ["share this page with friends"]'])
def test_sites(url: str, applies: bool, match: str) -> None:
    bound = pack(rule(match), head='sites = ["norham.example"]')
    assert bool(find([bound], PAGE, url=url)) is applies


@pytest.mark.parametrize("match", ['starts = ["share"]', 'phrases = ["share this page with friends"]'])
def test_a_pack_switches_rules_off_where_it_applies(match: str) -> None:
    general = pack(rule(match), name="general")
    site = pack(name="site", head='sites = ["norham.example"]\noff = ["general/it"]')
    assert find([general, site], PAGE, url="https://norham.example/a") == []
    assert len(find([general, site], PAGE, url="https://other.example/a")) == 1


# --- patterns of strangers ------------------------------------------------------------------------

# Each letter doubles the ways to match; without a clock this would run for years.
CATASTROPHE = r"text = '^(?:a|a|aa)+$'"


def test_a_strangers_pattern_is_stopped_and_other_rules_go_on() -> None:
    page = f"          {'a' * 200}!\n          Share"
    packs = [pack(rule(CATASTROPHE), name="slow"), pack(rule('phrases = ["share"]'), name="quick")]
    began = time.monotonic()
    found = find(packs, page)
    assert time.monotonic() - began < 2
    assert [finding.source for finding in found] == ["quick/it"]


def test_no_rule_file_can_call_itself_trusted() -> None:
    with pytest.raises(ValueError, match="trusted"):
        pack(SHARE, head="trusted = true")
    assert not pack(SHARE).trusted


def test_a_detector_is_the_same_after_a_journey_to_another_process() -> None:
    detector = RuleDetector([pack(SHARE)])
    document = measure(read("Share this", form="text"))
    assert list(pickle.loads(pickle.dumps(detector)).find(document)) == list(detector.find(document))
