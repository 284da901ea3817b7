"""Paths below /api/portal/v1: a stem's path is its noun in the plural and its verb, get and list being silent."""

from __future__ import annotations

from django.urls import path

from catalog import answers as c
from lineage import answers as lin
from portal.api.commands import COMMANDS
from portal.api.rest import forecasts as f
from portal.api.rest import views as v
from portal.api.rest.bodies import SchemaCheckInput, ask_schema_check, body_view
from portal.api.rest.bulk import export_view, import_view
from portal.api.rest.commands import command_view
from portal.api.rest.edits import ask_patches
from portal.api.rest.impact import ImpactsView, ask_contacts
from portal.api.rest.lineage import ask_cycles, ask_hubs, ask_orphans, ask_reach
from portal.api.rest.ways import ask_compare, ask_edge, ask_trace

_COLUMN_WALK = "ref! columns! direction max_hops limit transformations as_of"
_COMPARE = "refs! since! until direction max_hops limit grain"
_WALK = "refs! direction max_hops limit grain bases filter window_days as_of"


_PLURALS = {"entity": "entities", "alias": "aliases"}


def command_path(stem: str) -> str:
    """owner_set is owners/set, change_set_apply is change-sets/apply."""
    noun, _, verb = stem.rpartition("_")
    return f"{_PLURALS.get(noun, f'{noun}s').replace('_', '-')}/{verb}"


