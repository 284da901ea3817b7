"""Jobs, their versions and runs, versions of datasets, and what led to a run."""

from __future__ import annotations

import pytest

from catalog.commands.identities import entity_merge
from catalog.database import rows
from lineage.ingest.alias_groups import aliases_pending
from tests.builders import ADMIN, JOBS, NAMESPACE, dataset, event, ingest, parent, run_id, schema
from tests.portal.marquez.asking import Door, at, reader

pytestmark = pytest.mark.django_db


def names(found):
    return [item["name"] for item in found]


def test_it_works(door):
    statistics = {"outputStatistics": {"rowCount": 10, "size": 200}}
    ingest(
        event("load", "START", run=run_id(1), minutes=0, inputs=["raw"]),
        event("load", "COMPLETE", run=run_id(1), minutes=4, outputs=[dataset("orders", outputFacets=statistics)]),
    )
    run = door.get("jobs/runs/{}", run_id(1))
    version, written = run["jobVersion"].pop("version"), run["outputVersions"][0]["version"]
    assert run == {
        "id": run_id(1),
        "createdAt": at(0),
        "updatedAt": at(4),
        "nominalStartTime": None,
        "nominalEndTime": None,
        "state": "COMPLETED",
        "startedAt": at(0),
        "endedAt": at(4),
        "durationMs": 240_000,
        "args": {},
        "jobVersion": {"namespace": JOBS, "name": "load"},
        "inputVersions": [{"namespace": NAMESPACE, "name": "raw", "version": None}],
        "outputVersions": [{"namespace": NAMESPACE, "name": "orders", "version": written}],
        "inputDatasetVersions": [
            {"datasetVersionId": {"namespace": NAMESPACE, "name": "raw", "version": None}, "facets": {}}
        ],
        "outputDatasetVersions": [
            {
                "datasetVersionId": {"namespace": NAMESPACE, "name": "orders", "version": written},
                "facets": statistics,
            }
        ],
        "facets": {},
    }
    job = door.get("namespaces/{}/jobs/{}", JOBS, "load")
    assert job["currentVersion"] == version
    assert [r["id"] for r in job["latestRuns"]] == [job["latestRun"]["id"]] == [run_id(1)]
    assert (job["inputs"], job["outputs"]) == (
        [{"namespace": NAMESPACE, "name": "raw"}],
        [{"namespace": NAMESPACE, "name": "orders"}],
    )
    assert door.get("namespaces/{}/jobs/{}/runs", JOBS, "load")["runs"] == [job["latestRun"]]


def test_facets_of_what_a_run_read_and_wrote_are_on_the_run_to_who_may_read_events(door):
    subset = {"subset": {"inputCondition": {"type": "location", "locations": ["s3://lake/2026"]}}}
    metrics = {"dataQualityMetrics": {"rowCount": 7, "columnMetrics": {"id": {"nullCount": 0}}}}
    counted = {"outputStatistics": {"rowCount": 5, "note": "of today"}}
    ingest(
        event("load", "START", run=run_id(1), inputs=[dataset("raw", inputFacets=subset)]),
        event(
            "load",
            run=run_id(1),
            minutes=1,
            inputs=[dataset("raw", inputFacets=metrics)],
            outputs=[dataset("raw"), dataset("orders", outputFacets=counted)],
        ),
    )

    def facets(asked):
        run = asked.get("jobs/runs/{}", run_id(1))
        return [
            [(use["datasetVersionId"]["name"], use["facets"]) for use in run[key]]
            for key in ("inputDatasetVersions", "outputDatasetVersions")
        ]

    assert facets(door) == [
        [("raw", {"inputStatistics": {"rowCount": 7}, **subset, **metrics})],
        [("orders", counted), ("raw", {})],
    ]
    assert facets(Door(reader("catalog:read"))) == [
        [("raw", {"inputStatistics": {"rowCount": 7}})],
        [("orders", {"outputStatistics": {"rowCount": 5}}), ("raw", {})],
    ]


