"""786 real events of many producers through the intake door, held against what an independent script says of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from catalog.database import rows
from lineage.ingest.apply import inbox_drain
from portal.tokens import token_create

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "openlineage"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real events is not here"),
]
STATES = {0: "NEW", 1: "RUNNING", 2: "RUNNING", 3: "COMPLETED", 4: "ABORTED", 5: "FAILED"}
NAMED = """
SELECT DISTINCT a.namespace, a.key FROM catalog_alias a WHERE a.scheme = %s AND a.entity_id IN ({})
"""


def lines():
    for path in sorted(CORPUS.glob("*.jsonl")):
        yield from path.read_text().splitlines()


def send_all():
    _, secret = token_create(name="corpus", scopes=["ingest:write"])
    body = "[" + ",".join(lines()) + "]"
    answer = Client().post(
        "/api/v1/lineage/batch", data=body, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {secret}"
    )
    inbox_drain()
    return answer.json()


def differences(name, found, expected):
    """Rows that only one side has, to print and to count."""
    ours, theirs = Counter(map(json.dumps, found)), Counter(map(json.dumps, expected))
    missing, extra = sorted((theirs - ours).elements()), sorted((ours - theirs).elements())
    print(f"{name}: {len(expected)} expected, {len(found)} found, {len(missing)} missing, {len(extra)} extra")
    for line in missing[:5]:
        print("  missing", line)
    for line in extra[:5]:
        print("  extra  ", line)
    return missing, extra


def test_corpus_agrees_with_expected_json():
    expected = json.loads((CORPUS / "expected.json").read_text())["combined"]
    answer = send_all()
    print(answer["summary"])
    assert answer["summary"]["received"] == expected["events"] == 786
    assert answer["summary"]["successful"] == expected["accepted"] == 784
    assert rows("SELECT count(*) FROM lineage_inboxparked") == [(0,)]
    datasets = rows(
        NAMED.format("SELECT dataset_id FROM lineage_rundataset UNION SELECT entity_id FROM catalog_claim"),
        ["openlineage.dataset"],
    )
    assert differences("datasets", [list(r) for r in datasets], expected["datasets"]) == ([], [])
    jobs = rows(
        NAMED.format("SELECT job_id FROM lineage_run UNION SELECT entity_id FROM lineage_entityfacet"),
        ["openlineage.job"],
    )
    assert differences("jobs", [list(r) for r in jobs], expected["jobs"]) == ([], [])
    runs = [
        [run_id, namespace, name, STATES[state]]
        for run_id, namespace, name, state in rows(
            "SELECT r.run_id, a.namespace, a.key, r.state FROM lineage_run r JOIN catalog_alias a ON a.entity_id = r.job_id "
            "AND a.scheme = 'openlineage.job' WHERE NOT r.is_design"
        )
    ]
    assert differences("runs", runs, expected["runs"]) == ([], [])


def test_edges_and_schemas_agree_too():
    expected = json.loads((CORPUS / "expected.json").read_text())["combined"]
    send_all()
    pairs = (
        "SELECT a.namespace, a.key, b.namespace, b.key FROM lineage_edge e "
        "JOIN catalog_alias a ON a.entity_id = e.source_id AND a.scheme = %s "
        "JOIN catalog_alias b ON b.entity_id = e.target_id AND b.scheme = %s"
    )
    outputs = [list(row) for row in rows(pairs, ["openlineage.job", "openlineage.dataset"])]
    assert differences("job outputs now", outputs, expected["job_outputs_current"]) == ([], [])
    inputs = [[c, d, a, b] for a, b, c, d in rows(pairs, ["openlineage.dataset", "openlineage.job"])]
    assert differences("job inputs now", inputs, expected["job_inputs_current"]) == ([], [])
    schemas = {
        f"{namespace}\t{name}": [[c["path"], c["type"]] for c in columns]
        for namespace, name, columns in rows(
            "SELECT a.namespace, a.key, b.columns FROM (SELECT DISTINCT ON (dataset_id) * FROM lineage_schemaversion "
            "ORDER BY dataset_id, last_at DESC, last_rank DESC, digest DESC) v JOIN lineage_schemabody b USING (digest) "
            "JOIN catalog_alias a ON a.entity_id = v.dataset_id AND a.scheme = 'openlineage.dataset'"
        )
    }
    missing = {k: v for k, v in expected["schema_current"].items() if schemas.get(k) != v}
    print(f"schemas: {len(expected['schema_current'])} expected, {len(schemas)} found, {len(missing)} differ")
    assert {k: (v, schemas.get(k)) for k, v in missing.items()} == {}
