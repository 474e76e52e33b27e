"""Train the line scorer on text-residue; writes weights and the model card.

    python benchmarks/train_lines.py ../shared/corpora [--write]

Needs catboost and scikit-learn. Cross-validation is grouped by domain: no line of a site is scored
by weights that saw the site. Without --write only the figures are printed. Seeds are fixed; the
same data give the same weights.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lxml.html
import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray
from residue import MAIN, SLICES, read_records, slice_of

from declutter import Cleaner
from declutter.detectors.headline import headline
from declutter.model import Document, Finding, Label, Policy
from declutter.scorer.claims import Claims
from declutter.scorer.columns import LINE, NAMES, context_rows, line_rows
from declutter.scorer.forest import Forest
from declutter.scorer.lines import combine, reserve
from declutter.words import fold_phrase

FOLDS = 5
ALONE = {"depth": 5, "iterations": 60}
CONTEXT = {"depth": 6, "iterations": 220}
RATE = 0.15

# What a line counts in training. Long lines count more, as they do in the measure, but a paragraph
# is one decision; news has few pages and labels nearly all right; hand labels are the truth.
LINE_WORDS = 60
NEWS, LIGHT, HAND = 3.0, 1.5, 24.0
# Of the automatic "boilerplate" in light web extractions a fifth is content that the gold misses.
WEB_LIGHT_RESIDUE = 0.6
# A line that the page's markup calls a caption is residue whatever the gold says; in doubt, half.
CAPTION_IN_GOLD = 0.5

_CAPTION = re.compile(r"caption|credit|bildunterschrift|legende|pie-?foto|didascalia", re.IGNORECASE)


@dataclass
class Sample:
    """One record, read and claimed, with a target and a weight for each block."""

    document: Document
    findings: list[Finding]
    common: frozenset[str]
    slice: str
    fold: int
    target: NDArray[np.float64]
    auto: NDArray[np.float64]
    weight: NDArray[np.float64]
    hand: list[str]
    words: NDArray[np.int64]
    claims: Claims = field(init=False)
    line: NDArray[np.uint8] = field(init=False)

    def __post_init__(self) -> None:
        self.claims = Claims(len(self.document), self.findings)
        self.line = line_rows(self.document, self.claims, self.common)


@dataclass(frozen=True)
class Markup:
    """Texts of a page that its markup names, folded: what the gold counts in one corpus and not in
    another is told by the page itself."""

    captions: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()
    quotes: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()


def markup(page: bytes) -> Markup:
    """What a page's markup calls a caption, a subheading without a link, a quotation, a list item."""
    found: dict[str, set[str]] = {"captions": set(), "headings": set(), "quotes": set(), "items": set()}
    try:
        tree = lxml.html.fromstring(page)
    except (ValueError, lxml.etree.LxmlError):
        return Markup()
    elements: Any = tree.iter()  # the stubs know no text_content()
    for element in elements:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag == "figcaption" or _CAPTION.search(element.get("class") or ""):
            if len(element.text_content()) < 600:
                parts = [element, *(c for c in element.iterdescendants() if isinstance(c.tag, str))]
                found["captions"].update(fold_phrase(c.text_content()) for c in parts)
        elif element.find(".//a") is None:
            kind = {"blockquote": "quotes", "q": "quotes", "li": "items"}.get(tag)
            kind = "headings" if re.fullmatch("h[2-6]", tag) else kind
            if kind:
                found[kind].update(fold_phrase(text) for text in element.text_content().split("\n"))
    found["captions"] = {text for text in found["captions"] if text.count(" ") >= 2}
    return Markup(**{kind: frozenset(texts - {""}) for kind, texts in found.items()})


def page_of(corpora: Path, corpus: str, name: str) -> Path:
    """The HTML page that a record was extracted from."""
    if corpus == "wcxb":
        return corpora / "wcxb" / "dev" / "html" / f"{name}.html.gz"
    if corpus == "fundus80":
        return corpora / "fundus-evaluation" / "html" / name
    return corpora / "fundus-publishers" / f"{name}.html.gz"


def load(corpora: Path, cleaner: Cleaner, *, broken: bool) -> Iterator[Sample]:
    """Every record as a sample; `broken` joins each record's lines to one first."""
    hand = hand_labels(corpora)
    known: dict[tuple[str, str], Markup] = {}
    for record in read_records(corpora):
        key = record["corpus"], record["id"]
        if key not in known:
            path = page_of(corpora, *key)
            known[key] = markup(gzip.decompress(path.read_bytes())) if path.exists() else Markup()
        sample = make_sample(record, cleaner, hand, known[key], broken=broken)
        if sample is not None:
            yield sample


