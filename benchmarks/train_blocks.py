"""Train the block scorer of HTML pages; writes weights and the model card.

    python benchmarks/train_blocks.py ../shared/corpora [--folds 5] [--write]

Needs catboost and scipy. Cross-validation is grouped by domain, end to end: pages of a fold are
cleaned by weights, and by words of names, that saw no page of their domains. `--folds 0` skips it.
Without --write only the figures are printed. Seeds are fixed; the same data give the same weights.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from block_labels import label_by_snippets, label_by_text
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from pages import Gold, read_pages
from scipy import sparse
from scipy.optimize import minimize

from declutter.bench.metrics import tokens, word_f1
from declutter.page import Page
from declutter.readers import read
from declutter.scorer import markup
from declutter.scorer.blocks import NAMES, block_rows
from declutter.scorer.counts import count_words
from declutter.scorer.forest import Forest
from declutter.scorer.tokens import Tokens, tokens_of

HERE = Path(__file__).resolve().parent
WEIGHTS = HERE.parent / "src" / "declutter" / "scorer" / "blocks.npz"
CARD = HERE.parent / "docs" / "model-card-blocks.md"

# Pages are dealt into this many parts by domain; token weights are computed out of part.
PARTS = 10
SEED = 7
BOOSTING = {
    "iterations": 200, "depth": 6, "learning_rate": 0.12, "border_count": 48, "l2_leaf_reg": 20, "rsm": 0.15,
    "bootstrap_type": "Bernoulli", "subsample": 0.6, "random_strength": 0,
}  # fmt: skip
# A page counts once, news pages several times (they are few), snippets little.
NEWS, SNIPPETS = 8.0, 0.35
# A block counts by its words up to this many, and short ones a little more than that.
BLOCK_WORDS, BLOCK_LEAST = 80, 3
# Golds with fewer words, or that no set of blocks matches better than this, teach nothing.
LEAST_GOLD, LEAST_MATCH = 20, 0.6
# A token must occur on this many domains; counts are smoothed by this many pages' worth.
LEAST_DOMAINS, SMOOTHING = 3, 0.5
# Strength of the pull to zero on the joint weights.
PULL = 1 / 0.3

TokenTables = tuple[dict[str, int], dict[str, int]]


@dataclass
class Sample:
    """A page with targets and weights for its blocks."""

    gold: Gold
    page: Page
    part: int
    target: NDArray[np.float64]
    weight: NDArray[np.float64]
    tokens: list[tuple[str, ...]]


def load_samples(corpora: Path) -> list[Sample]:
    """Read and label every page."""
    samples = []
    for gold in read_pages(corpora):
        page = read(gold.html, form="html").page
        assert page is not None
        part = int(hashlib.sha1(gold.domain.encode()).hexdigest(), 16) % PARTS
        target, weight = _label(gold, page)
        samples.append(Sample(gold, page, part, target, weight, [tokens_of(name) for name in page.names]))
    return samples


def _label(gold: Gold, page: Page) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    words = np.minimum(count_words(page.text), BLOCK_WORDS) + float(BLOCK_LEAST)
    if gold.text is None:
        target = label_by_snippets(page.text, gold.present, gold.absent)
        words = words * ~np.isnan(target)
        worth = SNIPPETS
    else:
        target = label_by_text(page.text, gold.text)
        kept = "\n".join(text for text, y in zip(page.text, target) if y > 0.5)
        useful = len(tokens(gold.text)) >= LEAST_GOLD and word_f1(kept, gold.text)[0] >= LEAST_MATCH
        worth = (NEWS if gold.corpus.startswith("fundus") else 1.0) * useful
    total = words.sum()
    return np.nan_to_num(target), words / total * worth if total else words


# --- what names say -----------------------------------------------------------------------------------


class TokenStatistics:
    """Counts of tokens by part, from which tables without any given part are made."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        domains: dict[str, set[str]] = defaultdict(set)
        self.mass: list[dict[str, NDArray[np.float64]]] = [
            defaultdict(lambda: np.zeros(2)) for _ in range(PARTS)
        ]
        for sample in samples:
            if sample.weight.sum():
                self._count(sample, domains)
        self.known = sorted(token for token, seen in domains.items() if len(seen) >= LEAST_DOMAINS)
        index = {token: number for number, token in enumerate(self.known)}
        self.rows = [_path_rows([s for s in samples if s.part == part], index) for part in range(PARTS)]

    def _count(self, sample: Sample, domains: dict[str, set[str]]) -> None:
        page = sample.page
        sums = np.zeros((len(page.text) + 1, 2))
        np.cumsum(
            np.stack([sample.weight * sample.target, sample.weight * (1 - sample.target)], axis=1),
            axis=0,
            out=sums[1:],
        )
        above: list[frozenset[str]] = []
        mass = self.mass[sample.part]
        for name, parent, first, stop in zip(page.name, page.parent, page.first, page.stop):
            outer = above[parent] if parent >= 0 else frozenset[str]()
            new = [token for token in sample.tokens[name] if token not in outer]
            above.append(outer.union(new) if new else outer)
            if stop > first:
                for token in new:
                    mass[token] += sums[stop] - sums[first]
                    domains[token].add(sample.gold.domain)

    def tables(self, parts: Iterable[int]) -> TokenTables:
        """Tokens alone and in sum, in hundredths of a log-odds, learned from some parts."""
        parts = list(parts)
        return self._alone(parts), self._joint(parts)

    def _alone(self, parts: Sequence[int]) -> dict[str, int]:
        zero = np.zeros(2)
        totals = {
            token: sum((self.mass[part].get(token, zero) for part in parts), zero) for token in self.known
        }
        base = totals["<html>"] / totals["<html>"].sum()
        table = {}
        for token, mass in totals.items():
            smoothed = mass + SMOOTHING * base
            odds = np.log(smoothed[0] / smoothed[1]) - np.log(base[0] / base[1])
            value = round(100 * float(np.clip(odds, -5, 5)))
            if abs(value) >= 5:
                table[token] = value
        return table

    def _joint(self, parts: Sequence[int]) -> dict[str, int]:
        """Logistic regression over all tokens of a path."""
        rows = sparse.vstack([self.rows[part][0] for part in parts]).tocsr()
        mass = np.concatenate([self.rows[part][1] for part in parts])
        mass *= len(mass) / mass.sum()
        scale = 1 / np.sqrt(np.maximum(1, 50 * np.asarray(rows.multiply(rows).mean(0)).ravel()))
        back = rows.T.tocsr()

        def loss(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            odds = rows @ (theta[:-1] * scale) + theta[-1]
            value = (mass[:, 0] * np.logaddexp(0, -odds) + mass[:, 1] * np.logaddexp(0, odds)).sum()
            error = mass.sum(axis=1) / (1 + np.exp(-odds)) - mass[:, 0]
            slope = (back @ error) * scale + PULL * theta[:-1]
            return value + 0.5 * PULL * float((theta[:-1] ** 2).sum()), np.append(slope, error.sum())

        start = np.zeros(rows.shape[1] + 1)
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x[:-1] * scale
        return {self.known[i]: round(100 * float(found[i])) for i in np.flatnonzero(np.abs(found) > 0.02)}


def _path_rows(samples: Sequence[Sample], index: dict[str, int]) -> tuple[Any, NDArray[np.float64]]:
    """Counts of tokens on each path of the pages, and the weight of content and residue under it."""
    columns: list[int] = []
    ends = [0]
    mass: list[list[float]] = []
    for sample in samples:
        page = sample.page
        own = [[index[token] for token in tokens if token in index] for tokens in sample.tokens]
        paths: list[list[int]] = []
        for name, parent in zip(page.name, page.parent):
            paths.append((paths[parent] if parent >= 0 else []) + own[name])
        found: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for owner, inline, target, weight in zip(page.owner, page.inline, sample.target, sample.weight):
            if weight:
                cell = found[owner, inline]
                cell[0] += weight * target
                cell[1] += weight * (1 - target)
        for (owner, inline), cell in found.items():
            columns += paths[owner] + (own[inline] if inline >= 0 else [])
            ends.append(len(columns))
            mass.append(cell)
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, len(index)))
    counts.sum_duplicates()
    return counts, np.array(mass).reshape(-1, 2)


