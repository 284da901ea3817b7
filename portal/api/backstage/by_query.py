"""by-query: a page of entities with cursors either way; GET and POST take the same search and each other's cursors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from catalog.errors import InvalidError
from catalog.queries.descriptors import descriptor_query
from portal.api.backstage.cursors import Asked, cursor_of, page_info
from portal.api.backstage.door import (
    body_of,
    door,
    integer_parameter,
    known_parameters,
    member,
    one_of,
    texts,
    viewer_of,
)
from portal.api.backstage.fields import fields_of, picked
from portal.api.backstage.predicates import Query, query_of_filters

LIMIT_DEFAULT = 200
LIMIT_MAX = 5_000
TEXT_FIELDS_MAX = 50
TOTALS = ("include", "exclude")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """What a request asks of by-query."""

    asked: Asked
    fields: list[str]
    limit: int
    offset: int
    cursor: str
    counts: bool


@door(["GET", "HEAD", "POST"])
def by_query(request: HttpRequest) -> Any:
    """GET or POST /entities/by-query. With a cursor the search is the cursor's; limit and fields may change."""
    page = _asked_by_body(request) if request.method == "POST" else _asked_by_url(request)
    if not 0 <= page.limit <= LIMIT_MAX:
        raise InvalidError(f"limit must be from 0 to {LIMIT_MAX}")
    cursor = cursor_of(page.cursor) if page.cursor else None
    asked = cursor.asked if cursor else page.asked
    found = descriptor_query(
        viewer_of(request),
        search=asked.search(),
        limit=page.limit,
        offset=0 if cursor else page.offset,
        after=cursor.position if cursor else None,
        backwards=cursor is not None and cursor.back,
        count=page.counts and not cursor,
        fields=page.fields,
    )
    total = cursor.total if cursor else found.total_count
    return {
        "items": [picked(entity, page.fields) for entity in found.items],
        "totalItems": total,
        "pageInfo": page_info(found, asked, total, cursor, page.offset),
    }


def _asked_by_url(request: HttpRequest) -> PageAsked:
    known_parameters(
        request,
        *("fields", "limit", "offset", "orderField", "cursor", "filter", "totalItems"),
        *("fullTextFilterTerm", "fullTextFilterFields"),
    )
    get = request.GET
    order = get.getlist("orderField")[:1]
    field, _, direction = order[0].partition(",") if order else ("", "", "")
    return _page_asked(
        query=query_of_filters(get.getlist("filter")),
        order=(field, direction.strip() or "asc"),
        text=get.get("fullTextFilterTerm", ""),
        text_fields=get.getlist("fullTextFilterFields"),
        fields=get.getlist("fields"),
        limit=integer_parameter(request, "limit"),
        offset=integer_parameter(request, "offset"),
        cursor=get.get("cursor", ""),
        total=one_of(get.get("totalItems"), "request/query/totalItems", TOTALS),
    )


def _asked_by_body(request: HttpRequest) -> PageAsked:
    known_parameters(request)
    body = body_of(request)
    order: tuple[str, str] = ("", "asc")
    for index, item in enumerate(member(body, "orderBy", list, [])):
        where = f"request/body/orderBy/{index}"
        if not isinstance(item, dict):
            raise InvalidError(f"{where} must be object")
        if index == 0:
            order = member(item, "field", str, "", where=where), member(item, "order", str, "asc", where=where)
    full_text = member(body, "fullTextFilter", dict, {})
    where = "request/body/fullTextFilter"
    limit, offset = member(body, "limit", int, LIMIT_DEFAULT), member(body, "offset", int, 0)
    if not 0 <= offset < 2**31:
        raise InvalidError("request/body/offset must be zero or greater")
    return _page_asked(
        query=member(body, "query", dict, {}),
        order=order,
        text=member(full_text, "term", str, "", where=where),
        text_fields=texts(full_text, "fields", where=where),
        fields=texts(body, "fields"),
        limit=limit,
        offset=offset,
        cursor=member(body, "cursor", str, ""),
        total=one_of(member(body, "totalItems", str, "include"), "request/body/totalItems", TOTALS),
    )


def _page_asked(
    *,
    query: Query,
    order: tuple[str, str],
    text: str,
    text_fields: list[str],
    fields: list[str],
    limit: int | None,
    offset: int | None,
    cursor: str,
    total: str | None,
) -> PageAsked:
    field, direction = order[0].strip(), order[1]
    if direction not in {"asc", "desc"}:
        raise InvalidError("Invalid order field order, must be asc or desc")
    searched = fields_of(text_fields)
    if len(searched) > TEXT_FIELDS_MAX:
        raise InvalidError(f"The full text filter looks in not more than {TEXT_FIELDS_MAX} fields")
    return PageAsked(
        asked=Asked(
            query=query,
            order_field=field or None,
            descending=direction == "desc",
            text=text,
            text_fields=tuple(searched),
        ),
        fields=fields_of(fields),
        limit=LIMIT_DEFAULT if limit is None else limit,
        offset=offset or 0,
        cursor=cursor,
        counts=total != "exclude",
    )