def hand_labels(corpora: Path) -> dict[tuple[str, str, str, int], str]:
    lines = (corpora / "text-residue" / "hand-labels.jsonl").read_text(encoding="utf-8").splitlines()
    return {
        (label["corpus"], label["id"], label["extractor"], label["line"]): label["category"]
        for label in map(json.loads, lines)
    }


def make_sample(
    record: dict[str, Any], cleaner: Cleaner, hand: Any, known: Markup, *, broken: bool
) -> Sample | None:
    text = record["text"]
    raw = [line for line in text.split("\n") if line.strip()]
    if broken:
        text = " ".join(line.strip() for line in raw)
        if len(text) < 400:
            return None
    document = cleaner.prepare(text, form="text")
    if document.broken is not broken or not len(document):
        return None
    places = _places(document, record["text"], raw, broken=broken)
    size = len(document)
    target, auto, weight = np.zeros(size), np.full(size, -1.0), np.zeros(size)
    categories = [""] * size
    news = record["corpus"].startswith("fundus")
    light = record["extractor"] != "resiliparse_all"
    words = np.asarray(document.features.words)
    for index, place in enumerate(places):
        if place is None:
            continue
        auto[index] = {"b": 1.0, "c": 0.0}.get(record["labels"][place], -1.0)
        category = (
            "" if broken else hand.get((record["corpus"], record["id"], record["extractor"], place), "")
        )
        if category:
            target[index], factor = float(not category.startswith("keep")), HAND
        else:
            target[index], factor = judged(
                record["labels"], place, fold_phrase(raw[place]), known, news, light
            )
        categories[index] = category
        weight[index] = (
            min(words[index], LINE_WORDS) ** 0.5 * factor * (NEWS if news else 1) * (LIGHT if light else 1)
        )
    language = document.language
    fold = int(hashlib.md5(record["domain"].encode()).hexdigest(), 16) % FOLDS
    return Sample(
        document, cleaner.claim(document)[0], cleaner.common.get(language, frozenset()), slice_of(record),
        fold, target, auto, weight, categories, words,
    )  # fmt: skip


def judged(labels: str, place: int, text: str, known: Markup, news: bool, light: bool) -> tuple[float, float]:
    """Target and weight of a line without a hand label; weight 0 where nobody can tell."""
    letter = labels[place]
    if letter == "t":
        return 0.0, 1.0  # a headline that stands in the text stays
    if text in known.captions:
        return 1.0, CAPTION_IN_GOLD if letter == "c" else 1.0
    if letter == "b":
        within = "c" in labels[max(0, place - 3) : place] and "c" in labels[place + 1 : place + 4]
        if within and news and (text in known.headings or text in known.quotes):
            return 0.0, 1.0  # news golds leave out most subheadings and quotations
        if within and (text in known.items or text in known.headings):
            return 0.0, 0.0
        return 1.0, WEB_LIGHT_RESIDUE if light and not news else 1.0
    return 0.0, 1.0 if letter == "c" else 0.0


