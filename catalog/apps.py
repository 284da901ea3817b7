from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The floor: what exists, who owns it, how healthy it is."""

    name = "catalog"
