from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The roof: doors and wiring."""

    name = "portal"