# --- the forest ---------------------------------------------------------------------------------------


def train(
    samples: Sequence[Sample], statistics: TokenStatistics, parts: Sequence[int]
) -> tuple[CatBoostClassifier, TokenTables]:
    """The boosted trees over features whose token weights never saw the page's own part."""
    rows, targets, weights = [], [], []
    for part in parts:
        tokens = Tokens(*statistics.tables(p for p in parts if p != part))
        for sample in samples:
            if sample.part == part and sample.weight.sum():
                used = sample.weight > 0
                rows.append(block_rows(sample.page, tokens.score(sample.page.names))[used])
                targets.append(sample.target[used])
                weights.append(sample.weight[used])
    row, target, weight = np.concatenate(rows), np.concatenate(targets), np.concatenate(weights)
    # Blocks of little weight are thinned out, and what is left of them weighs more.
    share = np.minimum(1, weight / np.quantile(weight, 0.75))
    chosen = np.random.default_rng(SEED).random(len(share)) < share
    scaled = (weight / share)[chosen]
    model = CatBoostClassifier(
        loss_function="CrossEntropy",
        boosting_type="Plain",
        random_seed=SEED,
        thread_count=2,
        verbose=0,
        **BOOSTING,
    )
    model.fit(Pool(row[chosen], target[chosen], weight=scaled / scaled.mean()))
    return model, statistics.tables(parts)


