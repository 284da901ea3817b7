"""The demo estate: the fictional music-streaming company Tonic, its metadata and 60 days of its runs.

Pure and deterministic for a given seed (estate.yaml) and hour. Nothing here knows the database: the command
that loads the demo gives the descriptors' folder to the `files` connector and the events to the OpenLineage
door.
"""

from portal.demo.descriptors import descriptors, write_descriptors
from portal.demo.estate import estate
from portal.demo.events import history, live

__all__ = ["descriptors", "estate", "history", "live", "write_descriptors"]
