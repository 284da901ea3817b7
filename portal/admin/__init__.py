"""The Django admin: accounts, tokens, who is which person, owners, names to review. Its edits call the commands of every
other door."""

from __future__ import annotations

from django.contrib import admin

from catalog.models import Entity
from portal.admin.names import VariantAdmin
from portal.admin.owners import OwnerAdmin
from portal.admin.people import PersonLinkAdmin
from portal.admin.tokens import ApiTokenAdmin
from portal.models import ApiToken

__all__ = ["ApiTokenAdmin", "OwnerAdmin", "PersonLinkAdmin", "VariantAdmin"]

admin.site.site_header = admin.site.site_title = "Headwater"
admin.site.index_title = "Administration"
# Words for people alone; in the models' Meta they would be migrations.
Entity._meta.verbose_name_plural = "entities"
ApiToken._meta.verbose_name_plural = "API tokens"