def forest_of(model: CatBoostClassifier, card: dict[str, Any]) -> Forest:
    """The trees as the package evaluates them."""
    return Forest.from_catboost(model, NAMES, card)


def cross_validate(samples: Sequence[Sample], statistics: TokenStatistics, folds: int) -> dict[str, float]:
    """Clean every page with weights that never saw its domain; mean scores by corpus and page type."""
    from html_scores import Scores

    from declutter import Cleaner

    scores = Scores()
    cleaner = Cleaner()
    shipped = markup.load_scorer
    try:
        for fold in range(folds):
            held = [part for part in range(PARTS) if part % folds == fold]
            model, tables = train(samples, statistics, [part for part in range(PARTS) if part not in held])
            scorer = (forest_of(model, {}), Tokens(*tables))
            markup.load_scorer = lambda scorer=scorer: scorer  # type: ignore[assignment]
            for sample in samples:
                if sample.part in held:
                    scores.add(
                        sample.gold, cleaner.clean(sample.gold.html, form="html", url=sample.gold.url).text
                    )
            print(f"fold {fold + 1} of {folds}", flush=True)
    finally:
        markup.load_scorer = shipped
    return scores.figures()


# --- the files ----------------------------------------------------------------------------------------


def write_weights(path: Path, forest: Forest, tables: TokenTables) -> None:
    """One file: the forest's arrays, and the tokens with their two weights."""
    forest.save(path)
    alone, joint = tables
    tokens = sorted(alone.keys() | joint.keys())
    with np.load(path, allow_pickle=False) as data:
        arrays = dict(data)
    arrays["tokens"] = np.frombuffer("\n".join(tokens).encode(), dtype=np.uint8)
    arrays["alone"] = np.array([alone.get(token, 0) for token in tokens], dtype=np.int16)
    arrays["joint"] = np.array(
        [np.clip(joint.get(token, 0), -2000, 2000) for token in tokens], dtype=np.int16
    )
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    path.write_bytes(buffer.getvalue())


def write_card(path: Path, samples: Sequence[Sample], figures: dict[str, float], size: int) -> None:
    """What the weights are, what they learned from, how well they do, and where they fail."""
    counts: dict[str, int] = defaultdict(int)
    for sample in samples:
        counts[sample.gold.corpus] += bool(sample.weight.sum())
    template = (HERE / "model-card-blocks.in.md").read_text(encoding="utf-8")
    table = (
        "\n".join(f"| {name} | {value:.4f} |" for name, value in figures.items())
        or "| not measured in this run | |"
    )
    data = "\n".join(f"| {name} | {count} |" for name, count in counts.items())
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        template.format(
            scores=table,
            data=data,
            features=len(NAMES),
            kilobytes=size // 1000,
            boosting=json.dumps(BOOSTING),
        ),
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--folds", type=int, default=5, help="of the cross-validation; 0 skips it")
    parser.add_argument("--write", action="store_true", help="write weights and model card")
    args = parser.parse_args()
    samples = load_samples(args.corpora)
    statistics = TokenStatistics(samples)
    figures = cross_validate(samples, statistics, args.folds) if args.folds else {}
    for name, value in figures.items():
        print(f"{name:32}{value:.4f}")
    if args.write:
        model, tables = train(samples, statistics, range(PARTS))
        card = {"version": "1", "seed": SEED, "boosting": BOOSTING, "cross-validation": figures}
        write_weights(WEIGHTS, forest_of(model, card), tables)
        write_card(CARD, samples, figures, WEIGHTS.stat().st_size)
        print(f"{WEIGHTS}: {WEIGHTS.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
