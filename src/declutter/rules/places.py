"""Which line of a rule file a key stands on. TOML's reader does not say, and errors should."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["Path", "line_of", "places"]

Path = tuple[str | int, ...]
"""The way to a value: ("rule", 0, "match", "phrases", 3) is the first rule's fourth phrase."""

_TOKEN = re.compile(
    r'''(?P<string>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')'''
    r"|(?P<comment>\#[^\n]*)|(?P<space>[^\S\n]+)|(?P<bare>[^\s\"'#\[\]{}=,]+)|(?P<mark>.)",
    re.DOTALL,
)


def places(text: str) -> dict[Path, int]:
    """The 1-based line of every table, key and list entry of a valid TOML file.

    >>> places('[pack]\\nname = "a"\\n[[rule]]\\nmatch = {\\n  any = ["x"] }')[("rule", 0, "match", "any")]
    5
    """
    return _Scan(text).found


def line_of(path: Path, found: dict[Path, int]) -> int:
    """The line of a value, or of the nearest table around it; 0 where nothing is known."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 0)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "", match.group()
        if kind not in ("comment", "space"):
            yield kind, piece, line
        line += piece.count("\n")


class _Scan:
    """Walks the tokens of a file that has already been found valid."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._tokens = _tokens(text)
        self._table: Path = ()
        self._run()

    def _run(self) -> None:
        """Top level: headers, and keys with their values."""
        key: list[str] = []
        for kind, piece, line in self._tokens:
            if piece == "[" and not key:
                self._header(line)
            elif piece == "=":
                path = self._table + tuple(key)
                self.found.setdefault(path, line)
                self._value(path)
                key = []
            elif kind in ("string", "bare"):
                key.extend([piece[1:-1]] if kind == "string" else filter(None, piece.split(".")))

    def _header(self, line: int) -> None:
        """`[table]` or `[[array of tables]]`."""
        depth, names = 1, list[str]()
        for kind, piece, _ in self._tokens:
            depth += (piece == "[") - (piece == "]")
            if depth == 0:
                break
            if piece == "[":
                names.append("[[")
            elif kind in ("string", "bare"):
                names.extend([piece[1:-1]] if kind == "string" else filter(None, piece.split(".")))
        several = names[:1] == ["[["]
        path: Path = ()
        for name in names[1:] if several else names:
            path = self._latest((*path, name))
        if several:
            base = path[:-1] if path and isinstance(path[-1], int) else path
            number = self._counts.get(base, -1) + 1
            self._counts[base] = number
            path = (*base, number)
        self._table = path
        self.found.setdefault(path, line)

    def _latest(self, path: Path) -> Path:
        """The way to the last entry of an array of tables, which later headers mean by its name."""
        return (*path, self._counts[path]) if path in self._counts else path

    def _value(self, path: Path) -> None:
        """Whatever follows `=`."""
        for kind, piece, line in self._tokens:
            if piece == "\n":
                return
            if piece == "{":
                self._inline(path)
                return
            if piece == "[":
                self._list(path)
                return
            if kind in ("string", "bare"):
                self.found.setdefault(path, line)
                return

    def _inline(self, path: Path) -> None:
        """`{ key = value, … }` up to its end."""
        key: list[str] = []
        for kind, piece, line in self._tokens:
            if piece == "}":
                return
            if piece == "=":
                at = path + tuple(key)
                self.found.setdefault(at, line)
                self._value(at)
                key = []
            elif kind in ("string", "bare"):
                key.extend([piece[1:-1]] if kind == "string" else filter(None, piece.split(".")))

    def _list(self, path: Path) -> None:
        """`[ value, … ]` up to its end."""
        number = 0
        for kind, piece, line in self._tokens:
            if piece == "]":
                return
            if piece == ",":
                number += 1
            elif piece == "{":
                self.found.setdefault((*path, number), line)
                self._inline((*path, number))
            elif piece == "[":
                self._list((*path, number))
            elif kind in ("string", "bare"):
                self.found.setdefault((*path, number), line)