urlpatterns = [
    # Commands first: change-sets/apply is no id of a change set
    *(
        path(command_path(stem), command_view(stem), name=f"rest-{command_path(stem).replace('/', '-')}")
        for stem in COMMANDS
    ),
    path("viewer", v.question_view("viewer_get", v.ask_viewer, c.ViewerCard), name="rest-viewer"),
    path(
        "entities/search",
        v.question_view("entity_search", v.ask_search, c.EntityHit, page=True, params="text sort filter count_limit"),
        name="rest-entities-search",
    ),
    path(
        "entities/count",
        v.question_view("entity_count", v.ask_count, c.Facet, many=True, params="by! text filter"),
        name="rest-entities-count",
    ),
    path("entities/resolve", v.ResolveView.as_view(), name="rest-entities-resolve"),
    path(
        "entities/by-name",
        v.question_view("entity_get_by_name", v.ask_entity_by_name, c.EntityDetail, params="namespace! name! kind"),
        name="rest-entities-by-name",
    ),
    path(
        "entities/by-alias",
        v.question_view("entity_get_by_alias", v.ask_entity_by_alias, c.EntityDetail, params="scheme! key!"),
        name="rest-entities-by-alias",
    ),
    path(
        "entities/<str:kind>/<str:namespace>/<str:name>",
        v.question_view("entity_get", v.ask_entity, c.EntityDetail),
        name="rest-entity",
    ),
    path(
        "relations",
        v.question_view("relation_list", v.ask_relations, c.Relation, page=True, params="ref! types"),
        name="rest-relations",
    ),
    path(
        "lineage/walk",
        v.question_view("lineage_walk", v.ask_walk, lin.LineageGraph, params=_WALK),
        name="rest-lineage-walk",
    ),
    path(
        "lineage/trace",
        v.question_view("lineage_trace", ask_trace, lin.LineageTrace, params="source! target! limit max_hops as_of"),
        name="rest-lineage-trace",
    ),
    path(
        "lineage/compare",
        v.question_view("lineage_compare", ask_compare, lin.LineageDiff, params=_COMPARE),
        name="rest-lineage-compare",
    ),
    path(
        "edge",
        v.question_view("edge_get", ask_edge, lin.EdgeDetail, params="source! target! as_of"),
        name="rest-edge",
    ),
    path("impacts", ImpactsView.as_view(), name="rest-impacts"),
    path(
        "contacts",
        v.question_view(
            "contact_list", ask_contacts, lin.Contact, many=True, params="ref! columns max_hops filter as_of"
        ),
        name="rest-contacts",
    ),
    path(
        "lineage/count",
        v.question_view("lineage_count", ask_reach, lin.Reach, params="refs! direction by max_hops as_of"),
        name="rest-lineage-count",
    ),
    path(
        "cycles",
        v.question_view("cycle_list", ask_cycles, lin.CycleReport, params="smallest limit"),
        name="rest-cycles",
    ),
    path(
        "orphans",
        v.question_view("orphan_list", ask_orphans, lin.Orphan, page=True, params="kinds filter"),
        name="rest-orphans",
    ),
    path(
        "hubs",
        v.question_view("hub_list", ask_hubs, lin.Hub, many=True, params="direction filter limit"),
        name="rest-hubs",
    ),
    path(
        "columns/search",
        v.question_view("column_search", v.ask_column_search, lin.ColumnHit, page=True, params="text! filter"),
        name="rest-columns-search",
    ),
    path(
        "columns/walk",
        v.question_view("column_walk", v.ask_column_walk, lin.ColumnGraph, params=_COLUMN_WALK),
        name="rest-columns-walk",
    ),
    path(
        "control-flow",
        v.question_view("control_flow_get", v.ask_control_flow, lin.ControlFlow, params="ref!"),
        name="rest-control-flow",
    ),
    path(
        "existence",
        v.question_view("existence_get", v.ask_existence, lin.Existence, params="ref!"),
        name="rest-existence",
    ),
    path(
        "facets",
        v.question_view("facets_get", v.ask_facets, lin.EntityFacets, params="ref!"),
        name="rest-facets",
    ),
    path(
        "causes",
        v.question_view("cause_list", f.ask_causes, lin.CauseReport, params="ref! at limit"),
        name="rest-causes",
    ),
    path(
        "delays",
        v.question_view("delay_list", f.ask_delays, lin.DelayForecast, params="ref! arrives_at max_hops"),
        name="rest-delays",
    ),
    path(
        "deadlines",
        v.question_view("deadline_list", f.ask_deadlines, lin.Deadline, page=True, params="filter keepable"),
        name="rest-deadlines",
    ),
    path(
        "critical-path",
        v.question_view("critical_path_get", f.ask_critical_path, lin.CriticalPath, params="ref!"),
        name="rest-critical-path",
    ),
    path(
        "timelines",
        v.question_view(
            "timeline_list", f.ask_timelines, lin.TimelineRow, page=True, params="refs filter since! until!"
        ),
        name="rest-timelines",
    ),
    path(
        "runs",
        v.question_view("run_list", v.ask_runs, lin.RunCard, page=True, params="ref run_id filter"),
        name="rest-runs",
    ),
    path("runs/<str:id>", v.question_view("run_get", v.ask_run, lin.RunDetail), name="rest-run"),
    path("code", v.question_view("code_get", v.ask_code, lin.JobCode, params="ref!"), name="rest-code"),
    path(  # not `schema`: that is the OpenAPI document
        "schemas/current",
        v.question_view("schema_get", v.ask_schema, lin.SchemaVersion, params="ref! version as_of"),
        name="rest-schema",
    ),
    path(
        "schemas/compare",
        v.question_view("schema_compare", v.ask_schema_compare, lin.SchemaDiff, params="ref! since! until"),
        name="rest-schemas-compare",
    ),
    path(
        "schemas/check",
        body_view("schema_check", ask_schema_check, SchemaCheckInput, lin.SchemaVerdict),
        name="rest-schemas-check",
    ),
    path(
        "schemas",
        v.question_view("schema_list", v.ask_schemas, lin.SchemaVersion, page=True, params="ref!"),
        name="rest-schemas",
    ),
    path(
        "sources",
        v.question_view("source_list", v.ask_sources, c.SourceCard, page=True, params="states kinds"),
        name="rest-sources",
    ),
    path("sources/<str:id>", v.question_view("source_get", v.ask_source, c.SourceCard), name="rest-source"),
    path(
        "syncs",
        v.question_view("sync_list", v.ask_syncs, c.SyncCard, page=True, params="source states"),
        name="rest-syncs",
    ),
    path("syncs/<str:id>", v.question_view("sync_get", v.ask_sync, c.SyncCard), name="rest-sync"),
    path(
        "sync-changes",
        v.question_view("sync_change_list", v.ask_sync_changes, c.SyncChange, page=True, params="sync! kinds states"),
        name="rest-sync-changes",
    ),
    path(
        "issues",
        v.question_view("issue_list", v.ask_issues, c.Issue, page=True, params="source ref states"),
        name="rest-issues",
    ),
    path(
        "ownership",
        v.question_view("ownership_get", v.ask_ownership, c.OwnershipReport, params="ref! as_of"),
        name="rest-ownership",
    ),
    path(
        "ownership-periods",
        v.question_view(
            "ownership_period_list", v.ask_ownership_periods, c.OwnershipPeriod, many=True, params="ref! role"
        ),
        name="rest-ownership-periods",
    ),
    path(
        "health",
        v.question_view("health_get", v.ask_health, c.HealthReport, params="ref! as_of"),
        name="rest-health",
    ),
    path("checks", v.question_view("check_list", v.ask_checks, c.CheckInfo, many=True), name="rest-checks"),
    path(
        "scorecard",
        v.question_view("scorecard_get", v.ask_scorecard, c.Scorecard, params="by! filter window_days"),
        name="rest-scorecard",
    ),
    path(
        "teams/<str:namespace>/<str:name>",
        v.question_view("team_get", v.ask_team, c.TeamDetail),
        name="rest-team",
    ),
    path(
        "people/<str:namespace>/<str:name>",
        v.question_view("person_get", v.ask_person, c.PersonDetail),
        name="rest-person",
    ),
    path(
        "change-sets",
        v.question_view("change_set_list", v.ask_change_sets, c.ChangeSet, page=True, params="states ref commands"),
        name="rest-change-sets",
    ),
    path(
        "change-sets/<str:id>",
        v.question_view("change_set_get", v.ask_change_set, c.ChangeSet),
        name="rest-change-set",
    ),
    path(
        "patches",
        v.question_view("patch_list", ask_patches, c.Patch, many=True, params="refs change_set"),
        name="rest-patches",
    ),
    path(
        "audit-entries",
        v.question_view(
            "audit_entry_list", v.ask_audit_entries, c.AuditEntry, page=True, params="target by actions allowed"
        ),
        name="rest-audit-entries",
    ),
    path("intakes", v.question_view("intake_list", v.ask_intakes, lin.IntakeCard, many=True), name="rest-intakes"),
    path(
        "events",
        v.question_view(
            "event_list", v.ask_events, lin.EventCard, page=True, params="states source ref run_id received_at"
        ),
        name="rest-events",
    ),
    path("events/<str:id>", v.question_view("event_get", v.ask_event, lin.EventDetail), name="rest-event"),
    path(
        "intake-warnings",
        v.question_view(
            "intake_warning_list", v.ask_intake_warnings, lin.IntakeWarning, page=True, params="source producer kinds"
        ),
        name="rest-intake-warnings",
    ),
    path(
        "variants",
        v.question_view("variant_list", v.ask_variants, lin.Variant, page=True, params="kinds"),
        name="rest-variants",
    ),
    path("export", export_view, name="rest-export"),
    path("import", import_view, name="rest-import"),
    path("tasks", v.question_view("task_list", v.ask_tasks, c.TaskCard, many=True), name="rest-tasks"),
]
