"""What the HTML reader takes for a block, and what it knows about it."""

from __future__ import annotations

import lxml.html
import pytest

from declutter import Cleaner
from declutter.readers import read
from declutter.readers.html.sources import page_of_markup

CASES = {
    "inline tags do not break": (
        "<p>One <b>two</b> <x>three</x> <tool-tip>four</tool-tip>.</p>",
        ["One two three four."],
    ),
    "a line break stays in its block": ("<p>One<br>two</p>", ["One\ntwo"]),
    "two line breaks end a block": ("<p>One<br> <br>two</p>", ["One", "two"]),
    "code keeps its lines": ("<pre>if a:\n    b()\n</pre>", ["if a:\n    b()"]),
    "code laid out by elements": ("<pre><div>a</div><div>b</div></pre>", ["a\nb"]),
    "noscript is read": ("<noscript><p>Words.</p></noscript>", ["Words."]),
    "a template is not": ("<template><p>No.</p></template><p>Yes.</p>", ["Yes."]),
    "but a shadow root is": ("<x-y><template shadowrootmode=open><p>Yes.</p></template></x-y>", ["Yes."]),
    "scripts and styles are not": ("<style>p{}</style><p>Yes.</p><script>no()</script>", ["Yes."]),
    "hidden spans are not": ('<p>Yes<span style="display: none">no</span>.</p>', ["Yes."]),
    "spans for screen readers alone are not": (
        '<p>A <a href="/x">report<span style="position:absolute;clip: rect(0 0 0 0)">, opens new tab</span></a>.</p>',
        ["A report."],
    ),
    "soft hyphens go": ("<p>foot&shy;ball</p>", ["football"]),
    "details are read": ("<details><summary>Why?</summary>Because.</details>", ["Why?", "Because."]),
    "definitions": ("<dl><dt>Term<dd>Meaning</dl>", ["Term", "Meaning"]),
    "links of headings to themselves are not": (
        (
            '<h2>One <a class="headerlink" href="#one">¶</a></h2><h2><a href="/p#two">#</a> Two</h2><h3>C#</h3>'
            '<h3>Three<a href="#3" aria-label="Direct link">\u200b</a></h3><h3><a href="#l">Permalink</a>L</h3>'
        ),
        ["One", "Two", "C#", "Three", "L"],
    ),
    "other links in headings are": (
        '<h2><a href="#one">One</a></h2><h2>No. <a href="#2">2</a></h2><h2><a href="/x">#</a></h2>',
        ["One", "No. 2", "#"],
    ),
    "links for editors of a wiki are not": (
        '<h2>One<span class="mw-editsection">[<a href="/edit">edit</a>]</span></h2><p>Two.</p>',
        ["One", "Two."],
    ),
    "custom elements break": ("<my-card>One</my-card><my-card>Two</my-card>", ["One", "Two"]),
}


@pytest.mark.parametrize("name", CASES)
def test_blocks(name: str) -> None:
    markup, expected = CASES[name]
    assert page_of_markup(markup).text == expected


def test_columns_fit_together() -> None:
    page = page_of_markup("<nav><a href=/>Home</a></nav><main><h1>Head</h1><ul><li>a<li>b</ul></main>")
    assert [page.tag(block) for block in range(4)] == ["nav", "h1", "li", "li"]
    assert page.linked == [4, 0, 0, 0]
    for element, parent in enumerate(page.parent):
        assert page.first[element] <= page.stop[element]
        if parent >= 0:
            assert page.first[parent] <= page.first[element]
            assert page.stop[element] <= page.stop[parent]


def test_links_that_were_cut_count_for_nothing() -> None:
    page = page_of_markup('<h2>One <a href="#one">¶</a></h2><p>See <a href="#x">ninety</a>.</p>')
    assert (page.linked, page.anchors) == ([0, 6], [0, 1])
    assert [[mark.value for mark in marks] for marks in page.detail().marks] == [
        ["One "],
        ["See ", "a", "ninety", "a", "."],
    ]


def test_rows_of_head_and_body_are_rows_of_one_table() -> None:
    source = "<table><thead><tr><th>a<th>b</thead><tbody><tr><td>1<td>2</tbody></table><table><tr><td>3<td>4</table>"
    assert read(source, form="html").source == "a\tb\n1\t2\n\n3\t4"


def test_hidden_elements_are_marked() -> None:
    page = page_of_markup('<div hidden><p>No</p></div><div style="DISPLAY:none"><p>Nor</p></div><p>Yes</p>')
    assert [page.hidden[owner] for owner in page.owner] == [True, True, False]


def test_separators_follow_the_layout() -> None:
    source = "<p>Text.</p><ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3<td>4</table>"
    assert read(source, form="html").source == "Text.\n\na\nb\n\n1\t2\n3\t4"


def test_tree_and_text_give_one_result() -> None:
    markup = "<html lang=en><body><h1>Head</h1><p>One <b>two</b> three.</p><ul><li>a</ul></body></html>"
    tree = lxml.html.document_fromstring(markup)
    before = lxml.html.tostring(tree)
    texts = [read(source, form="html").texts for source in (markup, tree, tree.getroottree())]
    assert texts[0] == texts[1] == texts[2]
    assert lxml.html.tostring(tree) == before


def test_article_in_json_ld_is_rescued_and_said() -> None:
    body = " ".join(["The council of the harbour town met on Friday and agreed to rebuild the old pier."] * 8)
    markup = f"""<html><body><div id=app></div><script type="application/ld+json">
    {{"@type": "NewsArticle", "headline": "Pier", "articleBody": "{body}"}}</script></body></html>"""
    result = Cleaner().clean(markup)
    assert result.text == body
    assert any("JSON-LD" in warning for warning in result.warnings)


def test_article_in_state_object_is_rescued() -> None:
    body = "".join(
        f"<p>Paragraph {n} tells how the keeper lit the lamp of the old tower every evening.</p>"
        for n in range(8)
    )
    state = f'{{"props": {{"post": {{"title": "x", "content": "{body}"}}}}}}'
    markup = (
        f'<body><div id=root></div><script id="__NEXT_DATA__" type="application/json">{state}</script></body>'
    )
    result = Cleaner().clean(markup)
    assert result.text.count("lit the lamp") == 8
    assert any("state object" in warning for warning in result.warnings)