def _places(document: Document, text: str, raw: list[str], *, broken: bool) -> list[int | None]:
    """For each block the number of the record's line that it comes from."""
    if not broken:
        numbers = {
            n: k for k, n in enumerate(n for n, line in enumerate(text.split("\n"), 1) if line.strip())
        }
        return [numbers.get(line) for line in document.lines]
    ends = np.cumsum([len(line.strip()) + 1 for line in raw])
    middles = [(a + b) // 2 for a, b in zip(document.starts, document.ends)]
    return [int(np.searchsorted(ends, middle, side="right")) for middle in middles]


# --- training -----------------------------------------------------------------------------------------


def fit(rows: Any, target: Any, weight: Any, shape: dict[str, int]) -> CatBoostClassifier:
    model = CatBoostClassifier(
        **shape, learning_rate=RATE, l2_leaf_reg=3, border_count=32, bootstrap_type="No", random_strength=0,
        boosting_type="Plain", random_seed=1, thread_count=2, verbose=0, allow_writing_files=False,
    )  # fmt: skip
    used = weight > 0
    model.fit(rows[used].astype(np.float32), target[used], sample_weight=weight[used])
    return model


def cross_validate(samples: list[Sample]) -> tuple[Any, Any, Any]:
    """Out-of-fold log-odds of the line alone and in context, and the context rows."""
    fold = np.concatenate([np.full(len(s.document), s.fold) for s in samples])
    target = np.concatenate([s.target for s in samples])
    weight = np.concatenate([s.weight for s in samples])
    line = np.concatenate([s.line for s in samples])
    alone = out_of_fold(line, target, weight, fold, ALONE, LINE)
    rows = np.concatenate([np.hstack(pair) for pair in zip(*_rows(samples, alone))])
    return alone, out_of_fold(rows, target, weight, fold, CONTEXT, NAMES), rows


def _rows(samples: list[Sample], alone: Any) -> tuple[list[Any], list[Any]]:
    edges = np.cumsum([0] + [len(s.document) for s in samples])
    context = [
        context_rows(s.document, s.claims, s.line, alone[a:b]) for s, a, b in zip(samples, edges, edges[1:])
    ]
    return [s.line for s in samples], context


def out_of_fold(rows: Any, target: Any, weight: Any, fold: Any, shape: Any, names: Any) -> Any:
    scores = np.zeros(len(rows))
    for number in range(FOLDS):
        model = fit(rows, target, np.where(fold == number, 0, weight), shape)
        forest = Forest.from_catboost(model, tuple(names), {})
        scores[fold == number] = forest.log_odds(rows[fold == number])
    return scores


def calibrate(scores: Any, samples: list[Sample]) -> tuple[float, float]:
    """Slope and shift that turn scores to probabilities (Platt), on hand and automatic labels.

    Every slice counts alike; within a slice every line does.
    """
    from sklearn.linear_model import LogisticRegression

    auto = np.concatenate([s.auto for s in samples])
    target = np.concatenate([s.target for s in samples])
    hand = np.concatenate([[bool(h) for h in s.hand] for s in samples])
    names = np.concatenate([np.full(len(s.document), SLICES.index(s.slice)) for s in samples])
    truth = np.where(hand, target, auto)
    weight = np.zeros(len(truth))
    for number in range(len(SLICES)):
        chosen = (names == number) & (truth >= 0)
        weight[chosen] = 1 / max(1, chosen.sum())
    used = weight > 0
    model = LogisticRegression(C=1e6).fit(scores[used, None], truth[used], sample_weight=weight[used] * 1e5)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


# --- figures ------------------------------------------------------------------------------------------


def report(scores: Any, samples: list[Sample], name: str) -> dict[str, Any]:
    """Residue removed at content lost a slice, and the hand-labelled lines."""
    print(f"## {name}")
    figures: dict[str, Any] = {}
    auto = np.concatenate([s.auto for s in samples])
    words = np.concatenate([s.words for s in samples])
    slices = np.concatenate([np.full(len(s.document), SLICES.index(s.slice)) for s in samples])
    points = (0.001, 0.002, 0.004, 0.006, 0.01, 0.02, 0.03)
    for number, title in enumerate(SLICES):
        chosen = (slices == number) & (auto >= 0)
        if not chosen.any():
            continue
        order = np.argsort(-scores[chosen], kind="stable")
        residue, weight = auto[chosen][order] == 1, words[chosen][order]
        removed = np.cumsum(weight * residue) / (weight * residue).sum()
        lost = np.cumsum(weight * ~residue) / (weight * ~residue).sum()
        row = {p: float(removed[lost <= p].max(initial=0)) for p in points}
        figures[title] = row
        print(f"{title:12}", " ".join(f"{100 * p:.1f}%:{100 * v:5.1f}" for p, v in row.items()))
    hand = np.concatenate([np.array(s.hand, dtype=object) for s in samples])
    keep = np.array([h.startswith("keep") for h in hand])
    if keep.any():
        main = np.isin(hand, MAIN)
        residue = np.array([bool(h) for h in hand]) & ~keep
        for share in (0.98, 0.96, 0.94):
            bar = np.quantile(scores[keep], share)
            figures[f"hand {share}"] = (
                float((scores[main] > bar).mean()),
                float((scores[residue] > bar).mean()),
            )
            print(f"look-alikes kept {share}: six main {100 * (scores[main] > bar).mean():.1f}, "
                  f"all residue {100 * (scores[residue] > bar).mean():.1f}, at log-odds {bar:.2f}")  # fmt: skip
    return figures


def found_in_context(sample: Sample, odds: Any) -> list[Finding]:
    """What the text path finds in a record, with log-odds of residue from out of fold."""
    allowed = headline(sample.document, sample.findings)
    found = combine(sample.findings, 1 / (1 + np.exp(-odds)), lambda _: Label.BOILERPLATE)
    return [*found, *([] if allowed is None else [allowed])]


def weighed(
    scores: Any, rows: Any, samples: list[Sample], slope: float, shift: float
) -> Iterator[tuple[Sample, list[Finding]]]:
    """Each record with what is found in it, calibrated and with the reserve taken off."""
    edges = np.cumsum([0] + [len(s.document) for s in samples])
    for sample, start, stop in zip(samples, edges, edges[1:]):
        odds = scores[start:stop] * slope + shift - reserve(rows[start:stop], sample.document)
        yield sample, found_in_context(sample, odds)


def confidences(sample: Sample, found: list[Finding]) -> Any:
    """For each block the confidence of the strongest claim on it; 0 where it must stay."""
    claim, shield = np.zeros(len(sample.document)), np.zeros(len(sample.document))
    for finding in found:
        column = shield if finding.label is None else claim
        part = slice(finding.start, finding.stop)
        column[part] = np.maximum(column[part], finding.confidence)
    return claim * (shield < claim)


def decided(scores: Any, rows: Any, samples: list[Sample], slope: float, shift: float) -> None:
    """What the whole path removes, at the presets, with probabilities from out of fold."""
    parts = (confidences(*pair) for pair in weighed(scores, rows, samples, slope, shift))
    claim = np.concatenate(list(parts))
    auto = np.concatenate([s.auto for s in samples])
    words = np.concatenate([s.words for s in samples])
    slices = np.concatenate([np.full(len(s.document), SLICES.index(s.slice)) for s in samples])
    hand = np.concatenate([np.array(s.hand, dtype=object) for s in samples])
    for preset in ("precision", "balanced", "recall"):
        gone = claim >= Policy.preset(preset).threshold
        print(f"{preset}:", end=" ")
        for number, title in enumerate(SLICES):
            residue, content = (slices == number) & (auto == 1), (slices == number) & (auto == 0)
            removed = words[residue & gone].sum() / max(1, words[residue].sum())
            lost = words[content & gone].sum() / max(1, words[content].sum())
            print(f"{title} {100 * removed:.1f} at {100 * lost:.2f}", end="; ")
        print()
        if not any(hand):
            continue
        groups = {
            "six main": np.isin(hand, MAIN),
            "all residue": np.array([bool(h) and not h.startswith("keep") for h in hand]),
            "look-alikes kept": np.array([h.startswith("keep") for h in hand]),
        }
        for name, group in groups.items():
            share = 100 * gone[group].mean()
            print(f"  {name} {100 - share if 'kept' in name else share:.1f}", end="")
        print()
        if preset == "balanced":
            for category in sorted(set(hand) - {""}):
                group = hand == category
                print(f"    {category:28}{100 * gone[group].mean():6.1f} of {group.sum()}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true", help="train on everything and write the weights")
    parser.add_argument("--only", choices=("lines", "sentences"))
    args = parser.parse_args()
    folder = Path(__file__).parent.parent / "src" / "declutter" / "scorer"
    cleaner = Cleaner()
    for broken, prefix in ((False, "lines"), (True, "sentences")):
        if args.only not in (None, prefix):
            continue
        began = time.time()
        samples = list(load(args.corpora, cleaner, broken=broken))
        print(f"{prefix}: {len(samples)} records, {time.time() - began:.0f} s")
        alone, scores, rows = cross_validate(samples)
        report(alone, samples, f"{prefix}, each alone")
        figures = report(scores, samples, f"{prefix}, in context")
        slope, shift = calibrate(scores, samples)
        decided(scores, rows, samples, slope, shift)
        print(f"calibration: {slope:.3f} * log-odds {shift:+.3f}; {time.time() - began:.0f} s")
        if args.write:
            target = np.concatenate([s.target for s in samples])
            weight = np.concatenate([s.weight for s in samples])
            line = np.concatenate([s.line for s in samples])
            card = {"version": 1, "trained on": "text-residue (CC BY 4.0, MIT)", "figures": figures}
            Forest.from_catboost(fit(line, target, weight, ALONE), LINE, card).save(
                folder / f"{prefix}-alone.npz"
            )
            card = {**card, "slope": slope, "shift": shift}
            Forest.from_catboost(fit(rows, target, weight, CONTEXT), NAMES, card).save(
                folder / f"{prefix}-context.npz"
            )


if __name__ == "__main__":
    main()