def test_a_job_is_told_with_its_type_parent_place_and_tags(door):
    facets = {
        "jobType": {"processingType": "STREAMING", "integration": "FLINK", "jobType": "JOB"},
        "sourceCodeLocation": {"type": "git", "url": "https://example.com/load.py"},
        "documentation": {"description": "Loads."},
        "tags": {"tags": [{"key": "tier", "value": "1"}]},
        "sql": {"query": "SELECT 1"},
    }
    ingest(
        event("dag", "START", run=run_id(1), minutes=0),
        event("dag.load", "START", run=run_id(2), minutes=1, job_facets=facets, run_facets=parent(run_id(1), "dag")),
    )
    job = door.get("namespaces/{}/jobs/{}", JOBS, "dag.load")
    told = ("type", "name", "simpleName", "parentJobName", "location", "description", "tags", "labels", "facets")
    assert {key: job[key] for key in told} == {
        "type": "STREAM",
        "name": "dag.load",
        "simpleName": "load",
        "parentJobName": "dag",
        "location": "https://example.com/load.py",
        "description": "Loads.",
        "tags": ["tier:1"],
        "labels": [],
        "facets": facets,
    }
    assert len(job["parentJobUuid"]) == 36
    assert job["latestRun"]["facets"] == {
        "parent": {"run": {"runId": run_id(1)}, "job": {"namespace": JOBS, "name": "dag"}}
    }
    assert door.get("jobs/runs/{}/facets", run_id(2), type="job") == {"runId": run_id(2), "facets": facets}
    assert door.get("jobs/runs/{}/facets", run_id(2), type="run")["facets"] == job["latestRun"]["facets"]


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (["OTHER"], "NEW"),
        (["START"], "RUNNING"),
        (["START", "RUNNING"], "RUNNING"),
        (["START", "COMPLETE"], "COMPLETED"),
        (["START", "FAIL"], "FAILED"),
        (["START", "ABORT"], "ABORTED"),
    ],
)
def test_states_are_said_in_the_words_of_marquez(door, kinds, state):
    ingest(*(event("load", kind, run=run_id(1), minutes=i) for i, kind in enumerate(kinds)))
    assert door.get("jobs/runs/{}", run_id(1))["state"] == state


def test_a_failed_run_tells_its_error_and_interval(door):
    facets = {
        "errorMessage": {"message": "ValueError: no rows", "stackTrace": "line 1\nline 2"},
        "nominalTime": {"nominalStartTime": at(-60), "nominalEndTime": at(0)},
    }
    ingest(event("load", "FAIL", run=run_id(1), minutes=3, run_facets=facets))
    run = door.get("jobs/runs/{}", run_id(1))
    assert (run["nominalStartTime"], run["nominalEndTime"], run["startedAt"], run["durationMs"]) == (
        at(-60),
        at(0),
        None,
        None,
    )
    assert run["facets"] == facets


def test_jobs_by_the_state_of_their_last_run(door):
    ingest(
        event("good", "FAIL", minutes=0),
        event("good", "COMPLETE", minutes=5),
        event("bad", "COMPLETE", minutes=0),
        event("bad", "FAIL", minutes=5),
        event("busy", "START", minutes=5),
        event("other", namespace="elsewhere"),
    )
    whole = door.get("jobs")
    assert (sorted(names(whole["jobs"])), whole["totalCount"]) == (["bad", "busy", "good", "other"], 4)
    failed = door.get("jobs", lastRunStates="FAILED")
    assert (names(failed["jobs"]), failed["totalCount"]) == (["bad"], 1)
    assert names(door.get("namespaces/{}/jobs", JOBS, lastRunStates="COMPLETED")["jobs"]) == ["good"]
    both = door.client.get("/api/v1/jobs?lastRunStates=FAILED&lastRunStates=RUNNING").json()
    assert (sorted(names(both["jobs"])), both["totalCount"]) == (["bad", "busy"], 2)
    assert names(door.get("jobs", runState="RUNNING")["jobs"]) == ["busy"]
    assert door.get("jobs", limit=1, offset=3)["totalCount"] == 4


