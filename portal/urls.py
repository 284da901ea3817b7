"""Every URL of the product, on one screen."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from portal import ui
from portal.api import intake, operations, session
from portal.api.faults import error_codes
from portal.api.graphql.view import graphql
from portal.api.marquez.views import lineage

handler404 = "portal.api.faults.unknown_route"
handler500 = "portal.api.faults.defect"
urlpatterns: list[URLPattern | URLResolver] = [
    # Backstage apps read the catalog: first, since these are the shortest answers
    path("api/catalog/", include("portal.api.backstage.urls")),
    # Machines send OpenLineage events; clients of a Marquez server read below the same prefix, and at the same path
    path("api/v1/lineage", lineage, name="intake-lineage"),
    path("api/v1/lineage/batch", intake.lineage_batch, name="intake-lineage-batch"),
    path("api/v1/", include("portal.api.marquez.urls")),
    # Questions: REST, GraphQL
    path("api/portal/v1/", include("portal.api.rest.urls")),
    path("api/portal/v1/schema", SpectacularAPIView.as_view(), name="openapi"),
    path("docs/api", SpectacularSwaggerView.as_view(url_name="openapi"), name="docs-api"),
    path("docs/api/errors", error_codes, name="docs-api-errors"),
    path("docs/api/catalog", SpectacularSwaggerView.as_view(url="/api/catalog/openapi.json"), name="docs-api-catalog"),
    path("graphql", graphql, name="graphql"),
    # Operations: for probes and Prometheus
    path("livez", operations.livez, name="livez"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics, name="metrics"),
    # People
    path("auth/session", session.session, name="session"),
    path("auth/sign-in", session.sign_in, name="sign-in"),
    path("auth/sign-out", session.sign_out, name="sign-out"),
    path("admin/", admin.site.urls),
    # The web UI: its files, then every route of its own
    path("assets/<path:path>", ui.asset, name="ui-asset"),
    path("", ui.index_page, name="ui-root"),
    *(
        re_path(rf"^{route}(?:/.*)?$", ui.index_page, name="ui")
        for route in "search e t p lineage timelines graph-health sources review jobs audit sign-in".split()
    ),
]
