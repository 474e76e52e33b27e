"""The rule packs that ship: `base` for every language, and one a language. TOML, no code.

`shipped.json` is what is loaded: the same packs, compiled, see `declutter.rules.compiled`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from declutter.rules.compiled import dump_packs, load_packs
from declutter.rules.load import load_pack
from declutter.rules.schema import Pack

__all__ = ["compile_packs", "pack_paths", "shipped_packs"]

_HERE = Path(__file__).parent
COMPILED = _HERE / "shipped.json"


def pack_paths() -> list[Path]:
    """The shipped rule files, `base` first."""
    return [_HERE / "base.toml", *sorted((_HERE / "lang").glob("*.toml"))]


@lru_cache(maxsize=1)
def shipped_packs() -> tuple[Pack, ...]:
    """All shipped packs, without their examples, loaded once."""
    # As bytes: to look for other newlines would take a fourth of the time.
    return load_packs(COMPILED.read_bytes().decode())


def compile_packs() -> str:
    """What `shipped.json` must say, from the rule files; takes seconds."""
    return dump_packs(load_pack(path) for path in pack_paths())
