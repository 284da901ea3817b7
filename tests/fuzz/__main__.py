"""`make fuzz`: bodies nobody would send, tried at the door of events for a while, and what was stored of them applied.

Which branches an input reaches is told by coverage, installed once, by pip, into an environment below HEADWATER_PRODUCERS
(var/producers), not into the product's. What was learned is kept in var/fuzz for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from portal.embedded.postgres import Postgres
from tests.fuzz import shapes
from tests.producers.workshop import environment_ensure
from tests.product import REPOSITORY, scratch_folder

HERE = Path(__file__).resolve().parent
CORPUS = REPOSITORY / "var" / "fuzz" / "corpus"
SEEDS = 200


def say(text: str) -> None:
    """One line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def corpus_ensure() -> int:
    """Begin with events of our own; how many inputs there are."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    for number in range(SEEDS if not any(CORPUS.iterdir()) else 0):
        (CORPUS / f"seed-{number}").write_bytes(b"\0" + shapes.written(shapes.event(random.Random(number))))
    return sum(1 for _ in CORPUS.iterdir())


def search(python: Path, folder: Path, minutes: float, seed: int) -> subprocess.CompletedProcess[str]:
    """Let the search run in a database of its own; how it ended."""
    server = Postgres(folder / "postgres", log=folder / "postgres.log", throwaway=True)
    server.root.mkdir(mode=0o711)
    server.start()
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://postgres@/headwater?host={server.sockets}",
        "HEADWATER_HOME": str(folder / "home"),
        "HEADWATER_DEMO": "0",
        "HEADWATER_LOG_FILE": str(folder / "log"),
        "PYTHONPATH": f"{REPOSITORY}:{sysconfig.get_path('purelib')}",
    }
    command = [python, HERE / "target.py", folder, CORPUS, str(minutes), str(seed)]
    try:
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=REPOSITORY, env=environment, check=True)
        return subprocess.run(command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        server.stop()


def main() -> int:
    """0 when nothing was found."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    python = environment_ensure(HERE / "coverage.txt", say) / "bin" / "python"
    folder = scratch_folder("headwater-fuzz-")
    try:
        say(f"{corpus_ensure()} inputs to begin with, {asked.minutes:.0f} minutes")
        done = search(python, folder, asked.minutes, asked.seed)
        return told(folder, done)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def told(folder: Path, done: subprocess.CompletedProcess[str]) -> int:
    """Print what was done and found; 1 when anything was."""
    counts = folder / "counts.json"
    say(f"done: {counts.read_text() if counts.exists() else 'nothing was applied'}")
    notes = folder / "findings.jsonl"
    found = [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []
    for finding in found:
        say(
            f"FOUND {finding['kind']}\n  {finding['error'][:1500]}\n  input {finding['input'][:2000]}\n{finding['trace']}"
        )
    if done.returncode != 0:
        tried = (folder / "input").read_bytes().hex()[:2000] if (folder / "input").exists() else ""
        say(f"FOUND an end by {done.returncode} at input {tried}\n{done.stderr[-3000:]}")
    return int(bool(found or done.returncode))


if __name__ == "__main__":
    sys.exit(main())
