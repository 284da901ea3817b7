"""200 planted secrets go in by the intake door and come out nowhere: dump, logs, broker, metrics, answers (threat T10)."""

from __future__ import annotations

import gzip
import json
import logging
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
import zstandard
from celery.app.task import Task
from django.db import connection
from django.test import Client

from catalog import answers as c
from catalog.database import rows
from catalog.ingest import redaction
from catalog.ingest.redaction import redact
from lineage import answers as lin
from lineage.ingest.alias_groups import aliases_pending
from lineage.ingest.apply import inbox_drain
from portal.api import intake
from portal.celery import BellTask
from portal.embedded.postgres import find_binaries
from portal.logs import JsonFormatter
from portal.tokens import token_create
from tests import estate
from tests.builders import settle
from tests.portal.planted import COUNT, PLACES, Planted, planted

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "openlineage"
ONE, BATCH = "/api/v1/lineage", "/api/v1/lineage/batch"
ZSTD = b"\x28\xb5\x2f\xfd"
# Of the real events: where a value was redacted, and that it is a password. Looked at one by one.
TRUE_SECRETS = {("/outputs/*/facets/dataSource/uri", "url.userinfo"): 13}
ROWS = planted()


def leaks(text: str) -> list[str]:
    """Names of the planted secrets of which a part stands in a text."""
    words = "\n".join(set(re.findall(r"[A-Za-z0-9]{10,}", text)))  # each once: logs say most things a thousand times
    return [row.name for row in ROWS if any(needle in words for needle in row.needles)]


def producer(*namespaces: str) -> Client:
    _, secret = token_create(name=f"producer {namespaces}", scopes=["ingest:write"], namespaces=list(namespaces))
    return Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)


def post(client: Client, body: Any, path: str = ONE, *, is_packed: bool = False) -> Any:
    raw = json.dumps(body).encode()
    packed = {"content-encoding": "gzip"} if is_packed else {}
    return client.post(path, gzip.compress(raw) if is_packed else raw, content_type="application/json", headers=packed)


def send_all(client: Client) -> None:
    """A third one by one, a third as a batch, a third packed, one by one and as a batch."""
    thirds = [ROWS[start::3] for start in range(3)]
    for row in thirds[0]:
        assert post(client, row.event).status_code == 201, row.name
    answer = post(client, [row.event for row in thirds[1]], BATCH)
    assert answer.json()["summary"]["successful"] == len(thirds[1])
    for row in thirds[2][::2]:
        assert post(client, row.event, is_packed=True).status_code == 201, row.name
    answer = post(client, [row.event for row in thirds[2][1::2]], BATCH, is_packed=True)
    assert answer.json()["summary"]["successful"] == len(thirds[2][1::2])


def dump() -> str:
    """pg_dump of this database, and every compressed value in it unpacked."""
    place = connection.settings_dict
    address = ["-h", place["HOST"], "-p", str(place["PORT"] or 5432), "-U", place["USER"]]
    done = subprocess.run(
        [find_binaries(None) / "pg_dump", *address, place["NAME"]],
        capture_output=True,
        text=True,
        env=os.environ | {"PGPASSWORD": place["PASSWORD"]},
        check=True,
    )
    values = (bytes.fromhex(found) for found in re.findall(r"\\\\x((?:[0-9a-f]{2})+)", done.stdout))
    unpacked = [
        zstandard.ZstdDecompressor().decompress(value, max_output_size=2**26) if value.startswith(ZSTD) else value
        for value in values
    ]
    return "\n".join([done.stdout, *(value.decode("utf-8", "replace") for value in unpacked)])


def asked(admin: estate.Asker) -> Iterator[str]:
    """What REST, GraphQL and Backstage answer of everything that the events made."""
    card, run = estate.selection(c.EntityCard), estate.selection(lin.RunDetail)
    for number, (ref,) in enumerate(
        rows("SELECT ref FROM catalog_entity WHERE ref ~ '/(job|in|out)-?_?[0-9]' ORDER BY id")
    ):
        kind, namespace, name = re.split("[:/]", ref)
        paths = [f"entities/{kind}/{namespace}/{quote(name)}"]
        if number % 5 == 0:  # no facet is told there, only what was concluded
            paths += [f"ownership?ref={quote(ref)}", f"health?ref={quote(ref)}"]
        for path in paths:
            answer = admin.rest(f"/{path}")
            assert answer.status_code == 200, (path, answer.content)
            yield answer.content.decode()
        answer = admin.graphql(f'{{ entity(ref: "{ref}") {card} }}')
        assert "errors" not in answer.json(), answer.content
        yield answer.content.decode()
    for (key,) in rows("SELECT 'run_' || id FROM lineage_run WHERE NOT is_design"):
        answer = admin.rest(f"/runs/{key}")
        assert answer.status_code == 200, (key, answer.content)
        yield answer.content.decode()
        answer = admin.graphql(f'{{ run(id: "{key}") {{ id detail {run} }} }}')
        assert "errors" not in answer.json(), answer.content
        yield answer.content.decode()
    for path in ("sources", "issues", "tasks", "audit-entries"):
        yield admin.rest(f"/{path}").content.decode()
    yield admin.backstage("/entities/by-query?limit=500").content.decode()


def test_there_are_two_hundred_of_every_kind_in_every_place():
    assert len(ROWS) == len({row.secret for row in ROWS}) == COUNT == 200
    assert Counter(row.place for row in ROWS).keys() == set(PLACES)
    assert len({row.name for row in ROWS}) == 127
    assert all(leaks(json.dumps(row.event)) == [row.name] for row in ROWS if row.name != "escaped json")
    assert planted() == ROWS


