"""200 secrets as producers leak them: (name of the row, payload, canary, JSON pointer expected)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

JOB = {"namespace": "luigi://scheduler", "name": "payouts_build"}


def _digits(index: int, length: int, alphabet: str) -> str:
    """Looks random, is the same in every run."""
    out = ""
    round_ = 0
    while len(out) < length:
        block = hashlib.sha256(f"{index}/{round_}".encode()).digest()
        out += "".join(alphabet[byte % len(alphabet)] for byte in block)
        round_ += 1
    return out[:length]


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
HEX = "0123456789abcdef"

KEYS = """
password passwd PASSWORD db_password dbPassword database.password userPassword spark.ssl.keyPassword
spark.ssl.keyStorePassword spark.hadoop.fs.s3a.secret.key spark.hadoop.fs.s3a.session.token
fs.azure.account.key.tonic.dfs.core.windows.net fs.azure.account.oauth2.client.secret AWS_SECRET_ACCESS_KEY
AWS_SESSION_TOKEN aws_access_key api_key apiKey API-KEY x-api-key client_secret clientSecret token auth_token
accessToken refresh_token id_token SLACK_BOT_TOKEN GITHUB_TOKEN secret SECRET_KEY django_secret_key jwt_secret
private_key privateKey ssh_private_key passphrase credential credentials google.credentials creds
sasl.jaas.config database.history.producer.sasl.jaas.config authorization Authorization auth_header cookie
connection_string AZURE_STORAGE_CONNECTION_STRING account_key shared_key encryption_key signing_key master_key
basic.auth.user.info schema.registry.basic.auth.user.info DB_PASS PG_PASS smtp_pass redisPass PWD_ADMIN
hive.metastore.pwd spark.redis.auth.token
""".split()

SHAPES = {
    "aws id": lambda i: "AKIA" + _digits(i, 16, UPPER),
    "aws session id": lambda i: "ASIA" + _digits(i, 16, UPPER),
    "github": lambda i: "ghp_" + _digits(i, 36, LETTERS),
    "github app": lambda i: "ghs_" + _digits(i, 36, LETTERS),
    "github fine grained": lambda i: "github_pat_" + _digits(i, 40, LETTERS),
    "gitlab": lambda i: "glpat-" + _digits(i, 20, LETTERS),
    "grafana": lambda i: "glsa_" + _digits(i, 32, LETTERS) + "_" + _digits(i, 8, HEX),
    "slack bot": lambda i: "xoxb-" + _digits(i, 12, "0123456789") + "-" + _digits(i, 24, LETTERS),
    "slack user": lambda i: "xoxp-" + _digits(i, 30, LETTERS),
    "slack hook": lambda i: "https://hooks.slack.com/services/T000/B000/" + _digits(i, 24, LETTERS),
    "ours": lambda i: "hw_" + _digits(i, 43, LETTERS),
    "jwt": lambda i: "eyJ" + _digits(i, 30, LETTERS) + ".eyJ" + _digits(i, 40, LETTERS) + "." + _digits(i, 43, LETTERS),
    "google key": lambda i: "AIza" + _digits(i, 35, LETTERS),
    "google oauth": lambda i: "ya29." + _digits(i, 60, LETTERS),
    "stripe": lambda i: "sk_live_" + _digits(i, 24, LETTERS),
    "npm": lambda i: "npm_" + _digits(i, 36, LETTERS),
    "databricks": lambda i: "dapi" + _digits(i, 32, HEX),
}  # fmt: skip

TEXTS = {
    "url userinfo": "postgresql://loader:{}@db.example.org:5432/royalties",
    "url userinfo with @": "postgresql://loader:x@{}@db.example.org/royalties",
    "jdbc userinfo": "jdbc:postgresql://loader:{}@db.example.org/royalties",
    "jdbc parameter": "jdbc:postgresql://db.example.org/royalties?user=loader&password={}&ssl=true",
    "jdbc semicolon": "jdbc:sqlserver://db.example.org;user=loader;password={};encrypt=true",
    "query token": "https://api.example.org/v1?access_token={}",
    "query signature": "https://blob.example.org/c?sv=2024&sig={}",
    "query api key": "https://api.example.org/v1?q=1&api_key={}#x",
    "token as user": "https://{}@git.example.org/tonic/royalties.git",
    "bearer": "curl -H 'Authorization: Bearer {}' https://example.org",
    "basic": "Authorization: Basic {}=",
    "argument": "spark-submit --db-password {} app.jar",
    "argument equals": "loader --password={} --host=db",
    "argument quoted": "loader --api-key='{}' --host=db",
    "environment": "DB_PASSWORD={} loader --host db",
    "jaas": 'PlainLoginModule required username="a" password="{}";',
    "json in text": '{{"user": "a", "password": "{}"}}',
    "python dict in text": "{{'user': 'a', 'secret_key': '{}'}}",
    "sql alter": "ALTER USER loader WITH PASSWORD '{}'",
    "sql identified": "CREATE USER loader IDENTIFIED BY '{}'",
    "sql credential": "COPY INTO t CREDENTIALS=(AWS_SECRET_KEY='{}')",
    "trace": "OperationalError: connect failed: host=db user=a password={} dbname=x",
    "pem": "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
    "pem cut": "-----BEGIN PRIVATE KEY-----\n{}",
    "mongodb": "mongodb+srv://app:{}@cluster.example.org/db",
}

RANDOM_PLACES = (
    ("environmentVariables", lambda v: {"environmentVariables": [{"name": "BUILD_X", "value": v}]}),
    ("spark_properties", lambda v: {"properties": {"spark.app.x": v}}),
    ("debezium_config", lambda v: {"configs": {"connector.x": v}}),
    ("airflow", lambda v: {"task": {"op_kwargs": {"x": v}}}),
)


def _event(facets: dict[str, Any], job_facets: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "eventType": "COMPLETE",
        "eventTime": "2026-11-19T06:12:00Z",
        "run": {"runId": "0192f0c1-7a52-7c41-9d6e-000000000001", "facets": facets},
        "job": {**JOB, "facets": job_facets or {}},
        "inputs": [],
        "outputs": [],
    }


def canaries() -> list[tuple[str, dict[str, Any], str, str]]:
    """Each row holds its canary once."""
    rows: list[tuple[str, dict[str, Any], str, str]] = []
    for key in KEYS:
        secret = f"canary-{len(rows):03}-hunter2"
        pointer = "/run/facets/debezium_config/configs/" + key.replace("/", "~1")
        rows.append((f"key {key}", _event({"debezium_config": {"configs": {key: secret}}}), secret, pointer))
    for name in ("DB_PASSWORD", "SECRET_KEY", "API_TOKEN", "AWS_SECRET_ACCESS_KEY", "clientSecret"):
        secret = f"canary-{len(rows):03}-hunter2"
        variables = {"environmentVariables": [{"name": "HOME", "value": "/root"}, {"name": name, "value": secret}]}
        pointer = "/run/facets/environmentVariables/environmentVariables/1/value"
        rows.append((f"pair {name}", _event({"environmentVariables": variables}), secret, pointer))
    for kind, make in SHAPES.items():
        for place, text in (
            ("alone", "{}"),
            ("in a text", "deploy failed with {} in line 4"),
            ("in quotes", 'x="{}"'),
        ):
            secret = make(len(rows))
            facets = {"errorMessage": {"message": text.format(secret), "programmingLanguage": "PYTHON"}}
            rows.append((f"shape {kind} {place}", _event(facets), secret, "/run/facets/errorMessage/message"))
    for kind, template in TEXTS.items():
        for facet in ("sql", "sourceCode", "custom"):
            secret = "canary" + _digits(len(rows), 26, LETTERS)
            if kind == "basic":
                secret = base64.b64encode(f"ines:{secret}".encode()).decode().rstrip("=")
            event = _event({}, {facet: {"query": template.format(secret)}})
            rows.append((f"text {kind} in {facet}", event, secret, f"/job/facets/{facet}/query"))
    for facet, place in RANDOM_PLACES:
        for alphabet, length in ((LETTERS, 32), (LETTERS, 40), (HEX, 32), (LETTERS + "+/", 44)):
            secret = _digits(len(rows), length, alphabet)
            rows.append((f"random {facet} {length}", _event({facet: place(secret)}), secret, f"/run/facets/{facet}"))
    for key in ("credentials", "secrets"):
        secret = f"canary-{len(rows):03}-hunter2"
        event = _event({"custom": {key: {"first": {"user": secret}}}})
        rows.append((f"below {key}", event, secret, f"/run/facets/custom/{key}/first/user"))
    secret = f"canary-{len(rows):03}-hunter2"
    event = _event({"custom": {"args": ["--password", secret, "--host", "db"]}})
    rows.append(("argument list", event, secret, "/run/facets/custom/args/1"))
    return rows
