"""OpenAPI shapes made from the answers' and inputs' dataclasses."""

from __future__ import annotations

from functools import cache

from rest_framework import serializers
from rest_framework_dataclasses.serializers import DataclassSerializer


@cache
def serializer_of(answer: type) -> type[serializers.Serializer]:
    """The OpenAPI shape of an answer."""
    meta = type("Meta", (), {"dataclass": answer})
    made: type[serializers.Serializer] = type(
        answer.__name__, (DataclassSerializer,), {"Meta": meta, "__doc__": answer.__doc__}
    )
    return made


@cache
def page_of(answer: type) -> type[serializers.Serializer]:
    """The OpenAPI shape of a page."""
    return type(
        f"{answer.__name__}Page",
        (serializers.Serializer,),
        {
            "items": serializer_of(answer)(many=True),
            "end_cursor": serializers.CharField(allow_null=True),
            "has_next": serializers.BooleanField(),
            "total_count": serializers.IntegerField(allow_null=True),
            "total_count_state": serializers.CharField(),
        },
    )
