"""Where a real producer works: an environment that is made once and kept, and a folder that is gone afterwards."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.product import REPOSITORY, scratch_folder

HERE = Path(__file__).resolve().parent
Say = Callable[[str], None]


class ProducerFailed(AssertionError):
    """It could not be installed, or did not run; with its last words."""


def last_words(text: str, lines: int = 25) -> str:
    """The end of what a program printed."""
    return "\n".join(text.strip().splitlines()[-lines:])


@contextlib.contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A folder that is gone afterwards."""
    folder = scratch_folder(prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cache_folder() -> Path:
    """Where environments are kept: HEADWATER_PRODUCERS, else var/producers."""
    return Path(os.environ.get("HEADWATER_PRODUCERS") or REPOSITORY / "var" / "producers")


def environment_ensure(requirements: Path, say: Say) -> Path:
    """The folder of a virtual environment with these packages, made when they changed; pip is used as it is set up."""
    folder = cache_folder() / requirements.stem
    stamp = folder / f".installed-{hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]}"
    if not stamp.exists():
        say(f"installing {requirements.stem} (up to a minute, once)")
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ProducerFailed(f"pip could not install {requirements.name}:\n{last_words(done.stderr)}")
        stamp.touch()
    return folder


@dataclass(frozen=True)
class Workshop:
    """Where one producer works, and what it is told of Headwater: the address, and the key that a user would give it."""

    environment: Path
    folder: Path
    url: str
    key: str

    def project(self, name: str) -> Path:
        """A copy of a project of ours (tests/producers/projects) to work in."""
        return Path(shutil.copytree(HERE / "projects" / name, self.folder / name))

    def run(self, *command: str, cwd: Path, codes: Sequence[int] = (0,), **environment: str) -> str:
        """Output of a program of the environment; of ours it sees nothing but what it is told here."""
        told = {
            "PATH": f"{self.environment / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "DO_NOT_TRACK": "1",
            **environment,
        }
        done = subprocess.run(
            [self.environment / "bin" / command[0], *command[1:]],
            cwd=cwd,
            env=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode not in codes:
            raise ProducerFailed(f"{' '.join(command)} ended with {done.returncode}:\n{last_words(done.stdout)}")
        return done.stdout
