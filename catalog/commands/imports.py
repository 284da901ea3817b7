"""Descriptors that somebody sends become what a source of kind `import` says: all of it, in place of what it said before."""

from __future__ import annotations

from catalog.answers import ImportOutcome, ImportProblem, SyncState
from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.command import attempt
from catalog.database import rows
from catalog.errors import InvalidError
from catalog.ingest.pipeline import Progress, source_sync
from catalog.ingest.sent import BulkFormat, ReadLine, sent_records
from catalog.permissions import require
from catalog.viewers import Viewer

PROBLEMS_MAX = 100
KIND = "import"


def descriptor_import(
    viewer: Viewer,
    *,
    source: str,
    name: str,
    readline: ReadLine,
    format: BulkFormat,
    plan: bool = False,
    progress: Progress | None = None,
) -> ImportOutcome:
    """Take all that is sent as what the source says now, or with `plan` show what that changes and let it wait for approval.

    `name` tells places in what is sent, `readline` gives up to so many bytes of its next line. A document that breaks a rule is a
    problem, and the others are taken; as long as there are problems nothing is removed. Raises InvalidError where no source of
    kind `import` has the key, ConflictError while another import of it runs.
    """

    def begin() -> None:
        require(viewer, "source.edit")
        known = [row[0] for row in rows("SELECT key FROM catalog_source WHERE kind = %s ORDER BY key", [KIND])]
        if source not in known:
            raise InvalidError.of(
                "source",
                f"{source!r} is no source of kind {KIND}; known are: {', '.join(known) or 'none'}. headwater.yaml names them, "
                f"such as {{key: handmade, kind: {KIND}}}",
            )
        audit_write(viewer, [AuditLine(action="descriptor_import", target=source, after={"name": name, "plan": plan})])

    attempt(viewer, "descriptor_import", begin)
    outcome = source_sync(source, plan=plan, progress=progress, sent=sent_records(name, readline, format))
    return ImportOutcome(
        sync=outcome.id,
        state=SyncState(outcome.state),
        error=outcome.error,
        read_count=outcome.read_count,
        new_count=outcome.counts["created"],
        changed_count=outcome.counts["updated"],
        unchanged_count=outcome.counts["same"],
        gone_count=outcome.counts["deleted"],
        issue_count=len(outcome.issues),
        issues=tuple(
            ImportProblem(item=issue.item, code=issue.code, message=issue.message, ref=issue.ref)
            for issue in outcome.issues[:PROBLEMS_MAX]
        ),
    )
