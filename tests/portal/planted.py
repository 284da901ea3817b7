"""200 secrets, made of a seed, each in the facet of an event as a producer would leak it, in facets of every kind.

A leak is any run of ten letters and digits of a secret: a secret that is cut is found too.
"""

from __future__ import annotations

import base64
import itertools
import json
import random
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.builders import JOBS, NAMESPACE, run_id

COUNT = 200
SEED = 1141
ALNUM = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase + "234567"
HEX = "0123456789abcdef"
TIME = "2026-03-01T06:00:00Z"
Facets = dict[str, Any]

KEYS = (
    "password Password PASSWORD PassWord passwd pwd db_pw passphrase PGPASSWORD MYSQL_PWD dbPassword database.password "
    "spark.hadoop.javax.jdo.option.ConnectionPassword ssl.keystore.password oauth.client-secret clientSecret bottoken "
    "AWS_SECRET_ACCESS_KEY x-api-key apiKey api_keys accesskey sasl.jaas.config authorization connection_string bearer"
).split()
SHAPES: dict[str, Callable[[Callable[[int, str], str]], str]] = {
    "aws": lambda s: "AKIA" + s(16, UPPER),
    "github": lambda s: "ghp_" + s(36, ALNUM),
    "github fine grained": lambda s: "github_pat_" + s(60, ALNUM),
    "gitlab": lambda s: "glpat-" + s(20, ALNUM),
    "gitlab trigger": lambda s: "glptt-" + s(40, HEX),
    "slack bot": lambda s: f"xoxb-{s(12, string.digits)}-{s(24, ALNUM)}",
    "slack app": lambda s: f"xapp-1-{s(11, UPPER)}-{s(13, string.digits)}-{s(40, HEX)}",
    "slack hook": lambda s: "https://hooks.slack.com/services/T0/B0/" + s(24, ALNUM),
    "pagerduty hook": lambda s: f"https://events.pagerduty.com/integration/{s(32, HEX)}/enqueue",
    "teams hook": lambda s: f"https://x.webhook.office.com/webhookb2/{s(32, HEX)}@{s(32, HEX)}/IncomingWebhook/{s(32, HEX)}",
    "jwt": lambda s: f"eyJ{s(30, ALNUM)}.eyJ{s(60, ALNUM)}.{s(43, ALNUM)}",
    "google key": lambda s: "AIza" + s(35, ALNUM),
    "google client": lambda s: "GOCSPX-" + s(28, ALNUM),
    "vault": lambda s: "hvs." + s(90, ALNUM),
    "stripe": lambda s: "sk_live_" + s(24, ALNUM),
    "model key": lambda s: "sk-proj-" + s(48, ALNUM),
    "databricks": lambda s: "dapi" + s(32, HEX),
    "hugging face": lambda s: "hf_" + s(34, ALNUM),
    "dbt cloud": lambda s: "dbtc_" + s(40, ALNUM),
    "ours": lambda s: "hw_" + s(43, ALNUM),
    "pem": lambda s: "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(s(64, ALNUM) for _ in range(3)) + "\n-----END RSA PRIVATE KEY-----",
}  # fmt: skip
# By facet and field; <S> is the secret.
TEXTS = {
    ("externalQuery", "externalQueryId"): ["https://bi.example.org/q?id=7&access_token=<S>", "https://bi.example.org/q?id=7&sig=<S>"],
    ("dataSource", "uri"): [
        "postgresql://loader:<S>@db:5432/royalties",
        "redis://:<S>@cache:6379/0",
        "https://<S>@git.example.org/royalties.git",
        "mongodb+srv://app:x%40<S>@cluster.example.org/db?retryWrites=true",
        "jdbc:sqlserver://db:1433;databaseName=royalties;user=loader;password=<S>;encrypt=true",
        "jdbc:mysql://db/royalties?user=loader&password=<S>&useSSL=true",
        "jdbc:oracle:thin:loader/<S>@//db:1521/ROYALTIES",
        "jdbc:snowflake://x.snowflakecomputing.com/?user=loader&password=<S>",
        "loader:<S>@tcp(db:3306)/royalties",
        "Driver={ODBC Driver 18};Server=db;UID=sa;PWD=<S>;Encrypt=yes",
        "Driver={ODBC Driver 18};Server=db;UID=sa;PWD={a;b<S>};Encrypt=yes",
        "Data Source=db;User ID=sa;Password=x&)<S>;Persist Security Info=True",
        "DefaultEndpointsProtocol=https;AccountName=tonic;AccountKey=<S>==;EndpointSuffix=core.windows.net",
        "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=<S>=",
        "host=db user=loader password='<S>' dbname=royalties",
    ],
    ("sql", "query"): [
        "CREATE USER loader IDENTIFIED BY '<S>'",
        "CREATE USER loader IDENTIFIED BY <S>",
        "ALTER USER 'loader'@'%' IDENTIFIED WITH mysql_native_password BY '<S>'",
        "ALTER ROLE loader WITH LOGIN PASSWORD '<S>'",
        "ALTER ROLE loader PASSWORD $$<S>$$",
        "CREATE LOGIN loader WITH PASSWORD = N'<S>'",
        "SET PASSWORD FOR 'loader'@'%' = '<S>'",
        "COPY t FROM 's3://b' CREDENTIALS 'aws_access_key_id=x;aws_secret_access_key=<S>'",
        "CREATE SECRET s (TYPE S3, REGION 'eu', SECRET '<S>')",
        "CREATE STAGE s CREDENTIALS=(AWS_SECRET_KEY='it''s<S>')",
    ],
    ("sourceCode", "sourceCode"): [
        "DB_PASSWORD = \"<S>\"\nconnect()",
        "os.environ['API_TOKEN'] = '<S>'",
        "spark.read.format('jdbc').option(\"password\", \"<S>\").load()",
        "mysqldump -u root -p<S> royalties",
        "mongosh -u loader -p <S> royalties",
        "loader --user ines --db-password <S> --host db",
        "loader --api-key=<S>",
        "loader --password '<S>' --host db",
        "curl -s -u ines:<S> https://example.org",
        "curl -H 'X-Api-Key: <S>' https://example.org",
        "curl -H \"PRIVATE-TOKEN: <S>\" https://example.org",
        "sshpass -p <S> ssh loader@host",
        "redis-cli -h cache -a <S> ping",
        "export SNOWSQL_PWD=<S>",
        "host: db\nuser: loader\npassword: <S>\nport: 5432",
        "db.user = loader\ndb.password = <S>\n",
        "<property><name>javax.jdo.option.ConnectionPassword</name><value><S></value></property>",
        "<server><id>repo</id><password><S></password></server>",
        "machine db.example.org login loader password <S>",
    ],
    ("errorMessage", "stackTrace"): [
        "OperationalError: could not connect: host=db user=a password=<S> dbname=x\n  at pg.connect(pg.py:7)",
        "401 for GET https://api.example.org/v1?api_key=<S>\n  at http.get(http.py:7)",
        "headers={'Authorization': 'Bearer <S>', 'Accept': '*/*'}",
        "> Authorization: Basic <S>=\n< HTTP/1.1 401",
        "> Authorization: Token token=<S>",
        "> Authorization: Negotiate <S>",
        "> Authorization: AWS4-HMAC-SHA256 Credential=x/20260301, SignedHeaders=host, Signature=<S>",
        "> Cookie: theme=dark; session=<S>",
        'config={"user": "a", "nested": "{\\"secret\\": \\"<S>\\"}"}',
        'PlainLoginModule required username="a" password="<S>";',
    ],
}  # fmt: skip
# Whole facets; the argument is the secret.
SHAPED: dict[str, Callable[[str], Facets]] = {
    "debezium": lambda s: {"debezium_config": {"configs": {"connector.class": "x.Y", "database.password": s}}},
    "environment": lambda s: {"environmentVariables": {"environmentVariables": [{"name": "LANG", "value": "C"}, {"name": "PGPASSWORD", "value": s}]}},
    "random variable": lambda s: {"environmentVariables": {"environmentVariables": [{"name": "BUILD_X", "value": s}]}},
    "spark properties": lambda s: {"spark_properties": {"properties": {"spark.hadoop.fs.s3a.secret.key": s}}},
    "random property": lambda s: {"spark_properties": {"properties": {"spark.app.x": s}}},
    "execution parameters": lambda s: {"executionParameters": {"parameters": [{"key": "db.password", "name": "Password of the loader", "value": s}]}},
    "parameter named twice": lambda s: {"executionParameters": {"parameters": [{"name": "p7", "key": "api_token", "value": s}]}},
    "tags": lambda s: {"tags": {"tags": [{"key": "api_token", "value": s, "source": "USER"}]}},
    "airflow list": lambda s: {"airflow": {"task": {"bash_command": ["loader", "--password", s]}}},
    "airflow short option": lambda s: {"airflow": {"task": {"args": ["loader", "-u", "ines", "-p", s]}}},
    "airflow random": lambda s: {"airflow": {"task": {"op_kwargs": {"x": s}}}},
    "airflow json": lambda s: {"airflow": {"dag": {"params": json.dumps({"conn": json.dumps({"login": "a", "password": s})})}}},
    "kept pairs": lambda s: {"custom": {"settings": [{"property": "smtp.password", "stringValue": s}]}},
    "header pairs": lambda s: {"custom": {"headers": [{"header": "Authorization", "value": s}]}},
    "login": lambda s: {"custom": {"connection": {"user": "loader", "pass": s}}},
    "below a secret": lambda s: {"custom": {"credentials": {"warehouse": [{"login": s}]}}},
    "number of a password": lambda s: {"custom": {"deep": [[{"passwd": [s]}]]}},
    "json text": lambda s: {"custom": {"body": json.dumps({"a": [{"client_secret": s}]})}},
    "escaped json": lambda s: {"custom": {"body": '{"\\u0070assword": "' + s + '"}'}},
    "field of a map": lambda s: {"custom": {"fields": {"password": s}}},
    "routing key": lambda s: {"custom": {"pagerduty": {"routing_key": s}}},
    "registry": lambda s: {"custom": {"auths": {"registry.example.org": {"auth": base64.b64encode(f"ines:{s}".encode()).decode()}}}},
    "lines of a key": lambda s: {"custom": {"lines": ["-----BEGIN PRIVATE KEY-----", s, s[::-1], "-----END PRIVATE KEY-----", "end"]}},
    "a key of a map": lambda s: {"custom": {"hosts": {f"postgres://u:{s}@db": {"password": "x1x2x3"}, "token": {f"https://u:{s}@h": "y1y2y3"}}}},
}  # fmt: skip
HEX_ROWS = {"routing key"}


