"""Plain text to blocks: a line is a block, unless the text is hard-wrapped or lost its breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from declutter.model import Document
from declutter.native import twin

__all__ = ["HIDDEN", "INVISIBLE", "Line", "assemble", "read_text", "split_lines"]

# Zero-width and bidirectional marks, soft hyphens, byte order marks and control characters:
# kept in the output, unseen by every decision.
HIDDEN = (
    (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x7F), (0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069), (0xFEFF, 0xFEFF),
)  # fmt: skip
_INVISIBLE = [chr(code) for low, high in HIDDEN for code in range(low, high + 1)]
INVISIBLE = re.compile(f"[{re.escape(''.join(_INVISIBLE))}]+")
_IS_INVISIBLE = np.zeros(0x10000, dtype=bool)
_IS_INVISIBLE[list(map(ord, _INVISIBLE))] = True
# "3. Wash" begins a list item, "3. March 2024" a date.
_BULLET = re.compile(
    r"(?:[-*+•‣▪▸●◦·■□–]|\(?\d{1,3}[.)](?![ \t\xa0]+[^\W\d_]+\.?[ \t\xa0]+\d{4}\b))[ \t\xa0]+(?=\S)"
)

Line = tuple[int, int, int, str]
"""Start and end offset in the source, 1-based line number, the text as a person reads it."""


@twin
def split_lines(source: str) -> list[Line]:
    """The non-empty lines of a source, whatever its newline style."""
    lines: list[Line] = []
    codes = np.frombuffer(source.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    hidden = bool(_IS_INVISIBLE.take(codes).any())  # faster than the pattern, which rarely matches
    position = 0
    for number, raw in enumerate(source.splitlines(keepends=True), 1):
        text = raw.strip()
        if text:
            start = position if raw[0] == text[0] else position + len(raw) - len(raw.lstrip())
            end = start + len(text)
            if hidden:
                text = INVISIBLE.sub("", text).strip()
            if text:
                lines.append((start, end, number, text))
        position += len(raw)
    return lines


def assemble(source: str, form: str, lines: Sequence[Line]) -> Document:
    """A Document of these lines, list items marked."""
    bullet = _BULLET.match
    starts, ends, numbers, texts = map(list, zip(*lines)) if lines else ([], [], [], [])
    return Document(
        source=source,
        form=form,
        starts=starts,
        ends=ends,
        lines=numbers,
        texts=texts,
        kinds=["" if text[0].isalpha() or not bullet(text) else "item" for text in texts],
    )


def read_text(source: str, *, cues: Sequence[str] = ()) -> Document:
    """Read plain text.

    Args:
        source: the text.
        cues: sentences of prompts, at which a text without line breaks may be cut.

    >>> [read_text("One.\\r\\n\\r\\n\\u200bTwo.").verbatim(i) for i in range(2)]
    ['One.', '\\u200bTwo.']
    """
    lines = split_lines(source)
    if _lost_breaks(lines):
        document = assemble(source, "text", list(_sentences(source, lines, tuple(cues))))
        document.broken = True
        return document
    width = _wrap_width(lines)
    if width:
        lines = list(_unwrap(lines, width))
    return assemble(source, "text", lines)


# --- line breaks lost -------------------------------------------------------------------------

# A paragraph of more characters than this is rare in print and on the web; where most of a text
# stands in such lines, its line breaks were lost.
_LONG_LINE = 1_500
_LONG_SHARE = 0.7
# A text of one line is cut from this length on; below it stands a paragraph or two.
_ONE_LINE = 240

_SENTENCE_END = re.compile(
    r"""(?:[.!?…]+["'”’»“«)\]]*\s+(?=[©"'“„‘«»(\[¿¡–—-]?\s?[^\W_])|[。！？]+[」』”’）]*(?=\S)|[।؟۔]\s+)"""
)
# After these a full stop ends no sentence; single letters are initials.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“'‘])(?:[^\W\d_]|[Mm]rs?|[Mm]s|[DdSs]r|St|Prof|Gen|Sen|Rep|Gov|Sgt|Lt|Col|Capt|"
    r"Rev|Hon|No|Nr|vs|etc|ca|Jr|Inc|Ltd|Co|Corp|bzw|z\.B|d\.h|u\.a|[Aa]v|Mme|Mlle|Sra|Srta|Dra|"
    r"[Tt]el|[Ee]\.g|[Ii]\.e|[Uu]\.S|[Uu]\.K|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|\d{1,2})\.\s+$"
)
_LOWER_NEXT = re.compile(r"""["'“‘«(\[¿¡–—-]?\s?[^\W\d_]""")


def _lost_breaks(lines: Sequence[Line]) -> bool:
    """Whether the source came as one line, or nearly so."""
    if len(lines) == 1:
        return len(lines[0][3]) >= _ONE_LINE
    sizes = [line[1] - line[0] for line in lines]
    if not sizes or max(sizes) < _LONG_LINE:
        return False
    return sum(n for n in sizes if n >= _LONG_LINE) >= _LONG_SHARE * sum(sizes)


