"""The roof: doors and wiring. Imported by nobody below it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
