from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    """The floor: what exists, who owns it, how healthy it is."""

    name = "catalog"

    def ready(self) -> None:
        """The built-in sources are there after every migration, and after a flush too."""
        post_migrate.connect(_sources_ensure, sender=self)


def _sources_ensure(**_: Any) -> None:
    from catalog.ingest.sources import built_in_ensure

    if "catalog_source" in connection.introspection.table_names():  # not so when the migrations were taken back
        built_in_ensure()