@pytest.mark.django_db(transaction=True)
def test_no_planted_secret_comes_out_anywhere(caplog, monkeypatch, request):
    sent: list[str] = []
    monkeypatch.setattr(intake, "_last", {})
    monkeypatch.setattr(BellTask, "_silent_until", 0.0)
    monkeypatch.setattr(
        Task, "apply_async", lambda self, *args, **options: sent.append(repr((self.name, args, options)))
    )
    connection.force_debug_cursor = True
    request.addfinalizer(lambda: setattr(connection, "force_debug_cursor", False))
    for name in (None, "django", "django.db.backends", "celery"):
        caplog.set_level(logging.DEBUG, logger=name)
    send_all(producer())
    assert rows("SELECT count(*), count(warnings) FROM lineage_inboxevent") == [(COUNT, COUNT)]
    assert inbox_drain() == COUNT
    aliases_pending()
    settle()
    assert rows("SELECT count(*) FROM lineage_inboxparked") == [(0,)]

    stored = dump()
    for name in ("job_0", "out_1", "[redacted:", "/run/facets/custom"):  # it is the whole dump, and unpacked
        assert name in stored
    assert leaks(stored) == []
    answers = list(asked(estate.asker("admin")))
    assert len(answers) > 4 * COUNT
    assert leaks("\n".join(answers)) == []
    formatter = JsonFormatter()
    lines = "\n".join(formatter.format(record) for record in caplog.records)
    assert "INSERT INTO lineage_inboxevent" in lines
    assert leaks(lines) == []
    assert any("lineage.inbox_apply" in message for message in sent)
    assert leaks("\n".join(sent)) == []
    metrics = Client().get("/metrics").content.decode()
    assert "headwater_redactions_total" in metrics
    assert leaks(metrics) == []


def broken(row: Planted) -> Iterator[dict[str, Any]]:
    """The event in ways that are refused, the secret in what the answer quotes."""
    yield {**row.event, "eventTime": None}
    yield {**row.event, "eventTime": f"https://u:{row.secret[:20]}@h"}
    yield {**row.event, "run": {"runId": "x"}, "eventType": f"token={row.secret[:30]}"}
    yield {**row.event, "job": {"namespace": f"https://u:{row.secret}@h", "name": "x"}}
    yield {**row.event, "hosts": {f"https://u:{row.secret}@h": 2**70}}


@pytest.mark.django_db
def test_what_is_refused_quotes_no_secret(caplog, monkeypatch):
    monkeypatch.setattr(intake.inbox_apply, "apply_async_on_commit", lambda **options: None)
    for name in (None, "django"):
        caplog.set_level(logging.DEBUG, logger=name)
    bound = producer("team-a")
    texts = []
    for row in ROWS:
        cases = list(broken(row)) if "\n" not in row.secret and "/" not in row.secret else list(broken(row))[:1]
        answers = [post(bound, case) for case in cases]
        assert {answer.status_code for answer in answers} <= {400, 403}, row.name
        texts += [answer.content.decode() for answer in answers]
        texts.append(post(bound, cases, BATCH).content.decode())
        texts.append(bound.post(ONE, json.dumps(row.event)[:-1], content_type="application/json").content.decode())
    assert rows("SELECT count(*) FROM lineage_inboxevent") == [(0,)]
    assert leaks("\n".join(texts)) == []
    assert leaks("\n".join(JsonFormatter().format(record) for record in caplog.records)) == []


@pytest.mark.django_db
def test_a_namespace_is_checked_as_it_is_stored(monkeypatch):
    """What is taken out of a namespace opens none: the token is bound to what the text began with."""
    monkeypatch.setattr(intake.inbox_apply, "apply_async_on_commit", lambda **options: None)
    made = {**ROWS[0].event, "job": {"namespace": "https://team-a:pass@team-b.example.org", "name": "x"}}
    assert post(producer("https://team-a*"), made).status_code == 403
    assert post(producer("https://team-b*"), made).status_code == 201


def test_the_search_finds_what_is_not_redacted(monkeypatch):
    """The control: with the rules for texts gone, the secrets in texts are found again."""
    monkeypatch.setattr(redaction, "replace_secrets", lambda text, replace, suspicion=None: text)
    assert len(leaks("\n".join(orjson.dumps(redact(row.event)[0]).decode() for row in ROWS))) > 100


def texts_of(value: Any) -> int:
    if isinstance(value, dict | list):
        return sum(map(texts_of, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real events is not here")
def test_less_than_one_in_a_hundred_real_values_is_redacted_for_nothing():
    """Of 30,658 texts in 786 events 13 are redacted; each is the password of a data source."""
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    found: Counter[tuple[str, str]] = Counter()
    texts = 0
    for line in lines:
        payload = orjson.loads(line)
        texts += texts_of(payload)
        found.update((re.sub(r"/\d+(?=/|$)", "/*", place.path), place.rule) for place in redact(payload, line)[1])
    for (path, rule), count in sorted(found.items()):
        print(f"{count:5} {rule:14} {path} {'secret' if (path, rule) in TRUE_SECRETS else 'FALSE'}")
    false = sum((found - Counter(TRUE_SECRETS)).values())
    print(f"{texts} texts, {found.total()} redacted, {false} of them no secrets: {false / texts:.3%}")
    assert (len(lines), texts, found) == (786, 30_658, Counter(TRUE_SECRETS))
    assert false / texts < 0.01
