"""Every format in, every format out, and columns that travel along untouched."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import lzma
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from declutter.cli import main
from declutter.dumps import DumpOptions, Summary, clean_dump
from declutter.dumps.formats import format_of
from declutter.errors import InputError, OptionError
from tests.dumps.samples import RESIDUE, clean, command, jsonl, prose, read_jsonl, record, records


def run(source: Path | str, output: Path | str, **more: Any) -> Summary:
    return clean_dump(DumpOptions(inputs=[str(source)], output=str(output), workers=0, **more))


# --- JSONL and compressions ----------------------------------------------------------------------


def _opener(suffix: str) -> Any:
    if suffix == ".zst":
        zstd = pytest.importorskip("backports.zstd")
        return zstd.open
    return {"": open, ".gz": gzip.open, ".xz": lzma.open}[suffix]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst", ".xz"])
def test_jsonl_in_any_compression(tmp_path: Path, suffix: str) -> None:
    opener = _opener(suffix)
    source, output = tmp_path / f"news.jsonl{suffix}", tmp_path / f"clean.jsonl{suffix}"
    with opener(source, "wb") as file:
        file.write(jsonl(records(150)))
    run(source, output)
    with opener(output, "rb") as file:
        assert [json.loads(line) for line in file] == [clean(n) for n in range(150)]


def test_compression_is_told_from_the_content(tmp_path: Path) -> None:
    source = tmp_path / "misnamed.jsonl"
    source.write_bytes(gzip.compress(jsonl(records(3))) + gzip.compress(jsonl([record(3)])))
    run(source, tmp_path / "clean.jsonl")
    assert read_jsonl(tmp_path / "clean.jsonl") == [clean(n) for n in range(4)]


def test_jsonl_oddities_are_kept(tmp_path: Path) -> None:
    source = tmp_path / "odd.jsonl"
    lines = [
        b"\xef\xbb\xbf" + json.dumps({"text": prose(1), "mark": "first"}).encode(),
        b"",
        json.dumps({"text": prose(2), "half": "\ud83d"}).encode() + b"\r",
        b'{"text": null, "big": 123456789012345678901234567890, "nan": NaN}',
    ]
    source.write_bytes(b"\n".join(lines))
    summary = run(source, tmp_path / "clean.jsonl")
    first, second, third = (tmp_path / "clean.jsonl").read_bytes().splitlines()
    assert json.loads(first) == {"text": prose(1), "mark": "first"}
    assert json.loads(second) == {"text": prose(2), "half": "\ud83d"}
    assert third == lines[3]
    assert summary.empty == 1


def test_new_column_and_additions(tmp_path: Path, dump: Path) -> None:
    add = ["confidence", "warnings", "title", "language", "metadata", "findings", "markdown"]
    run(dump, tmp_path / "clean.jsonl", into="article", add=add, limit=2)
    rows = read_jsonl(tmp_path / "clean.jsonl")
    assert len(rows) == 2
    assert rows[1]["text"] == record(1)["text"]
    assert rows[1]["article"] == prose(1)
    assert [f["text"] for f in rows[1]["clean_findings"]] == [RESIDUE, RESIDUE]
    assert all(f["label"] == "ad" and f["reason"] for f in rows[1]["clean_findings"])
    assert 0 <= rows[1]["clean_confidence"] <= 1
    assert set(rows[1]) == {*record(1), "article", *(f"clean_{name}" for name in add)}


def test_removals_are_reported_block_by_block(tmp_path: Path, dump: Path) -> None:
    run(dump, tmp_path / "clean.jsonl", removals=str(tmp_path / "removals.jsonl"), limit=3)
    rows = read_jsonl(tmp_path / "removals.jsonl")
    assert [(row["id"], row["line"], row["block_line"], row["text"]) for row in rows] == [
        (n, n + 1, line, RESIDUE) for n in range(3) for line in (1, 5)
    ]
    assert all(row["file"] == str(dump) and row["label"] == "ad" and row["reason"] for row in rows)


# --- CSV and TSV ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("suffix", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_delimited(tmp_path: Path, suffix: str, delimiter: str) -> None:
    source, output = tmp_path / f"news.{suffix}", tmp_path / f"clean.{suffix}"
    rows = [[str(n), record(n)["text"], f'a "quoted"{delimiter} cell\r\nof two lines'] for n in range(100)]
    with source.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["id", "text", "note"], *rows])
    run(source, output)
    with output.open(encoding="utf-8", newline="") as file:
        head, *found = csv.reader(file, delimiter=delimiter)
    assert head == ["id", "text", "note"]
    assert found == [[number, prose(int(number)), note] for number, _, note in rows]


def test_csv_needs_a_header(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(InputError, match="no header line"):
        run(tmp_path / "empty.csv", tmp_path / "clean.csv")


# --- Parquet and Arrow ---------------------------------------------------------------------------


def _table() -> Any:
    pa = pytest.importorskip("pyarrow")
    count = 150
    return pa.table(
        {
            "id": pa.array(range(count), pa.int16()),
            "text": pa.array(
                [record(n)["text"] if n != 9 else None for n in range(count)], pa.large_string()
            ),
            "seen": pa.array(
                [dt.datetime(2024, 5, 1, 12, n % 60, tzinfo=dt.timezone.utc) for n in range(count)],
                pa.timestamp("ns", "UTC"),
            ),
            "price": pa.array([Decimal(n).scaleb(-2) for n in range(count)], pa.decimal128(9, 2)),
            "tags": pa.array([[{"name": "a", "n": n}, None] if n % 2 else None for n in range(count)]),
            "pairs": pa.array([[("k", n)] for n in range(count)], pa.map_(pa.string(), pa.int32())),
            "blob": pa.array([bytes([n]) for n in range(count)], pa.binary()),
            "null": pa.nulls(count, pa.float32()),
        },
        metadata={"made by": "a test"},
    )


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_columns_of_parquet_and_arrow_keep_their_types(tmp_path: Path, suffix: str) -> None:
    table = _table()
    import pyarrow as pa
    import pyarrow.parquet as pq

    source, output = tmp_path / f"news.{suffix}", tmp_path / f"clean.{suffix}"
    if suffix == "parquet":
        pq.write_table(table, source, row_group_size=40)
    else:
        with pa.ipc.new_file(source, table.schema) as writer:
            writer.write_table(table, 40)
    run(source, output, into="clean", add=["confidence"])
    found = pq.read_table(output) if suffix == "parquet" else pa.ipc.open_file(output).read_all()
    assert found.select(table.schema.names).cast(table.schema).equals(table)
    assert found.schema.names == [*table.schema.names, "clean", "clean_confidence"]
    cleaned = found["clean"].to_pylist()
    assert cleaned == [prose(n) if n != 9 else None for n in range(150)]


def test_an_arrow_stream_is_read_and_dictionaries_become_values(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"text": [record(0)["text"]] * 3, "kind": pa.array(["a", "b", "a"]).dictionary_encode()})
    with pa.ipc.new_stream(tmp_path / "news.arrows", table.schema) as writer:
        writer.write_table(table)
    run(tmp_path / "news.arrows", tmp_path / "clean.arrow")
    found = pa.ipc.open_file(tmp_path / "clean.arrow").read_all()
    assert found.to_pydict() == {"text": [prose(0)] * 3, "kind": ["a", "b", "a"]}


def test_from_parquet_to_jsonl_and_back(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    (tmp_path / "a.jsonl").write_bytes(jsonl([*records(5), {**record(5), "late": 1}]))
    summary = run(tmp_path / "a.jsonl", tmp_path / "b.parquet")
    assert summary.bad == 0
    run(tmp_path / "b.parquet", tmp_path / "c.jsonl")
    rows = read_jsonl(tmp_path / "c.jsonl")
    assert [row["text"] for row in rows] == [prose(n) for n in range(6)]
    assert json.loads(rows[3]["note"]) == record(3)["note"], "objects become JSON in a column"
    assert rows[5]["late"] == 1
    assert pq.read_table(tmp_path / "b.parquet")["id"].to_pylist() == list(range(6))


def test_a_column_that_comes_too_late_for_the_schema_is_quarantined(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.jsonl").write_bytes(jsonl([*records(300), {**record(300), "late": 1}]))
    summary = run(tmp_path / "a.jsonl", tmp_path / "b.parquet")
    assert (summary.records, summary.bad) == (300, 1)
    (entry,) = read_jsonl(tmp_path / "b.parquet.quarantine.jsonl")
    assert entry["line"] == 301
    assert "late" in entry["reason"]


def test_parquet_cannot_be_piped(dump: Path) -> None:
    with pytest.raises(OptionError, match="cannot be written to standard output"):
        run(dump, "-", output_format="parquet")


# --- WARC and WET --------------------------------------------------------------------------------


# warcio's writer leaves a temporary file to the garbage collector.
writes_warc = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


def _warc(path: Path) -> list[int]:
    """A crawl of two pages, an image, a request and a text conversion; returns the pages' offsets."""
    warcio = pytest.importorskip("warcio.warcwriter")
    from warcio.statusandheaders import StatusAndHeaders

    offsets = []
    with path.open("wb") as file:
        writer = warcio.WARCWriter(file, gzip=path.suffix == ".gz")

        def add(kind: str, url: str, body: bytes, content_type: str, **headers: str) -> None:
            lines = [("Content-Type", content_type), *headers.items()]
            http = StatusAndHeaders("200 OK", lines, protocol="HTTP/1.1") if kind == "response" else None
            of = None if http else content_type
            made = writer.create_warc_record(
                url,
                kind,
                payload=io.BytesIO(body),
                http_headers=http,
                warc_content_type=of,
                warc_headers_dict={"WARC-Date": "2024-05-01T12:00:00Z"},
            )
            if kind != "request" and content_type.startswith("text/"):
                offsets.append(file.tell())
            writer.write_record(made)

        writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "a test"}))
        add(
            "request",
            "https://news.example/1",
            b"GET / HTTP/1.0\r\n\r\n",
            "application/http; msgtype=request",
        )
        page = f"<html><body><h1>Ørsted</h1><p>{prose(1)}</p><p>{RESIDUE}</p></body></html>"
        add(
            "response",
            "https://news.example/1",
            page.encode("latin-1", "xmlcharrefreplace"),
            "text/html; charset=iso-8859-1",
        )
        add("response", "https://news.example/i.png", b"\x89PNG\r\n\0", "image/png")
        body = gzip.compress(page.replace(prose(1), prose(2)).encode(), mtime=0)
        add(
            "response",
            "https://news.example/2",
            body,
            "text/html; charset=utf-8",
            **{"Content-Encoding": "gzip"},
        )
        add("conversion", "https://news.example/3", record(3)["text"].encode(), "text/plain")
    return offsets


