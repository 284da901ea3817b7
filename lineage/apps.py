from django.apps import AppConfig

from catalog.turns import comes_first


class LineageConfig(AppConfig):
    """The storey: what ran, what flowed where."""

    name = "lineage"

    def ready(self) -> None:
        """Events are applied before anything is judged of them."""
        from lineage.ingest.inbox import is_behind

        comes_first(is_behind)
