"""Markdown of running text: what a reader of it sees is what the page said, and nothing in it can run."""

from __future__ import annotations

import time
from html import escape

import lxml.html
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from declutter.page import Mark
from declutter.renderers.markdown_text import escape_block, text_as_markdown
from tests.html.test_footnotes import rendered

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """What a reader of rendered Markdown sees, white space folded."""
    html = MARKDOWN.render(markdown)
    return " ".join(lxml.html.fragment_fromstring(html, create_parent="div").text_content().split())


def paragraph(*marks: Mark) -> str:
    return escape_block(text_as_markdown(marks, ""))


TEXTS = {
    "a tag": ("Use <script>alert(1)</script> here", "Use \\<script>alert(1)\\</script> here"),
    "a comment": ("<!-- no -->", "\\<!-- no -->"),
    "an entity": ("&lt; and &#60; and AT&T", "\\&lt; and \\&#60; and AT&T"),
    "a link": ("[here](javascript:alert(1))", "[here\\](javascript:alert(1))"),
    "the definition of a link": ("[here]: javascript:alert(1)", "[here\\]: javascript:alert(1)"),
    "emphasis": ("*this* and __init__ and ~~that~~", "\\*this\\* and \\_\\_init\\_\\_ and \\~\\~that\\~\\~"),
    "no emphasis": ("2 * 3, a_b_c and ~5", "2 * 3, a_b_c and ~5"),
    "code": ("`rm`", "\\`rm\\`"),
    "a backslash": ("C:\\*", "C:\\\\\\*"),
    "a heading": ("# one", "\\# one"),
    "an item": ("- one", "\\- one"),
    "a numbered item": ("1. April", "1\\. April"),
    "a quote": ("> one", "\\> one"),
    "a rule": ("---", "\\---"),
    "prices": ("$5 and *6* for $7", "$5 and \\*6\\* for $7"),
    "an address": ("https://a.example/_b_/*", "https://a.example/\\_b\\_/\\*"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_stays_text(name: str) -> None:
    text, markdown = TEXTS[name]
    assert paragraph(Mark("text", text)) == markdown
    assert shown(markdown) == text


def test_tex_stays_as_it_is_but_for_tags() -> None:
    tex = r"Let \(a_1 * b_1\), \[x*y*z\], $$u_1_2$$ and $w_1*w_2*$ be"
    assert paragraph(Mark("text", tex)) == tex
    assert paragraph(Mark("text", r"\(a<b\)")) == r"\(a< b\)"
    formula = [Mark("open", "formula"), Mark("text", r"\(a<script>\)"), Mark("close", "formula")]
    assert paragraph(*formula) == r"\(a< script>\)"


MARKUP = {
    "emphasis": ("<b>a</b> <i>b <b>c</b></i>", "**a** *b **c***"),
    "emphasis twice": ("<b>a <strong>b</strong></b>", "**a b**"),
    "emphasis right after emphasis": ("<b>a</b><b>b</b>", "**ab**"),
    "of another kind": ("<b>a</b><i>b</i>", "**a**<em>b</em>"),
    "that ends between a sign and a letter": ("<b>Note:</b>see", "<strong>Note:</strong>see"),
    "that begins between a letter and a sign": ("was<del>$5</del>", "was<del>$5</del>"),
    "blanks in it": ("a<b> b </b>c", "a **b** c"),
    "nothing in it": ("a<b></b><i> </i>b", "a b"),
    "raised and lowered": ("10<sup>3</sup> H<sub>2</sub>O", "10<sup>3</sup> H<sub>2</sub>O"),
    "code with a backtick": ("<code>a`b</code>", "``a`b``"),
    "code at its edges": ("<code>`a`</code>", "`` `a` ``"),
    "signs in code": ("<code>*a* &lt;b&gt; \\</code>", "`*a* <b> \\`"),
    "marks in code": ("<code>a <b>b</b> <a href=/c>c</a></code>", "`a b c`"),
    "code in a link": ("<a href=/c><code>c</code></a>", "[`c`](https://skell.example/c)"),
    "brackets in a link": ("<a href=/c>[1]</a> <a href=/c>a] b</a>", None),
    "a link in a link's text": (
        "<a href=/c>[a](javascript:b)</a>",
        "[\\[a\\](javascript:b)](https://skell.example/c)",
    ),
    "brackets in an address": ("<a href='/c(1'>c</a>", "[c](https://skell.example/c%281)"),
    "a tag in pieces": ("&lt;<span>script</span>&gt;", "\\<script>"),
    "a tag in pieces that are marked": ("&lt;<i>script</i>&gt;", None),
}


@pytest.mark.parametrize("name", MARKUP)
def test_marks(name: str) -> None:
    markup, markdown = MARKUP[name]
    result = rendered(f"<p>{markup}</p>")
    if markdown is not None:
        assert result.markdown == markdown
    assert shown(result.markdown) == " ".join(result.text.split())
    assert "<script" not in MARKDOWN.render(result.markdown)


BLOCKS = {
    "a number at the beginning": ("<p>1. April</p>", "1\\. April"),
    "signs at the end of a heading": ("<h2>C #</h2>", "## C \\#"),
    "bullets in a numbered item": ("<ol><li>a<ul><li>b</ul></ol>", "1. a\n   - b"),
    "numbers of two digits": (
        "<ol start=9><li>a<li>b<ul><li>c</ul></ol>",
        "9. a\n10. b\n    - c",
    ),
    "an item's second paragraph": ("<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n  b\n\n- c"),
    "a heading in an item": (
        "<ol><li>a<h2>B</h2><p>c</p><li>d</ol>",
        "1. a\n\n## B\n\nc\n\n2. d",
    ),
    "a heading in an item of an inner list": (
        "<ul><li>a<ol><li>b<h2>C</h2><li>d<li>e</ol></ul>",
        "- a\n  1. b\n\n## C\n\n2. d\n3. e",
    ),
    "code in an item": ("<ul><li>a<pre>b\n\nc</pre><li>d</ul>", "- a\n\n  ```\n  b\n\n  c\n  ```\n\n- d"),
    "two lists": ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n- b"),
    "a list in a list without an item": ("<ul><ul><li>a</ul></ul>", "- a"),
    "values of items": ("<ol><li value=3>a<li>b<li value=x>c</ol>", "3. a\n4. b\n5. c"),
    "counting down": ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b"),
    "below zero": ("<ol start=-1><li>a<li>b<li>c</ol>", "0. a\n0. b\n1. c"),
    "numbers that are none": ("<ol start=99999999999><li>a</ol>", "1. a"),
    "a list in an item, from another number": ("<ul><li>a<ol start=4><li>b</ol></ul>", "- a\n\n  4. b"),
    "a table in a table": (
        "<table><tr><td>a<td><table><tr><td>b<td>c<tr><td>d<td>e</table><tr><td>f<td>g</table>",
        "|  |  |\n| --- | --- |\n| a | b c d e |\n| f | g |",
    ),
    "quotes in quotes": (
        "<blockquote><p>a</p><blockquote>b</blockquote><p>c</p></blockquote>",
        "> a\n>\n> > b\n>\n> c",
    ),
    "two quotes": ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b"),
    "a table's caption": (
        "<table><caption>Tides</caption><tr><th>a<th>b<tr><td>1<td>2</table>",
        "Tides\n\n| a | b |\n| --- | --- |\n| 1 | 2 |",
    ),
    "the language of code, around it": (
        '<div class="highlight-python notranslate"><div class="highlight"><pre>a</pre></div></div>',
        "```python\na\n```",
    ),
    "no language": ('<div class="highlight-default"><pre>a</pre></div>', "```\na\n```"),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks(name: str) -> None:
    markup, markdown = BLOCKS[name]
    assert rendered(markup).markdown == markdown


def test_alternative_text_of_pictures_is_text() -> None:
    markdown = rendered('<p>One.</p><img src="/a.png" alt="a] &lt;script> [b"><p>Two.</p>').markdown
    assert "<script" not in MARKDOWN.render(markdown)
    assert 'src="https://skell.example/a.png"' in MARKDOWN.render(markdown)


# Signs that mean something in Markdown, and some that do not.
_signs = st.text(st.sampled_from("ab 1<>&;#*_~`[]()!\\:.-+|=\"'/é漢\u200d"), max_size=40)


@given(_signs)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    markdown = paragraph(Mark("text", text))
    if not regex.search(r"\\[(\[]|\$", text):  # TeX, which Markdown itself does not know
        assert shown(markdown) == " ".join(text.split())


@given(
    st.lists(st.tuples(st.sampled_from(["", "b", "i", "s", "code", "a href=/x", "sup"]), _signs), max_size=6)
)
def test_any_marks_show_the_same_text(parts: list[tuple[str, str]]) -> None:
    inner = "".join(
        f"<{tag}>{escape(text)}</{tag.split()[0]}>" if tag else escape(text) for tag, text in parts
    )
    result = rendered(f"<p>{inner}</p>")
    if not regex.search(r"\\[(\[]|\$", inner):
        assert shown(result.markdown) == " ".join(result.text.split())


SLOW = {
    "asterisks": "*a" * 200_000,
    "asterisks alone": "*" * 300_000,
    "underscores": "_a" * 200_000,
    "prices": "$a" * 200_000,
    "one price": "$" + "a " * 200_000,
    "open formulas": "\\(" * 200_000,
    "open displays": "\\[ " * 200_000,
    "open brackets": "[" * 300_000,
    "closed brackets": "](" * 200_000,
    "tags": "<a" * 200_000,
    "entities": "&a" * 200_000,
    "addresses": "https://" * 60_000,
    "backslashes": "\\" * 300_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_text_is_escaped_in_linear_time(name: str) -> None:
    marks = [Mark("open", "a", "/x"), Mark("text", SLOW[name]), Mark("close", "a")]
    began = time.perf_counter()
    text_as_markdown(marks, "https://skell.example/")
    assert time.perf_counter() - began < 8.0
