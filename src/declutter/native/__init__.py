"""The compiled twins of a few Python functions: same arguments, same results, several times faster.

A function marked `@twin` is taken from the compiled module of its package, where one was built when
declutter was installed (hatch_build.py); without a C compiler, or with `DECLUTTER_PURE=1` in the
environment, the Python function runs. tests/test_native.py holds each pair to the same results.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["PURE", "TWINS", "twin"]

F = TypeVar("F", bound=Callable[..., Any])

PURE = bool(os.environ.get("DECLUTTER_PURE"))
TWINS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {}
"""Name of each function that has a compiled twin here -> the Python function, and its twin."""


def twin(function: F) -> F:
    """The compiled twin of a function, or the function itself where there is none.

    The twin of `declutter.scorer.census.census` is `census` in `declutter/native/scorer.pyx`; of a function in
    `declutter.readers.html.collect` it is in `declutter/native/readers_html.pyx`.
    """
    _, *rooms, module_name = function.__module__.split(".")
    room, name = "_".join(rooms) or module_name, function.__name__
    try:
        module = importlib.import_module(f"declutter.native.{room}")
    except ImportError:
        return function  # nothing was compiled
    compiled: F | None = getattr(module, name, None)
    if compiled is None:
        raise ImportError(f"declutter/native/{room}.pyx was compiled without {name}: install declutter anew")
    TWINS[f"{function.__module__}.{name}"] = function, compiled
    return function if PURE else compiled
