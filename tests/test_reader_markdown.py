"""Markdown, as other extractors emit it, to blocks."""

from __future__ import annotations

import pytest

from declutter.readers.markdown import read_markdown, visible

PAGE = """\
# The ferry *is* back

![A boat](https://norham.example/boat.jpg)

The **council** voted on [Monday](https://norham.example/vote "The vote") to keep it.

- one boat
1. two crews
> “Never,” she said.

| boat | crew |
|------|------|
| Elsa | 12 |

```python
# not a heading

print("boat")
```

---
[Read more](https://norham.example/more)
"""


def test_each_mark_has_its_kind_and_what_a_person_reads() -> None:
    document = read_markdown(PAGE)
    assert list(zip(document.kinds, document.texts)) == [
        ("heading", "The ferry is back"),
        ("image", "A boat"),
        ("", "The council voted on Monday to keep it."),
        ("item", "one boat"),
        ("item", "two crews"),
        ("quote", "“Never,” she said."),
        ("cell", "| boat | crew |"),
        ("rule", "|------|------|"),
        ("cell", "| Elsa | 12 |"),
        ("code", '```python # not a heading print("boat") ```'),
        ("rule", "---"),
        ("", "Read more"),
    ]


def test_blocks_are_verbatim_lines_and_a_fence_is_whole() -> None:
    document = read_markdown(PAGE)
    assert document.verbatim(0) == "# The ferry *is* back"
    assert document.verbatim(9) == '```python\n# not a heading\n\nprint("boat")\n```'
    assert document.lines[9:11] == [15, 21]


def test_the_first_heading_is_the_title() -> None:
    assert read_markdown(PAGE).title == "The ferry is back"
    assert read_markdown("Text\n\nmore").title == ""


def test_share_of_links() -> None:
    links = read_markdown(PAGE).links
    assert links is not None
    assert (links[0], links[-1]) == (0.0, 1.0)
    assert 0.1 < links[2] < 0.2


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("[![A boat](a.jpg)](https://norham.example)", "A boat"),
        ("`code` and __strong__", "code and strong"),
        ("[](https://norham.example)text", "text"),
    ],
)
def test_visible(line: str, text: str) -> None:
    assert visible(line)[0] == text


@pytest.mark.parametrize("line", ["# #", "## ##", "> ![](a.jpg)", "- **", "[](a)", "![](a.jpg)", "#", ">"])
def test_a_line_of_marks_alone_is_still_a_block(line: str) -> None:
    document = read_markdown(f"{line}\n\nText")
    assert document.verbatim(0) == line
    assert all(document.texts)


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_fence_ends_at_its_like(fence: str) -> None:
    document = read_markdown(f"{fence}\na\n``\n{fence}\nafter")
    assert document.kinds == ["code", ""]


def test_an_open_fence_reaches_to_the_end() -> None:
    assert read_markdown("before\n```\na\nb").kinds == ["", "code"]
