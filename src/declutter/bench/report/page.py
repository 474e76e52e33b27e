"""The report as one page of HTML: everything stands in it, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from declutter.bench.page import Page, letters
from declutter.bench.peers import OWN
from declutter.bench.report import plots
from declutter.bench.scores import MEASURES
from declutter.cleaner import Cleaner

__all__ = ["render_look", "render_run"]

# Pages explained for each corpus, and lines of each explanation.
_WORST = 8
_LINES = 160
_WIDTH = 300


def _render(name: str, **values: Any) -> str:
    environment = Environment(
        loader=PackageLoader("declutter.bench.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name).render(**values)


def render_run(run: dict[str, Any], pages: Sequence[Page]) -> str:
    """The page of a run over corpora."""
    sections = [
        {
            **corpus,
            "rows": sorted(
                (row for row in run["figures"] if row["corpus"] == corpus["name"]),
                key=lambda row: -next(iter(row["figures"].values()))[0],
            ),
            "speed": plots.accuracy_and_speed(run, corpus),
            "kinds": plots.by_group(run, corpus["name"], "kind"),
            "languages": plots.by_group(run, corpus["name"], "language"),
            "sweep": run["sweeps"].get(corpus["name"], []),
            "worst": list(_worst([page for page in pages if page.corpus == corpus["name"]], run)),
        }
        for corpus in run["corpora"]
    ]
    return _render(
        "run.html.j2",
        run=run,
        own=OWN,
        sections=sections,
        curve=plots.removed_and_lost(run),
        trust=plots.trust(run),
    )


def render_look(look: dict[str, Any]) -> str:
    """The page of a look at a dump without gold."""
    return _render("look.html.j2", look=look)


def _worst(pages: Sequence[Page], run: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The pages with the lowest scores, each cleaned once more and explained."""
    scores = {(p["corpus"], p["id"]): p for p in run["pages"]}
    done = [page for page in pages if OWN in scores[page.key]["scores"]]
    cleaner = Cleaner()
    for page in sorted(done, key=lambda page: scores[page.key]["scores"][OWN])[:_WORST]:
        entry = scores[page.key]
        yield {
            "id": page.id,
            "url": page.url,
            "kind": page.kind,
            "language": entry["language"],
            "score": entry["scores"][OWN],
            "best": max((value, name) for name, value in entry["scores"].items()),
            "row": dict(zip(MEASURES[page.gold.measure].columns[1:], entry["row"][1:])),
            "gold": page.gold.text[:4000],
            "present": page.gold.present,
            "absent": page.gold.absent,
            "lines": list(_explained(cleaner, page)) if not entry["error"] else [],
            "error": entry["error"],
        }


def _explained(cleaner: Cleaner, page: Page) -> Iterator[dict[str, Any]]:
    """Each block with the decision about it and, in labelled text, whether it was right."""
    result = cleaner.clean(page.source(), form=page.form, url=page.url or None)
    letter_of = letters(page.text, page.gold.labels)
    for block in result.blocks[:_LINES]:
        letter = letter_of.get(block.line, "?")
        yield {
            "text": block.text[:_WIDTH],
            "kept": block.kept,
            "why": ""
            if block.kept
            else f"{block.label} {block.confidence:.2f} {block.source}: {block.reason}",
            "wrong": {"c": not block.kept, "b": block.kept}.get(letter, False),
        }
