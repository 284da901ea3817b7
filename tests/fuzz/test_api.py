"""Every operation of the OpenAPI documents, asked in ways nobody would: no answer breaks its document, none is a defect."""

from __future__ import annotations

import os
import sys

import pytest
from django.db import transaction

from catalog.ingest.sources import SourceSpec, source_ensure
from tests import estate as e
from tests.fuzz import api

# The same ones each time; `make fuzz-api` tries others, and more.
IS_LONG = "HEADWATER_FUZZ_EXAMPLES" in os.environ
EXAMPLES = int(os.environ["HEADWATER_FUZZ_EXAMPLES"]) if IS_LONG else 10
OPERATIONS = api.operations()


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """In place of pytest-django's, which would roll back after each test: the estate is built once."""
    with e.built(django_db_blocker, tmp_path_factory.mktemp("estate")):
        source_ensure(SourceSpec(key="handmade", title="By hand", kind="import", trusted_for_owners=True))
        yield


@pytest.fixture
def admin(db, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        admin = e.asker("admin")
        api.KNOWN |= {"id": api.ids_of(admin), "uid": api.uids_of(admin)}
        yield admin.client
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_whatever_is_asked_is_answered_as_the_document_says(name, admin):
    answers = api.tried(OPERATIONS[name], admin, examples=EXAMPLES, derandomize=not IS_LONG)
    sys.stdout.write(f"{name} {dict(sorted(answers.items()))}\n")


# What was found in this way, and was a defect then.
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/change-sets?ref=x", "ref: entity ref 'x' has no kind; write kind:namespace/name"),
        ("/checks?format=csv", "format: is unknown here; known are "),
    ],
)
def test_what_was_a_defect_is_refused_by_name(path, message, admin):
    answer = admin.get(f"/api/portal/v1{path}")
    assert (answer.status_code, answer.json()["detail"]) == (400, message)


def test_no_entity_at_all_is_no_valid_one(admin):
    body = {"entity": None, "location": "url:https://example.org/a"}
    answer = admin.post("/api/catalog/validate-entity", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json() == {
        "errors": [
            {
                "name": "TypeError",
                "message": "/ is missing; accepted: a mapping with apiVersion, kind, metadata, spec",
            }
        ]
    }


def test_what_a_client_accepts_changes_no_answer(admin):
    answer = admin.get("/api/portal/v1/checks", headers={"accept": "text/csv"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_a_name_that_nothing_has_is_null_and_the_document_says_so(admin):
    answer = admin.post(
        "/api/portal/v1/entities/resolve", {"names": [{"id": "ent_1"}]}, content_type="application/json"
    )
    assert answer.json() == {"items": [None]}
    told = OPERATIONS["portal POST /api/portal/v1/entities/resolve"].definition.raw["responses"]["200"]
    assert told["content"]["application/json"]["schema"]["properties"]["items"]["items"]["nullable"] is True
