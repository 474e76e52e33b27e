"""Measure `declutter dump`: workers, overhead, memory, kills, hostile records.

    python benchmarks/dumps.py ../shared/corpora scale      two workers against one, text and HTML
    python benchmarks/dumps.py ../shared/corpora overhead   reading and writing, on top of cleaning
    python benchmarks/dumps.py ../shared/corpora memory     resident memory over a dump of --megabytes
    python benchmarks/dumps.py ../shared/corpora kills      20 random kill -9 of parent or worker
    python benchmarks/dumps.py ../shared/corpora hostile    a dump with 1 % hostile records

Dumps are made from the corpora in a temporary folder, and deleted with it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from declutter import Cleaner
from declutter.dumps import DumpOptions, clean_dump

_HTML_FIELD = "html"
_CLEANER = Cleaner()


def text_records(corpora: Path) -> Iterator[dict[str, Any]]:
    """Records of text-residue, without their labels."""
    with gzip.open(corpora / "text-residue" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            yield {name: found[name] for name in ("id", "url", "title", "text")}


def html_records(corpora: Path) -> Iterator[dict[str, Any]]:
    """Pages of wcxb."""
    for path in sorted((corpora / "wcxb" / "dev" / "html").glob("*.html.gz")):
        yield {
            "id": path.name,
            "html": gzip.decompress(path.read_bytes()).decode("utf-8", "replace"),
        }


def write_dump(path: Path, records: Iterator[dict[str, Any]], most: int) -> int:
    """Write records until so many bytes are reached; returns how many records."""
    count = size = 0
    with path.open("wb") as file:
        for found in records:
            line = json.dumps(found, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            file.write(line)
            count, size = count + 1, size + len(line)
            if size >= most:
                break
    return count


def arguments(source: Path, output: Path, workers: int, *more: str) -> list[str]:
    """A run on the command line."""
    program = [sys.executable, "-m", "declutter", "dump", str(source), "-o", str(output)]
    return [*program, "--workers", str(workers), "--progress", "quiet", *more]


def seconds_of(source: Path, field: str, workers: int) -> tuple[float, float]:
    """A run's wall time, and the share of all CPU time that the parent took."""
    parent, children_before = time.process_time(), _children_time()
    output = source.with_suffix(f".{workers}.out.jsonl")
    began = time.perf_counter()
    options = DumpOptions(
        inputs=[str(source)], output=str(output), field=field, workers=workers, overwrite=True
    )
    clean_dump(options, _CLEANER)
    wall = time.perf_counter() - began
    parent = time.process_time() - parent
    return wall, parent / (parent + _children_time() - children_before)


def bare_ratio(pages: list[str]) -> float:
    """What two processes gain over one on this machine at this time, with nothing to share."""
    walls = []
    for count in (1, 2):
        made = [
            multiprocessing.Process(target=_clean_all, args=(pages[part::count],)) for part in range(count)
        ]
        began = time.perf_counter()
        for process in made:
            process.start()
        for process in made:
            process.join()
        walls.append(time.perf_counter() - began)
    return walls[0] / walls[1]


def _clean_all(pages: list[str]) -> None:
    for page in pages:
        _ = _CLEANER.clean(page).text


def _children_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scale(args: argparse.Namespace, folder: Path) -> None:
    """Two workers against one, rounds interleaved."""
    for name, field, records in (
        ("text", "text", text_records),
        ("html", _HTML_FIELD, html_records),
    ):
        source = folder / f"{name}.jsonl"
        count = write_dump(source, cycle(list(records(args.corpora))), int(args.megabytes * 1e6))
        ratios = []
        for _ in range(args.rounds):
            (one, _), (two, parent) = seconds_of(source, field, 1), seconds_of(source, field, 2)
            ratios.append(one / two)
            bare = bare_ratio(
                [json.loads(line)[field] for line in islice(source.open(encoding="utf-8"), 400)]
            )
            print(
                f"{name}: {count} records, {source.stat().st_size / 1e6:.0f} MB: 1 worker {one:.1f} s, 2 workers "
                f"{two:.1f} s, {one / two:.2f} times; parent {100 * parent:.1f} % of the CPU time "
                f"(two bare processes {bare:.2f} times, load {os.getloadavg()[0]:.1f})"
            )
        print(f"{name}: median {statistics.median(ratios):.2f}, best {max(ratios):.2f} times")


