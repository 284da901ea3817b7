"""The verdict on a proposed schema as Markdown, for a pull request. Pure."""

from __future__ import annotations

from lineage.answers import Column, ColumnBreak, ColumnChange, ColumnChangeKind, Compatibility, SchemaVerdict

# Of readers in a comment; the count is always told.
SHOWN_MAX = 50
_SIGNS = {Compatibility.OK: "✅", Compatibility.WARN: "⚠️", Compatibility.BREAKING: "❌"}
_SAYS = {
    Compatibility.OK: "breaks nobody that is known",
    Compatibility.WARN: "may break somebody",
    Compatibility.BREAKING: "breaks readers",
}
NOBODY = "Nobody is known to read it. That may be because nobody says so."
UNKNOWN = "No schema of this dataset was ever seen, so there is nothing to compare with."


def report_of(verdict: SchemaVerdict, *, is_known: bool) -> str:
    """Markdown; `is_known` whether there was a schema to compare with."""
    at = f" at `{_code(verdict.commit)}`" if verdict.commit else ""
    lines = [
        f"### {_SIGNS[verdict.compatibility]} This change {_SAYS[verdict.compatibility]}",
        "",
        f"Dataset `{_code(verdict.dataset.ref)}`{at}.",
    ]
    if not is_known:
        lines += ["", UNKNOWN]
    changes = [change for change in verdict.changes if change.kind is not ColumnChangeKind.REWORDED]
    if changes:
        lines += ["", "| | column | what happens |", "|---|---|---|"]
        lines += [f"| {_SIGNS[c.compatibility]} | `{_code(c.path)}` | {_change(c)} |" for c in changes]
    if verdict.break_count:
        lines += ["", f"**{_counted(verdict)}**", ""]
        lines += [
            "| | reader | column | through | team | tier | last read | how sure |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [_break(found) for found in verdict.breaks[:SHOWN_MAX]]
        if verdict.break_count > SHOWN_MAX:
            lines += ["", f"Shown are the nearest {min(SHOWN_MAX, len(verdict.breaks))}."]
    elif any(change.compatibility is Compatibility.WARN for change in changes):
        lines += ["", NOBODY]
    if verdict.required_teams:
        lines += ["", "Have to agree: " + ", ".join(f"`{_code(team.ref)}`" for team in verdict.required_teams) + "."]
    return "\n".join(lines) + "\n"


def _counted(verdict: SchemaVerdict) -> str:
    more = "" if verdict.break_count_state == "exact" else "at least "
    hidden = f", {verdict.hidden_count} of them restricted" if verdict.hidden_count else ""
    who = "1 reader breaks or may" if verdict.break_count == 1 else f"{verdict.break_count} readers break or may"
    return f"{more}{who}{hidden}".capitalize()


def _change(change: ColumnChange) -> str:
    before, after = (_column(column) for column in (change.before, change.after))
    if change.kind is ColumnChangeKind.RENAMED and change.after:
        return f"renamed to `{_code(change.after.path)}`"
    if change.kind in (ColumnChangeKind.TIGHTENED, ColumnChangeKind.LOOSENED):
        return "may not be null any more" if change.kind is ColumnChangeKind.TIGHTENED else "may be null now"
    return f"{change.kind}: {' → '.join(filter(None, (before, after)))}"


def _column(column: Column | None) -> str:
    return f"`{_code(column.type)}`" if column and column.type else ""


def _break(found: ColumnBreak) -> str:
    cells = (
        _SIGNS[found.compatibility],
        f"`{_code(found.entity.ref)}`",
        f"`{_code(found.column)}`" if found.column else "",
        f"`{_code(found.path)}`, {found.hop} hop{'s' if found.hop != 1 else ''}"
        if found.column
        else "reads the dataset",
        f"`{_code(found.team.ref)}`" if found.team else "none",
        str(found.tier) if found.tier else "",
        found.last_read_at.date().isoformat() if found.last_read_at else "",
        f"{found.confidence:.0%}",
    )
    return f"| {' | '.join(cells)} |"


def _code(text: str | None) -> str:
    """A text inside backticks of a table: nothing in it ends them, or the cell."""
    return (text or "").replace("`", "'").replace("|", "¦").replace("\n", " ")[:200]
