"""`python -m tests.catalog.corpus FOLDER`: descriptors, CODEOWNERS files and the Git repository of the corpus, counted and compared."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.scratch import scratch_database


def main() -> int:
    """Print what was compared; 1 when something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.catalog.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds backstage-catalog/, codeowners/ and git/")
    folder = parser.parse_args().folder.resolve()
    os.environ["HEADWATER_GIT_ALLOW_FILE"] = "1"
    with scratch_database(), tempfile.TemporaryDirectory() as scratch:
        from catalog.ownership.codeowners import CodeOwners
        from tests.catalog.corpus.descriptors import descriptors_compare
        from tests.catalog.corpus.git import NOT_READ, repository_compare
        from tests.catalog.corpus.syncs import syncs_compare

        told = descriptors_compare(folder / "backstage-catalog" / "files")
        print(f"descriptors: {told.files} files, {told.documents} documents, {told.refused} refused as YAML")
        print(f"  valid {sum(told.valid.values())}: {dict(sorted(told.valid.items()))}")
        print(f"  invalid {told.invalid_documents}, rules broken: {dict(sorted(told.invalid.items()))}")
        print(f"  {told.relations} relations; {len(told.differences)} differences from Backstage's own model")
        files = sorted((folder / "codeowners" / "files").glob("*.CODEOWNERS"))
        problems = [f"{path.name}: {found}" for path in files for found in CodeOwners(path.read_text()).problems]
        print(f"CODEOWNERS: {len(files)} files, {len(problems)} lines that are no rule")
        repository = repository_compare(folder / "git", Path(scratch))
        counts = syncs_compare(repository)
        for commit, changed in zip(repository.commits, counts, strict=True):
            print(f"commit {commit.id[:9]}: {len(commit.read)} descriptor files, {commit.refs}, sync {changed}")
        print(f"  owners of {len(repository.owners)} paths: {repository.owners}")
        print(f"  not compared, since nothing here reads the history: {', '.join(NOT_READ)}")
    differences = [*told.differences, *problems, *repository.differences]
    print("\n".join(differences) or "no differences")
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
