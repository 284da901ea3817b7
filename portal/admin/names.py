"""Names that may mean one thing, in the Django admin: merge or keep apart, and take it back.

Nothing is written but through the commands: no form here saves a model.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from catalog.commands.change_sets import change_set_undo
from catalog.commands.identities import RIGHT, entity_merge, variant_dismiss
from catalog.errors import HeadwaterError
from catalog.models import Variant
from catalog.permissions import allowed
from catalog.queries.change_sets import change_set_list
from catalog.viewers import Door, Viewer
from lineage.queries.variants import variant_list
from portal.auth import viewer_for

PAGE = 50
SHOWN_CHANGE_SETS = 20
COMMANDS = ("entity_merge", "alias_detach", "variant_dismiss")


@admin.register(Variant)
class VariantAdmin(admin.ModelAdmin):
    """The list that people review."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may merge."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may merge."""
        return allowed(viewer_for(request, Door.ADMIN), RIGHT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a task finds them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody by a form of Django's: the page below calls the commands."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What is open, a form for each, and what was decided last."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        viewer = viewer_for(request, Door.ADMIN)
        try:
            if request.method == "POST":
                messages.success(request, _decide(viewer, request.POST))
                return HttpResponseRedirect(request.path)
            page = variant_list(viewer, first=PAGE, after=request.GET.get("after"))
        except HeadwaterError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": "Names that may mean one thing",
            "opts": self.opts,
            "page": page,
            "change_sets": change_set_list(viewer, commands=COMMANDS, first=SHOWN_CHANGE_SETS).items,
        }
        return TemplateResponse(request, "admin/names/review.html", context)


def _decide(viewer: Viewer, form: Any) -> str:
    """Do what a form asks; what was done, in a sentence."""
    step, reason = form.get("step"), form.get("reason", "")
    if step == "undo":
        change_set_undo(viewer, id=form.get("change_set", ""), reason=reason)
        return "It was taken back."
    goes, stays = form.get("goes", ""), form.get("stays", "")
    if step == "merge":
        entity_merge(viewer, ref=goes, into=stays, reason=reason)
        return f"{goes} is merged into {stays} within seconds."
    variant_dismiss(viewer, ref=goes, other=stays, reason=reason)
    return f"{goes} and {stays} are kept apart."
