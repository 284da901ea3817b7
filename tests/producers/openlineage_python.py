"""openlineage-python itself: an instance of every facet class that it has, and each one read back as it was sent."""

from __future__ import annotations

import json
from typing import Any

from tests.producers.headwater import Headwater
from tests.producers.producer import Producer
from tests.producers.seen import Seen
from tests.producers.workshop import Workshop

NAMESPACE, STORE = "harbour", "postgres://quay:5432"
REPORT = "sent.json"
# 40 of facet_v2, 24 of the older module.
CLASSES = 64
# Columns have tables of their own: a user sees them as columns, and as what columns are made from.
AS_COLUMNS = {"schema", "columnLineage"}
RUN = "query ($id: String!) { runs(runId: $id, first: 1) { nodes { runId detail { facets } } } }"
FACETS: dict[str, set[str]] = {
    "run_facets": {
        *("environmentVariables", "errorMessage", "executionParameters", "externalQuery", "extractionError"),
        *("jobDependencies", "nominalTime", "parent", "processing_engine", "tags", "test"),
    },
    "job_facets": {
        *("documentation", "jobType", "lineage", "ownership", "sourceCode", "sourceCodeLocation", "sql", "tags"),
    },
    "dataset_facets": {
        *("catalog", "dataQualityAssertions", "dataQualityMetrics", "dataSource", "datasetType", "documentation"),
        *("hierarchy", "lifecycleStateChange", "lineage", "ownership", "storage", "symlinks", "tags", "version"),
    },
    "io_facets": {
        *("input dataQualityAssertions", "input dataQualityMetrics", "input inputStatistics", "input subset"),
        *("output outputStatistics", "output subset", "output version"),
    },
}


def send(workshop: Workshop) -> None:
    """Run the script with the settings of the documentation."""
    project = workshop.project("openlineage_python")
    workshop.run(
        *("python", "send.py", str(workshop.folder / REPORT)),
        cwd=project,
        OPENLINEAGE_URL=workshop.url,
        OPENLINEAGE_API_KEY=workshop.key,
    )


def check(workshop: Workshop, headwater: Headwater) -> list[str]:
    """Each facet that did not come back as it was sent."""
    sent = json.loads((workshop.folder / REPORT).read_text())
    wrong = (
        [] if sent["classes"] == CLASSES else [f"{sent['classes']} facet classes, not {CLASSES}: look at the new ones"]
    )
    for style, facets in sent["facets"].items():
        shown = _shown(headwater, style)
        for side, by_name in facets.items():
            for name, body in by_name.items():
                if shown[side].get(name) != body and not (side == "dataset" and name in AS_COLUMNS):
                    wrong.append(f"{style} {side} facet {name}: sent {body}, shown {shown[side].get(name)}")
    same = headwater.rest("namespaces/{}/datasets/{}", STORE, "full.Identifier.name")["name"]
    return wrong if same == "full_out" else [*wrong, f"the symlink of full_out leads to {same}"]


def _shown(headwater: Headwater, style: str) -> dict[str, dict[str, Any]]:
    job = headwater.rest("namespaces/{}/jobs/{}", NAMESPACE, style)
    dataset = headwater.rest("namespaces/{}/datasets/{}", STORE, f"{style}_out")
    shown = {"job": job["facets"], "dataset": dataset["facets"]}
    run = job["latestRun"]
    if run is not None:
        shown["run"] = headwater.graphql(RUN, id=run["id"])["runs"]["nodes"][0]["detail"]["facets"]
        for side in ("input", "output"):
            ((use),) = run[f"{side}DatasetVersions"]
            shown[side] = use["facets"]
    return shown


