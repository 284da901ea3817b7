"""Whatever the order of syncs, withdrawals, edits, clearings and undos: what people say in force is what shows, else the
source of the highest precedence; and what is hidden is never lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.commands.change_sets import change_set_undo
from catalog.commands.entities import entity_update
from catalog.commands.selection import EntitySelection
from catalog.database import rows
from catalog.errors import WrongStateError
from catalog.field_paths import TAG, TITLE, EditField
from catalog.ingest.claims import ClaimPatch, claims_put, claims_withdraw, entities_named
from catalog.ingest.sources import SourceSpec, source_ensure
from catalog.ingest.stitch import stitch_pending
from catalog.names import EntityRef
from catalog.queries.entities import NameInput, entity_get
from tests.builders import ADMIN, descriptor

pytestmark = pytest.mark.django_db
REF = "resource:default/orders"
# The keys say the reverse of the precedence, so that neither stands in for the other.
PRECEDENCE = {"a-events": 10, "b-asset": 50, "c-descriptor": 100}
TITLES = st.sampled_from(["One", "Two", "Three"])
TAGS = st.sets(st.sampled_from(["pii", "gold"]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(sorted(PRECEDENCE)), TITLES, TAGS),
        st.tuples(st.just("withdraw"), st.sampled_from(sorted(PRECEDENCE))),
        st.tuples(st.just("title"), TITLES),
        st.tuples(st.just("tags"), TAGS, TAGS),
        st.tuples(st.just("clear"), st.sampled_from([EditField.TITLE, EditField.TAGS])),
        st.tuples(st.just("undo")),
        st.tuples(st.just("fold")),
    ),
    max_size=14,
)


@dataclass
class Model:
    """What should be: what each source says, the edits in force with their history, and what can be undone."""

    said: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    edits: dict[str, Any] = field(default_factory=dict)
    done: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def title(self) -> str:
        declared = [self.said[key][0] for key in sorted(self.said, key=PRECEDENCE.__getitem__, reverse=True)]
        return self.edits.get(TITLE) or (declared or ["orders"])[0]

    def tags(self) -> tuple[str, ...]:
        found = {tag for _, tags in self.said.values() for tag in tags}
        for path, is_there in self.edits.items():
            if path.startswith(TAG):
                (found.add if is_there else found.discard)(path.removeprefix(TAG))
        return tuple(sorted(found))


class Estate:
    """The same steps on the real tables."""

    def __init__(self) -> None:
        self.model = Model()
        self.sources = {
            key: source_ensure(SourceSpec(key=key, title=key, kind="files", precedence=precedence))
            for key, precedence in PRECEDENCE.items()
        }
        ref = EntityRef.parse(REF)
        self.entity = entities_named({REF: ref}, {REF: descriptor("Resource", "orders", spec={"type": "table"})})[REF]

    def say(self, source: str, title: str, tags: set[str]) -> None:
        made = descriptor("Resource", "orders", title=title, tags=sorted(tags), spec={"type": "table"})
        claims_put([ClaimPatch(source_id=self.sources[source], entity_id=self.entity, descriptor=made, locator="a:1")])
        self.model.said[source] = title, frozenset(tags)

    def withdraw(self, source: str) -> None:
        said = rows("SELECT entity_id, digest FROM catalog_claim WHERE source_id = %s", [self.sources[source]])
        claims_withdraw(self.sources[source], standing=dict(said))
        self.model.said.pop(source, None)

    def title(self, title: str) -> None:
        self._edit({"title": title}, {TITLE: title})

    def tags(self, add: set[str], remove: set[str]) -> None:
        remove = remove - add
        if add or remove:
            paths = {TAG + tag: True for tag in add} | {TAG + tag: False for tag in remove}
            self._edit({"add_tags": sorted(add), "remove_tags": sorted(remove)}, paths)

    def clear(self, what: EditField) -> None:
        paths = [path for path in self.model.edits if (path == TITLE) == (what is EditField.TITLE)]
        if paths:
            self._edit({"clear": [what]}, dict.fromkeys(paths))
        else:
            with pytest.raises(WrongStateError):
                entity_update(ADMIN, entities=EntitySelection(refs=(REF,)), clear=[what])

    def undo(self) -> None:
        if self.model.done and self.is_described():
            change_set, before = self.model.done.pop()
            change_set_undo(ADMIN, id=change_set, reason="Back.")
            self.model.edits = before

    def fold(self) -> None:
        stitch_pending()

    def is_described(self) -> bool:
        stitch_pending()
        return bool(self.model.said)

    def _edit(self, arguments: dict[str, Any], paths: dict[str, Any]) -> None:
        made = entity_update(ADMIN, entities=EntitySelection(refs=(REF,)), **arguments)
        self.model.done.append((made.change_set.id, dict(self.model.edits)))
        self.model.edits = {path: v for path, v in (self.model.edits | paths).items() if v is not None}

    def check(self) -> None:
        stitch_pending()
        (detail,) = entity_get(ADMIN, names=[NameInput(ref=REF)])
        if not self.model.said:
            assert detail is None  # nobody describes it; what people said waits
            return
        assert (detail.card.title, detail.card.tags) == (self.model.title(), self.model.tags())
        title = next(p for p in detail.provenance if p.field == TITLE)
        assert (title.source == "people") == (TITLE in self.model.edits)
        spoken = {self.model.said[key][0] for key in self.model.said} | {self.model.title()}
        assert {loser["value"] for loser in title.losers} | {detail.card.title} == spoken
        if title.source == "people":
            assert title.redundant == (title.losers[0]["value"] == detail.card.title)
            assert not (title.redundant and title.hides_newer)
        in_force = rows("SELECT path, value FROM catalog_fieldedit WHERE revoked_at IS NULL")
        assert dict(in_force) == self.model.edits


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_precedence_in_any_order(steps):
    with transaction.atomic():
        estate = Estate()
        estate.say("a-events", "One", {"pii"})
        for name, *arguments in steps:
            if name in {"title", "tags", "clear"} and not estate.is_described():
                continue
            getattr(estate, name)(*arguments)
        estate.check()
        transaction.set_rollback(True)


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(["a-events", "b-asset", "c-descriptor", "edit"]))
def test_the_order_of_arrival_says_nothing(order):
    with transaction.atomic():
        estate = Estate()
        estate.say("a-events", "Two", set())
        stitch_pending()
        for who in order:
            if who == "edit":
                estate.title("Three")
            else:
                estate.say(who, {"a-events": "One", "b-asset": "Two", "c-descriptor": "One"}[who], {"gold"})
        estate.check()
        (detail,) = entity_get(ADMIN, names=[NameInput(ref=REF)])
        title = next(p for p in detail.provenance if p.field == TITLE)
        assert [loser["source"] for loser in title.losers] == ["c-descriptor", "b-asset"]
        transaction.set_rollback(True)
