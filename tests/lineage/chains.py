"""Jobs that read each other's datasets and run every day."""

from __future__ import annotations

from tests.builders import event, run_id

DAYS = 10
DAY, HOUR = 1440, 60
# job, minutes after six, what it reads, what it writes
CHAIN = (
    ("load", 0, ["raw"], "orders"),
    ("clean", 30, ["orders"], "sales"),
    ("sum", 60, ["sales"], "totals"),
    ("report", 90, ["totals", "rates"], "mart"),
)


def run(job, at, inputs, output, kind="COMPLETE", minutes=10, **options):
    """Start and end of a run, in minutes from T0."""
    number = run_id()
    return [
        event(job, "START", run=number, minutes=at, **options),
        event(job, kind, run=number, minutes=at + minutes, inputs=inputs, outputs=[output], **options),
    ]


def healthy(days=DAYS, chain=CHAIN):
    """So many good days."""
    return [
        e for day in range(days) for job, at, inputs, output in chain for e in run(job, day * DAY + at, inputs, output)
    ]