@writes_warc
@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_warc_pages_with_their_metadata(tmp_path: Path, name: str) -> None:
    _warc(tmp_path / name)
    summary = run(tmp_path / name, tmp_path / "clean.jsonl", into="clean")
    assert (summary.records, summary.bad) == (3, 0)
    rows = read_jsonl(tmp_path / "clean.jsonl")
    assert [row["url"] for row in rows] == [f"https://news.example/{n}" for n in (1, 2, 3)]
    assert [row["warc"]["WARC-Type"] for row in rows] == ["response", "response", "conversion"]
    assert [row["status"] for row in rows] == ["200", "200", ""]
    assert [row["date"] for row in rows] == ["2024-05-01T12:00:00Z"] * 3
    for row, number in zip(rows, (1, 2, 3), strict=True):
        assert prose(number) in row["clean"]
        assert RESIDUE not in row["clean"]
    assert "Ørsted" in rows[0]["text"]


@writes_warc
def test_truncated_warc_gives_what_is_whole_and_names_the_break(tmp_path: Path) -> None:
    for name, cut in (("crawl.warc", 40), ("crawl.warc.gz", 40)):
        offsets = _warc(tmp_path / name)
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data[:-cut])
        output = tmp_path / f"{name}.jsonl"
        summary = run(tmp_path / name, output)
        assert [row["url"] for row in read_jsonl(output)] == [f"https://news.example/{n}" for n in (1, 2)]
        assert summary.faults == {"cut off": 1}
        (entry,) = read_jsonl(Path(f"{output}.quarantine.jsonl"))
        assert entry["byte"] >= offsets[1]


