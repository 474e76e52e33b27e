"""Hold the quality floors: measure text mode and compare with floors.toml.

python benchmarks/floors.py ../shared/corpora            exit code 1 where a floor is broken
python benchmarks/floors.py ../shared/corpora --raise    write better values as the new floors
python benchmarks/floors.py ../shared/corpora --lower    the same, worse ones too: say why in CHANGELOG
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from residue import SLICES, Measured, hand_figures, measure

from declutter import Cleaner

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FLOORS = Path(__file__).parent / "floors.toml"
# Room for a change that moves a handful of lines, in percentage points.
_ROOM = 0.15


def figures(measured: Measured) -> dict[str, float]:
    """The figures that have floors; those that may not rise end in "lost"."""
    found: dict[str, float] = {}
    for name in SLICES:
        values = measured.slices[name].figures()
        found[f"{name} removed"] = values["removed"]
        found[f"{name} lost"] = values["lost"]
        found[f"{name} f1"] = 100 * values["f1"]
    clean = measured.clean_news
    found["news without residue lost"] = 100 * clean["lost"] / max(1, clean["lost"] + clean["kept"])
    hands = hand_figures(measured.hands)
    found |= {f"hand {name}": hands[name] for name in ("six main", "all residue", "look-alikes kept")}
    return found


def worse(name: str, value: float, floor: float) -> bool:
    """Whether a figure has broken its floor."""
    return value > floor if name.endswith("lost") else value < floor


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--raise", dest="up", action="store_true")
    parser.add_argument("--lower", action="store_true")
    args = parser.parse_args()
    head = FLOORS.read_text(encoding="utf-8").split("\n\n")[0]
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    found = figures(measure(args.corpora, Cleaner()))
    broken = [name for name, value in found.items() if name in floors and worse(name, value, floors[name])]
    for name, value in found.items():
        print(
            f"{name:32}{value:9.3f}  floor {floors.get(name, math.nan):9.3f}{'  BROKEN' * (name in broken)}"
        )
    if args.up or args.lower:
        for name, value in found.items():
            room = _ROOM if name.endswith("lost") else -_ROOM
            if name not in floors or args.lower or worse(name, floors[name], value + room):
                floors[name] = round(value + room, 2)
        rows = "".join(f'"{name}" = {value}\n' for name, value in floors.items())
        FLOORS.write_text(f"{head}\n\n{rows}", encoding="utf-8")
        return 0
    return 1 if broken or set(floors) - set(found) else 0


if __name__ == "__main__":
    sys.exit(main())
