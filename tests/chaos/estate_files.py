"""A folder of descriptors that changes round by round, for syncs to be killed in."""

from __future__ import annotations

import random
from pathlib import Path

FOLDERS = 10


class Estate:
    """Components e-0 ... in files of their own; each says its round in two fields, so that a mixture shows."""

    def __init__(self, root: Path, size: int, dice: random.Random) -> None:
        self.root = root
        self._dice = dice
        self._round = 0
        self._live = list(range(size))
        self._next = size
        self._broken: list[int] = []
        root.mkdir(mode=0o755)
        for number in self._live:
            self._write(number)

    def change(self) -> None:
        """A tenth changes, one in sixty goes, as many come, and as many are no YAML until the next round."""
        self.mend()
        self._round += 1
        few = len(self._live) // 60
        for number in self._dice.sample(self._live, few):
            self._place(number).unlink()
            self._live.remove(number)
        for _ in range(few):
            self._live.append(self._next)
            self._next += 1
            self._write(self._live[-1])
        for number in self._dice.sample(self._live, len(self._live) // 10):
            self._write(number)
        self._broken = self._dice.sample(self._live, few)
        for number in self._broken:
            self._place(number).write_text("kind: [\n")

    def mend(self) -> None:
        """What is no YAML is some again."""
        for number in self._broken:
            self._write(number)
        self._broken = []

    def halve(self) -> None:
        """Every second folder is out of the root."""
        away = self.root.with_name("away")
        away.mkdir()
        for number in range(0, FOLDERS, 2):
            (self.root / f"f{number}").rename(away / f"f{number}")

    def restore(self) -> None:
        """They are back."""
        for folder in self.root.with_name("away").iterdir():
            folder.rename(self.root / folder.name)

    def _write(self, number: int) -> None:
        place = self._place(number)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(
            f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: e-{number}\n"
            f"  description: '{self._round}'\nspec:\n  type: service\n  lifecycle: production\n  owner: team-{number % 7}\n"
            f"  round: '{self._round}'\n  dependsOn: ['component:e-{(number + 1) % len(self._live)}']\n"
        )

    def _place(self, number: int) -> Path:
        return self.root / f"f{number % FOLDERS}" / f"e-{number}.yaml"