# --- folders, globs, pipes -----------------------------------------------------------------------


def test_folder_of_saved_pages(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / "deep").mkdir(parents=True)
    (pages / "a.txt").write_text(record(1)["text"], encoding="utf-8")
    (pages / "deep" / "b.html").write_text(f"<p>{prose(2)}</p><div>{RESIDUE}</div>", encoding="utf-8")
    (pages / "c.md").write_text(f"# Closed\n\n{prose(3)}\n\n{RESIDUE}\n", encoding="utf-8")
    (pages / "d.doc").write_bytes(b"no page")
    run(pages, tmp_path / "clean.jsonl")
    rows = {Path(row["id"]).name: row for row in read_jsonl(tmp_path / "clean.jsonl")}
    assert {name: row["form"] for name, row in rows.items()} == {
        "a.txt": "text",
        "b.html": "html",
        "c.md": "markdown",
    }
    assert rows["a.txt"]["text"] == prose(1)
    assert all(prose(n) in rows[name]["text"] for n, name in ((2, "b.html"), (3, "c.md")))
    assert not any(RESIDUE in row["text"] for row in rows.values())
    run(str(pages / "**" / "*.txt"), tmp_path / "glob.jsonl")
    assert len(read_jsonl(tmp_path / "glob.jsonl")) == 1


