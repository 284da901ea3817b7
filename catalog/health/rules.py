"""The rules of health: one YAML document, checked line by line, as a frozen value. Pure but for which checks exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.answers import CheckSeverity, Level
from catalog.health.check import CheckParamsError, HealthCheck
from catalog.names import Kind
from catalog.yaml_guard import YamlDocument, YamlRefused, yaml_documents

API_VERSION, KIND = "portal/v1", "HealthRules"
LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class RulesProblem:
    """One thing that is wrong in the document."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.field}: {self.message}"


class RulesRefused(ValueError):
    """The document is not accepted; `problems` has everything that is wrong in it."""

    def __init__(self, problems: Sequence[RulesProblem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRule:
    """A check as the rules run it."""

    check: HealthCheck
    weight: float
    severity: CheckSeverity


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Other weights, or checks that do not apply, for some entities."""

    kinds: frozenset[Kind]
    types: frozenset[str]
    tiers: frozenset[int]
    weights: Mapping[str, float]
    not_applicable: frozenset[str]

    def covers(self, kind: Kind, spec_type: str | None, tier: int | None) -> bool:
        """Whether it is about such an entity; an empty list means any."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.types or spec_type in self.types)
            and (not self.tiers or tier in self.tiers)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a level asks for."""

    condition: int
    window_days: int
    requires: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One version of the rules."""

    version: int
    dimensions: Mapping[str, float]
    checks: tuple[CheckRule, ...]
    adjustments: tuple[Adjustment, ...]
    gates: Mapping[Level, Gate]
    promote: int
    demote: int
    band: int

    def weights_for(
        self, kind: Kind, spec_type: str | None, tier: int | None
    ) -> tuple[Mapping[str, float], frozenset[str]]:
        """Weights of the dimensions for such an entity, and the checks that do not apply to it."""
        covering = [adjustment for adjustment in self.adjustments if adjustment.covers(kind, spec_type, tier)]
        if not covering:
            return self.dimensions, frozenset()
        weights = dict(self.dimensions)
        for adjustment in covering:
            weights |= adjustment.weights
        return weights, frozenset().union(*(adjustment.not_applicable for adjustment in covering))


def rules_parse(
    text: str, *, version: int, installed: Mapping[str, type[HealthCheck]], published: bool = False
) -> Rules:
    """The rules of a document; raises RulesRefused with every line that is wrong.

    In a document that was published, checks that are not installed any more are passed over: a plug-in that is gone must
    not stop the others.
    """
    documents = list(yaml_documents(text.encode()))
    refused = [d for d in documents if isinstance(d, YamlRefused)]
    if refused:
        raise RulesRefused([RulesProblem(d.line, "document", d.message) for d in refused])
    if len(documents) != 1 or not isinstance(documents[0], YamlDocument):
        raise RulesRefused([RulesProblem(1, "document", "must be one YAML document")])
    reader = _Reader(documents[0], installed, passes_over=published)
    rules = reader.read(version)
    if reader.problems:
        raise RulesRefused(sorted(reader.problems, key=lambda problem: problem.line))
    return rules


class _Reader:
    """Reads field by field and goes on after a wrong one, so that a person sees all that is wrong at once."""

    def __init__(
        self, document: YamlDocument, installed: Mapping[str, type[HealthCheck]], *, passes_over: bool
    ) -> None:
        self.document = document
        self.installed = installed
        self.passes_over = passes_over
        self.problems: list[RulesProblem] = []

    def read(self, version: int) -> Rules:
        root = self.mapping(
            self.document.value,
            (),
            {"apiVersion", "kind", "metadata", "dimensions", "checks", "applies", "levels", "hysteresis"},
        )
        for key, wanted in (("apiVersion", API_VERSION), ("kind", KIND)):
            if root.get(key) != wanted:
                self.wrong((key,), f"must be {wanted}")
        dimensions = self.numbers(root.get("dimensions"), ("dimensions",))
        checks = self.checks(root.get("checks"), dimensions)
        names = {rule.check.name for rule in checks}
        hysteresis = self.mapping(root.get("hysteresis", {}), ("hysteresis",), {"promote", "demote", "band"})
        return Rules(
            version=version,
            dimensions=dimensions,
            checks=tuple(checks),
            adjustments=tuple(self.adjustments(root.get("applies", []), names, dimensions)),
            gates=self.gates(root.get("levels", {}), names),
            promote=self.whole(hysteresis.get("promote", 3), ("hysteresis", "promote"), 1, 30),
            demote=self.whole(hysteresis.get("demote", 2), ("hysteresis", "demote"), 1, 30),
            band=self.whole(hysteresis.get("band", 2), ("hysteresis", "band"), 0, 30),
        )

    def checks(self, value: Any, dimensions: Mapping[str, float]) -> list[CheckRule]:
        rules: dict[str, CheckRule] = {}
        for index, entry in enumerate(self.items(value, ("checks",))):
            path = ("checks", index)
            item = self.mapping(entry, path, {"check", "weight", "severity", "params"})
            name = item.get("check")
            if not isinstance(name, str) or name not in self.installed:
                if not self.passes_over:
                    self.wrong(
                        (*path, "check"), f"{name!r} is unknown; installed are {', '.join(sorted(self.installed))}"
                    )
                continue
            if name in rules:
                self.wrong((*path, "check"), f"{name!r} stands in a line above")
            kind = self.installed[name]
            if kind.dimension not in dimensions:
                self.wrong((*path, "check"), f"its dimension {kind.dimension!r} has no weight in dimensions")
            severity = item.get("severity", "normal")
            if severity not in set(CheckSeverity):
                self.wrong((*path, "severity"), f"{severity!r} is unknown; accepted are {', '.join(CheckSeverity)}")
                severity = "normal"
            params = self.mapping(item.get("params", {}), (*path, "params"), None)
            try:
                check = kind(params)
            except CheckParamsError as error:
                self.wrong((*path, "params", error.param), error.message)
                continue
            weight = self.number(item.get("weight", kind.weight), (*path, "weight"))
            rules[name] = CheckRule(check=check, weight=weight, severity=CheckSeverity(severity))
        return list(rules.values())

    def adjustments(self, value: Any, names: set[str], dimensions: Mapping[str, float]) -> Sequence[Adjustment]:
        found = []
        for index, entry in enumerate(self.items(value, ("applies",))):
            path = ("applies", index)
            item = self.mapping(entry, path, {"kinds", "types", "tiers", "weights", "not_applicable"})
            weights = self.numbers(item.get("weights", {}), (*path, "weights"))
            for key in weights:
                if key not in dimensions:
                    self.wrong((*path, "weights", key), f"is no dimension; they are {', '.join(sorted(dimensions))}")
            kinds = self.words(item.get("kinds", []), (*path, "kinds"), {kind.value for kind in Kind})
            tiers = [
                self.whole(t, (*path, "tiers", i), 1, 5)
                for i, t in enumerate(self.items(item.get("tiers", []), (*path, "tiers")))
            ]
            found.append(
                Adjustment(
                    kinds=frozenset(Kind(kind) for kind in kinds),
                    types=frozenset(self.words(item.get("types", []), (*path, "types"), None)),
                    tiers=frozenset(tiers),
                    weights=weights,
                    not_applicable=frozenset(
                        self.words(item.get("not_applicable", []), (*path, "not_applicable"), names)
                    ),
                )
            )
        return found

    def gates(self, value: Any, names: set[str]) -> dict[Level, Gate]:
        root = self.mapping(value, ("levels",), {level.value for level in LEVELS[1:]})
        gates = {}
        for key, entry in root.items():
            path = ("levels", key)
            item = self.mapping(entry, path, {"condition", "window_days", "requires", "confidence"})
            gates[Level(key)] = Gate(
                condition=self.whole(item.get("condition", 0), (*path, "condition"), 0, 100),
                window_days=self.whole(item.get("window_days", 14), (*path, "window_days"), 1, 28),
                requires=tuple(self.words(item.get("requires", []), (*path, "requires"), names)),
                confidence=self.number(item.get("confidence", 0.5), (*path, "confidence")),
            )
        return {level: gates[level] for level in LEVELS if level in gates}

    # One value

    def wrong(self, path: tuple[str | int, ...], message: str) -> None:
        name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        self.problems.append(RulesProblem(self.document.line_of(path), name or "document", message))

    def mapping(self, value: Any, path: tuple[str | int, ...], known: set[str] | None) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.wrong(path, "must be a mapping")
            return {}
        for key in value:
            if known is not None and key not in known:
                self.wrong((*path, str(key)), f"is unknown; accepted are {', '.join(sorted(known))}")
        return {key: item for key, item in value.items() if known is None or key in known}

    def items(self, value: Any, path: tuple[str | int, ...]) -> list[Any]:
        if isinstance(value, list):
            return value
        self.wrong(path, "must be a list")
        return []

    def words(self, value: Any, path: tuple[str | int, ...], known: set[str] | None) -> list[str]:
        found = []
        for index, item in enumerate(self.items(value, path)):
            if isinstance(item, str) and self.passes_over and known is not None and item not in known:
                continue
            if not isinstance(item, str) or (known is not None and item not in known):
                accepted = f"; accepted are {', '.join(sorted(known))}" if known is not None else ""
                self.wrong((*path, index), f"{item!r} is unknown{accepted}")
            else:
                found.append(item)
        return found

    def numbers(self, value: Any, path: tuple[str | int, ...]) -> dict[str, float]:
        return {key: self.number(item, (*path, key)) for key, item in self.mapping(value, path, None).items()}

    def number(self, value: Any, path: tuple[str | int, ...]) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1000:
            self.wrong(path, "must be a number from 0 to 1000")
            return 0.0
        return float(value)

    def whole(self, value: Any, path: tuple[str | int, ...], low: int, high: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(path, f"must be a whole number from {low} to {high}")
            return low
        return value
