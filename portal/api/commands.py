"""Every command of the product, by its stem: what REST and GraphQL mount."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from catalog.commands import inputs as catalog_inputs
from catalog.commands.inputs import Command
from lineage.commands import inputs as lineage_inputs

COMMANDS: Mapping[str, Command] = MappingProxyType({**catalog_inputs.COMMANDS, **lineage_inputs.COMMANDS})
