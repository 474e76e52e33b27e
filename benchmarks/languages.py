"""What the language packs are worth: residue removed and content lost a language, with and without them.

    python benchmarks/languages.py ../shared/corpora

On the news records of text-residue, by the corpus's own language or country code. Weights have seen
these pages; what is compared is the same cleaner with all packs and with `base` and `en` alone.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from residue import read_records

from declutter import Cleaner
from declutter.bench.metrics import residue_score
from declutter.packs import shipped_packs

# A language with fewer records shows nothing.
_LEAST = 5


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    args = parser.parse_args()
    others = [f"{pack.name}/*" for pack in shipped_packs() if pack.name not in ("base", "en")]
    cleaners = {"all": Cleaner(), "en": Cleaner(packs=[{"pack": {"name": "english-only", "off": others}}])}
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for record in read_records(args.corpora):
        if not record["corpus"].startswith("fundus"):
            continue
        for name, cleaner in cleaners.items():
            text = cleaner.clean(record["text"], form="text").text
            kept, lost, removed, left = residue_score(record["text"], record["labels"], text)
            sums[record["lang"], name].update(kept=kept, lost=lost, removed=removed, left=left, records=1)
    print(f"{'code':6}{'records':>8}{'removed % (en alone)':>24}{'lost % (en alone)':>22}")
    for code in sorted({code for code, _ in sums}):
        row, alone = sums[code, "all"], sums[code, "en"]
        if row["records"] < _LEAST:
            continue
        gone, base = (100 * s["removed"] / max(1, s["removed"] + s["left"]) for s in (row, alone))
        share_lost, lost_alone = (100 * s["lost"] / max(1, s["lost"] + s["kept"]) for s in (row, alone))
        print(f"{code:6}{row['records']:8}{gone:14.1f} ({base:5.1f}){share_lost:14.2f} ({lost_alone:5.2f})")


if __name__ == "__main__":
    main()