def overhead(args: argparse.Namespace, folder: Path) -> None:
    """CPU of a whole run in this process, against cleaning the same records in memory."""
    for name, field, records in (
        ("text", "text", text_records),
        ("html", _HTML_FIELD, html_records),
    ):
        source = folder / f"{name}.jsonl"
        write_dump(source, records(args.corpora), int(args.megabytes * 1e6))
        pages = [json.loads(line)[field] for line in source.open(encoding="utf-8")]
        cleaner = Cleaner()
        shares = []
        for _ in range(args.rounds):
            began = time.process_time()
            for page in pages:
                _ = cleaner.clean(page).text
            memory = time.process_time() - began
            for suffix in ("jsonl", "jsonl.gz"):
                began = time.process_time()
                output = str(folder / f"out.{suffix}")
                clean_dump(
                    DumpOptions(inputs=[str(source)], output=output, field=field, workers=0, overwrite=True),
                    cleaner,
                )
                share = (time.process_time() - began) / memory - 1
                shares.append(share)
                print(f"{name} to {suffix}: {memory:.1f} s in memory, {100 * share:+.1f} % as a dump")


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds (Linux)."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def children(pid: int) -> list[int]:
    """Process ids of a process's children (Linux)."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def memory(args: argparse.Namespace, folder: Path) -> None:
    """Resident memory of parent and workers, by tenths of the run."""
    source = folder / "large.jsonl"
    records = list(text_records(args.corpora))
    count = write_dump(source, cycle(records), int(args.megabytes * 1e6))
    del records
    began = time.perf_counter()
    # What a worker does with a page is the cleaner's cost; --limit-free, whole dump.
    run = subprocess.Popen(arguments(source, folder / "out.jsonl", 2, "--field", "text"))
    seen: list[tuple[float, float, float]] = []
    while run.poll() is None:
        workers = [resident(pid) for pid in children(run.pid)]
        seen.append((time.perf_counter() - began, resident(run.pid), max(workers, default=0.0)))
        time.sleep(0.5)
    print(
        f"{count} records, {source.stat().st_size / 1e6:.0f} MB, {seen[-1][0]:.0f} s, exit code {run.returncode}"
    )
    tenth = max(1, len(seen) // 10)
    for number in range(10):
        part = seen[number * tenth : (number + 1) * tenth] or seen[-1:]
        print(
            f"tenth {number + 1:2}: parent {max(p for _, p, _ in part):6.0f} MB, "
            f"worker {max(w for *_, w in part):6.0f} MB"
        )


def kills(args: argparse.Namespace, folder: Path) -> None:
    """Random kill -9 of parent or worker; the same bytes in the end."""
    source, whole, output = folder / "a.jsonl", folder / "whole.jsonl", folder / "killed.jsonl"
    write_dump(source, text_records(args.corpora), int(args.megabytes * 1e6))
    subprocess.run(arguments(source, whole, 2, "--field", "text"), check=True)
    dice, done, runs = random.Random(args.seed), 0, 0
    while True:
        runs += 1
        more = ("--field", "text", "--resume", "--commit-seconds", "0.5")
        run = subprocess.Popen(arguments(source, output, dice.choice((1, 2)), *more))
        while run.poll() is None and done < args.kills:
            time.sleep(dice.uniform(1.0, 5.0))
            workers = children(run.pid)
            target = dice.choice([run.pid, *workers[:1]])
            if run.poll() is None:
                os.kill(target, signal.SIGKILL)
                done += 1
        if run.wait() in (0, 1):
            break
    same = whole.read_bytes() == output.read_bytes()
    print(
        f"{done} kills over {runs} runs, {whole.stat().st_size / 1e6:.1f} MB: "
        f"{'same bytes' if same else 'BYTES DIFFER'}"
    )


def hostile_lines(dice: random.Random) -> Iterator[bytes]:
    """One hostile record after another."""
    while True:
        yield b'{"id": "h", "text": "' + b"long " * 10_000_000 + b'"}'
        yield b'{"id": "h", "text": ' + b'{"a":' * 100_000
        yield json.dumps({"id": "h", "text": "<div>" * 100_000 + "</p>" * 100_000}).encode()
        yield json.dumps({"id": "h", "text": "<div>" * 20_000 + "Deep down, a sentence of prose."}).encode()
        yield b'{"id": "h", "text": "' + bytes(dice.randrange(128, 256) for _ in range(300)) + b'"}'
        yield json.dumps({"id": "h", "text": dice.choice([5, None, ["a"], {"b": 1}, True])}).encode()
        yield json.dumps({"id": "h", "text": "a" * 200_000 + "!" + " \t" * 50_000}).encode()
        yield json.dumps({"id": "h", "text": "<a href='" + "x='" * 50_000}).encode()
        yield json.dumps({"id": "h", "text": "\n".join(["Share"] * 100_000)}).encode()
        yield json.dumps({"id": "h", "text": "Photo: A / B | C " * 20_000}).encode()
        yield json.dumps({"id": "h", "text": "\u202e\ud800\x00" * 5_000}).encode()
        yield b"\x00\xff\xfe" * 1_000


def hostile(args: argparse.Namespace, folder: Path) -> None:
    """A dump in which every hundredth record is hostile: all are cleaned or quarantined."""
    source, output = folder / "hostile.jsonl", folder / "out.jsonl"
    bad = hostile_lines(random.Random(args.seed))
    good = cycle(list(islice(text_records(args.corpora), 1_000)))
    lines = args.records
    with source.open("wb") as file:
        for number in range(lines):
            if number % 100 == 50:
                file.write(next(bad) + b"\n")
            else:
                file.write(json.dumps(next(good), ensure_ascii=False).encode() + b"\n")
    began = time.perf_counter()
    run = subprocess.run(arguments(source, output, 2, "--field", "text", "--max-seconds", "20"), check=False)
    kinds: dict[str, int] = {}
    quarantined = output.with_name("out.jsonl.quarantine.jsonl").read_bytes().splitlines()
    for line in quarantined:
        kind = json.loads(line)["kind"]
        kinds[kind] = kinds.get(kind, 0) + 1
    cleaned = sum(1 for _ in output.open("rb"))
    print(
        f"{lines} records, {source.stat().st_size / 1e6:.0f} MB, "
        f"{time.perf_counter() - began:.0f} s, exit code {run.returncode}"
    )
    print(
        f"cleaned {cleaned}, quarantined {len(quarantined)} {kinds}, lost {lines - cleaned - len(quarantined)}"
    )


def main() -> None:
    """Run one measurement."""
    measures = {
        "scale": scale,
        "overhead": overhead,
        "memory": memory,
        "kills": kills,
        "hostile": hostile,
    }
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("measure", choices=sorted(measures))
    parser.add_argument("--megabytes", type=float, default=8.0, help="size of the dump")
    parser.add_argument("--records", type=int, default=2_400, help="of the hostile dump")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measures[args.measure](args, Path(folder))


if __name__ == "__main__":
    main()
