"""The Django admin: accounts, tokens, who is which person, owners, names to review. Its edits call the commands of every
other door."""

from __future__ import annotations

from django.contrib import admin

from catalog.models import Entity
from portal.admin.names import VariantAdmin
from portal.admin.owners import OwnerAdmin
from portal.admin.people import PersonLinkAdmin
from portal.admin.tokens import ApiTokenAdmin

__all__ = ["ApiTokenAdmin", "OwnerAdmin", "PersonLinkAdmin", "VariantAdmin"]

admin.site.site_header = admin.site.site_title = "Headwater"
admin.site.index_title = "Administration"
# A word for people alone; in the model's Meta it would be a migration.
Entity._meta.verbose_name_plural = "entities"
