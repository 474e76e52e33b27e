"""Footnotes: the forms in which pages write them, and what only looks like one."""

from __future__ import annotations

import pytest

from declutter.decide import decide
from declutter.features import measure
from declutter.model import Finding, Label, Policy, Result
from declutter.readers import read

URL = "https://skell.example/lock"


def rendered(markup: str, *, without: tuple[int, ...] = (), policy: Policy | None = None) -> Result:
    """A page all of whose blocks stay, but for some."""
    document = measure(read(markup, form="html", url=URL))
    findings = [Finding(at, at + 1, Label.LEGAL, 0.9, "test/legal", "a note") for at in without]
    return decide(document, findings, policy or Policy())


FORMS = {
    "Pandoc": (
        '<p>Water<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a> alone.</p>',
        (
            '<section class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>A note.<a href="#fnref1" '
            'class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>'
        ),
        "1",
    ),
    "Python-Markdown and kramdown": (
        '<p>Water<sup id="fnref:tank"><a class="footnote-ref" href="#fn:tank">1</a></sup> alone.</p>',
        (
            '<div class="footnote"><ol><li id="fn:tank"><p>A note.&#160;<a class="footnote-backref" href="#fnref:tank">'
            "&#8617;</a></p></li></ol></div>"
        ),
        "1",
    ),
    "GitHub": (
        '<p>Water<sup><a href="#user-content-fn-1" id="user-content-fnref-1" data-footnote-ref>1</a></sup> alone.</p>',
        (
            '<section data-footnotes class="footnotes"><h2>Footnotes</h2><ol><li id="user-content-fn-1">'
            '<p>A note. <a href="#user-content-fnref-1" data-footnote-backref>↩</a></p></li></ol></section>'
        ),
        "1",
    ),
    "WordPress": (
        '<p>Water<sup data-fn="e1f0" class="fn"><a href="#e1f0" id="e1f0-link">1</a></sup> alone.</p>',
        '<ol class="wp-block-footnotes"><li id="e1f0">A note. <a href="#e1f0-link" aria-label="Jump">↩︎</a></li></ol>',
        "1",
    ),
    "Wikipedia, used twice": (
        '<p>Water<sup id="cite_ref-a_1-0"><a href="#cite_note-a-1"><span>[</span>1<span>]</span></a></sup> alone.</p>',
        (
            '<ol class="references"><li id="cite_note-a-1"><span>^ <a href="#cite_ref-a_1-0"><sup><i><b>a</b></i></sup>'
            '</a> <a href="#cite_ref-a_1-0"><sup><i><b>b</b></i></sup></a></span> A note.</li></ol>'
        ),
        "1",
    ),
    "an address in full": (
        f'<p>Water<sup><a href="{URL}#n1" id="r1">1</a></sup> alone.</p>',
        f'<p id="n1">1. A note. <a href="{URL}#r1">back</a></p>',
        "1",
    ),
    "docutils": (
        '<p>Water<a class="footnote-reference" href="#id3" id="id1"><span>[</span>1<span>]</span></a> alone.</p>',
        (
            '<aside class="footnote" id="id3"><span class="label"><span>[</span><a href="#id1">1</a><span>]</span>'
            "</span><p>A note.</p></aside>"
        ),
        "1",
    ),
    "docutils, older": (
        '<p>Water<a class="footnote-reference brackets" href="#id3" id="id1">1</a> alone.</p>',
        (
            '<dl class="footnote brackets"><dt class="label" id="id3"><span class="brackets"><a class="fn-backref" '
            'href="#id1">1</a></span></dt><dd><p>A note.</p></dd></dl>'
        ),
        "1",
    ),
    "Word": (
        '<p>Water<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a> alone.</p>',
        '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> A note.</p></div>',
        "1",
    ),
    "a number that stands apart": (
        '<p>Water<a id="a-1" href="#note-1">1</a> alone.</p>',
        '<div class="footnote"><a id="note-1" href="#a-1">1</a><div><p>A note.</p></div></div>',
        "1",
    ),
    "an asterisk": (
        '<p>Water<sup><a href="#n">*</a></sup> alone.</p>',
        '<p id="n">* A note.</p>',
        "*",
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_footnotes(name: str) -> None:
    text, notes, printed = FORMS[name]
    result = rendered(f"<article>{text}<p>More words.</p>{notes}</article>")
    assert result.markdown.startswith("Water[^1] alone.\n\nMore words.")
    assert result.markdown.endswith("\n\n[^1]: A note.")
    assert f'Water<sup id="fnref-1"><a href="#fn-1">{printed}</a></sup> alone.' in result.html
    assert 'id="fn-1">A note.</' in result.html.replace("\n", "")


NO_NOTES = {
    "an index of letters": (
        '<p><a id="i" href="#a">A</a></p><p id="a"><a href="#i">A</a>rd, a place.</p>',
        "[A](https://skell.example/lock#a)",
    ),
    "a link to a section": (
        '<p>See <a href="#two">2</a>.</p><h2 id="two">Two</h2>',
        "See [2](https://skell.example/lock#two).",
    ),
    "a raised link to a long section": (
        f'<p>See <sup><a href="#two">2</a></sup>.</p><section id="two">{"<p>Words.</p>" * 8}</section>',
        "See <sup>[2](https://skell.example/lock#two)</sup>.",
    ),
    "a link back": (
        '<p id="one">One.</p><p>See <sup><a href="#one">1</a></sup>.</p>',
        "See <sup>[1](https://skell.example/lock#one)</sup>.",
    ),
    "a link to another page": (
        '<p>See <sup><a href="/other#one">1</a></sup>.</p><p id="one">One.</p>',
        "See <sup>[1](https://skell.example/other#one)</sup>.",
    ),
}


@pytest.mark.parametrize("name", NO_NOTES)
def test_what_is_no_footnote_stays_a_link(name: str) -> None:
    markup, expected = NO_NOTES[name]
    markdown = rendered(markup).markdown
    assert expected in markdown
    assert "[^" not in markdown


def test_notes_come_with_what_refers_to_them() -> None:
    markup = (
        '<p>One<sup><a href="#n1">1</a></sup>.</p><p>Two<sup><a href="#n2">2</a></sup>.</p>'
        '<p id="n1">First note.</p><p id="n2">Second note.</p>'
    )
    result = rendered(markup, without=(1, 2, 3))
    assert result.text == "One1."
    assert result.markdown == "One[^1].\n\n[^1]: First note."
    assert "Second" not in result.html


def test_long_notes_and_several_in_one_place() -> None:
    markup = (
        '<p>One<sup><a href="#n1">1</a>, <a href="#n2">2</a></sup>.</p>'
        '<ol><li id="n1"><p>First.</p><p>More.</p><pre>code</pre></li><li id="n2">Second.</li></ol>'
    )
    assert rendered(markup).markdown == (
        "One[^1][^2].\n\n[^1]: First.\n\n    More.\n\n    ```\n    code\n    ```\n\n[^2]: Second."
    )


def test_labels_are_told_apart() -> None:
    markup = (
        '<p>One<sup><a href="#n1">1</a></sup>, two<sup><a href="#m1">1</a></sup>, three<sup><a href="#n2">note 2</a>'
        '</sup>.</p><p id="n1">A.</p><p id="m1">B.</p><p id="n2">C.</p>'
    )
    assert rendered(markup).markdown.startswith("One[^1], two[^2], three[^note-2].")


def test_without_links_footnotes_stay() -> None:
    text, notes, _ = FORMS["Pandoc"]
    result = rendered(f"{text}{notes}", policy=Policy(include_links=False))
    assert "Water[^1] alone." in result.markdown
    assert 'Water<sup id="fnref-1">1</sup> alone.' in result.html
