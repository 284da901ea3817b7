"""The Django admin: accounts, tokens, who is which person, owners, names to review. Its edits call the commands of every
other door."""

from __future__ import annotations

from portal.admin.names import VariantAdmin
from portal.admin.owners import OwnerAdmin
from portal.admin.people import PersonLinkAdmin
from portal.admin.tokens import ApiTokenAdmin

__all__ = ["ApiTokenAdmin", "OwnerAdmin", "PersonLinkAdmin", "VariantAdmin"]
