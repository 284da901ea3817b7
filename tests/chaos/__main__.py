"""The product under load while things go wrong: each experiment tries one promise, and its controls must fail it."""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos import (
    r01_kills,
    r02_recovery,
    r03_broker_wiped,
    r04_frozen,
    r05_database_away,
    r06_poison,
    r07_overload,
    r08_slow_consumer,
    r11_order,
    r12_deadlocks,
    r13_herd,
    r14_stop,
    r19_syncs,
)
from tests.chaos.experiment import Experiment, Options, Outcome, load_of_machine, say

MODULES = (
    *(r01_kills, r02_recovery, r03_broker_wiped, r04_frozen, r05_database_away, r06_poison),
    *(r07_overload, r08_slow_consumer, r11_order, r12_deadlocks, r13_herd, r14_stop, r19_syncs),
)
EXPERIMENTS: dict[str, Experiment] = {module.EXPERIMENT.key: module.EXPERIMENT for module in MODULES}


def attempt(experiment: Experiment, options: Options, control: str = "") -> Outcome:
    """Run it; what breaks the experiment itself is a failure too."""
    say(f"{experiment.key}{f', control: {control}' if control else ''} ({load_of_machine()})")
    begun = time.monotonic()
    try:
        outcome = experiment.run(options, control)
    except Exception as error:
        outcome = Outcome(failures=[f"{type(error).__name__}: {error}"[:1000]])
    outcome.figures["seconds of the experiment"] = round(time.monotonic() - begun)
    say(f"  {outcome.measured or 'broke off'}")
    for failure in outcome.failures:
        say(f"  {'caught' if control else 'FAIL'}: {failure}")
    return outcome


def run(
    chosen: Sequence[Experiment], options: Options, *, product: bool, controls: bool
) -> dict[str, dict[str, object]]:
    """Every experiment, then its controls; by key what it said."""
    found: dict[str, dict[str, object]] = {}
    for experiment in chosen:
        line: dict[str, object] = {"claim": experiment.claim}
        if product:
            line |= asdict(attempt(experiment, options))
        if controls:
            line["controls"] = {name: asdict(attempt(experiment, options, name)) for name in experiment.controls}
        found[experiment.key] = line
    return found


def held(line: dict[str, object]) -> bool:
    """Whether the promise held and every control was caught."""
    controls: dict[str, dict[str, object]] = line.get("controls", {})  # type: ignore[assignment]
    return not line.get("failures") and all(control["failures"] for control in controls.values())


def table(found: dict[str, dict[str, object]]) -> str:
    """What the run showed, as Markdown: claim, measured, verdict, and what each control did."""
    lines = ["| | claim | measured | verdict | controls, which must fail |", "|---|---|---|---|---|"]
    for key, line in found.items():
        failures: list[str] = line.get("failures", [])  # type: ignore[assignment]
        controls: dict[str, dict[str, list[str]]] = line.get("controls", {})  # type: ignore[assignment]
        verdict = "not run" if "failures" not in line else f"FAILED: {'; '.join(failures)}" if failures else "held"
        caught = "; ".join(
            f"{name}: {control['failures'][0] if control['failures'] else 'NOT CAUGHT'}"
            for name, control in controls.items()
        )
        cells = (key, line["claim"], line.get("measured", ""), verdict, caught)
        lines.append("| " + " | ".join(str(cell).replace("|", "/").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines)


def described() -> str:
    """Each experiment with its claim and its controls."""
    return "\n".join(
        textwrap.fill(
            f"{key:4} {experiment.claim} Controls: {', '.join(experiment.controls)}.", 118, subsequent_indent=" " * 5
        )
        for key, experiment in EXPERIMENTS.items()
    )


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos",
        description=f"{__doc__}\n\n{described()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--only", nargs="+", choices=EXPERIMENTS, metavar="KEY", help="these experiments, such as R5 R7"
    )
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=60, help="SIGKILLs of R1 (default 60)")
    parser.add_argument("--clients", type=int, default=8, help="patient clients that send (default 8)")
    parser.add_argument(
        "--minutes", type=float, default=1.0, help="length of R8 and R12, and scale of R2, R7, R11, R13"
    )
    parser.add_argument("--controls", action="store_true", help="also run the broken variants, which must fail")
    parser.add_argument("--only-controls", action="store_true")
    parser.add_argument("--report", type=Path, help="write everything to this file, as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the files of the run")
    return parser.parse_args()


def main() -> int:
    """0 when every promise held and every control was caught."""
    asked = parse()
    if asked.list:
        sys.stdout.write(described() + "\n")
        return 0
    options = Options(seed=asked.seed, kills=asked.kills, clients=asked.clients, minutes=asked.minutes, keep=asked.keep)
    found = run(
        [EXPERIMENTS[key] for key in asked.only or EXPERIMENTS],
        options,
        product=not asked.only_controls,
        controls=asked.controls or asked.only_controls,
    )
    sys.stdout.write(table(found) + "\n")
    if asked.report:
        about = {"seed": asked.seed, "date": datetime.now(UTC).date().isoformat(), "cores": os.cpu_count()}
        asked.report.write_text(json.dumps(about | {"experiments": found}, indent=2, default=str) + "\n")
    return int(not all(map(held, found.values())))


if __name__ == "__main__":
    sys.exit(main())