@dataclass(frozen=True, slots=True)
class Planted:
    """An event with one secret in it."""

    name: str
    place: str
    secret: str
    event: dict[str, Any]

    @property
    def needles(self) -> list[str]:
        """What may stand nowhere."""
        secret = base64.b64encode(f"ines:{self.secret}".encode()).decode() if self.name == "registry" else self.secret
        return [*re.findall(r"[A-Za-z0-9]{10,}", secret), *re.findall(r"[A-Za-z0-9]{10,}", self.secret)]


def planted() -> list[Planted]:
    """All 200: first each way once, then again in other places, with other secrets."""
    source = random.Random(SEED)

    def some(length: int, alphabet: str) -> str:
        return "".join(source.choice(alphabet) for _ in range(length))

    rows: list[Planted] = []
    for round_ in itertools.count():
        for name, make in _ways():
            if len(rows) == COUNT:
                return rows
            place = PLACES[(len(rows) + round_) % len(PLACES)]
            secret, facets = make(some)
            rows.append(Planted(name, place, secret, _event(len(rows), place, facets)))
    raise AssertionError


def _ways() -> Iterator[tuple[str, Callable[..., tuple[str, Facets]]]]:
    def fixed(build: Callable[[str], Facets], alphabet: str = ALNUM) -> Callable[..., tuple[str, Facets]]:
        def make(some: Callable[[int, str], str]) -> tuple[str, Facets]:
            secret = some(32, alphabet) if alphabet is HEX else "Aa1" + some(29, ALNUM)
            return secret, build(secret)

        return make

    def shaped(shape: Callable[..., str]) -> Callable[..., tuple[str, Facets]]:
        def make(some: Callable[[int, str], str]) -> tuple[str, Facets]:
            secret = shape(some)
            return secret, {"custom": {"note": f"deploy failed with {secret} in line 4"}}

        return make

    for name, build in SHAPED.items():
        yield name, fixed(build, HEX if name in HEX_ROWS else ALNUM)
    for (facet, field), texts in TEXTS.items():
        for text in texts:
            yield text, fixed(lambda s, facet=facet, field=field, text=text: {facet: {field: text.replace("<S>", s)}})
    for name, shape in SHAPES.items():
        yield name, shaped(shape)
    for key in KEYS:
        yield key, fixed(lambda s, key=key: {"custom": {"configs": {key: s}}})


PLACES = (
    "run",
    "job",
    "input",
    "inputFacets",
    "output",
    "outputFacets",
    "of a job event",
    "of its output",
    "of a dataset event",
)


def _event(number: int, place: str, facets: Facets) -> dict[str, Any]:
    """An event of its own job and datasets, with the facets in one place."""

    def at(*places: str) -> Facets:
        return facets if place in places else {}

    head = {"eventTime": TIME, "producer": "https://example.org/loader"}
    written = {
        "namespace": NAMESPACE,
        "name": f"out_{number}",
        "facets": at("output", "of its output", "of a dataset event"),
    }
    if place == "of a dataset event":
        return {**head, "dataset": written}
    job = {"namespace": JOBS, "name": f"job_{number}", "facets": at("job", "of a job event")}
    if place in ("of a job event", "of its output"):
        return {**head, "job": job, "inputs": [], "outputs": [written]}
    read = {"namespace": NAMESPACE, "name": f"in_{number}", "facets": at("input"), "inputFacets": at("inputFacets")}
    run = {"runId": run_id(number), "facets": at("run")}
    outputs = [{**written, "outputFacets": at("outputFacets")}]
    return {**head, "eventType": "COMPLETE", "run": run, "job": job, "inputs": [read], "outputs": outputs}
