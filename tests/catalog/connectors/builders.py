"""Small trees and repositories for connector tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from catalog.records import CursorRecord, EntityRecord, IssueRecord, ProgressRecord


def component(name, *, owner="royalties", **spec):
    """A valid descriptor as YAML text."""
    extra = "".join(f"  {key}: {value}\n" for key, value in spec.items())
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        f"metadata:\n  name: {name}\nspec:\n  type: pipeline\n  lifecycle: production\n  owner: {owner}\n{extra}"
    )


def location(name, *targets, presence=None):
    """A Location descriptor as YAML text."""
    listed = "".join(f"    - {target}\n" for target in targets)
    tail = f"  presence: {presence}\n" if presence else ""
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Location\n"
        f"metadata:\n  name: {name}\nspec:\n  targets:\n{listed}{tail}"
    )


def group(name):
    """A Group descriptor as YAML text."""
    return f"apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: {name}\nspec:\n  type: team\n  children: []\n"


def write(root: Path, **files: str) -> Path:
    """Write files; `__` in a name stands for `/`, and `.yaml` is added."""
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def git(folder: Path, *arguments: str, **environment: str) -> str:
    """Run git in a test repository, without any configuration of this machine."""
    fixed = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ines",
        "GIT_AUTHOR_EMAIL": "ines@example.org",
        "GIT_AUTHOR_DATE": "2026-11-01T06:00:00Z",
        "GIT_COMMITTER_NAME": "Ines",
        "GIT_COMMITTER_EMAIL": "ines@example.org",
        "GIT_COMMITTER_DATE": "2026-11-01T06:00:00Z",
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**fixed, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    """Commit what lies in a folder, on branch main."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return folder


def refs(records):
    """Lower-cased `kind:name` and locator of the entities, in order."""
    found = [r for r in records if isinstance(r, EntityRecord)]
    return [(f"{r.descriptor['kind']}:{r.descriptor['metadata']['name']}".lower(), r.locator) for r in found]


def issues(records):
    """(item, code) of the issues, in order."""
    return [(r.item, r.code) for r in records if isinstance(r, IssueRecord)]


def cursor(records):
    """The last record, which must be the only cursor."""
    assert [i for i, r in enumerate(records) if isinstance(r, CursorRecord)] == [len(records) - 1]
    return records[-1]


def progress(records):
    """(done, total) of each progress record."""
    return [(r.done, r.total) for r in records if isinstance(r, ProgressRecord)]
