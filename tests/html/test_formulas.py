"""Formulas: each stands once, as its TeX where the page gives it, whatever printed it."""

from __future__ import annotations

import lxml.html
import pytest

from declutter.page import Mark
from declutter.readers.html.mathml import Mathml
from declutter.readers.html.sources import page_of_markup, page_of_tree

X2 = "<msup><mi>x</mi><mn>2</mn></msup>"
TEX = '<annotation encoding="application/x-tex">x^2</annotation>'
MATH = f"<math><semantics>{X2}{TEX}</semantics></math>"

CASES = {
    "MathML with TeX": (f"<p>Let {MATH} be.</p>", [r"Let \(x^2\) be."]),
    "MathML with TeX in an attribute": (rf'<p><math alttext="\alpha">{X2}</math></p>', [r"\(\alpha\)"]),
    "MathML alone": (f"<p>Let <math>{X2}</math> be.</p>", ["Let x^2 be."]),
    "on a line of its own": (
        f"<p>Let {MATH.replace('<math', '<math display=block')} be.</p>",
        ["Let\n$$x^2$$\nbe."],
    ),
    "content markup beside it": (
        (
            f'<p><math><semantics>{X2}{TEX}<annotation-xml encoding="MathML-Content"><ci>x</ci></annotation-xml>'
            "</semantics></math></p>"
        ),
        [r"\(x^2\)"],
    ),
    "KaTeX": (
        (
            f'<p>Let <span class="katex"><span class="katex-mathml">{MATH}</span><span class="katex-html" '
            'aria-hidden="true"><span>x</span><span>2</span></span></span>, say.</p>'
        ),
        [r"Let \(x^2\), say."],
    ),
    "KaTeX without MathML": (
        '<p>Let <span class="katex"><span class="katex-html">x</span></span>.</p>',
        ["Let x."],
    ),
    "MathJax 2 with its script": (
        (
            '<p>Let <span class="MathJax_Preview">x2</span><span class="MathJax"><span>x2</span></span>'
            '<script type="math/tex">x^2</script> be.</p>'
        ),
        [r"Let \(x^2\) be."],
    ),
    "MathJax 2 without its script": (
        (
            f'<p>Let <span class="MathJax"><nobr>x2</nobr><span class="MJX_Assistive_MathML"><math>{X2}</math></span>'
            "</span> be.</p>"
        ),
        ["Let x^2 be."],
    ),
    "MathJax 2 on a line of its own": (
        (
            '<p>Let</p><div class="MathJax_Display"><span class="MathJax">x2</span></div>'
            '<script type="math/tex; mode=display">% <![CDATA[\nx^2 %]]></script><p>be.</p>'
        ),
        ["Let", "$$x^2$$", "be."],
    ),
    "MathJax 3": (
        (
            '<p>Let <mjx-container class="MathJax"><mjx-math><mjx-mi></mjx-mi></mjx-math><mjx-assistive-mml>'
            f"<math>{X2}</math></mjx-assistive-mml></mjx-container> be.</p>"
        ),
        ["Let x^2 be."],
    ),
    "scripts alone": (
        '<p><script type="math/tex">a</script> and <script type="math/tex">b</script></p>',
        [r"\(a\) and \(b\)"],
    ),
    "hidden, beside a picture": (
        (
            f'<p>Let <span class="mwe-math-element"><span style="display: none;">{MATH}</span>'
            '<img class="mwe-math-fallback-image-inline mw-invert" alt="x^2" src="/m.svg"></span> be.</p>'
        ),
        [r"Let \(x^2\) be."],
    ),
    "a picture of TeX": ('<p>Let <img class="latex" alt="x^2" src="/m.png"> be.</p>', [r"Let \(x^2\) be."]),
    "two that stand together": (f"<p>{MATH} {MATH}</p>", [r"\(x^2\) \(x^2\)"]),
    "TeX with delimiters": (r'<p><script type="math/tex">\[x\]</script></p>', ["$$x$$"]),
    "a comment in TeX": ('<p><script type="math/tex">a % first\n+ b</script></p>', [r"\(a + b\)"]),
}
# What was left open, or only looks like a formula: all of it stays.
BROKEN = {
    "MathML left open": ("<p>One <math><mi>x</mi><p>Two.</p>", ["One x", "Two."]),
    "MathML in MathML": ("<p><math><mi>x</mi><math><mi>y</mi></math><mi>z</mi></math></p>", ["xyz"]),
    "two in one": (f'<p><span class="katex"><math>{X2}</math><math>{X2}</math></span></p>', ["x^2 x^2"]),
    "words beside MathML": (f'<p><span class="katex"><math>{X2}</math> words</span></p>', ["x2 words"]),
    "a page named MathJax": ('<div class="MathJax"><h1>Head</h1><p>One.</p></div>', ["Head", "One."]),
    "open to the end": ('<span class="katex">Words', ["Words"]),
    "an empty picture": ('<p>One <img class="latex" src="/m.png"> two.</p>', ["One two."]),
    "MathML without anything": ("<p>One <math></math>two.</p>", ["One two."]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_formula_stands_once(name: str) -> None:
    markup, expected = CASES[name]
    assert page_of_markup(markup).text == expected


@pytest.mark.parametrize("name", BROKEN)
def test_nothing_is_lost_in_what_is_no_formula(name: str) -> None:
    markup, expected = BROKEN[name]
    assert page_of_markup(markup).text == expected


def test_a_paragraph_in_a_formula_left_open_stays() -> None:
    words = "and then the whole of the paragraph, which goes on, and says all there is to say about the sea"
    (text,) = page_of_markup(f'<p>One <span class="katex">{MATH} {words}.</p>').text
    assert words in text


@pytest.mark.parametrize("name", CASES | BROKEN)
def test_trees_and_renderers_read_the_same(name: str) -> None:
    markup, _ = (CASES | BROKEN)[name]
    page = page_of_markup(markup)
    assert page_of_tree(lxml.html.document_fromstring(markup)).text == page.text
    assert [pieces(marks) for marks in page.detail().marks] == [text.split() for text in page.text]


def pieces(marks: list[Mark]) -> list[str]:
    return "".join(
        mark.value if mark.kind == "text" else "\n" * (mark.kind == "break") for mark in marks
    ).split()


def test_pictures_of_tex_are_no_pictures() -> None:
    page = page_of_markup(
        '<p>Let <img class="latex" alt="x^2" src="/m.png"> be <img src="/a.png" alt="A">.</p>'
    )
    assert [picture.src for picture in page.detail().pictures] == ["/a.png"]


def test_pages_without_formulas_are_read_once() -> None:
    assert not page_of_markup("<p>One <img class=wide src=a.png><script>math()</script></p>").formulas


MATHML = {
    "<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mi>b</mi></mfrac>": "(a + 1)/b",
    "<msqrt><mi>x</mi></msqrt>": "√x",
    "<msqrt><mi>x</mi><mo>-</mo><mn>1</mn></msqrt>": "√(x - 1)",
    "<mroot><mi>x</mi><mn>3</mn></mroot>": "√[3]x",
    "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>": "x_i^2",
    "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>": "∑_(i = 1)^n",
    "<mover><mi>x</mi><mo>¯</mo></mover>": "x\u0304",
    "<mi>sin</mi><mo>\u2061</mo><mi>x</mi>": "sin x",
    "<mi>f</mi><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo>": "f(x, y)",
    "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>": "1 2; 3",
    "<mtext>if </mtext><mi>x</mi>": "if x",
    "<mphantom><mi>x</mi></mphantom><mi>y</mi>": "y",
    "<msup><mi>x</mi></msup>": "x",
}


@pytest.mark.parametrize("inner", MATHML)
def test_mathml_as_a_line(inner: str) -> None:
    assert page_of_markup(f"<p><math>{inner}</math></p>").text == [MATHML[inner]]


def test_mathml_that_closes_what_it_never_opened() -> None:
    reader = Mathml()
    reader.end("mrow")
    reader.data("x")
    assert reader.text() == "x"
