"""Descriptors as people write them in files: keys in the usual order, long texts as blocks, nothing that reads otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from catalog.yaml_guard import is_plain_text

_ORDER = (
    *("apiVersion", "kind", "metadata", "spec", "name", "namespace", "title", "description", "labels", "annotations"),
    *("tags", "links", "type", "lifecycle", "owner", "system"),
)
# What libyaml's block scalars and folded lines do not bring back as it was.
_NO_BLOCK = frozenset("\r\x85\u2028\u2029\ufeff\t")


class _Dumper(yaml.CSafeDumper):
    """Texts of several lines as blocks; quotes where our reader (YAML 1.2) would take a text for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        """The reader accepts none."""
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if not _NO_BLOCK.isdisjoint(text):
        style = '"'
    elif "\n" in text:
        style = "|"
    elif not is_plain_text(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def descriptor_ordered(document: Mapping[str, Any]) -> dict[str, Any]:
    """With keys in the order in which people write them; the database keeps none."""
    return _ordered({key: _ordered(value) if isinstance(value, dict) else value for key, value in document.items()})


def _ordered(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part[key] for key in sorted(part, key=lambda key: (_ORDER.index(key) if key in _ORDER else 99, key))}


def descriptor_text(document: Mapping[str, Any]) -> str:
    """A descriptor as YAML."""
    made: str = yaml.dump(descriptor_ordered(document), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return made
