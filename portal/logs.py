"""Logs: one JSON object a line, to the file that the supervisor names, else to stderr."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

# What logging puts on every record; anything beyond it was given by the caller as `extra` and goes into the line.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """One event, one line: JSON escapes control characters, so no value can start a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: ts (UTC), level, logger, event, then the caller's own fields."""
        line: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            "pid": record.process,
        }
        # `extra` values are kept only when they are plain; Django attaches whole request objects to some records.
        for name, value in vars(record).items():
            if name not in _STANDARD and isinstance(value, str | int | float | bool):
                line[name] = value
        if record.exc_info:
            line["error_class"] = getattr(record.exc_info[0], "__name__", "")
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


def configuration(path: str) -> dict[str, object]:
    """Django's LOGGING for this process; an empty path means stderr.

    The file is reopened when it was moved away: several processes append to it, so one alone, the supervisor, rotates.
    """
    handler: dict[str, object] = {"class": "logging.StreamHandler", "formatter": "json"}
    if path:
        handler = {"class": "logging.handlers.WatchedFileHandler", "filename": path, "formatter": "json"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
        "handlers": {"lines": handler},
        "root": {"handlers": ["lines"], "level": "INFO"},
        # Django's own handlers would write to the console and, with DEBUG off, try to mail the admins.
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": "INFO"},
            "django.server": {"handlers": [], "propagate": True},
            # It warns of what it does not understand in somebody's SQL, with the text of it.
            "sqlglot": {"level": "ERROR"},
        },
    }
