"""Markdown and HTML of a page: what stays, and that nothing in it can run."""

from __future__ import annotations

from declutter import Cleaner, Policy

SENTENCE = "The harbour office said on Monday that the ferry would not sail before the end of the week."
PAGE = f"""<html><head><title>Ferry stays</title></head><body><article><h1>Ferry stays</h1>
<p onclick="steal()">{SENTENCE} <a href="javascript:steal()">Bad</a> <a href=" java&#10;script:steal()">worse</a>
<a href="/good?a=1&amp;b=2">good</a> <script>steal()</script>and <code>a &lt; b</code>.</p>
<p>{SENTENCE} <b>Bold<i> both</b></i> words.</p>
<img src="javascript:steal()" alt="x"><img src="/ok.jpg" alt="A &quot;ship&quot;" onerror="steal()">
<p>{SENTENCE} It was said twice &lt;script&gt; over.</p></article></body></html>"""


def test_html_is_safe_and_balanced() -> None:
    import lxml.html

    html = Cleaner().clean(PAGE, url="https://skell.example/x").html
    assert "javascript" not in html
    assert "onclick" not in html
    assert "onerror" not in html
    assert "<script" not in html
    assert '<a href="https://skell.example/good?a=1&amp;b=2">good</a>' in html
    assert "<code>a &lt; b</code>" in html
    assert "&lt;script&gt; over" in html
    tree = lxml.html.fragment_fromstring(html)
    assert {name for element in tree.iter() for name in element.attrib} <= {"href", "src", "alt", "class"}


def test_markdown_has_links_and_pictures() -> None:
    markdown = Cleaner().clean(PAGE, url="https://skell.example/x").markdown
    assert "[good](https://skell.example/good?a=1&b=2)" in markdown
    assert "javascript" not in markdown
    assert "`a < b`" in markdown
    assert '![A "ship"](https://skell.example/ok.jpg)' in markdown


def test_headline_is_the_title_unless_kept() -> None:
    assert not Cleaner().clean(PAGE).text.startswith("Ferry stays")
    kept = Cleaner(policy=Policy.preset("balanced", keep=["headline"])).clean(PAGE)
    assert kept.text.startswith("Ferry stays\n\nThe harbour")
    assert kept.title == "Ferry stays"


def test_presets_keep_more_and_less() -> None:
    sizes = [len(Cleaner(policy=name).clean(PAGE).text) for name in ("recall", "balanced", "precision")]
    assert sizes == sorted(sizes)


def test_explanation_replays_and_every_removal_has_a_reason() -> None:
    result = Cleaner().clean(f"<nav><a href=/>Home</a><a href=/n>News</a></nav>{PAGE}")
    assert [block.text for block in result.kept] == result.text.split("\n\n")
    assert result.removed
    assert all(block.reason and block.source and block.label for block in result.removed)


def test_links_of_a_headline_to_itself_are_not_in_the_title() -> None:
    anchor = '<a class="headerlink" href="#top" title="Permalink to this heading">¶</a>'
    page = PAGE.replace("<h1>Ferry stays</h1>", f"<h1>Ferry stays{anchor}</h1>")
    result = Cleaner().clean(page, include_title=True)
    assert result.title == "Ferry stays"
    assert result.markdown.startswith("# Ferry stays\n\n")
    for rendered in (result.text, result.markdown, result.html):
        assert "¶" not in rendered


def test_a_tree_that_was_changed_after_it_was_read_still_renders() -> None:
    import lxml.html

    tree = lxml.html.document_fromstring(PAGE)
    result = Cleaner().clean(tree)
    article = tree.find(".//article")
    assert article is not None
    article.insert(1, lxml.html.fragment_fromstring("<p>Put in later.</p>"))
    assert SENTENCE in result.markdown
    assert "Put in later" not in result.html


def test_addresses_with_blanks_stay_whole() -> None:
    page = PAGE.replace("/good?a=1&amp;b=2", " /my file.pdf\n")
    result = Cleaner().clean(page, url="https://skell.example/x")
    assert "[good](https://skell.example/my%20file.pdf)" in result.markdown
    assert '<a href="https://skell.example/my%20file.pdf">good</a>' in result.html