# A prompt in running text begins with a capital, as a mention of it would not.
_CAPITAL_WORD = re.compile(r"(?<![^\s(\[•|–—-])[^\W\d_a-z]\w*")
_WORD = re.compile(r"\w+")
# What stands in brackets between two sentences: a picture's credit, most often.
_BRACKETED = re.compile(r"(?<=[.!?…”\"»“] )\([^()]{3,80}\)\s+(?=[^\W\d_a-z]|[“\"„»])")
# A prompt of one or two words is told from a sentence's beginning by its capitals.
_SHORT_PROMPT = 3
_PROMPT_END = re.compile(r"[.…:!?)\]]*")


@lru_cache(maxsize=8)
def _cue_index(cues: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """Prompts, in words, by their first word; the longest first."""
    index: dict[str, list[tuple[str, ...]]] = {}
    for cue in sorted(cues, key=len, reverse=True):
        first, *_ = words = tuple(cue.split())
        index.setdefault(first, []).append(words)
    return index


def _prompts(source: str, start: int, end: int, cues: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where prompts stand in running text."""
    index = _cue_index(cues)
    for match in _CAPITAL_WORD.finditer(source, start, end):
        for words in index.get(match.group().lower(), ()):
            stop = match.end()
            for word in words[1:]:
                following = _WORD.search(source, stop, min(end, stop + len(word) + 4))
                if following is None or following.group().lower() != word:
                    break
                stop = following.end()
            else:
                if len(words) < _SHORT_PROMPT and not source[match.start() : stop].isupper():
                    continue
                tail = _PROMPT_END.match(source, stop, end)
                last = tail.end() if tail else stop
                # Behind a colon stands the headline that the prompt is about.
                yield match.start(), match.start() if source[last - 1] == ":" else last
                break


def _sentences(source: str, lines: Sequence[Line], cues: tuple[str, ...]) -> Iterator[Line]:
    """The sentences of each line, and the prompts that stand between them without a full stop."""
    for start, end, number, _ in lines:
        cuts = {start, end}
        for match in _SENTENCE_END.finditer(source, start, end):
            if _ends_sentence(source, start, match):
                cuts.add(match.end())
        for span in _prompts(source, start, end, cues):
            cuts.update(span)
        for match in _BRACKETED.finditer(source, start, end):
            cuts.update(match.span())
        edges = sorted(cuts)
        for left, right in pairwise(edges):
            piece = source[left:right]
            text = piece.strip()
            if text:
                begin = left + len(piece) - len(piece.lstrip())
                seen = INVISIBLE.sub("", text).strip()
                if seen:
                    yield begin, begin + len(text), number, seen


def _ends_sentence(source: str, start: int, match: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence: no abbreviation before it, no lower case after it."""
    following = _LOWER_NEXT.match(source, match.end())
    if following is not None and following.group()[-1].islower():
        return False
    if not match.group().startswith("."):
        return True
    return _ABBREVIATION.search(source[max(start, match.start() - 8) : match.end()]) is None


# --- hard-wrapped text ------------------------------------------------------------------------

# Columns at which mail readers, RFCs and text browsers wrap.
_WRAP_COLUMNS = range(56, 103)
# A wrapped line is nearly full: the next word did not fit. 15 characters is a long word.
_LONG_WORD = 15
# Share of lines before the last of their paragraph that are full, in a wrapped text.
_FULL_SHARE = 0.85
_STOPS = (".", "!", "?", "…", "”", '"', ":", ";")
# Share of lines that may begin with a capital after a line of their paragraph: of German ones, with
# its nouns, half do; of headlines and verse nearly all.
_CAPITAL_SHARE = 0.8


def _wrap_width(lines: Sequence[Line]) -> int:
    """The column at which a text is hard-wrapped, or 0 where it is not."""
    if len(lines) < 6:
        return 0
    sizes = [line[1] - line[0] for line in lines]
    width = max(sizes)
    if width not in _WRAP_COLUMNS:
        return 0
    inner = [
        (size, line[3], after[3])
        for size, line, after in zip(sizes, lines, lines[1:])
        if after[2] == line[2] + 1
    ]
    # A wrapped text consists mostly of lines with a next line of their paragraph, and these run
    # on: headlines and verse are neither so even nor so unfinished.
    if len(inner) < 0.5 * len(lines):
        return 0
    full = sum(size >= width - _LONG_WORD for size, _, _ in inner)
    stopped = sum(text.endswith(_STOPS) for _, text, _ in inner)
    capitals = sum(after[0].isupper() for _, _, after in inner)
    runs_on = stopped < 0.3 * len(inner) and capitals < _CAPITAL_SHARE * len(inner)
    return width if runs_on and full >= _FULL_SHARE * len(inner) else 0


def _unwrap(lines: Sequence[Line], width: int) -> Iterator[Line]:
    """Join the lines of each paragraph into one block; a short line or a bullet ends it."""
    start, end, number, parts = lines[0][0], lines[0][1], lines[0][2], [lines[0][3]]
    last, size = number, end - start
    for line_start, line_end, line_number, text in lines[1:]:
        runs_on = line_number == last + 1 and size >= width - _LONG_WORD
        if runs_on and not _BULLET.match(text):
            end = line_end
            parts.append(text)
        else:
            yield start, end, number, " ".join(parts)
            start, end, number, parts = line_start, line_end, line_number, [text]
        last, size = line_number, line_end - line_start
    yield start, end, number, " ".join(parts)
