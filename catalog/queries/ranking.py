"""The one order of search, in the command box and on the result page: how well the text matches, times what the thing is worth.

    score = text * worth

    text = TEXT * (1 + part) * (0.8 + 0.2 * fit) * (1 if the words are whole, else 0.7)

TEXT is the best of its rows that holds. `part` is the part of the words that name and title have, 0 to 1, below the row "in
the name" and 0 from there on. `fit`, 0 to 1, is the length of the text over that of the title: of two names that have all words
the shorter is nearer. Words are whole where none is only a beginning. Rows are far apart, and `worth` of what is there is
between 0.5 and 1: a better match is seldom below a lesser one, and a full name never.

`worth = (0.5 + 0.5 * sum of WORTH) * GONE * STUB`, each part of WORTH from 0 to 1:

    use        ln(1 + readers) / ln(1 + 1,000), at most 1; readers are direct ones downstream, counted by a task; 0.5 of what
               has no readers by its nature: teams, people, systems, domains
    tier       (5 - tier) / 4; 0.25 without a tier, but 0.5 of those
    condition  condition / 100; 0.5 where it is not judged
    arrival    1 when data arrived within 2 days, 0.5 within 14, else 0; 0.5 where nothing ever arrived (a team, a dashboard)

Scores have no unit and are comparable within one answer only. Ties are broken by ref. Without a text `text` is 1.
"""

from __future__ import annotations

from catalog.queries.matching import Terms

# What matched, the best first, and what it weighs.
TEXT = {
    "full name": 64,  # the text is the ref, the name, the title or another full name
    "name": 16,  # the same words as the name, the title or its last part, whatever separates them
    "beginning": 8,  # the name or the last part of the title begins with them; the title too, when they are more than one
    "in the name": 4,  # all words are in name and title
    "around": 2,  # ... or in other names, tags, owner, system, domain, platform, type
    "a column": 1.5,  # ... or they are the name of a column
    "description": 1,  # ... or in the description
    "columns": 0.5,  # ... or in names of several columns
}
WORTH = {"use": 0.40, "tier": 0.25, "condition": 0.20, "arrival": 0.15}
BEGINNINGS = 0.7
GONE = 0.2  # dropped or renamed
STUB = 0.5  # only named by others

LAST_IN_NAME = 3  # place of "in the name"

_NO_DATA = "e.kind IN ('team', 'person', 'system', 'domain')"
_USE = f"CASE WHEN {_NO_DATA} THEN 0.5 ELSE least(1, ln(1 + s.popularity) / ln(1001)) END"
_TIER = f"coalesce((5 - e.tier) / 4::float8, CASE WHEN {_NO_DATA} THEN 0.5 ELSE 0.25 END)"
_CONDITION = "coalesce(h.condition / 100::float8, 0.5)"
_ARRIVAL = (
    "CASE WHEN e.last_arrival_at IS NULL THEN 0.5 WHEN e.last_arrival_at > now() - interval '2 days' THEN 1 "
    "WHEN e.last_arrival_at > now() - interval '14 days' THEN 0.5 ELSE 0 END"
)
_PARTS = {"use": _USE, "tier": _TIER, "condition": _CONDITION, "arrival": _ARRIVAL}
_WORTH = (
    f"(0.5 + 0.5 * ({' + '.join(f'{weight} * {_PARTS[part]}' for part, weight in WORTH.items())})) "
    f"* CASE WHEN coalesce(e.existence_state, 'live') <> 'live' THEN {GONE} ELSE 1 END "
    f"* CASE WHEN e.stub THEN {STUB} ELSE 1 END"
)
# Names with blanks for what separates words in them.
_APART = "translate(lower({0}), '_.-/:', '     ')"
_NAMES = ("e.name", "e.title", r"substring(e.title from '[^./:]+$')")


def score_sql(terms: Terms) -> tuple[str, list[object]]:
    """Score over catalog_entity e, its health h and its words s, as float8 with its parameters."""
    if not terms.spellings:
        return f"({_WORTH})::float8", []
    text, params = _text_sql(terms)
    fit = "(0.8 + 0.2 * least(1.0, %s / greatest(1, length(e.title))::float8))"
    whole = f"CASE WHEN s.words @@ %s::tsquery THEN 1 ELSE {BEGINNINGS} END"
    return f"({text} * {fit} * {whole} * {_WORTH})::float8", [
        *params,
        float(len(terms.text)),
        terms.tsquery(whole=True),
    ]


def _text_sql(terms: Terms) -> tuple[str, list[object]]:
    words = " ".join(terms.words)
    names = ", ".join(_APART.format(name) for name in _NAMES)
    # Of a title such as `finance.revenue` one word may begin no more than the part that it shares with all others.
    beginnings = _NAMES if len(terms.words) > 1 else (_NAMES[0], _NAMES[2])
    begins = " OR ".join(f"starts_with({_APART.format(name)}, %s)" for name in beginnings)
    full, full_params = "%s IN (e.ref, lower(e.name), lower(e.title))", [terms.text]
    if len(terms.words) > 1:  # other names have more than one word, and are read one by one
        full += (
            " OR EXISTS (SELECT 1 FROM catalog_alias a WHERE a.entity_id = e.id "
            "AND %s IN (lower(a.key), lower(a.namespace || '/' || a.key), lower(a.namespace || ':' || a.key)))"
        )
        full_params.append(terms.text)
    # Of one word name and title have none below the row "in the name".
    each = terms.tsqueries("A") if len(terms.words) > 1 else []
    had = " + ".join(["(s.words @@ %s::tsquery)::int"] * len(each)) or "0"
    part = f"(1 + ({had}) / {len(terms.words)}.0)"
    rows: list[tuple[str, str, list[str]]] = [
        ("full name", full, full_params),
        ("name", f"%s IN ({names})", [words]),
        ("beginning", begins, [words] * len(beginnings)),
        ("in the name", "s.words @@ %s::tsquery", [terms.tsquery("A")]),
        ("around", "s.words @@ %s::tsquery", [terms.tsquery("AB")]),
        ("a column", "s.words @@ %s::tsquery", [f"'{'_'.join(terms.words)}':D"]),
        ("description", "s.words @@ %s::tsquery", [terms.tsquery("ABC")]),
    ]
    cases = " ".join(
        f"WHEN {condition} THEN {TEXT[row]}{f' * {part}' if place > LAST_IN_NAME else ''}"
        for place, (row, condition, _) in enumerate(rows)
    )
    params = [param for place, row in enumerate(rows) for param in (*row[2], *(each if place > LAST_IN_NAME else ()))]
    return f"CASE {cases} ELSE {TEXT['columns']} * {part} END", [*params, *each]
