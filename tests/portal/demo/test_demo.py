"""The demo estate: counts, determinism, acyclic lineage, incidents exactly as seeded, descriptors that load."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from graphlib import TopologicalSorter
from hashlib import sha256

import orjson
import pytest
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState

from catalog.connectors.files import FilesConnector
from catalog.ingest.descriptor import descriptor_findings
from catalog.ingest.redaction import redact
from catalog.ingest.sanity import normalise
from catalog.records import CursorRecord, EntityRecord, IssueRecord
from lineage.promises import ANNOTATION, promise_of
from portal.demo import descriptors, estate, history, live, write_descriptors

NOW = datetime(2026, 11, 24, 7, 11, tzinfo=UTC)
ANCHOR = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def events():
    return list(history(NOW))


@pytest.fixture(scope="module")
def company():
    return estate()


def of_job(events, name):
    """(event type, time, end of the interval) of a job's events, in order."""
    return [
        (e["eventType"], datetime.fromisoformat(e["eventTime"]), datetime.fromisoformat(_nominal(e)))
        for e in events
        if e["job"]["name"] == name
    ]


def _nominal(event):
    return event["run"]["facets"]["nominalTime"]["nominalEndTime"]


def outputs(events, dataset):
    """(event time, facets) of the COMPLETE events that wrote a dataset, in order."""
    return [
        (datetime.fromisoformat(e["eventTime"]), item["facets"])
        for e in events
        if e["eventType"] == "COMPLETE"
        for item in e["outputs"]
        if (item["namespace"], item["name"]) == (dataset.namespace, dataset.openlineage_name)
    ]


def test_counts(company):
    assert len(company.teams) == 15
    assert sum(len(team.people) for team in company.teams.values()) == 50
    assert len(company.domains) == 17
    assert len(company.pipelines) == 60
    assert {len(pipeline.jobs) for pipeline in company.pipelines} == {1, 2, 3}
    assert len(list(company.jobs)) == 162
    assert len(company.datasets) == 400
    assert Counter(dataset.type for dataset in company.datasets.values()) == {
        "table": 378,
        "dashboard": 9,
        "model": 8,
        "topic": 5,
    }
    assert Counter(pipeline.engine for pipeline in company.pipelines) == {
        "styx": 24,
        "luigi": 20,
        "flyte": 16,
    }
    assert sum(not dataset.has_descriptor for dataset in company.datasets.values()) == 48


def test_names_are_unique(company):
    identities = [(d.namespace, d.openlineage_name) for d in company.datasets.values()]
    assert len(set(identities)) == 400
    jobs = [(job.namespace, job.name) for job in company.jobs]
    jobs += [(pipeline.namespace, pipeline.name) for pipeline in company.pipelines]
    assert len(set(jobs)) == len(jobs) == 222


def test_lineage_is_layered_without_a_cycle(company):
    before = {key: set() for key in company.datasets}
    for job in company.jobs:
        for target in job.writes:
            before[target] |= set(job.reads)
    order = list(TopologicalSorter(before).static_order())
    assert len(order) == 400
    hops = {}
    for key in order:
        hops[key] = 1 + max((hops[source] for source in before[key]), default=-1)
    assert {key: dataset.layer for key, dataset in company.datasets.items()} == hops
    assert hops["listening.stream_events_hourly"] == 3
    assert hops["royalties.payouts_daily"] == 5
    assert max(hops.values()) == 9


def test_the_hub_has_forty_readers(company):
    assert company.hub == "listening.stream_events_hourly"
    assert sum(company.hub in job.reads for job in company.jobs) == 40


def test_the_story_is_told(company):
    payouts = company.datasets["royalties.payouts_daily"]
    assert (payouts.tier, payouts.owner, len(payouts.columns)) == (1, "group:tonic/royalties", 19)
    assert (payouts.namespace, payouts.openlineage_name) == ("bigquery", "tonic-prod.royalties.payouts_daily")
    assert company.teams["royalties"].people[:2] == ("Ines Marek", "Tobias Renn")


def test_events_in_number_and_order(events):
    assert len(events) == 21_957
    times = [datetime.fromisoformat(e["eventTime"]) for e in events]
    assert times == sorted(times)
    assert times[0] > ANCHOR - timedelta(days=60)
    assert times[-1] <= ANCHOR
    keys = [(e["run"]["runId"], e["eventType"]) for e in events]
    assert len(set(keys)) == len(keys)


def test_each_run_starts_once_and_ends_at_most_once(events):
    seen = Counter()
    for event in events:
        run_id = event["run"]["runId"]
        assert (event["eventType"] == "START") == (seen[run_id] == 0)
        seen[run_id] += 1
    assert set(seen.values()) == {1, 2}
    assert sum(count == 1 for count in seen.values()) < 40


