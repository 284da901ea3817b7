"""Answers on their way through a GraphQL operation.

A Level holds the values that one field gave for all its parents; a Cell is one of them. A deep field asks its question
once for the whole level and keeps the answers for the siblings, so the number of statements depends on the text of the
operation, not on the data. No loaders, no promises.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any


class Level:
    """Values of one field for all parents, in order. `in_list` tells that an ancestor is a list."""

    __slots__ = ("_answers", "_children", "in_list", "values")

    def __init__(self, values: Sequence[Any], *, in_list: bool) -> None:
        self.values = list(values)
        self.in_list = in_list
        self._children: dict[str, tuple[Level, list[int]]] = {}
        self._answers: dict[Hashable, Level] = {}

    def child(self, field: str) -> tuple[Level, list[int]]:
        """The level below a plain field, and where each parent's values begin in it."""
        if field not in self._children:
            values: list[Any] = []
            starts: list[int] = []
            many = False
            for value in self.values:
                starts.append(len(values))
                below = None if value is None else getattr(value, field)
                if isinstance(below, tuple):
                    many = True
                    values.extend(below)
                elif below is not None:
                    values.append(below)
            self._children[field] = (Level(values, in_list=self.in_list or many), starts)
        return self._children[field]

    def answer(self, key: Hashable, ask: Callable[[list[Any]], Sequence[Any]]) -> Level:
        """The level of answers to a question that is asked once for all values; answers stand in their order."""
        if key not in self._answers:
            self._answers[key] = Level(ask(self.values), in_list=self.in_list)
        return self._answers[key]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a level: what resolvers get as their root."""

    level: Level
    index: int

    @property
    def value(self) -> Any:
        """The frozen answer."""
        return self.level.values[self.index]

    def field(self, name: str) -> Any:
        """A plain field: scalars as they are, answers as cells of the level below."""
        value = getattr(self.value, name)
        if is_dataclass(value):
            level, starts = self.level.child(name)
            return Cell(level, starts[self.index])
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            level, starts = self.level.child(name)
            return [Cell(level, starts[self.index] + i) for i in range(len(value))]
        return list(value) if isinstance(value, tuple) else value

    def deep(self, key: Hashable, ask: Callable[[list[Any]], Sequence[Any]]) -> Cell | None:
        """A deep field: this value's own answer to a question asked for the whole level."""
        level = self.level.answer(key, ask)
        return Cell(level, self.index) if level.values[self.index] is not None else None


def cell(value: Any) -> Cell | None:
    """A single answer as a cell of its own."""
    return None if value is None else Cell(Level([value], in_list=False), 0)


def cells(values: Sequence[Any]) -> list[Cell | None]:
    """A list of answers as cells of one level; None stays None."""
    level = Level([value for value in values if value is not None], in_list=True)
    position = iter(range(len(level.values)))
    return [None if value is None else Cell(level, next(position)) for value in values]
