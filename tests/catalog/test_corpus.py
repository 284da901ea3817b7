"""The corpus of real descriptors and the repository made for it, against Backstage's own model, git and expected.json.

With counts: `python -m tests.catalog.corpus FOLDER`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.corpus.descriptors import descriptors_compare
from tests.catalog.corpus.git import repository_compare
from tests.catalog.corpus.syncs import syncs_compare

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real metadata is not here"),
]


def test_verdicts_and_relations_are_those_of_backstage():
    told = descriptors_compare(CORPUS / "backstage-catalog" / "files")
    assert told.differences == []
    assert (told.files, told.documents, told.refused, told.invalid_documents) == (83, 90, 3, 8)
    assert dict(told.valid) == {
        "Component": 30,
        "Group": 2,
        "Location": 8,
        "Resource": 5,
        "System": 2,
        "Template": 32,
    }
    assert dict(told.invalid) == {"label.value": 2, "name.format": 4, "spec.required": 2, "spec.type": 2}
    assert told.relations == 87


@pytest.mark.django_db
def test_every_commit_of_the_repository(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADWATER_GIT_ALLOW_FILE", "1")
    repository = repository_compare(CORPUS / "git", tmp_path)
    counts = [list(changed.values()) for changed in syncs_compare(repository)]
    assert repository.differences == []
    assert [(len(commit.read), len(commit.refs)) for commit in repository.commits] == [(1, 1), (1, 1), (2, 3)]
    assert counts == [[1, 0, 0, 0], [0, 0, 0, 1], [2, 0, 0, 1]]
    assert len(repository.owners) == 4
