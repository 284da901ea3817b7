"""Owners in the Django admin: a list by state, edits of one or many with a preview, and why it is so beside it.

Nothing is written but through the commands: no form here saves a model.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.answers import OwnerPayload
from catalog.commands.change_sets import change_set_apply, change_set_undo
from catalog.commands.inputs import COMMANDS
from catalog.commands.selection import EntitySelection
from catalog.errors import HeadwaterError
from catalog.models import Entity
from catalog.names import NEVER_OWNED
from catalog.permissions import allowed
from catalog.queries.change_sets import change_set_list
from catalog.queries.ownership import ownership_get, ownership_period_list
from catalog.viewers import Door, Viewer
from portal.auth import viewer_for

SHOWN_CHANGE_SETS = 20
CHOICES = (
    ("owner_set", "Set the owner"),
    ("owner_clear", "Clear: let sources decide"),
    ("owner_confirm", "Confirm the present owner"),
    ("owner_decline", "Decline for a team"),
    ("owner_waive", "Waive: needs no owner"),
)


class OwnerForm(forms.Form):
    """What is to be done; the command itself checks the rest."""

    command = forms.ChoiceField(choices=CHOICES, label="What")
    team = forms.CharField(
        required=False,
        label="Team",
        help_text="group:namespace/name; for set and decline.",
        widget=forms.TextInput(attrs={"size": 60, "list": "teams"}),
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        help_text="Why; whoever reads the history sees it.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        """Arguments of the command, but for which entities."""
        given = self.cleaned_data
        named = {"owner_set": "owner", "owner_decline": "team"}.get(given["command"])
        return {
            "reason": given["reason"],
            "expected_version": given["version"],
            **({named: given["team"]} if named else {}),
        }


@admin.register(Entity)
class OwnerAdmin(admin.ModelAdmin):
    """Entities and who owns them."""

    list_display = ("title", "ref", "kind", "tier", "owner_ref", "owner_state")
    list_filter = ("owner_state", "tier", "kind")
    search_fields = ("ref", "title", "owner_ref")
    ordering = ("tier", "ref")
    list_per_page = 50
    actions = ("change_owner",)
    show_full_result_count = False
    object_history_template = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entity]:
        """What can be owned."""
        found = super().get_queryset(request)
        return found.filter(stub=False, deleted_at__isnull=True).exclude(kind__in=NEVER_OWNED)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may set owners."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may set owners."""
        return allowed(self._viewer(request), "owner.set")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: entities come from sources."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody by a form of Django's: the page below calls the commands."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    @staticmethod
    def _viewer(request: HttpRequest) -> Viewer:
        return viewer_for(request, Door.ADMIN)

    @admin.action(description="Change the owner of the selected entities", permissions=["view"])
    def change_owner(self, request: HttpRequest, queryset: QuerySet[Entity]) -> HttpResponse:
        """Many at once: fill in, look at the preview, apply."""
        refs = tuple(queryset.order_by("ref").values_list("ref", flat=True))
        again = {"action": "change_owner", "select_across": request.POST.get("select_across", "0")}
        return self._edit(request, refs, reverse("admin:catalog_entity_changelist"), again)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One entity: who owns it, why, how it was, and the same form."""
        entity = self.get_object(request, object_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if entity is None:
            raise Http404
        return self._edit(request, (entity.ref,), request.path, {}, entity)

    def _edit(
        self,
        request: HttpRequest,
        refs: tuple[str, ...],
        back: str,
        hidden: dict[str, str],
        entity: Entity | None = None,
    ) -> HttpResponse:
        viewer = self._viewer(request)
        step = request.POST.get("step")
        first = {"version": entity.version if entity else None, "command": "owner_set"}
        form = OwnerForm(request.POST if step == "preview" else None, initial=first)
        plan: OwnerPayload | None = None
        try:
            if step == "preview" and form.is_valid():
                command = COMMANDS[form.cleaned_data["command"]]
                selected = EntitySelection(refs=refs)
                plan = command.run(viewer, entities=selected, dry_run=True, **form.arguments())
            elif step in {"apply", "undo"}:
                return self._finish(request, viewer, step, back)
        except HeadwaterError as error:
            form.add_error(None, error.message) if form.is_bound else messages.error(request, error.message)
        context = {
            **self.admin_site.each_context(request),
            "title": entity.title if entity else f"Change the owner of {len(refs)} entities",
            "opts": self.opts,
            "form": form,
            "plan": plan.change_set if plan else None,
            "refs": refs,
            "hidden": hidden,
            "selected": request.POST.getlist("_selected_action"),
            "teams": Entity.objects.filter(kind="team", deleted_at__isnull=True, stub=False).order_by("ref")[:500],
            **(self._report(viewer, refs[0]) if entity else {}),
        }
        return TemplateResponse(request, "admin/owners/edit.html", context)

    def _finish(self, request: HttpRequest, viewer: Viewer, step: str, back: str) -> HttpResponse:
        if step == "apply":
            payload = change_set_apply(viewer, id=request.POST["change_set"])
        else:
            payload = change_set_undo(viewer, id=request.POST["change_set"], reason=request.POST.get("reason", ""))
        assert payload.change_set is not None
        count, verb = payload.change_set.entity_count, "changed" if step == "apply" else "set back"
        messages.success(request, f"{count} {'entity was' if count == 1 else 'entities were'} {verb}.")
        return HttpResponseRedirect(back)

    @staticmethod
    def _report(viewer: Viewer, ref: str) -> dict[str, Any]:
        return {
            "report": ownership_get(viewer, refs=[ref])[0],
            "periods": ownership_period_list(viewer, ref=ref),
            "change_sets": change_set_list(viewer, ref=ref, first=SHOWN_CHANGE_SETS).items,
        }
