"""The connectors that are installed, by kind, and how one is made from a source's configuration."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from catalog.ingest.connector import Connector, ConnectorConfigError
from catalog.plugins import Plugin, plugins

GROUP = "headwater.connectors"
BUILTIN = (
    ("files", "catalog.connectors.files:FilesConnector"),
    ("git", "catalog.connectors.git:GitConnector"),
    ("import", "catalog.connectors.sent:ImportConnector"),
    ("url", "catalog.connectors.url:UrlConnector"),
)
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def connector_kinds() -> Mapping[str, Plugin]:
    """Every connector that is installed, by kind."""
    return plugins(GROUP, BUILTIN)


def connector_make(kind: str, config: Mapping[str, Any]) -> Connector:
    """A connector, with ${ENV} names replaced by their values if it takes secrets; ConnectorConfigError names the field."""
    plugin = connector_kinds().get(kind)
    if plugin is None:
        raise ConnectorConfigError("kind", f"{kind!r} is unknown; installed are {', '.join(sorted(connector_kinds()))}")
    if plugin.loaded is None:
        raise ConnectorConfigError("kind", plugin.reason or "could not be loaded")
    made: Connector = plugin.loaded(_expanded(config, "") if plugin.loaded.takes_secrets else config)
    return made


def _expanded(value: Any, path: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _expanded(item, f"{path}.{key}" if path else str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_expanded(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value

    def variable(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise ConnectorConfigError(path, f"needs the environment variable {name}, which is not set")
        return os.environ[name]

    return _VARIABLE.sub(variable, value)
