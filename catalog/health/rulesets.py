"""Versions of the rules: what is published is checked first, and the version in force stays when a new one is wrong.

Writer of Ruleset.
"""

from __future__ import annotations

import hashlib
import uuid
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from catalog.database import execute, rows
from catalog.health.registry import checks_installed
from catalog.health.rules import Rules, rules_parse

DEFAULT = Path(__file__).with_name("rules.yaml")


def rules_check(text: str) -> Rules:
    """The rules as they would be; raises RulesRefused with every line that is wrong."""
    return rules_parse(text, version=0, installed=checks_installed())


@transaction.atomic
def rules_publish(text: str, *, by: str) -> tuple[int, bool]:
    """Put a document in force; (version, whether it is new). The document in force published again changes nothing."""
    rules_check(text)
    digest = uuid.UUID(bytes=hashlib.blake2b(text.encode(), digest_size=16).digest())
    execute("LOCK TABLE catalog_ruleset IN SHARE ROW EXCLUSIVE MODE")
    newest = rows("SELECT version, digest FROM catalog_ruleset ORDER BY version DESC LIMIT 1")
    if newest and newest[0][1] == digest:
        return newest[0][0], False
    version = newest[0][0] + 1 if newest else 1
    execute(
        "INSERT INTO catalog_ruleset (version, document, digest, published_by) VALUES (%s, %s, %s, %s)",
        [version, text, digest, by],
    )
    return version, True


def rules_in_force() -> Rules:
    """The newest published rules; the product's own, as version 0, before anything was published."""
    newest = rows("SELECT version, document FROM catalog_ruleset ORDER BY version DESC LIMIT 1")
    return _parsed(*newest[0]) if newest else _parsed(0, DEFAULT.read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _parsed(version: int, document: str) -> Rules:
    return rules_parse(document, version=version, installed=checks_installed(), published=True)
