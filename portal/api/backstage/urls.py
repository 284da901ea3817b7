"""Paths below /api/catalog. A slash at the end of a fixed one is taken too: some clients send it."""

from __future__ import annotations

from django.urls import path, re_path

from portal.api.backstage import by_query, contract, entities, locations, tools

_NAMED = "entities/by-name/<str:kind>/<str:namespace>/<str:name>"

urlpatterns = [
    path(_NAMED, entities.by_name, name="backstage-by-name"),
    re_path(r"^entities/by-query/?$", by_query.by_query, name="backstage-by-query"),
    re_path(r"^entities/by-refs/?$", entities.by_refs, name="backstage-by-refs"),
    re_path(r"^entities/?$", entities.entities, name="backstage-entities"),
    path("entities/by-uid/<str:uid>", entities.by_uid, name="backstage-by-uid"),
    path(f"{_NAMED}/ancestry", entities.ancestry, name="backstage-ancestry"),
    re_path(r"^entity-facets/?$", entities.facets, name="backstage-facets"),
    re_path(r"^locations/?$", locations.locations, name="backstage-locations"),
    re_path(r"^locations/by-query/?$", locations.by_query, name="backstage-locations-by-query"),
    path(
        "locations/by-entity/<str:kind>/<str:namespace>/<str:name>", locations.by_entity, name="backstage-location-of"
    ),
    path("locations/<str:id>", locations.by_id, name="backstage-location"),
    re_path(r"^refresh/?$", tools.refresh, name="backstage-refresh"),
    re_path(r"^validate-entity/?$", tools.validate_entity, name="backstage-validate"),
    path("openapi.json", contract.openapi, name="openapi-catalog"),
    re_path(r"^analyze-location/?$", tools.analyze_location, name="backstage-analyze"),
]
