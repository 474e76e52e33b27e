"""The plots of a report, each an SVG drawing that stands in the page itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from math import log10
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from declutter.bench.peers import OWN

__all__ = ["accuracy_and_speed", "by_group", "removed_and_lost", "trust"]

# Okabe and Ito's colours, which the colour-blind can tell apart; declutter is the first.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#8c6d31")
_QUIET = "#8a8f98"
_PRESETS = (("recall", 0.45), ("balanced", 0.7), ("precision", 0.9))
_STYLE: dict[Any, Any] = {
    "font.size": 9.5,
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e6e8eb",
    "axes.edgecolor": "#8a8f98",
    "axes.axisbelow": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "declutter",
}


class _Drawing:
    """An axes to draw on, and its SVG afterwards."""

    svg = ""

    def __init__(self, width: float, height: float) -> None:
        self.figure = Figure(figsize=(width, height), layout="constrained")
        self.axes: Axes = self.figure.subplots()


@contextmanager
def _drawing(width: float = 6.4, height: float = 3.8) -> Iterator[_Drawing]:
    from matplotlib import rc_context

    with rc_context(_STYLE):
        made = _Drawing(width, height)
        yield made
        out = StringIO()
        made.figure.savefig(out, format="svg", metadata={"Date": None})
    svg = out.getvalue()
    # The page is HTML: no XML head, and nothing that names a host.
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    made.svg = re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg)


def accuracy_and_speed(run: dict[str, Any], corpus: dict[str, Any]) -> str:
    """Main figure, with its interval, against milliseconds a page: up and left is better."""
    speed = {tool["name"]: tool.get("ms_median") for tool in run["tools"] if tool["form"] == corpus["form"]}
    rows = [row for row in run["figures"] if row["corpus"] == corpus["name"] and speed.get(row["tool"])]
    if not rows:
        return ""
    with _drawing() as drawing:
        axes = drawing.axes
        values = []
        for row in rows:
            value, low, high = next(iter(row["figures"].values()))
            own = row["tool"] == OWN
            colour = _COLOURS[0] if own else _QUIET
            x = max(speed[row["tool"]], 0.01)
            axes.errorbar(
                x,
                value,
                [[value - low], [high - value]],
                fmt="o",
                color=colour,
                capsize=2,
                markersize=7 if own else 5,
            )
            values.append((x, value, row["tool"], own))
        axes.set_xscale("log")
        axes.margins(x=0.18)
        _name_points(axes, values)
        axes.set_xlabel("median milliseconds a page (processor time, logarithmic)")
        axes.set_ylabel(f"{corpus['score']}, 95 % interval")
    return drawing.svg


# Where a name may stand beside its point, in points; the first place that is free is taken.
_PLACES = ((7, 4), (7, -11), (7, 16), (7, -23), (7, 28), (7, -35))
# Half the height of a name, and its length a character, as shares of the drawing.
_NAME_HEIGHT, _NAME_WIDTH = 0.045, 0.017


def _name_points(axes: Axes, points: list[tuple[float, float, str, bool]]) -> None:
    """Names right of their points, moved up or down where another name stands."""
    (left, right), (low, high) = (axes.get_xlim(), axes.get_ylim())
    height = 230  # points, about
    taken: list[tuple[float, float, float]] = []
    for x, y, name, own in sorted(points, key=lambda p: not p[3]):
        across = log10(x / left) / log10(right / left)
        up = (y - low) / (high - low)
        end = across + len(name) * _NAME_WIDTH
        place = next(
            (
                place
                for place in _PLACES
                if not any(
                    abs(up + place[1] / height - other) < _NAME_HEIGHT and across < far and end > near
                    for near, far, other in taken
                )
            ),
            _PLACES[0],
        )
        taken.append((across, end, up + place[1] / height))
        axes.annotate(
            name,
            (x, y),
            xytext=place,
            textcoords="offset points",
            fontsize=9,
            fontweight="bold" if own else "normal",
            color=_COLOURS[0] if own else "#3a3f47",
        )


def removed_and_lost(run: dict[str, Any]) -> str:
    """Residue removed against content lost over all thresholds, presets marked, other tools as crosses."""
    if not run["curves"]:
        return ""
    with _drawing(6.8, 4.6) as drawing:
        axes = drawing.axes
        for colour, (corpus, points) in zip(_COLOURS, sorted(run["curves"].items())):
            lost = [100 * p[2] for p in points]
            removed = [100 * p[1] for p in points]
            axes.plot(lost, removed, color=colour, label=corpus, linewidth=1.6)
            for (_, threshold), marker in zip(_PRESETS, ("v", "o", "^")):
                n = min(range(len(points)), key=lambda i: abs(points[i][0] - threshold))
                axes.plot(lost[n], removed[n], marker, color=colour, markersize=6)
        axes.set_xscale("symlog", linthresh=0.1)
        axes.set_xlim(left=0)
        axes.set_xticks([0, 0.1, 0.3, 1, 3, 10, 30, 100], ["0", "0.1", "0.3", "1", "3", "10", "30", "100"])
        axes.minorticks_off()
        axes.set_ylim(0, 102)
        axes.set_xlabel("content lost, % of its words (linear to 0.1, then logarithmic)")
        axes.set_ylabel("residue removed, % of its words")
        for (name, threshold), marker in zip(_PRESETS, ("v", "o", "^")):
            axes.plot([], [], marker, color=_QUIET, label=f"{name} ({threshold})")
        axes.legend(frameon=False, fontsize=8.5, loc="lower right")
    return drawing.svg


def trust(run: dict[str, Any]) -> str:
    """Share of claimed blocks that are residue against the confidence claimed: on the diagonal is honest."""
    if not run["reliability"]:
        return ""
    with _drawing(5.6, 4.6) as drawing:
        axes = drawing.axes
        axes.plot([0, 1], [0, 1], color=_QUIET, linewidth=1, linestyle="--")
        for colour, (corpus, points) in zip(_COLOURS, sorted(run["reliability"].items())):
            axes.plot(
                [p[0] for p in points],
                [p[1] for p in points],
                color=colour,
                linewidth=1.2,
                alpha=0.7,
                label=corpus,
            )
            axes.scatter(
                [p[0] for p in points],
                [p[1] for p in points],
                [8 + 3 * p[2] ** 0.4 for p in points],
                color=colour,
            )
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, 1.02)
        axes.set_xlabel("mean confidence of a tenth (larger dots: more blocks)")
        axes.set_ylabel("share of its blocks that are residue")
        axes.legend(frameon=False, fontsize=8.5, loc="upper left")
    return drawing.svg


# Rows that can be read without scrolling.
_MOST_GROUPS = 16


def by_group(run: dict[str, Any], corpus: str, by: str) -> str:
    """Main figure of each tool by page type or language: a row a group, a dot a tool."""
    rows = [row for row in run["groups"] if row["corpus"] == corpus and row["by"] == by]
    own = {row["group"]: row for row in rows if row["tool"] == OWN}
    groups = sorted(own, key=lambda name: -own[name]["pages"])[:_MOST_GROUPS][::-1]
    if len(groups) < 2:
        return ""
    tools = [OWN, *sorted({row["tool"] for row in rows} - {OWN})]
    with _drawing(6.8, 1.5 + 0.33 * len(groups)) as drawing:
        axes = drawing.axes
        for tool, colour in list(zip(tools, _COLOURS))[::-1]:
            found = {row["group"]: row["score"] for row in rows if row["tool"] == tool}
            there = [n for n, name in enumerate(groups) if name in found]
            axes.scatter(
                [found[groups[n]][0] for n in there],
                there,
                70 if tool == OWN else 24,
                color=colour,
                alpha=0.95,
                label=tool,
            )
        for n, name in enumerate(groups):
            _, low, high = own[name]["score"]
            axes.plot([low, high], [n, n], color=_COLOURS[0], linewidth=2, alpha=0.35)
        axes.set_yticks(range(len(groups)), [f"{name} ({own[name]['pages']})" for name in groups])
        axes.set_xlabel("score; the bar is declutter's 95 % interval; (pages)")
        axes.set_xlim(right=1.01)
        axes.set_ylim(-0.6, len(groups) - 0.4)
        handles, names = axes.get_legend_handles_labels()
        drawing.figure.legend(
            handles[::-1], names[::-1], loc="outside upper left", ncols=4, frameon=False, fontsize=8.5
        )
    return drawing.svg
