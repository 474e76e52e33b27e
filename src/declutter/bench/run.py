"""A run: corpora in, one plain dict out, from which every report is made and which JSON holds.

The dict's layout is what `run_bench` puts together, and docs/benchmarks.md sums up; `FORMAT` changes when it
does.
"""

from __future__ import annotations

import platform
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import declutter
from declutter.bench.corpora import Corpus, read_corpus
from declutter.bench.curves import curves, reliability, sweeps
from declutter.bench.install import cost_of
from declutter.bench.measure import Limits, Measured, OnPage, run_peers, shuffled
from declutter.bench.page import Fault, Page
from declutter.bench.peers import OWN, Peer, peers_for
from declutter.bench.scores import MEASURES
from declutter.bench.statistics import difference, figures

__all__ = ["FORMAT", "Options", "run_bench"]

FORMAT = "declutter-bench 1"
# Groups of fewer pages say nothing.
_LEAST_PAGES = 3


@dataclass(frozen=True)
class Options:
    """What a run does.

    Attributes:
        peers: names of the tools beside declutter; None is all that are installed.
        limits: of time.
        workers: tools at a time.
        sample: pages of each corpus at most; 0 is all.
    """

    peers: Sequence[str] | None = None
    limits: Limits = Limits()  # noqa: RUF009 - a NamedTuple cannot change
    workers: int = 2
    sample: int = 0


def run_bench(
    corpora: Sequence[Corpus], options: Options, on_page: OnPage | None = None
) -> tuple[dict[str, Any], list[Page]]:
    """Read, run, score and sum up.

    Returns:
        The run, and its pages.

    Raises:
        OptionError: there is no such peer.
    """
    began = time.monotonic()
    pages, faults = _read(corpora, options.sample)
    forms = sorted({page.form for page in pages})
    tools = [peer for form in ("text", "html") for peer in peers_for(form, options.peers) if form in forms]
    # declutter first, in both forms; then text, which is quick and leaves its time to HTML.
    tools.sort(key=lambda peer: peer.name != OWN)
    here = [peer for peer in tools if peer.installed]
    done = run_peers(here, pages, options.limits, workers=options.workers, on_page=on_page)
    measured = {(peer.name, peer.form): found for peer, found in done.items()}
    run: dict[str, Any] = {
        "format": FORMAT,
        "made": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "declutter": declutter.__version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "limits": {"page": options.limits.page, "budget": options.limits.budget},
        "corpora": _corpora(pages),
        "faults": [fault._asdict() for fault in faults],
        "tools": [_tool(peer, done.get(peer), pages) for peer in tools],
        "figures": list(_figures(pages, measured)),
        "groups": list(_groups(pages, measured)),
        "curves": curves(pages, measured),
        "sweeps": sweeps(pages, measured),
        "reliability": reliability(pages, measured),
        "pages": [_page(page, measured) for page in pages],
    }
    run["seconds"] = round(time.monotonic() - began, 1)
    return run, pages


def _read(corpora: Sequence[Corpus], sample: int) -> tuple[list[Page], list[Fault]]:
    pages: list[Page] = []
    faults: list[Fault] = []
    seen: Counter[tuple[str, str]] = Counter()
    for corpus in corpora:
        for page in read_corpus(corpus):
            if isinstance(page, Fault):
                faults.append(page)
            elif seen[page.key]:
                faults.append(Fault(page.corpus, f"{corpus.path}: {page.id}", "a second page of that id"))
            else:
                seen[page.key] += 1
                pages.append(page)
    if sample:
        taken: Counter[str] = Counter()
        chosen = set()
        for page in shuffled(pages):
            if taken[page.corpus] < sample:
                taken[page.corpus] += 1
                chosen.add(page.key)
        pages = [page for page in pages if page.key in chosen]
    return pages, faults


def _by(pages: Iterable[Page], key: Callable[[Page], str]) -> dict[str, list[Page]]:
    found: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        found[key(page)].append(page)
    return found