def expected(workshop: Workshop) -> Seen:
    """Texts that mean nothing are `style.Class.field`. The failed runs are their jobs' only ones, so that they count."""
    styles = ("full", "bare", "old")
    parents = {"full": "full.Job.name", "bare": "bare.Job.name", "old": "old.ParentRunFacet.name"}
    old_source = "old.ColumnLineageDatasetFacetFieldsAdditionalInputFields"
    sources = {"full": "full.InputField", "bare": "bare.InputField", "old": old_source}
    stated = "stated.LineageDatasetInput"
    between = {
        *(f"{source}.name > {style}_out COLUMN" for style, source in sources.items()),
        f"{stated}.name > stated_out EXPLICIT",
        f"{stated}.name > stated.LineageDatasetEntry.name EXPLICIT",
    }
    return Seen(
        events=8,
        jobs={NAMESPACE: {*styles, "stated"}},
        pipelines={NAMESPACE: set(parents.values())},
        datasets={STORE: {*(f"{style}_{side}" for style in styles for side in ("in", "out")), "stated_out"}},
        stubs={
            *(f"{source}.name" for source in (*sources.values(), stated)),
            *("full.PreviousIdentifier.name", "old.LifecycleStateChangeDatasetFacetPreviousIdentifier.name"),
            *("full.RootJob.name", "full.JobIdentifier.name", "stated.LineageDatasetEntry.name"),
        },
        part_of=parents,
        runs={f"{style} FAILED": 1 for style in styles},
        errors={style: f"{style}.ErrorMessageRunFacet.message" for style in styles},
        edges={
            *(f"{style}_in > {style} INPUT_OUTPUT" for style in styles),
            *(f"{style} > {style}_out INPUT_OUTPUT" for style in styles),
            *between,
        },
        dataset_edges=between,
        **_of_columns(sources["old"], stated),
        types={"full_out": "view", "bare_out": "view"},
        tags={"full": ["full-tagsjobfacetfields-key:full-tagsjobfacetfields-value"]},
        column_tags={"full_out.call_id": ["full.TagsDatasetFacetFields.key"]},
        descriptions={
            **{style: f"{style}.DocumentationJobFacet.description" for style in styles},
            **{f"{style}_out": f"{style}.DocumentationDatasetFacet.description" for style in styles},
        },
        owners=dict.fromkeys(("full", "full_out", "old", "old_out"), ["ACCOUNTABLE group:default/pilots"]),
        **FACETS,
    )


def _of_columns(old: str, stated: str) -> dict[str, Any]:
    """What is said of columns: four levels of them in `full`, whole datasets as `*`."""
    column, nested = "full.SchemaDatasetFacetFields", "call_id.call_id"
    return {
        "columns": {
            "full.InputField.name.full.InputField.field > full_out.call_id DIRECT full.Transformation.subtype",
            "full.InputField.name.full.InputField.field > full_out.* DIRECT full.Transformation.subtype",
            "bare.InputField.name.bare.InputField.field > bare_out.call_id",
            f"{old}.name.{old}.field > old_out.call_id "
            "old.ColumnLineageDatasetFacetFieldsAdditional.transformationType",
            f"{stated}.name.{stated}.field > stated_out.call_id DIRECT stated.LineageTransformation.subtype",
            f"{stated}.name.{stated}.field > stated_out.* DIRECT stated.LineageTransformation.subtype",
        },
        "schemas": {
            "full_out": {
                **dict.fromkeys(("call_id", nested, f"{nested}.call_id"), f"{column}.type"),
                f"{nested}.{nested}": "",
            },
            "old_out": {"call_id": "old.SchemaField.type"},
        },
        "column_descriptions": {
            **{f"full_out.{path}": f"{column}.description" for path in ("call_id", nested, f"{nested}.call_id")},
            "old_out.call_id": "old.SchemaField.description",
        },
        "rows": {
            f"{style}_{side}": 3
            for style in ("full", "old")
            for side in ("in read by " + style, "out written by " + style)
        },
    }


PRODUCERS = (
    Producer(
        name="openlineage-python",
        requirements="openlineage_python",
        packages=("openlineage-python",),
        send=send,
        expected=expected,
        check=check,
    ),
)
