"""A run in the terminal: progress while it goes, tables when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from declutter.bench.measure import OnPage
from declutter.bench.peers import OWN, Peer

__all__ = ["print_look", "print_run", "watching"]


@contextmanager
def watching(console: Console) -> Iterator[OnPage]:
    """Bars with time left, one a tool, for as long as the block runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        tasks: dict[Peer, Any] = {}

        def on_page(peer: Peer, done: int, total: int) -> None:
            if peer not in tasks:
                tasks[peer] = progress.add_task(f"{peer.name} ({peer.form})", total=total)
            progress.update(tasks[peer], completed=done)

        yield on_page


def print_run(console: Console, run: dict[str, Any]) -> None:
    """A table a corpus, one of the tools' costs, and what could not be used."""
    for corpus in run["corpora"]:
        console.print(_corpus(run, corpus))
    for form in ("html", "text"):
        tools = [tool for tool in run["tools"] if tool["form"] == form and tool["installed"]]
        if tools:
            console.print(_costs(form, tools))
    missing = sorted({tool["name"] for tool in run["tools"] if not tool["installed"]})
    if missing:
        console.print(f"not installed: {', '.join(missing)}")
    for tool in run["tools"]:
        if tool.get("failed"):
            console.print(f"{tool['name']} ({tool['form']}): {tool['failed']}")
    _faults(console, run["faults"])


def _corpus(run: dict[str, Any], corpus: dict[str, Any]) -> Table:
    rows = [row for row in run["figures"] if row["corpus"] == corpus["name"]]
    title = f"{corpus['name']}: {corpus['pages']} pages, {corpus['form']}, {corpus['score']}"
    table = _table(title)
    names = list(rows[0]["figures"]) if rows else []
    for name in (*names, "declutter ahead by", "pages"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in sorted(rows, key=lambda row: -row["figures"][names[0]][0]):
        first, *others = row["figures"].values()
        cells = [f"{first[0]:.3f} [dim]{first[1]:.2f}–{first[2]:.2f}[/]", *(f"{x[0]:.3f}" for x in others)]
        gap = row["difference"]
        ahead = f"{gap[0]:+.3f} [dim]{gap[1]:+.2f} to {gap[2]:+.2f}[/]" if gap else ""
        style = "bold" if row["tool"] == OWN else None
        table.add_row(row["tool"], *cells, ahead, str(row["pages"]), style=style)
    return table


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("tool", no_wrap=True)
    return table


def _costs(form: str, tools: list[dict[str, Any]]) -> Table:
    table = _table(f"what {form} tools cost (processor time; memory, import and installation)")
    for head in ("version", "ms/page", "95 %", "peak MB", "import s", "MB", "needs", "errors"):
        table.add_column(head, justify="right", no_wrap=head != "errors")
    for tool in tools:
        times = [f"{tool[key]:.1f}" if tool[key] else "–" for key in ("ms_mean", "ms_p95")]
        table.add_row(
            tool["name"],
            tool["version"] or "–",
            *times,
            f"{tool['peak_bytes'] / 1e6:.0f}",
            f"{tool['import_seconds']:.2f}",
            f"{tool['bytes'] / 1e6:.1f}",
            str(tool["dependencies"]),
            ", ".join(f"{count} {reason}" for reason, count in tool["errors"].items()) or "0",
            style="bold" if tool["name"] == OWN else None,
        )
    return table


def _faults(console: Console, faults: list[dict[str, str]]) -> None:
    if not faults:
        return
    console.print(f"{len(faults)} pages of the corpora cannot be used:")
    for fault in faults[:10]:
        console.print(
            f"  {fault['corpus']}: {fault['place']}: {fault['reason']}", markup=False, highlight=False
        )
    if len(faults) > 10:
        console.print("  … the JSON report names all")


def print_look(console: Any, look: dict[str, Any]) -> None:
    """The look in the terminal; the HTML page has more of it."""

    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    for name, value in look["totals"].items():
        say(f"{value:>12}  {name}")
    for title, key in (("label", "labels"), ("rule", "rules"), ("site", "sites")):
        say(f"\nremoved by {title}: blocks, % of all characters")
        for row in look[key][:10]:
            say(f"{row['blocks']:>8} {row['share']:7.2f}  {row['name']}")
    say("\nmost frequent removed lines")
    for row in look["frequent"][:10]:
        say(f"{row['times']:>8}  {row['label']}: {row['text'][:100]}")
    say("\nremoved with the least confidence")
    for row in look["unsure"][:10]:
        say(f"    {row['confidence']:.2f}  {row['label']} {row['source']}: {row['text'][:100]}")
    for fault in look["faults"][:10]:
        say(f"cannot be read: {fault['place']}: {fault['reason']}")
