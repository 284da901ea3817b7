"""The object types of causes, forecasts and timelines: made from their answers, field by field."""

from __future__ import annotations

from typing import Any

from lineage import answers as lin
from portal.api.graphql.connections import connection_type
from portal.api.graphql.shapes import object_type

CauseChange: Any = object_type(lin.CauseChange)
Cause: Any = object_type(lin.Cause)
CauseReport: Any = object_type(lin.CauseReport)
Delay: Any = object_type(lin.Delay)
DelayForecast: Any = object_type(lin.DelayForecast)
Deadline: Any = object_type(lin.Deadline)
CriticalTask: Any = object_type(lin.CriticalTask)
CriticalPath: Any = object_type(lin.CriticalPath)
TimelineRow: Any = object_type(lin.TimelineRow)
DeadlineConnection = connection_type("Deadline", lambda: Deadline, "promises")
TimelineRowConnection = connection_type("TimelineRow", lambda: TimelineRow, "pipelines and jobs with their runs")