def test_runs_of_a_job_come_newest_first_and_in_pages(door):
    ingest(*(event("load", run=run_id(n), minutes=n) for n in (1, 2, 3)))
    found = door.get("namespaces/{}/jobs/{}/runs", JOBS, "load", limit=2)
    assert ([run["id"] for run in found["runs"]], found["totalCount"]) == ([run_id(3), run_id(2)], 3)
    found = door.get("namespaces/{}/jobs/{}/runs", JOBS, "load", limit=2, offset=2)
    assert [run["id"] for run in found["runs"]] == [run_id(1)]


def test_each_job_that_shares_a_run_id_has_its_run(door):
    ingest(
        event("asset_b", run=run_id(1), minutes=5, outputs=["b"]),
        event("asset_a", "FAIL", run=run_id(1), minutes=1, outputs=["a"]),
    )
    for job, state in (("asset_a", "FAILED"), ("asset_b", "COMPLETED")):
        found = door.get("namespaces/{}/jobs/{}/runs", JOBS, job)
        assert [(run["id"], run["state"]) for run in found["runs"]] == [(run_id(1), state)]
        narrowed = door.get("jobs/runs/{}", run_id(1), namespace=JOBS, job=job)
        assert narrowed["jobVersion"]["name"] == job
    assert door.get("jobs/runs/{}", run_id(1))["jobVersion"]["name"] == "asset_a"
    assert [run["job"]["name"] for run in door.get("runlineage/upstream", runId=run_id(1))["runs"]] == [
        "asset_a",
        "asset_b",
    ]


def test_a_run_id_that_is_no_uuid_is_found_as_it_was_sent(door):
    ingest(event("load", run="scheduled__2026/03"))
    assert door.get("jobs/runs/{}", "scheduled__2026/03")["id"] == "scheduled__2026/03"


def test_a_job_has_a_version_for_each_set_of_inputs_and_outputs(door):
    ingest(
        event("load", run=run_id(1), minutes=1, inputs=["a"], outputs=["out"]),
        event("load", run=run_id(2), minutes=2, inputs=["b"], outputs=["out"]),
        event("load", run=run_id(3), minutes=3, inputs=["a"], outputs=["out"]),
    )
    found = door.get("namespaces/{}/jobs/{}/versions", JOBS, "load")
    assert found["totalCount"] == 2
    first, second = found["versions"]
    assert (names(first["inputs"]), first["createdAt"], first["latestRun"]["id"]) == (["a"], at(1), run_id(3))
    assert (names(second["inputs"]), second["createdAt"], second["latestRun"]["id"]) == (["b"], at(2), run_id(2))
    assert first["version"] == first["id"]["version"] == first["latestRun"]["jobVersion"]["version"]
    assert door.get("namespaces/{}/jobs/{}/versions/{}", JOBS, "load", second["version"]) == second


def test_a_dataset_has_a_version_for_each_write_with_the_columns_it_had(door):
    old, new = (dataset("orders", facets=schema(*columns)) for columns in (("id:int",), ("id:int", "total:int")))
    ingest(
        event("load", run=run_id(1), minutes=1, outputs=[old]),
        event("load", run=run_id(2), minutes=2, outputs=["orders"]),
        event("load", run=run_id(3), minutes=3, outputs=[new]),
        event("load", "FAIL", run=run_id(4), minutes=4, outputs=["orders"]),
    )
    found = door.get("namespaces/{}/datasets/{}/versions", NAMESPACE, "orders")
    assert found["totalCount"] == 3
    assert [
        (v["createdAt"], names(v["fields"]), v["createdByRun"]["id"], v["createdByRun"]["state"])
        for v in found["versions"]
    ] == [
        (at(3), ["id", "total"], run_id(3), "COMPLETED"),
        (at(2), ["id"], run_id(2), "COMPLETED"),
        (at(1), ["id"], run_id(1), "COMPLETED"),
    ]
    page = door.get("namespaces/{}/datasets/{}/versions", NAMESPACE, "orders", limit=1, offset=1)
    assert page == {"versions": [found["versions"][1]], "totalCount": 3}
    one = found["versions"][2]
    assert door.get("namespaces/{}/datasets/{}/versions/{}", NAMESPACE, "orders", one["version"]) == one


