"""A boosted forest of symmetric trees, evaluated with integer sums.

Every tree asks the same `depth` questions of each block ("feature f above threshold t?"), so its
answer is one look-up under `depth` bits, and a whole document is a handful of array operations.
Leaves are whole numbers, so that sums, and with them decisions, are the same on every machine.
Trained by scripts under benchmarks/; the training library is not needed here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.native import twin

__all__ = ["Forest"]

# Leaves are stored in thousandths of a log-odds.
_SCALE = 1_000
# Rows a step: bounds memory on documents of a million blocks.
_ROWS = 4_096


def _floored(thresholds: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.floor(np.clip(thresholds, 0, 255)).astype(np.uint8)


@dataclass(frozen=True)
class Forest:
    """Trees and what they were trained on.

    Attributes:
        asks: trees x depth, index of the feature that each question is about.
        above: trees x depth, the threshold of each question.
        leaves: trees x 2**depth, in thousandths of a log-odds; the first question is the lowest bit.
        bias: log-odds of a block before any question, in thousandths.
        names: name of each feature.
        card: version, training data, seeds, scores.
    """

    asks: NDArray[np.int64]
    above: NDArray[np.float32]
    leaves: NDArray[np.int32]
    bias: int
    names: tuple[str, ...]
    card: dict[str, Any]

    def log_odds(self, rows: NDArray[Any]) -> NDArray[np.float64]:
        """Log-odds of each row; rows x features in, rows out."""
        parts = [self.leaf_sums(rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS)]
        return (np.concatenate(parts) + self.bias) / _SCALE if parts else np.zeros(0)

    def probability(self, rows: NDArray[Any]) -> NDArray[np.float64]:
        """Probability of each row."""
        odds: NDArray[np.float64] = 1 / (1 + np.exp(-self.log_odds(rows)))
        return odds

    @twin
    def leaf_sums(self, rows: NDArray[Any]) -> NDArray[np.int64]:
        """What the leaves that each row reaches add up to, in thousandths of a log-odds."""
        trees = len(self.leaves)
        leaf = self._leaf(rows) + self._offsets[:, None]
        sums: NDArray[np.int64] = self._flat.take(leaf.ravel()).reshape(trees, -1).sum(axis=0, dtype=np.int64)
        return sums

    def _leaf(self, rows: NDArray[Any]) -> NDArray[np.uint8]:
        """Number of the leaf that each row reaches in each tree; trees x rows."""
        features = np.ascontiguousarray(rows.T)
        whole = rows.dtype.kind in "iu"
        answers = features.take(self._asked, axis=0) > (self._floors if whole else self._thresholds)[:, None]
        bits = answers.view(np.uint8)
        *rest, highest = self._answers
        leaf: NDArray[np.uint8] = bits.take(highest, axis=0)
        for needed in reversed(rest):
            leaf <<= 1
            leaf |= bits.take(needed, axis=0)
        return leaf

    def weighed(self, rows: NDArray[Any]) -> NDArray[np.float64]:
        """How much each feature moved each row's log-odds; rows x features.

        A tree's answer is walked question by question; each question is given the change of the
        mean of the leaves that are still possible (Saabas' method).
        """
        leaf = (self._leaf(rows) + self._offsets[:, None]).T
        moves = self._moves.take(leaf, axis=0)  # rows x trees x depth
        row = np.repeat(np.arange(len(rows)), self.asks.size)
        cell = row * len(self.names) + np.tile(self.asks.ravel(), len(rows))
        moved = np.bincount(cell, weights=moves.ravel(), minlength=len(rows) * len(self.names))
        return moved.reshape(len(rows), len(self.names)) / _SCALE

    @cached_property
    def _moves(self) -> NDArray[np.float64]:
        """For each leaf of each tree what each question on the way to it changed; leaves x depth."""
        trees, depth = self.asks.shape
        number = np.arange(2**depth)
        moves = np.empty((trees, 2**depth, depth))
        before = np.repeat(self.leaves.mean(axis=1)[:, None], 2**depth, axis=1)
        for question in range(depth):
            # Leaves that agree in the questions so far: the same lowest bits.
            known = number & (2 ** (question + 1) - 1)
            after = np.stack(
                [self.leaves[:, known == k].mean(axis=1) for k in range(2 ** (question + 1))], axis=1
            )
            moves[:, :, question] = after[:, known] - before
            before = after[:, known]
        return moves.reshape(trees * 2**depth, depth)

    # A question that several trees ask is answered once.

    @cached_property
    def _distinct(self) -> tuple[list[tuple[int, float]], dict[tuple[int, float], int]]:
        questions = sorted(set(zip(self.asks.ravel().tolist(), self.above.ravel().tolist())))
        return questions, {question: number for number, question in enumerate(questions)}

    @cached_property
    def _asked(self) -> NDArray[np.intp]:
        return np.array([feature for feature, _ in self._distinct[0]], dtype=np.intp)

    @cached_property
    def _thresholds(self) -> NDArray[np.float32]:
        return np.array([above for _, above in self._distinct[0]], dtype=np.float32)

    @cached_property
    def floors(self) -> NDArray[np.uint8]:
        """`above` for features in whole numbers from 0 to 255."""
        return _floored(self.above)

    @cached_property
    def _floors(self) -> NDArray[np.uint8]:
        return _floored(self._thresholds)

    @cached_property
    def _answers(self) -> list[NDArray[np.intp]]:
        """For each question of the trees, which of the distinct questions it is; depth x trees."""
        number = self._distinct[1]
        return [
            np.array([number[q] for q in zip(asks.tolist(), above.tolist())], dtype=np.intp)
            for asks, above in zip(self.asks.T, self.above.T)
        ]

    @cached_property
    def _flat(self) -> NDArray[np.int32]:
        return self.leaves.ravel()

    @cached_property
    def _offsets(self) -> NDArray[np.int32]:
        trees, size = self.leaves.shape
        offsets: NDArray[np.int32] = np.arange(trees, dtype=np.int32) * np.int32(size)
        return offsets

    # --- the file -----------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the forest as a small `.npz` file."""
        head = json.dumps({"names": self.names, "bias": self.bias, "card": self.card}, sort_keys=True)
        np.savez_compressed(
            path,
            asks=self.asks.astype(np.uint8 if len(self.names) < 256 else np.uint16),
            above=self.above,
            leaves=self.leaves.astype(np.int16),
            head=np.frombuffer(head.encode(), dtype=np.uint8),
        )

    @classmethod
    def load(cls, path: Path) -> Forest:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            head = json.loads(data["head"].tobytes())
            return cls(
                asks=data["asks"].astype(np.int64),
                above=data["above"].astype(np.float32),
                leaves=data["leaves"].astype(np.int32),
                bias=int(head["bias"]),
                names=tuple(head["names"]),
                card=dict(head["card"]),
            )

    @classmethod
    def from_catboost(cls, model: Any, names: tuple[str, ...], card: dict[str, Any]) -> Forest:
        """Take over a trained CatBoost model of numeric features and symmetric trees."""
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.json"
            model.save_model(str(path), format="json")
            data = json.loads(path.read_text())
        borders = data["features_info"]["float_features"]
        position = {feature["feature_index"]: feature["flat_feature_index"] for feature in borders}
        scale, bias = data["scale_and_bias"]
        trees = data["oblivious_trees"]
        depth = max(len(tree["splits"]) for tree in trees)
        asks = np.zeros((len(trees), depth), dtype=np.int64)
        above = np.full((len(trees), depth), np.inf, dtype=np.float32)  # unused questions: always no
        leaves = np.zeros((len(trees), 2**depth), dtype=np.int32)
        for number, tree in enumerate(trees):
            for question, split in enumerate(tree["splits"]):
                asks[number, question] = position[split["float_feature_index"]]
                above[number, question] = split["border"]
            values = np.asarray(tree["leaf_values"]) * scale * _SCALE
            leaves[number, : len(values)] = np.clip(np.round(values), -32_000, 32_000)
        return cls(asks, above, leaves, round(float(np.ravel(bias)[0]) * _SCALE), names, card)
