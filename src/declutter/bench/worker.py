"""The process of one tool: a page a line of JSON on standard input, its row of numbers on standard output.

A tool has a process of its own, so that its crash or hang costs a page and not the run, and so that peak
memory is its own. Scoring is done here, outside the time measured. `python -m declutter.bench.worker PEER`
is for `measure` alone; PEER is a `Peer` as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import IO, Any

from declutter.bench.page import Gold
from declutter.bench.peers import OWN, Peer, maker_of
from declutter.bench.scores import score

__all__ = ["main", "serve"]

# Tools load word lists and compile patterns at their first page; that is not the price of a page.
_WARM_UP = {
    "html": "<html><body><article><h1>A title</h1>"
    + "<p>The bridge was closed on Friday after a lorry hit it, the council said.</p>" * 5
    + "</article></body></html>",
    "text": "A title\n" + "The bridge was closed on Friday after a lorry hit it, the council said.\n" * 5,
}


def main(peer: Peer) -> None:
    """Answer pages until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    # What a tool prints must not get between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        run = maker_of(peer)()
    except Exception as error:  # noqa: BLE001 - a library of its own may be missing: said, and given up
        _send(answers, {"failed": f"{type(error).__name__}: {error}"[:200]})
        return
    # A tool may refuse this page; those that count come next.
    with contextlib.suppress(Exception):
        run(_WARM_UP[peer.form], "", "en")
    _send(answers, {"ready": True})
    for line in sys.stdin.buffer:
        _send(answers, serve(peer, run, json.loads(line)))


def serve(peer: Peer, run: Any, page: dict[str, Any]) -> dict[str, Any]:
    """Run the tool on a page; its own exceptions are an answer."""
    source, gold = page["source"], Gold(*page["gold"])
    began = time.process_time()
    try:
        result = run(source, page["url"], page["language"])
        cleaned = result.text if peer.name == OWN else str(result or "")
    except Exception as error:  # noqa: BLE001 - whatever a tool raises is counted against it
        return {"error": f"{type(error).__name__}: {error}"[:200], "seconds": time.process_time() - began}
    seconds = time.process_time() - began
    answer: dict[str, Any] = {
        "row": score(source, cleaned, gold),
        "seconds": seconds,
        "peak": _peak_bytes(),
    }
    if peer.name == OWN:
        from declutter.bench.peers.own import detail

        answer["detail"] = detail(result, gold)
    return answer


def _peak_bytes() -> int:
    """Most memory this process has held; 0 where the system does not say.

    Linux's `ru_maxrss` is no less than what the process held that started this one; its own is in /proc.
    """
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        import resource
    except ImportError:
        return 0
    # Linux counts kilobytes, macOS bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _send(answers: IO[str], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(Peer(*json.loads(sys.argv[1])))
