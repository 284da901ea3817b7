"""Entities whose run facts are to be made anew. Writer of RunFactsRequest; asked by the inbox, worked off by refresh."""

from __future__ import annotations

from catalog.queues import Queue

RUN_FACTS = Queue("lineage_runfactsrequest")