def test_columns_that_only_a_reader_told_are_a_version_too(door):
    ingest(event("report", run=run_id(1), minutes=1, inputs=[dataset("raw", facets=schema("id:int"))]))
    found = door.get("namespaces/{}/datasets/{}/versions", NAMESPACE, "raw")["versions"]
    assert [(v["createdAt"], names(v["fields"]), v["createdByRun"]) for v in found] == [(at(1), ["id"], None)]
    read = door.get("jobs/runs/{}", run_id(1))["inputVersions"]
    assert [v["version"] for v in read] == [found[0]["version"]]


def test_what_led_to_a_run_is_told_run_by_run(door):
    ingest(
        event("a", run=run_id(1), minutes=1, outputs=["x"]),
        event("a", run=run_id(2), minutes=10, outputs=["x"]),
        event("b", run=run_id(3), minutes=5, inputs=["x"], outputs=["y"]),
        event("side", run=run_id(4), minutes=6, outputs=["z"]),
        event("c", run=run_id(5), minutes=20, inputs=["y", "z"], outputs=["w"]),
    )
    found = door.get("runlineage/upstream", runId=run_id(5))["runs"]
    assert [(r["job"]["name"], r["run"]["id"], r["run"]["status"]) for r in found] == [
        ("c", run_id(5), "COMPLETED"),
        ("b", run_id(3), "COMPLETED"),
        ("side", run_id(4), "COMPLETED"),
        ("a", run_id(1), "COMPLETED"),  # the write that b found, not the later one
    ]
    assert [(i["name"], i["producedByRunId"]) for i in found[0]["inputs"]] == [("y", run_id(3)), ("z", run_id(4))]
    assert found[1]["inputs"][0]["version"] == door.get("jobs/runs/{}", run_id(1))["outputVersions"][0]["version"]
    near = door.get("runlineage/upstream", runId=run_id(5), depth=1)["runs"]
    assert [r["job"]["name"] for r in near] == ["c", "b", "side"]
    assert len(door.get("runlineage/upstream", runId=run_id(5), depth=0)["runs"]) == 1


def test_jobs_that_people_merged_are_one_with_the_runs_of_both(door):
    ingest(event("load", run=run_id(1), inputs=["raw"], outputs=["orders"]))
    ingest(event("Load", run=run_id(2), minutes=9, outputs=["copy"]))
    refs = dict(rows("SELECT title, ref FROM catalog_entity WHERE kind = 'job'"))
    entity_merge(ADMIN, ref=refs["Load"], into=refs["load"], reason="One job.")
    aliases_pending()
    for name in ("load", "Load"):
        runs = door.get("namespaces/{}/jobs/{}/runs", JOBS, name)
        assert ([run["id"] for run in runs["runs"]], runs["totalCount"]) == ([run_id(2), run_id(1)], 2)
        job = door.get("namespaces/{}/jobs/{}", JOBS, name)
        assert (job["name"], names(job["inputs"]), names(job["outputs"])) == ("load", ["raw"], ["copy", "orders"])
        assert (job["latestRun"]["id"], len(job["latestRuns"])) == (run_id(2), 2)
    assert [job["name"] for job in door.get("namespaces/{}/jobs", JOBS)["jobs"]] == ["load"]