def test_every_event_passes_the_clients_validators_and_ours(events):
    for event in events:
        RunEvent(
            eventType=RunState(event["eventType"]),
            eventTime=event["eventTime"],
            run=Run(**event["run"]),
            job=Job(**event["job"]),
            inputs=[InputDataset(**item) for item in event["inputs"]],
            outputs=[OutputDataset(**item) for item in event["outputs"]],
            producer=event["producer"],
        )
        raw = orjson.dumps(event)
        assert normalise(event) is event
        assert redact(event, raw) == (event, ())
        assert len(raw) < 12_000


def _digest(events):
    digest = sha256()
    for event in events:
        digest.update(orjson.dumps(event, option=orjson.OPT_SORT_KEYS))
    return digest.hexdigest()


def test_the_same_for_every_minute_of_an_hour(events):
    assert _digest(history(ANCHOR + timedelta(minutes=59))) == _digest(events)


def test_the_live_feed_goes_on_where_the_history_ended(events):
    later = ANCHOR + timedelta(hours=1)
    whole = {(e["run"]["runId"], e["eventType"]) for e in history(later) if e["eventTime"] > ANCHOR.isoformat()}
    fed = []
    since = ANCHOR
    while since < later:
        fed += live(since + timedelta(minutes=5), since)
        since += timedelta(minutes=5)
    assert {(e["run"]["runId"], e["eventType"]) for e in fed} == whole
    assert len(fed) == len(whole)
    assert 100 < len(fed) < 400
    known = {(e["run"]["runId"], e["eventType"]) for e in events}
    assert not known & whole


def test_incident_slow(company, events):
    (incident,) = company.incidents_of("slow")
    runs = {}
    for kind, time, due in of_job(events, incident.job):
        runs.setdefault(due, {})[kind] = time
    minutes = {
        due: (times["COMPLETE"] - times["START"]) / timedelta(minutes=1)
        for due, times in runs.items()
        if "COMPLETE" in times and "FAIL" not in times
    }
    since = ANCHOR - timedelta(hours=incident.facts["hours"])
    assert all(63 < value < 80 for due, value in minutes.items() if due > since)
    assert all(20 < value < 28 for due, value in minutes.items() if due <= since)
    assert len([due for due in minutes if due > since]) == 4
    assert len([due for due in runs if due > since]) == 5


def test_incident_failing(company, events):
    (incident,) = company.incidents_of("failing")
    ends = [kind for kind, _, _ in of_job(events, incident.job) if kind != "START"]
    assert ends[-6:] == ["COMPLETE", *["FAIL"] * 5]
    failed = [e for e in events if e["job"]["name"] == incident.job and e["eventType"] == "FAIL"][-5:]
    assert {e["run"]["facets"]["errorMessage"]["message"] for e in failed} == {incident.facts["error"]}


def test_incidents_late(company, events):
    late = list(company.incidents_of("late"))
    assert [incident.dataset for incident in late] == ["search.judgments_weekly", "fx.ecb_rates_daily"]
    for incident in late:
        landed, _ = outputs(events, company.datasets[incident.dataset])[-1]
        assert timedelta(hours=20) < ANCHOR - landed < timedelta(hours=incident.facts["hours"] + 25)
        assert [k for k, _, due in of_job(events, incident.job) if due > ANCHOR - timedelta(hours=26)] == []
    landed, _ = outputs(events, company.datasets["royalties.rates_by_territory"])[-1]
    assert ANCHOR - landed < timedelta(hours=3)


def test_incidents_schema(company, events):
    dropped, changed = company.incidents_of("schema")
    for incident, before, after in (
        (
            dropped,
            ["day", "currency", "rate", "approved_by", "rate_legacy"],
            ["day", "currency", "rate", "approved_by"],
        ),
        (changed, {"rate_micro": "INT64"}, {"rate_micro": "NUMERIC"}),
    ):
        change = ANCHOR.replace(hour=0) - timedelta(days=incident.facts["days"])
        for time, facets in outputs(events, company.datasets[incident.dataset]):
            fields = {f["name"]: f["type"] for f in facets["schema"]["fields"]}
            expected = before if time < change else after
            if isinstance(expected, list):
                assert list(fields) == expected
            else:
                assert fields["rate_micro"] == expected["rate_micro"]


def test_incident_slow_run(company, events):
    (incident,) = company.incidents_of("slow_run")
    pairs = {}
    for kind, time, due in of_job(events, incident.job):
        pairs.setdefault(due, {})[kind] = time
    took = {due: (t["COMPLETE"] - t["START"]) / timedelta(minutes=1) for due, t in pairs.items() if "FAIL" not in t}
    slow = [due for due, minutes in took.items() if minutes > 100]
    assert slow == [datetime(2026, 11, 21, 4, 20, tzinfo=UTC)]