def test_pipes(tmp_path: Path) -> None:
    arguments = command("-", "-o", "-", "--workers", 1, "--progress", "quiet")
    done = subprocess.run(arguments, input=gzip.compress(jsonl(records(70))), capture_output=True, check=True)
    assert done.stdout == jsonl(clean(n) for n in range(70))
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.jsonl", "-o", "x.jsonl"], "no such file or folder"),
        (["notes.doc", "-o", "x.jsonl"], "format unknown; give --from"),
        (["news.jsonl", "-o", "x.doc"], "format unknown; give --to"),
        (
            ["news.jsonl", "-o", "x.jsonl", "--field", "txt"],
            "unknown field 'txt'; did you mean 'text'?",
        ),
        (["news.jsonl", "-o", "news.jsonl"], "is an input too"),
        (["news.jsonl", "-o", "x.parquet.gz"], "compressed inside"),
        (["news.jsonl", "-o", "x.jsonl", "--add", "markdwon"], "did you mean 'markdown'?"),
        (["numbers.jsonl", "-o", "x.jsonl"], "no column looks like a page; name it with --field"),
        (["news.jsonl"], "give either -o OUTPUT or --dry-run"),
        (["news.jsonl", "-o", "x.jsonl", "--where", "lang"], "must be field=value"),
    ],
)
def test_wrong_use_says_what_and_which_choices(
    tmp_path: Path,
    dump: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.doc").write_bytes(b"")
    (tmp_path / "numbers.jsonl").write_bytes(jsonl([{"n": 1}]))
    assert main(["dump", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert dump.exists()


def test_names_tell_formats() -> None:
    assert {
        name: format_of(name) for name in ("a.JSONL.GZ", "b.tsv.xz", "c.wet", "d.feather", "e.htm", "f.gz")
    } == {
        "a.JSONL.GZ": "jsonl",
        "b.tsv.xz": "tsv",
        "c.wet": "warc",
        "d.feather": "arrow",
        "e.htm": "page",
        "f.gz": None,
    }
