"""What is different between two lists of columns, and whom it breaks. Pure.

A reader breaks where a column goes, is called otherwise, holds less, or may not be null any more, and column lineage knows a
reader of it; where none is known it may break. What holds more, or is new, breaks nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from lineage.answers import Column, ColumnChange, ColumnChangeKind, Compatibility

# Each word holds all that the ones before it hold. Words that mean different things to different platforms (int8, float of
# how many bits) are not here: what is not known to be harmless is not called so.
_LADDERS = (
    ("tinyint", "smallint", "int", "bigint"),
    ("real", "double"),
    ("numeric", "bignumeric"),
    ("varchar", "text"),
    ("varbinary", "bytes"),
)
_RUNG = {word: (ladder, place) for ladder, words in enumerate(_LADDERS) for place, word in enumerate(words)}
_SAME = {
    **{"byte": "tinyint", "bigdecimal": "bignumeric"},
    **{"int2": "smallint", "int16": "smallint", "short": "smallint", "integer": "int", "int4": "int", "int32": "int"},
    **{"long": "bigint", "int64": "bigint"},
    **{"float4": "real", "float32": "real", "float8": "double", "float64": "double"},
    **{"double precision": "double", "string": "text", "character varying": "varchar", "nvarchar": "varchar"},
    **{"bytea": "bytes", "binary varying": "varbinary", "blob": "bytes"},
    **{"decimal": "numeric", "dec": "numeric", "bool": "boolean"},
    **{"timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz"},
}
_TYPE = re.compile(r"\s*([a-z][a-z0-9_ ]*?)\s*(?:\(\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\))?\s*")
_WORST = tuple(Compatibility)
_LOSSES = {
    *(ColumnChangeKind.REMOVED, ColumnChangeKind.RENAMED, ColumnChangeKind.RETYPED, ColumnChangeKind.NARROWED),
    ColumnChangeKind.TIGHTENED,
}
_NOT_RENAMED: Mapping[str, str] = MappingProxyType({})


def columns_compare(
    before: Sequence[Column],
    after: Sequence[Column],
    *,
    read: Collection[str],
    renamed: Mapping[str, str] = _NOT_RENAMED,
) -> tuple[ColumnChange, ...]:
    """Changes in the order of the columns after, what is gone last; `read` are the paths, as they were before, that somebody
    is known to read, `renamed` the paths that columns had before, by those that they have."""
    old = {column.path: column for column in before}
    now = {column.path: column for column in after}
    pairs = [(old.get(renamed.get(path, path)), column) for path, column in now.items()]
    kept = {was.path for was, _ in pairs if was}
    gone = [(column, None) for path, column in old.items() if path not in kept]
    return tuple(
        ColumnChange(
            kind=kind,
            path=was.path if was else new.path if new else "",
            before=was,
            after=new,
            compatibility=_effect(kind, new, is_read=was is not None and was.path in read),
        )
        for was, new in (*pairs, *gone)
        for kind in _kinds(was, new)
    )


def losses(changes: Iterable[ColumnChange]) -> dict[str, ColumnChangeKind]:
    """The paths whose readers lose something, each with the first of what they lose."""
    found: dict[str, ColumnChangeKind] = {}
    for change in changes:
        if change.kind in _LOSSES:
            found.setdefault(change.path, change.kind)
    return found


def worst_of(changes: Sequence[ColumnChange]) -> Compatibility:
    """The worst of the changes; OK without one."""
    return max((change.compatibility for change in changes), key=_WORST.index, default=Compatibility.OK)


def _effect(kind: ColumnChangeKind, new: Column | None, *, is_read: bool) -> Compatibility:
    if kind in _LOSSES:
        return Compatibility.BREAKING if is_read else Compatibility.WARN
    required = kind is ColumnChangeKind.ADDED and new is not None and new.nullable is False
    # Readers may meet a null for the first time; who writes has to fill what is required.
    return Compatibility.WARN if required or kind is ColumnChangeKind.LOOSENED else Compatibility.OK


def _kinds(was: Column | None, new: Column | None) -> Iterator[ColumnChangeKind]:
    if was is None or new is None:
        yield ColumnChangeKind.ADDED if was is None else ColumnChangeKind.REMOVED
        return
    if was.path != new.path:
        yield ColumnChangeKind.RENAMED
    of_type = type_change(was.type, new.type)
    if of_type is not None:
        yield of_type
    # Unknown on either side is no news.
    if None not in (was.nullable, new.nullable) and was.nullable != new.nullable:
        yield ColumnChangeKind.LOOSENED if new.nullable else ColumnChangeKind.TIGHTENED
    if of_type is not ColumnChangeKind.REWORDED and was.description != new.description:
        yield ColumnChangeKind.REWORDED


def type_change(was: str, new: str) -> ColumnChangeKind | None:
    """WIDENED where the new type holds all that the old one did, NARROWED the other way round, REWORDED for another word of
    the same type, RETYPED where it cannot be told; None for the same text."""
    if was == new:
        return None
    old, now = _parsed(was), _parsed(new)
    if old is None or now is None:
        return ColumnChangeKind.REWORDED if was.strip().lower() == new.strip().lower() else ColumnChangeKind.RETYPED
    if old == now:
        return ColumnChangeKind.REWORDED
    if _holds(now, old):
        return ColumnChangeKind.WIDENED
    return ColumnChangeKind.NARROWED if _holds(old, now) else ColumnChangeKind.RETYPED


# Word, and the one or two numbers behind it.
_Parsed = tuple[str, int | None, int | None]


def _parsed(text: str) -> _Parsed | None:
    match = _TYPE.fullmatch(text.lower())
    if match is None:
        return None
    word, first, second = match.groups()
    return (_SAME.get(word, word), int(first) if first else None, int(second) if second else None)


def _holds(wide: _Parsed, narrow: _Parsed) -> bool:
    """Whether a type holds all values of another."""
    if wide[0] != narrow[0]:
        if wide[0] not in _RUNG or narrow[0] not in _RUNG:
            return False
        (ladder, place), (other, below) = _RUNG[wide[0]], _RUNG[narrow[0]]
        return ladder == other and place > below and wide[1] is None
    # Without a length it is the platform's greatest, or its own idea of a usual one.
    if wide[1] is None or narrow[1] is None:
        return False
    scale, less = wide[2] or 0, narrow[2] or 0
    return scale >= less and wide[1] - scale >= narrow[1] - less
