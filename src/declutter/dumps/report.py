"""The report of a run as one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from declutter.dumps.summary import Summary

__all__ = ["render_report"]

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 2rem }
th, td { padding: .25rem .8rem; text-align: left; border-bottom: 1px solid #8884; vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
small { opacity: .7 } :root { color-scheme: light dark }
"""


def render_report(summary: Summary, title: str) -> str:
    """The report.

    >>> "<h1>Pages &amp; more</h1>" in render_report(Summary(), "Pages & more")
    True
    """
    body = "\n".join(_sections(summary))
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</html>\n"
    )


def _sections(summary: Summary) -> Iterator[str]:
    yield "<table>"
    yield from _rows(
        [
            ("Records cleaned", f"{summary.records:,}"),
            ("… without residue", f"{summary.untouched:,}"),
            ("… without a page", f"{summary.empty:,}"),
            ("Bad records", f"{summary.bad:,}"),
            ("Characters read", f"{summary.chars:,}"),
            ("Characters removed", f"{summary.removed:,} ({100 * summary.removed_share:.1f} %)"),
        ]
    )
    yield "</table>"
    if summary.blocks:
        yield "<h2>What was removed</h2>"
        yield _table(
            ("Label", "Blocks", "Characters"),
            [
                (label, f"{count:,}", f"{summary.label_chars[label]:,}")
                for label, count in summary.blocks.most_common()
            ],
        )
        yield from _examples(summary)
    yield from _counted("Bad records", "Kind", summary.faults.most_common())
    yield from _counted("Warnings", "Warning", summary.warnings.most_common())
    if summary.hardest:
        yield "<h2>Records that lost most</h2>"
        yield _table(
            ("Record", "Removed"),
            [(where, f"{100 * share:.0f} %") for share, where in summary.hardest],
        )
    if summary.slowest:
        yield "<h2>Slowest records</h2>"
        yield _table(("Record", "Seconds"), [(where, f"{s:.2f}") for s, where in summary.slowest])


def _examples(summary: Summary) -> Iterator[str]:
    for label, _ in summary.blocks.most_common():
        yield f"<h3>{escape(label)}</h3>\n<table>"
        for where, text, why in summary.examples.get(label, []):
            yield f"<tr><td>{escape(text)}<br><small>{escape(why)} · {escape(where)}</small></td></tr>"
        yield "</table>"


def _counted(title: str, what: str, counts: list[tuple[str, int]]) -> Iterator[str]:
    if counts:
        yield f"<h2>{title}</h2>"
        yield _table((what, "Records"), [(name, f"{count:,}") for name, count in counts])


def _table(head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    names = "".join(f"<th{' class=number' if i else ''}>{name}</th>" for i, name in enumerate(head))
    return "\n".join([f"<table>\n<tr>{names}</tr>", *_rows(rows), "</table>"])


def _rows(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rows of a table: the first cell is a name, the others are figures."""
    for first, *figures in rows:
        cells = "".join(f"<td class=number>{figure}</td>" for figure in figures)
        yield f"<tr><td>{escape(first)}</td>{cells}</tr>"
