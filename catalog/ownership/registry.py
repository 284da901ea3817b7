"""The ownership signals that are installed, by name."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.ownership.signal import OwnershipSignal
from catalog.plugins import plugins

GROUP = "headwater.ownership_signals"
# By name and not by import: those of lineage lie above the catalog.
BUILTIN = (
    ("descriptor", "catalog.signals.descriptor:DescriptorSignal"),
    ("facets", "lineage.signals.facets:FacetsSignal"),
    ("codeowners", "catalog.signals.codeowners:CodeownersSignal"),
    ("pipeline", "lineage.signals.pipeline:PipelineSignal"),
    ("neighbours", "lineage.signals.neighbours:NeighboursSignal"),
    ("containers", "catalog.signals.containers:ContainersSignal"),
)


def signals_installed() -> Mapping[str, type[OwnershipSignal]]:
    """The signals that could be loaded; `catalog.plugins` says why another could not."""
    return {name: plugin.loaded for name, plugin in plugins(GROUP, BUILTIN).items() if plugin.loaded is not None}
