"""What people turn on and off: headline, comments, tables, links, images; and trees as sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import lxml.etree
import lxml.html
import pytest

from declutter import Cleaner, Label, OptionError, Policy, clean
from declutter.cli import main

SENTENCE = "The harbour office said on Monday that the ferry would not sail before the end of the week."
ROWS = "".join(f"<tr><td>{day}</td><td>{n} ships</td></tr>" for n, day in enumerate(("Monday", "Tuesday"), 3))
PAGE = f"""<html lang="en"><head><title>Ferry stays in port</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article class="article"><h1>Ferry stays in port</h1><p>{SENTENCE}</p>
<p>It was the <a href="yard">yard</a> in Norrvik that found the crack, the head of the yard told reporters.</p>
<img src="crack.jpg" alt="The crack">
<p>A new part has to be cast, which takes at least four days, he said to those who waited at the pier.</p>
<table><tr><th>Day</th><th>Calls</th></tr>{ROWS}</table>
<p>Until then a fishing boat carries post, milk and medicine to the island twice a day, weather permitting.</p>
</article><section id="comments" class="comments"><h3>Comments</h3>
<div class="comment"><b>Jo</b><p>I never liked that ferry anyway, said my uncle to me.</p></div>
<div class="comment"><b>Al</b><p>The ferry is the best thing on the island, you know nothing.</p></div>
</section></body></html>"""
UNCLE = "I never liked that ferry anyway"
CLEANER = Cleaner()


def test_headline_on_top_of_every_output() -> None:
    plain, result = CLEANER.clean(PAGE), CLEANER.clean(PAGE, include_title=True)
    assert not plain.text.startswith("Ferry stays")
    assert result.text == f"Ferry stays in port\n\n{plain.text}"
    assert result.markdown == f"# Ferry stays in port\n\n{plain.markdown}"
    assert result.html == plain.html.replace("<article>", "<article>\n<h1>Ferry stays in port</h1>")
    assert result.title == plain.title == "Ferry stays in port"


def test_headline_is_not_printed_twice() -> None:
    policy = Policy.preset("balanced", keep=["headline"]).including(include_title=True)
    result = CLEANER.clean(PAGE, policy=policy)
    assert [
        output.count("Ferry stays in port") for output in (result.text, result.markdown, result.html)
    ] == [
        1,
        1,
        1,
    ]


def test_headline_that_is_not_on_the_page_is_escaped() -> None:
    page = PAGE.replace("<h1>Ferry stays in port</h1>", "")
    result = CLEANER.clean(page, title="Ships < boats", include_title=True)
    assert result.text.startswith("Ships < boats\n\nThe harbour")
    assert "<h1>Ships &lt; boats</h1>" in result.html


def test_text_mode_keeps_its_own_headline() -> None:
    text = f"Ferry stays in port\n\n{SENTENCE}\n\n{SENTENCE[:-1]}, and so on."
    assert CLEANER.clean(text, form="text", include_title=True).text == CLEANER.clean(text, form="text").text


def test_comments_stand_apart_or_in() -> None:
    apart, within = CLEANER.clean(PAGE), CLEANER.clean(PAGE, include_comments=True)
    assert UNCLE not in apart.text
    assert UNCLE in apart.comments
    assert UNCLE in within.text
    assert UNCLE not in within.comments
    assert CLEANER.clean(PAGE, policy=Policy(keep=frozenset([Label.COMMENTS]))).text == within.text


def test_tables_of_data_go_with_a_reason() -> None:
    result = CLEANER.clean(PAGE, include_tables=False)
    assert "Monday\t3 ships" in CLEANER.clean(PAGE).text
    for output in (result.text, result.markdown, result.html):
        assert "3 ships" not in output
        assert "fishing boat" in output
    gone = [block for block in result.removed if block.label is Label.TABLE]
    assert [block.text for block in gone] == ["Day", "Calls", "Monday", "3 ships", "Tuesday", "4 ships"]
    assert {(block.source, block.reason) for block in gone} == {
        ("policy/include_tables", "tables are left out")
    }


def test_layout_tables_are_no_tables() -> None:
    body = PAGE.partition("<body>")[2].partition("<table>")[0]
    page = f"<table><tr><td><a href=/>Home</a></td><td>{body}</article></td></tr></table>"
    assert SENTENCE in CLEANER.clean(page, form="html", include_tables=False).text


def test_tables_of_markdown() -> None:
    page = f"# Ferry\n\n{SENTENCE}\n\n| Day | Calls |\n| --- | --- |\n| Monday | 3 ships |\n\n{SENTENCE[:-1]} or so."
    assert "3 ships" in CLEANER.clean(page, form="markdown").text
    assert "3 ships" not in CLEANER.clean(page, form="markdown", include_tables=False).text


def test_links_leave_their_text_and_images_nothing() -> None:
    url = "https://skell.example/news/1"
    both = CLEANER.clean(PAGE, url=url)
    neither = CLEANER.clean(PAGE, url=url, include_links=False, include_images=False)
    assert "[yard](https://skell.example/news/yard)" in both.markdown
    assert "![The crack](https://skell.example/news/crack.jpg)" in both.markdown
    assert "It was the yard in Norrvik" in neither.markdown
    assert "It was the yard in Norrvik" in neither.html
    assert "crack.jpg" not in neither.markdown + neither.html
    assert "href" not in neither.html
    without = CLEANER.clean(PAGE, url=url, include_links=False)
    assert 'src="https://skell.example/news/crack.jpg"' in without.html


def test_addresses_start_from_the_base_of_the_page() -> None:
    page = PAGE.replace("<head>", '<head><base href="/old/">')
    result = CLEANER.clean(page, url="https://skell.example/news/1")
    assert "[yard](https://skell.example/old/yard)" in result.markdown
    assert 'src="https://skell.example/old/crack.jpg"' in result.html
    evil = PAGE.replace("<head>", '<head><base href="javascript:x//">')
    assert "javascript" not in CLEANER.clean(evil, url="https://skell.example/").html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:steal()",
        "JaVaScRiPt:steal()",
        " java\tscript:steal()",
        "java&#10;script:steal()",
        "&#1;javascript:steal()",
        "javascript&colon;steal()",
        "&#106;avascript:steal()",
        "data:text/html,steal()",
        "&#x1f;data:text/html,steal()",
        "vbscript:steal()",
        "\u2028javascript:steal()",
    ],
)
def test_addresses_that_would_run_are_dropped(address: str) -> None:
    page = PAGE.replace('href="yard"', f'href="{address}"').replace('src="crack.jpg"', f'src="{address}"')
    for url in (None, "https://skell.example/"):
        result = CLEANER.clean(page, url=url)
        assert "steal" not in result.html + result.markdown
        assert "It was the yard in Norrvik" in result.html


def test_brackets_in_an_address_do_not_end_a_link() -> None:
    markdown = CLEANER.clean(PAGE.replace('href="yard"', 'href="https://skell.example/a(b"')).markdown
    assert "[yard](https://skell.example/a%28b)" in markdown


def test_switches_of_a_cleaner_and_of_a_page() -> None:
    cleaner = Cleaner(include_title=True)
    assert cleaner.clean(PAGE).text == clean(PAGE, include_title=True).text
    assert cleaner.clean(PAGE, include_title=False).text == CLEANER.clean(PAGE).text
    assert cleaner.clean(PAGE, policy="balanced").text == CLEANER.clean(PAGE).text


def test_wrong_switches_name_the_choices() -> None:
    with pytest.raises(TypeError, match=r"unknown option 'include_table'; did you mean 'include_tables'\?"):
        clean(PAGE, **cast("Any", {"include_table": False}))
    with pytest.raises(OptionError, match="include_tables must be True or False, not 'no'"):
        Policy(include_tables=cast("Any", "no"))


def test_switches_on_the_command_line(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    flags = ["--include-title", "--include-comments", "--no-include-tables", "--no-include-images"]
    main(["clean", str(path), "--output", "markdown", "--no-include-links", *flags])
    out = capsysbinary.readouterr().out.decode()
    assert out.startswith("# Ferry stays in port\n")
    assert UNCLE in out
    assert not any(gone in out for gone in ("3 ships", "crack.jpg", "](yard)"))
    main(["clean", str(path), "--output", "html"])
    assert capsysbinary.readouterr().out.startswith(b"<article>")
    path.write_text(SENTENCE, encoding="utf-8")
    assert main(["clean", str(path), "--output", "html"]) == 2
    assert b"this was read as text" in capsysbinary.readouterr().err


@pytest.mark.parametrize("parse", [lxml.html.document_fromstring, lxml.etree.HTML])
def test_a_tree_is_read_and_stays_as_it_is(parse: Any) -> None:
    root = parse(PAGE)
    before = lxml.etree.tostring(root)
    for source in (root, root.getroottree()):
        result = CLEANER.clean(source, include_title=True)
        assert result.markdown == CLEANER.clean(PAGE, include_title=True).markdown
    assert lxml.etree.tostring(root) == before


def test_an_element_in_a_page_is_read_alone() -> None:
    article = lxml.html.document_fromstring(PAGE).find(".//article")
    assert article is not None
    result = CLEANER.clean(article)
    assert SENTENCE in result.text
    assert UNCLE not in result.document.source
