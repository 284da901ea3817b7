"""`make producers`: real producers send to a Headwater of their own, and what a user then sees is compared.

python -m tests.producers [NAME ...]; without a name all of them. Their packages are installed once, by pip, into
environments below HEADWATER_PRODUCERS (var/producers).
"""

from __future__ import annotations

import argparse
import pprint
import sys
import time
from collections.abc import Sequence

from tests.producers.producer import Outcome, play
from tests.producers.registry import PRODUCERS
from tests.producers.workshop import ProducerFailed

COLUMNS = ("events", "jobs", "datasets", "runs", "edges", "columns", "parked", "rejected")


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def table(outcomes: Sequence[Outcome]) -> str:
    """What arrived, a line for each producer."""
    lines = [("producer", "version", *COLUMNS, "seconds")]
    for outcome in outcomes:
        counts = outcome.seen.counts
        numbers = (str(counts[column]) for column in COLUMNS)
        lines.append((outcome.producer.name, outcome.producer.version, *numbers, f"{outcome.seconds:.0f}"))
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i < 2 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def main() -> int:
    """0 when everything is shown as it has to be."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.producers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(PRODUCERS)}")
    parser.add_argument("--show", action="store_true", help="also print all that was seen")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in PRODUCERS]
    if unknown:
        parser.error(f"NAME: {', '.join(unknown)} is unknown; known are {', '.join(PRODUCERS)}")
    outcomes, failures = [], []
    for name in options.names or PRODUCERS:
        try:
            outcome = play(PRODUCERS[name], say)
        except ProducerFailed as error:
            failures.append(f"{name}: {error}")
            say(failures[-1])
            continue
        outcomes.append(outcome)
        failures += [f"{name}: {line}" for line in outcome.wrong]
        say(f"{name}: {'as expected' if not outcome.wrong else f'{len(outcome.wrong)} differences'}")
        if options.show:
            sys.stdout.write(pprint.pformat(outcome.seen, width=140) + "\n")
    if outcomes:
        sys.stdout.write(f"\n{table(outcomes)}\n")
    for outcome in outcomes:
        for warning, count in outcome.seen.warnings.items():
            sys.stdout.write(f"warning  {outcome.producer.name}: {warning}, {count} times\n")
    for failure in failures:
        sys.stdout.write(f"FAIL  {failure}\n")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
