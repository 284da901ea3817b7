"""Which person of the catalog an account is. Writer of PersonLink."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from catalog.names import InvalidRef, Kind
from catalog.queries.entities import NameInput, entity_resolve
from catalog.viewers import SYSTEM
from portal.models import PersonLink


class PersonLinkForm(forms.ModelForm):
    """Checks that the person exists."""

    class Meta:
        model = PersonLink
        fields = ("user", "person_ref")
        help_texts = {"person_ref": "user:namespace/name, as the catalog names the person."}
        widgets = {"person_ref": forms.TextInput(attrs={"size": 60})}

    def clean_person_ref(self) -> str:
        """The canonical ref of a living person."""
        text = str(self.cleaned_data["person_ref"]).strip()
        try:
            found = entity_resolve(SYSTEM, names=[NameInput(ref=text, kind=Kind.PERSON)])[0]
        except (InvalidRef, ValueError) as error:
            raise forms.ValidationError(str(error)) from error
        if found is None:
            raise forms.ValidationError(f"No person has the ref {text}; a User descriptor has to describe them first.")
        return found.ref


@admin.register(PersonLink)
class PersonLinkAdmin(admin.ModelAdmin):
    """An account without a link has no teams: it reads, and an admin's may do everything."""

    form = PersonLinkForm
    list_display = ("user", "person_ref")
    search_fields = ("user__username", "person_ref")

    def save_model(self, request: Any, obj: PersonLink, form: Any, change: bool) -> None:
        """One link an account."""
        PersonLink.objects.update_or_create(user=obj.user, defaults={"person_ref": obj.person_ref})

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """The account of a link stays."""
        return ("user",) if obj is not None else ()
