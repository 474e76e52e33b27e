"""Train the weights by which a page's type is told; writes readers/html/page_type.json.

    python benchmarks/train_page_type.py ../shared/corpora [--write]

Needs scikit-learn. Accuracy is cross-validated, grouped by domain, on the pages of WCXB (its "collection"
is our "listing"), with the page's address and without. Without --write only the figures are printed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from pages import read_pages
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from declutter.readers import read
from declutter.readers.html import read_metadata
from declutter.readers.html.page_type import PAGE_TYPES, cues

WEIGHTS = Path(__file__).resolve().parents[1] / "src/declutter/readers/html/page_type.json"
FOLDS = 5
# Inverse strength of the pull to zero.
FREEDOM = 0.3
# A cue on fewer pages says nothing.
LEAST_PAGES = 5


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true", help="write the weights")
    args = parser.parse_args()
    found: list[set[str]] = []
    kinds: list[str] = []
    domains: list[str] = []
    for gold in read_pages(args.corpora):
        if gold.corpus != "wcxb":
            continue
        page = read(gold.html, form="html").page
        assert page is not None
        schema = read_metadata(page, gold.url).get("type", "")
        for url in (gold.url, ""):
            found.append(set(cues(page, url, schema)))
            kinds.append("listing" if gold.kind == "collection" else gold.kind)
            domains.append(gold.domain)
    counts = {name: sum(name in here for here in found) for name in sorted(set().union(*found))}
    names = [name for name, count in counts.items() if count >= LEAST_PAGES]
    rows = np.array([[name in here for name in names] for here in found], dtype=float)
    wanted = np.array(kinds)
    model: Any = LogisticRegression(C=FREEDOM, max_iter=1000)
    told = cross_val_predict(model, rows, wanted, groups=domains, cv=GroupKFold(FOLDS))
    print(
        f"right with address {np.mean((told == wanted)[::2]):.3f}, without {np.mean((told == wanted)[1::2]):.3f}"
    )
    print(f"{'':14}{''.join(f'{kind[:9]:>10}' for kind in PAGE_TYPES)}")
    for kind in PAGE_TYPES:
        row = [int(((wanted == kind) & (told == other))[::2].sum()) for other in PAGE_TYPES]
        print(f"{kind:14}{''.join(f'{count:10}' for count in row)}")
    if args.write:
        model.fit(rows, wanted)
        assert tuple(model.classes_) == PAGE_TYPES
        table = {"always": model.intercept_} | dict(zip(names, model.coef_.T))
        lines = [f"{json.dumps(name)}: {[round(100 * w) for w in column]}" for name, column in table.items()]
        WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