def test_incidents_of_owners(company):
    documents = {d["metadata"]["title"]: d for docs in descriptors().values() for d in docs if d["kind"] == "Resource"}
    known = {f"group:tonic/{team}" for team in company.teams}
    for incident in company.incidents_of("orphaned"):
        assert documents[incident.dataset]["spec"]["owner"] == incident.facts["owner"]
        assert incident.facts["owner"] not in known
    for incident in company.incidents_of("wrong_owner"):
        dataset = company.datasets[incident.dataset]
        assert documents[incident.dataset]["spec"]["owner"] == incident.facts["owner"]
        assert f"group:tonic/{dataset.team}" == incident.facts["right"]
        assert {incident.facts["owner"], incident.facts["right"]} <= known
    assert len(list(company.incidents_of("orphaned"))) == 5
    assert len(list(company.incidents_of("wrong_owner"))) == 3


def test_the_right_owner_is_told_by_events(company, events):
    for incident in company.incidents_of("wrong_owner"):
        told = [f["ownership"] for _, f in outputs(events, company.datasets[incident.dataset]) if "ownership" in f]
        assert told
        assert {owner["name"] for facet in told for owner in facet["owners"]} == {incident.facts["right"]}


def test_column_lineage_reaches_from_plays_to_payouts(company, events):
    _, facets = outputs(events, company.datasets["royalties.payouts_daily"])[-1]
    made = facets["columnLineage"]["fields"]
    assert {(f["name"], f["field"]) for f in made["amount_usd"]["inputFields"]} == {
        ("tonic-prod.royalties.stream_counts_daily", "billable_streams"),
        ("tonic-prod.royalties.rates_by_territory", "rate_micro"),
        ("tonic-prod.fx.ecb_rates_daily", "rate"),
    }
    _, facets = outputs(events, company.datasets["royalties.stream_counts_daily"])[-1]
    (origin,) = facets["columnLineage"]["fields"]["billable_streams"]["inputFields"]
    assert (origin["name"], origin["field"]) == ("tonic-prod.listening.stream_events_hourly", "ms_played")


def test_every_dataset_is_seen_in_events(company, events):
    seen = {(item["namespace"], item["name"]) for e in events for item in (*e["inputs"], *e["outputs"])}
    assert seen == {(d.namespace, d.openlineage_name) for d in company.datasets.values()}


def test_some_datasets_promise_when_they_come(company):
    documents = {d["metadata"]["title"]: d for docs in descriptors().values() for d in docs if d["kind"] == "Resource"}
    told = {title: d["metadata"]["annotations"].get(ANNOTATION) for title, d in documents.items()}
    assert {title: within for title, within in told.items() if within} == company.promises
    assert company.promises["royalties.payouts_daily"] == "26h"
    assert all(promise_of(within) for within in company.promises.values())


def test_descriptors_are_valid_and_claim_what_events_name(company, events):
    documents = [document for found in descriptors().values() for document in found]
    assert [descriptor_findings(document) for document in documents] == [()] * len(documents)
    claimed = {
        (a["openlineage.io/namespace"], a["openlineage.io/name"])
        for document in documents
        if "openlineage.io/name" in (a := document["metadata"].get("annotations", {}))
    }
    assert len(claimed) == 352 + 222
    jobs = {(e["job"]["namespace"], e["job"]["name"]) for e in events}
    assert {(p.namespace, p.name) for p in company.pipelines} <= claimed
    assert jobs <= claimed


def test_pipelines_and_jobs_say_what_runs_them():
    documents = {d["metadata"]["title"]: d for docs in descriptors().values() for d in docs if d["kind"] == "Component"}
    single, several = documents["royalties-rates"]["metadata"], documents["royalties-payouts"]["metadata"]
    assert single["description"] == "1 job on styx, daily"
    assert several["description"] == "3 jobs on styx, daily"
    assert documents["payouts_build"]["metadata"]["annotations"]["headwater.dev/platform"] == "styx"
    assert single["annotations"]["headwater.dev/platform"] == "styx"


def test_datasets_have_terms_that_the_glossary_defines(company):
    documents = [document for found in descriptors().values() for document in found]
    defined = {d["metadata"]["name"] for d in documents if d["kind"] == "GlossaryTerm"}
    listed = {d["metadata"]["title"]: d["spec"]["glossaryTerms"] for d in documents if "glossaryTerms" in d["spec"]}
    assert listed["royalties.payouts_daily"] == ["payable-stream", "royalty-day"]
    assert {term for terms in listed.values() for term in terms} == defined == set(company.glossary)
    assert len(listed) == len({key for _, _, datasets in company.glossary.values() for key in datasets}) == 11


def test_the_files_connector_loads_the_descriptors(tmp_path):
    assert write_descriptors(tmp_path) == 682
    first = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}
    assert write_descriptors(tmp_path) == 682
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")} == first
    config = {"root": str(tmp_path), "patterns": ["**/*.yaml"]}
    records = list(FilesConnector(config).read(None))
    assert [r for r in records if isinstance(r, IssueRecord)] == []
    kinds = Counter(r.descriptor["kind"] for r in records if isinstance(r, EntityRecord))
    groups = {"User": 50, "Group": 20, "Domain": 17, "System": 17, "GlossaryTerm": 4}
    assert kinds == {"Resource": 352, "Component": 222, **groups}
    assert isinstance(records[-1], CursorRecord)
    assert records[-1].complete