def _corpora(pages: Sequence[Page]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "form": some[0].form,
            "measure": some[0].gold.measure,
            "score": MEASURES[some[0].gold.measure].name,
            "pages": len(some),
        }
        for name, some in _by(pages, lambda page: page.corpus).items()
    ]


def _tool(peer: Peer, done: Measured | None, pages: Sequence[Page]) -> dict[str, Any]:
    """What a tool is, what it cost, and how it fared as a program."""
    about: dict[str, Any] = {
        "name": peer.name,
        "form": peer.form,
        "settings": peer.settings,
        "installed": peer.installed,
        "pages": 0,
        "of": sum(page.form == peer.form for page in pages),
    }
    if done is None:
        return about
    cost = cost_of(peer)._asdict()
    times = sorted(done.seconds.values())
    return about | {
        **cost,
        "pages": len(done.rows),
        "failed": done.failed,
        "errors": dict(Counter(reason.split(":")[0] for reason in done.errors.values()).most_common()),
        "ms_mean": 1000 * sum(times) / len(times) if times else None,
        "ms_median": 1000 * times[len(times) // 2] if times else None,
        "ms_p95": 1000 * times[int(len(times) * 0.95)] if times else None,
        "peak_bytes": done.peak,
    }


def _figures(pages: Sequence[Page], measured: dict[tuple[str, str], Measured]) -> Iterable[dict[str, Any]]:
    """Every tool on every corpus, with its distance from declutter on the pages that both have done."""
    for corpus, some in _by(pages, lambda page: page.corpus).items():
        measure, form = some[0].gold.measure, some[0].form
        own = measured[OWN, form].rows
        for (name, of), done in measured.items():
            both = [page.key for page in some if page.key in done.rows and page.key in own]
            if of != form or not both:
                continue
            rows = [done.rows[key] for key in both]
            behind = None if name == OWN else difference(measure, [own[key] for key in both], rows)
            yield {
                "corpus": corpus,
                "tool": name,
                "form": form,
                "pages": len(both),
                "figures": {key: list(value) for key, value in figures(measure, rows).items()},
                "difference": behind and list(behind),
            }


def _groups(pages: Sequence[Page], measured: dict[tuple[str, str], Measured]) -> Iterable[dict[str, Any]]:
    """The main figure by page type and by language."""
    for by in ("kind", "language"):
        for corpus, some in _by(pages, lambda page: page.corpus).items():
            form, measure = some[0].form, some[0].gold.measure
            own = measured[OWN, form]
            parts = _by(some, lambda page: page.kind if by == "kind" else _language(page, own))  # noqa: B023 - called here
            for part, group in sorted(parts.items()):
                if len(group) < _LEAST_PAGES or len(parts) == 1:
                    continue
                for (name, of), done in measured.items():
                    rows = [done.rows[page.key] for page in group if page.key in done.rows]
                    if of == form and len(rows) >= _LEAST_PAGES:
                        value = next(iter(figures(measure, rows).values()))
                        yield {
                            "by": by,
                            "corpus": corpus,
                            "group": part,
                            "tool": name,
                            "pages": len(rows),
                            "score": list(value),
                        }


def _language(page: Page, own: Measured) -> str:
    """The corpus's word, or what declutter takes it for."""
    return page.language or own.details.get(page.key, {}).get("language", "") or "?"


def _page(page: Page, measured: dict[tuple[str, str], Measured]) -> dict[str, Any]:
    compute = MEASURES[page.gold.measure].page
    own = measured[OWN, page.form]
    return {
        "corpus": page.corpus,
        "id": page.id,
        "kind": page.kind,
        "language": _language(page, own),
        "url": page.url,
        "scores": {
            name: round(compute(done.rows[page.key]), 4)
            for (name, form), done in measured.items()
            if form == page.form and page.key in done.rows
        },
        "row": [round(x, 6) for x in own.rows.get(page.key, ())],
        "error": own.errors.get(page.key, ""),
        "removed": own.details.get(page.key, {}).get("removed", []),
    }
