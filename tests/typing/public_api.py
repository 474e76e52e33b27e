"""The whole public API, as a typed program uses it. Checked by mypy --strict, never run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import html
from typing_extensions import assert_type

import declutter
from declutter import (
    Block,
    Cleaner,
    DeclutterError,
    Detector,
    Document,
    Finding,
    InputError,
    Label,
    OptionError,
    Pack,
    Policy,
    Result,
    RuleError,
    clean,
)


class Weather:
    """A detector needs no base class: a name and `find` are enough."""

    name = "weather"

    def find(self, document: Document, /) -> Iterable[Finding]:
        for index, text in enumerate(document.texts):
            if text.startswith("Tides"):
                yield Finding(index, index + 1, Label.BOILERPLATE, 0.99, self.name, "tides, daily")


def cleaning() -> Result:
    detector: Detector = Weather()
    assert_type(clean("text"), Result)
    assert_type(
        declutter.clean(
            b"bytes",
            form="text",
            url="https://norham.example",
            title="Head",
            language="en",
            policy="precision",
            charset="utf-8",
            include_title=True,
            include_comments=True,
            include_tables=False,
            include_links=False,
            include_images=False,
        ),
        Result,
    )
    element = html.document_fromstring("<p>One.</p>")
    assert_type(clean(element), Result)
    assert_type(clean(element.getroottree(), url="https://norham.example"), Result)

    policy = Policy(threshold=0.8, keep=frozenset([Label.BYLINE]))
    assert_type(policy.threshold, float)
    assert_type(policy.include_tables, bool)
    assert_type(policy.including(include_title=True), Policy)
    assert_type(policy.keep, frozenset[Label])
    assert_type(Policy.preset("recall", keep=["byline", Label.CREDIT]), Policy)

    cleaner = Cleaner(
        policy=policy,
        language="en",
        packs=[Path("site.toml"), "other.toml", {"pack": {"name": "mine"}}, Pack(name="built", rules=())],
        detectors=[detector],
        include_links=False,
    )
    result = cleaner.clean("text", policy=Policy.preset("precision"))
    assert_type(cleaner.clean_many(["text", b"bytes"], form="markdown"), Iterator[Result])
    return result


def results(result: Result) -> None:
    assert_type(result.text, str)
    assert_type(result.markdown, str)
    assert_type(result.html, str)
    assert_type(result.comments, str)
    assert_type(result.title, str)
    assert_type(result.metadata, Mapping[str, Any])
    assert_type(result.blocks, list[Block])
    assert_type(result.kept, list[Block])
    assert_type(result.removed, list[Block])
    assert_type(result.findings, list[Finding])
    assert_type(result.confidence, float)
    assert_type(result.warnings, Sequence[str])
    assert_type(result.document, Document)
    assert_type(result.explain(color=True), str)
    assert_type(result.to_dict(), dict[str, Any])
    assert_type(result.to_json(indent=2), str)

    for block in result.blocks:
        assert_type(block.text, str)
        assert_type(block.line, int)
        assert_type(block.kept, bool)
        assert_type(block.label, Label | None)
        assert_type(block.confidence, float)
        assert_type(block.reason, str)
        assert_type(block.source, str)

    for finding in result.findings:
        assert_type(finding.start, int)
        assert_type(finding.stop, int)
        assert_type(finding.label, Label | None)
        assert_type(finding.source, str)


def errors() -> None:
    try:
        clean("text", form="text")
    except InputError as error:
        assert_type(error, InputError)
    except (OptionError, RuleError) as error:
        assert_type(str(error), str)
    except DeclutterError:
        raise


def refused(result: Result) -> None:
    """What must not pass: a type-checker that accepts it makes the comment an error."""
    clean(7)  # type: ignore[arg-type]
    clean("text", include_footers=True)  # type: ignore[call-arg]
    Policy(threshold="high")  # type: ignore[arg-type]
    Cleaner("balanced")  # type: ignore[call-arg]
    result.text = "other"  # type: ignore[misc]
