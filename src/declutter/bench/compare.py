"""Two runs side by side: which pages changed, and which blocks went or came back, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from declutter.bench.peers import OWN

__all__ = ["compare_runs", "lines_of"]

# A page whose text is the same may differ in the last digit of a confidence.
_SAME = 1e-4


def compare_runs(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What changed from one run to the next.

    Returns:
        `figures`: [corpus, figure, before, after] of declutter; `pages`: for each page that changed
        its score before and after and the blocks newly removed and newly kept, worst loss first;
        `only_before`, `only_after`: pages of one run alone; `same`: pages that did not change.
    """
    old, new = ({(p["corpus"], p["id"]): p for p in run["pages"]} for run in (before, after))
    both = old.keys() & new.keys()
    changed = [found for key in both if (found := _page(old[key], new[key]))]
    return {
        "figures": list(_figures(before, after)),
        "pages": sorted(changed, key=lambda p: (p["after"] - p["before"], p["corpus"], p["id"])),
        "only_before": sorted(old.keys() - both),
        "only_after": sorted(new.keys() - both),
        "same": len(both) - len(changed),
    }


def _figures(before: dict[str, Any], after: dict[str, Any]) -> Iterator[list[Any]]:
    old, new = (
        {
            (row["corpus"], name): value[0]
            for row in run["figures"]
            if row["tool"] == OWN
            for name, value in row["figures"].items()
        }
        for run in (before, after)
    )
    for (corpus, name), value in new.items():
        if (corpus, name) in old:
            yield [corpus, name, old[corpus, name], value]


def _page(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any] | None:
    """The change of a page; None where there is none."""
    gone, back = _surplus(new["removed"], old["removed"]), _surplus(old["removed"], new["removed"])
    was, now = (page["scores"].get(OWN, 0.0) for page in (old, new))
    if not gone and not back and abs(now - was) < _SAME and old["error"] == new["error"]:
        return None
    return {
        "corpus": new["corpus"],
        "id": new["id"],
        "before": was,
        "after": now,
        "removed": gone,
        "kept": back,
        "error": new["error"] if new["error"] != old["error"] else "",
    }


def _surplus(these: list[list[Any]], those: list[list[Any]]) -> list[list[Any]]:
    """Blocks of the first list that the second has not, or has fewer times; by text, as lines may move."""
    spare = Counter(block[-1] for block in those)
    found = []
    for block in these:
        if spare[block[-1]] > 0:
            spare[block[-1]] -= 1
        else:
            found.append(block)
    return found


def lines_of(changes: dict[str, Any]) -> Iterator[str]:
    """The comparison as text: figures, then each page that changed."""
    for corpus, name, old, new in changes["figures"]:
        mark = "" if abs(new - old) < _SAME else f"  {new - old:+.4f}"
        yield f"{corpus}: {name} {old:.4f} -> {new:.4f}{mark}"
    pages = changes["pages"]
    better = sum(p["after"] > p["before"] + _SAME for p in pages)
    worse = sum(p["after"] < p["before"] - _SAME for p in pages)
    yield f"{len(pages)} pages changed: {better} better, {worse} worse; {changes['same']} did not"
    for name, where in (("only_before", "first"), ("only_after", "second")):
        if changes[name]:
            yield f"{len(changes[name])} pages are in the {where} run alone"
    for page in pages:
        yield ""
        yield f"{page['corpus']} {page['id']}: {page['before']:.4f} -> {page['after']:.4f}"
        if page["error"]:
            yield f"  ! {page['error']}"
        for line, label, confidence, source, reason, text in page["removed"]:
            yield f"  - {line}: {text}"
            yield f"      now removed as {label} {confidence:.2f} by {source}: {reason}"
        for line, label, confidence, source, reason, text in page["kept"]:
            yield f"  + {line}: {text}"
            yield f"      now kept; was {label} {confidence:.2f} by {source}: {reason}"
