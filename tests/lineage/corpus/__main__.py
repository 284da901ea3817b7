"""`python -m tests.lineage.corpus FOLDER [--shuffle N]`: our answers against expected.json, set by set, file by file."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from benchmarks.scratch import scratch_database


def main() -> int:
    """Print a line for each file and for all together; how many sets differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.lineage.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds the *.jsonl files and expected.json")
    parser.add_argument(
        "--shuffle", type=int, default=0, metavar="N", help="so often all events twice in another order"
    )
    parser.add_argument("--only", help="this file alone (`combined`: all together)")
    options = parser.parse_args()
    with scratch_database():
        from tests.lineage.corpus.compare import Corpus

        corpus = Corpus(options.folder)
        failed = 0
        for name in [options.only] if options.only else [*corpus.files, "combined"]:
            failed += corpus.check(name)
        for seed in range(options.shuffle):
            failed += corpus.check("combined", random.Random(seed))
    print("no differences" if not failed else f"{failed} sets differ")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
