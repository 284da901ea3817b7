"""The demo's descriptors: what the teams of Tonic would keep in their repositories, as Backstage YAML.

Datasets and jobs claim their OpenLineage identity by two annotations. One dataset in eight has no
descriptor. The folder is read by the `files` connector, as a source that is trusted for owners.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import yaml

from catalog.ownership.memberships import LEAD_ANNOTATION
from lineage.promises import ANNOTATION as PROMISE_ANNOTATION
from portal.demo.estate import Dataset, Estate, Job, Pipeline, Team, estate

NAMESPACE_ANNOTATION = "openlineage.io/namespace"
NAME_ANNOTATION = "openlineage.io/name"
TIER_ANNOTATION = "headwater.dev/tier"
PLATFORM_ANNOTATION = "headwater.dev/platform"
Descriptor = dict[str, Any]


def descriptors() -> dict[str, list[Descriptor]]:
    """Documents by the file they stand in: `organisation.yaml`, `domains.yaml`,
    `<domain>/pipelines.yaml` and so on.
    """
    company = estate()
    files: dict[str, list[Descriptor]] = {
        "organisation.yaml": _organisation(company),
        "domains.yaml": [document for domain in company.domains for document in _domain(company, domain)],
    }
    files["glossary.yaml"] = [
        _document("GlossaryTerm", key, "default", {"title": title, "description": definition}, {})
        for key, (title, definition, _) in company.glossary.items()
    ]
    for domain in company.domains:
        pipelines = [p for p in company.pipelines if p.domain == domain]
        files[f"{domain}/pipelines.yaml"] = [doc for p in pipelines for doc in _pipeline(company, p)]
        files[f"{domain}/datasets.yaml"] = [
            _dataset(company, d) for d in company.datasets.values() if d.domain == domain and d.has_descriptor
        ]
    return files


def write_descriptors(folder: Path) -> int:
    """Write them as multi-document YAML below a folder (made if need be); returns how many documents. Same
    bytes every time; files of other names are left alone."""
    count = 0
    for name, documents in descriptors().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True, explicit_start=True, width=100)
        path.write_text(text, encoding="utf-8")
        count += len(documents)
    return count


def _document(kind: str, name: str, namespace: str, metadata: dict[str, Any], spec: dict[str, Any]) -> Descriptor:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace, **metadata},
        "spec": spec,
    }


def person_name(full_name: str) -> str:
    """`Ines Marek` as the name of a User: `ines.marek`."""
    plain = unicodedata.normalize("NFKD", full_name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", ".", plain.lower()).strip(".")


def _organisation(company: Estate) -> list[Descriptor]:
    home = company.organisation
    root = _document("Group", home, home, {"title": "Tonic"}, {"type": "organization", "children": []})
    documents = [root]
    for key, title in company.groups.items():
        spec = {"type": "department", "parent": home, "children": []}
        documents.append(_document("Group", key, home, {"title": title}, spec))
    for team in company.teams.values():
        documents.append(_team(company, team))
        documents += [_person(company, team, full_name) for full_name in team.people]
    return documents


def _team(company: Estate, team: Team) -> Descriptor:
    lead = f"user:{company.organisation}/{person_name(team.people[0])}"
    metadata = {
        "title": team.title,
        "annotations": {"headwater.dev/chat": f"#{team.key}-data", LEAD_ANNOTATION: lead},
        "links": [{"url": f"https://chat.tonic.example/{team.key}-data", "title": f"#{team.key}-data"}],
    }
    spec = {
        "type": "team",
        "profile": {"displayName": team.title, "email": f"{team.key}@tonic.example"},
        "parent": team.department,
        "children": [],
    }
    return _document("Group", team.key, company.organisation, metadata, spec)


def _person(company: Estate, team: Team, full_name: str) -> Descriptor:
    name = person_name(full_name)
    spec = {"profile": {"displayName": full_name, "email": f"{name}@tonic.example"}, "memberOf": [team.key]}
    return _document("User", name, company.organisation, {"title": full_name}, spec)


def _domain(company: Estate, domain: str) -> list[Descriptor]:
    facts = company.domains[domain]
    owner = f"group:{company.organisation}/{facts['team']}"
    system = {"owner": owner, "domain": f"{company.organisation}/{domain}"}
    title = facts["system"].replace("-", " ").capitalize()
    about = {"description": facts["about"]}
    return [
        _document("Domain", domain, company.organisation, {"title": facts["title"], **about}, {"owner": owner}),
        _document("System", facts["system"], company.organisation, {"title": title, **about}, system),
    ]


def _system(company: Estate, domain: str) -> str:
    return f"{company.organisation}/{company.domains[domain]['system']}"


def _annotations(namespace: str, name: str, tier: int) -> dict[str, str]:
    return {NAMESPACE_ANNOTATION: namespace, NAME_ANNOTATION: name, TIER_ANNOTATION: str(tier)}


def _pipeline(company: Estate, pipeline: Pipeline) -> list[Descriptor]:
    jobs = f"{len(pipeline.jobs)} job" + ("s" if len(pipeline.jobs) > 1 else "")
    metadata = {
        "title": pipeline.name,
        "description": f"{jobs} on {pipeline.engine}, {pipeline.schedule.unit}",
        "annotations": {
            **_annotations(pipeline.namespace, pipeline.name, pipeline.tier),
            PLATFORM_ANNOTATION: pipeline.engine,
        },
        "tags": [pipeline.engine, pipeline.schedule.unit],
        "links": [{"url": f"https://{pipeline.engine}.tonic.example/{pipeline.name}", "title": "Scheduler"}],
    }
    spec = {
        "type": "pipeline",
        "lifecycle": pipeline.lifecycle,
        "owner": f"group:{company.organisation}/{pipeline.team}",
        "system": _system(company, pipeline.domain),
    }
    whole = _document("Component", pipeline.name, pipeline.domain, metadata, spec)
    return [whole, *(_job(pipeline, job, spec) for job in pipeline.jobs)]


def _job(pipeline: Pipeline, job: Job, spec: dict[str, Any]) -> Descriptor:
    metadata = {
        "title": job.name,
        "description": f"Reads {', '.join(job.reads)}; writes {', '.join(job.writes)}",
        "annotations": {
            **_annotations(job.namespace, job.name, pipeline.tier),
            PLATFORM_ANNOTATION: pipeline.engine,
        },
        "tags": [pipeline.engine],
    }
    return _document(
        "Component",
        job.name,
        pipeline.domain,
        metadata,
        {**spec, "type": "job", "subcomponentOf": pipeline.name},
    )


def _dataset(company: Estate, dataset: Dataset) -> Descriptor:
    metadata: dict[str, Any] = {
        "title": dataset.key,
        "description": dataset.description,
        "annotations": _annotations(dataset.namespace, dataset.openlineage_name, dataset.tier),
        "tags": _tags(dataset),
    }
    if dataset.key in company.promises:
        metadata["annotations"][PROMISE_ANNOTATION] = company.promises[dataset.key]
    if dataset.tier == 1:
        page = f"https://wiki.tonic.example/data/{dataset.key}"
        metadata["links"] = [{"url": page, "title": "Runbook", "type": "runbook"}]
    spec: dict[str, Any] = {
        "type": dataset.type,
        "lifecycle": dataset.lifecycle,
        "owner": dataset.owner,
        "system": _system(company, dataset.domain),
    }
    terms = [key for key, (_, _, datasets) in company.glossary.items() if dataset.key in datasets]
    if terms:
        spec["glossaryTerms"] = terms
    return _document("Resource", dataset.name, dataset.domain, metadata, spec)


def _tags(dataset: Dataset) -> list[str]:
    tags = [{"topic": "pubsub", "dashboard": "looker", "model": "gcs"}.get(dataset.type, "bigquery")]
    columns = {column.name for column in dataset.columns}
    if "account_id" in columns:
        tags.append("personal-data")
    if columns & {"amount_usd", "revenue_usd", "gross_usd"}:
        tags.append("money")
    if dataset.layer == 0:
        tags.append("source")
    return tags
