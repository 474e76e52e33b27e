"""The house: imports point down, siblings never import each other, and every module says what it offers."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import declutter

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "declutter"

# From the ground up, as docs/architecture.md draws it; rooms of one floor are siblings.
FLOORS = (
    ("errors", "native", "page"),
    ("model", "words"),
    ("features",),
    ("readers", "rules", "decide", "renderers", "scorer"),
    ("detectors", "languages", "packs", "plugins"),
    ("cleaner",),
    ("learn", "dumps", "integrations"),
    ("bench",),
    ("cli",),
    ("__main__",),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# `rules check` reads each example in all forms, so that a rule is proved as it will be used.
EXCEPTIONS = {("rules/examples.py", "readers")}

MODULES = sorted(SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[str]:
    """The rooms that a module imports when it runs; what types alone need is not in the way."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            modules = [node.module or ""]
            if node.module == "declutter":
                modules = [f"declutter.{alias.name}" for alias in node.names if alias.name in FLOOR_OF]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            continue
        yield from (module.split(".")[1] for module in modules if module.startswith("declutter."))


# `Result` renders itself when asked: the one glance upwards, at the moment of asking.
LOOKS_UP = {("model.py", "renderers")}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    assert room in FLOOR_OF, f"{room} has no floor in docs/architecture.md"
    for other in imported_rooms(path):
        if other == room or (name_of(path), other) in EXCEPTIONS | LOOKS_UP:
            continue
        assert other in FLOOR_OF, f"{other} has no floor in docs/architecture.md"
        assert FLOOR_OF[other] < FLOOR_OF[room], f"{name_of(path)} imports {other}"


def order(name: str) -> tuple[int, str]:
    """Constants, classes, functions; each in the order of the alphabet."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_has_a_docstring_and_a_sorted_all(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    names = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    if not names:
        assert not any(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in tree.body), "no __all__"
        return
    assert names[0] == sorted(names[0], key=order)


def test_what_all_names_is_there() -> None:
    for module in pkgutil.walk_packages(declutter.__path__, "declutter."):
        if module.name != "declutter.__main__":
            loaded = importlib.import_module(module.name)
            for name in getattr(loaded, "__all__", ()):
                assert hasattr(loaded, name), f"{module.name}.{name}"


def test_the_public_names_have_docstrings() -> None:
    assert set(declutter.__all__) <= set(dir(declutter))
    for name in declutter.__all__:
        assert getattr(declutter, name).__doc__, name


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cleen'"):
        declutter.cleen  # noqa: B018


def test_import_brings_in_no_heavy_library() -> None:
    program = (
        "import sys, declutter; print(*sorted({'numpy', 'lxml', 'regex', 'tomllib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# A page of code: what is longer has more than one idea. Docstrings do not count.
LINES, FUNCTION_LINES = 400, 50
# What the exception says on its line: ruff's name for a function of too many statements.
EXCUSE = "PLR0915"


def long_functions(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    source = text.splitlines()
    excused: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if EXCUSE in source[node.lineno - 1]:
            excused.update(id(inner) for inner in ast.walk(node))
        first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
        if id(node) not in excused and (node.end_lineno or 0) - first.lineno >= FUNCTION_LINES:
            yield node.name


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_and_functions_can_be_seen_whole(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES
    assert list(long_functions(path)) == []


COMPILED = sorted([*SOURCE.rglob("*.pyx"), *SOURCE.rglob("*.pxi")])


@pytest.mark.parametrize("path", COMPILED, ids=name_of)
def test_compiled_files_and_functions_can_be_seen_whole(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LINES
    begun: list[tuple[int, int, str]] = []  # the functions around a line: indentation, first line, name
    for number, line in enumerate([*filter(str.strip, lines), "end"]):
        indented = len(line) - len(line.lstrip())
        while begun and begun[-1][0] >= indented:
            _, first, name = begun.pop()
            assert number - first <= FUNCTION_LINES, name
        if re.match(r" *(?:def|cdef(?! class)|cpdef)\b[^=]*\(", line):
            begun.append((indented, number, line.strip()))
