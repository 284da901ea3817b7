from django.apps import AppConfig


class LineageConfig(AppConfig):
    """The storey: what ran, what flowed where."""

    name = "lineage"
