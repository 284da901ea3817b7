"""Descriptors of an estate, the same bytes on every machine: valid under Backstage's own kinds, with what trips up imitations.

Mixed-case names and values, short refs beside full ones, a second namespace, values longer than 200 characters, numbers and
booleans in spec, keys with dots, relations declared from either side, and some that lead to what does not exist.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

Descriptor = dict[str, Any]
WORDS = (
    "order payment ledger invoice basket search fraud profile session shipment "
    "stock price tax coupon review rating media email click audit billing "
    "contract vendor claim policy sensor route fleet driver trip refund risk "
    "loan account card balance quote lead campaign"
).split()
TAGS = (
    "java python go rust kafka spark dbt airflow pii gold silver bronze finance "
    "marketing ops ml batch streaming public internal legacy tier-1 tier-2 "
    "c++ data:raw etl graphql grpc rest experimental"
).split()
ZONES = ["eu-west", "us-east", "ap-south"]
LIFE = ["production", "experimental", "deprecated"]
CTYPES = ["service", "website", "library", "pipeline"]
ATYPES = ["openapi", "asyncapi", "grpc", "graphql"]
SRC = "url:https://git.example.com/catalog/%s/blob/main/catalog-info.yaml"


KINDS = {"Domain": 1, "System": 3, "Group": 4, "User": 12, "API": 10, "Resource": 30}


def generate(n: int, seed: int = 1) -> list[Descriptor]:
    """`n` descriptors (at least 100), the same ones for the same seed."""
    if n < 100:
        raise ValueError("n is too small (at least 100)")
    return list(_Estate(n, seed).descriptors())


class _Estate:
    def __init__(self, n: int, seed: int) -> None:
        self.pick = random.Random(f"{seed}/{n}")
        count = {kind: max(2, n * share // 100) for kind, share in KINDS.items()}
        datasets = range(count["Resource"])
        self.names = {
            "Domain": [f"dom-{i:04d}" for i in range(count["Domain"])],
            "System": [f"sys-{_word(i)}-{i:05d}" for i in range(count["System"])],
            "Group": [f"team-{i:05d}" for i in range(count["Group"])],
            "User": [f"user.{i:06d}" for i in range(count["User"])],
            "API": [f"{_word(i * 7)}-api-{i:06d}" for i in range(count["API"])],
            # Every 11th dataset and every 13th component has capitals in its name.
            "Resource": [
                f"DS_{_word(i * 3).title()}-{i:06d}" if i % 11 == 3 else f"ds_{_word(i * 3)}-{i:06d}" for i in datasets
            ],
            "Component": [
                f"{_word(i * 5).title()}-Svc-{i:06d}" if i % 13 == 5 else f"{_word(i * 5)}-svc-{i:06d}"
                for i in range(n - sum(count.values()))
            ],
        }
        self.namespaces = ["lake" if i % 10 == 7 else "default" for i in datasets]

    def descriptors(self) -> Iterator[Descriptor]:
        yield from self._domains()
        yield from self._teams()
        yield from self._people()
        yield from self._systems()
        yield from self._apis()
        yield from self._datasets()
        yield from self._components()

    def _one(self, kind: str) -> str:
        """Some are far more popular than others."""
        names = self.names[kind]
        return names[int(len(names) * self.pick.random() ** 2.2)]

    def _owner(self) -> str:
        way = self.pick.random()
        if way < 0.80:
            return f"group:default/{self._one('Group')}"
        if way < 0.95:
            return self._one("Group")
        return f"user:default/{self._one('User')}" if way < 0.99 else "group:default/gone-team"

    def _metadata(self, name: str, i: int, title: str | None = None) -> dict[str, Any]:
        words = [self.pick.choice(WORDS) for _ in range(self.pick.randint(4, 12))]
        text = f"{' '.join(words).capitalize()}."
        if i % 37 == 11:  # longer than what Backstage keeps to be searched
            text += " " + " ".join(_word(i + k) for k in range(40))
        place = SRC % name.lower()
        annotations = {
            "backstage.io/managed-by-location": place,
            "backstage.io/managed-by-origin-location": place,
        }
        return {
            "name": name,
            **({"title": title} if title else {}),
            "description": text,
            "annotations": annotations,
        }

    def _rich(self, name: str, i: int, title: str | None = None) -> dict[str, Any]:
        metadata = self._metadata(name, i, title)
        if tags := sorted(self.pick.sample(TAGS, self.pick.randint(0, 4))):
            metadata["tags"] = tags
        metadata["labels"] = {"example.com/zone": self.pick.choice(ZONES), "tier": str(self.pick.randint(1, 4))}
        metadata["annotations"]["example.com/cost-center"] = f"CC{self.pick.randint(100, 140)}"
        metadata["annotations"]["backstage.io/techdocs-ref"] = "dir:."
        if self.pick.random() < 0.3:
            url = f"https://wiki.example.com/{name.lower()}"
            metadata["links"] = [{"url": url, "title": "Runbook", "icon": "docs"}]
        return metadata

    def _domains(self) -> Iterator[Descriptor]:
        for i, name in enumerate(self.names["Domain"]):
            owner = f"group:default/{self._one('Group')}"
            yield _descriptor("Domain", self._metadata(name, i, f"Domain {i}"), owner=owner)

    def _teams(self) -> Iterator[Descriptor]:
        for i, name in enumerate(self.names["Group"]):
            profile = {"displayName": f"Team {i:05d}", "email": f"{name}@example.com"}
            parent = {"parent": self.names["Group"][(i - 1) // 5]} if i else {}
            kind = "team" if i % 5 else "department"
            yield _descriptor("Group", self._metadata(name, i), type=kind, profile=profile, children=[], **parent)

    def _people(self) -> Iterator[Descriptor]:
        for i, name in enumerate(self.names["User"]):
            teams = sorted({self._one("Group") for _ in range(self.pick.randint(1, 2))})
            profile = {"displayName": f"User {i:06d}", "email": f"{name}@example.com"}
            yield _descriptor("User", self._metadata(name, i), profile=profile, memberOf=teams)

    def _systems(self) -> Iterator[Descriptor]:
        for i, name in enumerate(self.names["System"]):
            metadata = self._rich(name, i, f"System {i}")
            yield _descriptor("System", metadata, owner=self._owner(), domain=self._one("Domain"))

    def _apis(self) -> Iterator[Descriptor]:
        for i, name in enumerate(self.names["API"]):
            text = f'syntax = "proto3";\nmessage M{i} {{ string id = 1; }}\n' + "// pad\n" * self.pick.randint(0, 60)
            yield _descriptor("API", self._rich(name, i), **self._product(ATYPES), definition=text)

    def _datasets(self) -> Iterator[Descriptor]:
        for i, name in enumerate(self.names["Resource"]):
            is_lake = self.namespaces[i] == "lake"
            metadata = self._rich(name, i, f"Dataset {name}" if i % 2 else None)
            owner, system = self._owner(), self._one("System")
            if is_lake:
                metadata["namespace"] = "lake"
                owner, system = owner if ":" in owner else f"default/{owner}", f"default/{system}"
            spec = {
                **{"type": "dataset", "owner": owner, "system": system},
                "format": self.pick.choice(["parquet", "iceberg", "delta", "csv"]),
                "rowCount": self.pick.randint(0, 10**9),
                "pii": self.pick.random() < 0.2,
                "columns": [
                    {"name": f"c{k}", "type": self.pick.choice(["string", "bigint", "date"])}
                    for k in range(self.pick.randint(2, 8))
                ],
            }
            near = {self.pick.randrange(max(0, i - 400), i) for _ in range(self.pick.randint(0, 3) if i else 0)}
            yield _descriptor("Resource", metadata, **spec, **self._needs(near, set()))

    def _components(self) -> Iterator[Descriptor]:
        components, datasets = self.names["Component"], len(self.namespaces)
        for i, name in enumerate(components):
            spec: dict[str, Any] = self._product(CTYPES)
            if i % 20 == 19:
                spec["subcomponentOf"] = components[i - 7]
            if self.pick.random() < 0.25:
                spec["providesApis"] = [self.pick.choice(self.names["API"])]
            if self.pick.random() < 0.4:
                count = self.pick.randint(1, 3)
                spec["consumesApis"] = sorted({self.pick.choice(self.names["API"]) for _ in range(count)})
            read = {self.pick.randrange(datasets) for _ in range(self.pick.randint(0, 3))}
            others = {f"component:{components[self.pick.randrange(i)]}"} if i and self.pick.random() < 0.3 else set()
            if self.pick.random() < 0.03:
                spec["dependencyOf"] = [f"component:default/{self.pick.choice(components)}"]
            title = f"{name} component" if i % 3 == 0 else None
            yield _descriptor("Component", self._rich(name, i, title), **spec, **self._needs(read, others))

    def _product(self, types: list[str]) -> dict[str, str]:
        life, owner, system = self.pick.choice(LIFE), self._owner(), self._one("System")
        return {"type": self.pick.choice(types), "lifecycle": life, "owner": owner, "system": system}

    def _needs(self, datasets: set[int], others: set[str]) -> dict[str, list[str]]:
        needed = others | {f"resource:{self.namespaces[j]}/{self.names['Resource'][j]}" for j in datasets}
        return {"dependsOn": sorted(needed)} if needed else {}


def _word(i: int) -> str:
    return WORDS[i % len(WORDS)]


def _descriptor(kind: str, metadata: dict[str, Any], **spec: Any) -> Descriptor:
    return {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}
