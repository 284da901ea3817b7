"""What Celery may run of the roof."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from catalog.task_log import reported
from portal.demo_estate import demo_live


@shared_task(name="portal.demo_live")
@reported("portal.demo_live")
def demo_events_send() -> int:
    """Send the demo's live events, where there is a demo; how many."""
    return demo_live() if settings.DEMO else 0
