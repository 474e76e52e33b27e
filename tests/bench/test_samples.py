"""The dumps that ship under benchmarks/samples are what their README says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html

from declutter.model import Label

SAMPLES = Path(__file__).parents[2] / "benchmarks" / "samples"
DUMPS = ("news-text", "whole-page", "harbour-paper")

# Headlines are labelled "t", as title lines; every other label stands on some line.
# A headline and a table are content that only a policy takes out.
RESIDUE = {label.value for label in Label} - {Label.HEADLINE.value, Label.TABLE.value}
LOOK_ALIKES = {
    "correction",
    "credits",
    "dialogue",
    "last-line",
    "list",
    "live-time",
    "mention",
    "question",
    "quote",
    "standfirst",
    "subhead",
}
PAGE_TYPES = {"article", "collection", "documentation", "forum", "listing", "product", "service"}


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines()]


def lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("name", DUMPS)
def test_each_line_has_a_letter_and_a_kind_that_agree(name: str) -> None:
    for record in read(f"{name}.jsonl"):
        lines, labels, kinds = lines_of(record["text"]), record["labels"], record["kinds"]
        assert len(lines) == len(labels) == len(kinds), record["id"]
        for letter, kind in zip(labels, kinds):
            allowed = {"b": RESIDUE, "c": LOOK_ALIKES | {""}, "t": {"title"}, "?": {""}}[letter]
            assert kind in allowed, (record["id"], letter, kind)


@pytest.mark.parametrize("name", DUMPS)
def test_each_record_holds_its_title_and_some_content(name: str) -> None:
    for record in read(f"{name}.jsonl"):
        titles = [line for line, letter in zip(lines_of(record["text"]), record["labels"]) if letter == "t"]
        assert titles == [record["title"]], record["id"]
        assert record["labels"].count("c") >= 2, record["id"]


def test_ids_and_urls_are_unique_and_all_hosts_are_invented() -> None:
    records = [record for name in DUMPS for record in read(f"{name}.jsonl")] + read("pages/gold.jsonl")
    for key in ("id", "url"):
        assert max(Counter(record[key] for record in records).values()) == 1
    for record in records:
        host = urlsplit(record["url"]).hostname or ""
        assert host.endswith(".example")
        assert record.get("domain", host) == host


def test_news_text_has_every_kind_of_residue_and_every_look_alike() -> None:
    records = read("news-text.jsonl")
    assert {kind for record in records for kind in record["kinds"]} - {"", "title"} == RESIDUE | LOOK_ALIKES
    assert len({record["lang"] for record in records}) >= 15
    assert sum("b" not in record["labels"] for record in records) >= 2  # nothing to remove: nothing may go


def test_harbour_paper_repeats_its_furniture() -> None:
    records = read("harbour-paper.jsonl")
    assert len(records) == 20
    assert {record["domain"] for record in records} == {"harbourtimes.example"}
    seen = Counter(line for record in records for line in set(lines_of(record["text"])))
    residue = {
        line
        for record in records
        for line, letter in zip(lines_of(record["text"]), record["labels"])
        if letter == "b"
    }
    assert sum(seen[line] >= 5 for line in residue) >= 10
    assert all(count == 1 for line, count in seen.items() if line not in residue)


def test_each_page_holds_its_gold_and_more() -> None:
    golds = read("pages/gold.jsonl")
    assert {path.stem for path in (SAMPLES / "pages").glob("*.html")} == {gold["id"] for gold in golds}
    assert {gold["page_type"] for gold in golds} == PAGE_TYPES
    for gold in golds:
        source = (SAMPLES / "pages" / f"{gold['id']}.html").read_text(encoding="utf-8")
        tree = html.fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8"))
        whole = "".join("".join(map(str, tree.itertext())).split())
        for line in lines_of(gold["text"]):
            assert "".join(line.split()) in whole, (gold["id"], line)
        assert len(whole) > 1.3 * len("".join(gold["text"].split())), gold["id"]
        assert "".join(gold["title"].split()) in whole, gold["id"]
