"""A result as plain data, ready for JSON."""

from __future__ import annotations

from typing import Any

from declutter.model import Result

__all__ = ["render_data"]


def render_data(result: Result) -> dict[str, Any]:
    """Text, metadata and every block with the decision about it."""
    return {
        "title": result.title,
        "text": result.text,
        "metadata": dict(result.metadata),
        "language": result.document.language,
        "confidence": round(result.confidence, 4),
        "warnings": list(result.warnings),
        "blocks": [
            {
                "text": block.text,
                "line": block.line,
                "kept": block.kept,
                "label": block.label and block.label.value,
                "confidence": round(block.confidence, 4),
                "reason": block.reason,
                "source": block.source,
            }
            for block in result.blocks
        ],
    }
