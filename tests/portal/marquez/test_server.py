"""Names with slashes through the server that the product really runs, which hands on paths with %2F decoded."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection

from portal.listener import bind
from portal.tokens import token_create
from tests.builders import NAMESPACE, dataset, event, ingest, run_id, schema
from tests.product import REPOSITORY, free_port

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAM = """
import sys
from portal.web import serve
from portal.wsgi import application
serve(application, int(sys.argv[1]), threads=2)
"""


@pytest.fixture
def ask():
    """GET a path, as it is, from a web process on the database of the tests."""
    _, secret = token_create(name="server", scopes=["catalog:read"])
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    port = free_port()
    with bind("127.0.0.1", port) as listener:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(listener.fileno())],
            pass_fds=[listener.fileno()],
            env={**os.environ, "DATABASE_URL": url},
            cwd=REPOSITORY,
        )
        with process:

            def get(path):
                link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                try:
                    link.request("GET", f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})
                    response = link.getresponse()
                    return response.status, json.loads(response.read())
                finally:
                    link.close()

            yield get
            process.terminate()


@pytest.mark.skipif(bool(os.environ.get("HEADWATER_TEST_DATABASE_URL")), reason="on the embedded server's socket")
def test_names_with_slashes_are_found_as_they_are_and_percent_encoded(ask):
    lake, name = "s3://lake/bronze", "raw/datasets/ü orders"
    columns = schema("id:int")
    ingest(
        event("etl/load", run=run_id(1), outputs=[dataset(name, namespace=lake, facets=columns)]),
        event("other", outputs=["orders"]),
    )
    for space, thing in ((quote(lake, safe=""), quote(name, safe="")), (quote(lake, safe=":"), quote(name, safe="/"))):
        status, found = ask(f"namespaces/{space}/datasets/{thing}")
        assert (status, found.get("id")) == (200, {"namespace": lake, "name": name})
    status, found = ask(f"namespaces/{quote(lake, safe='')}/datasets/{quote(name, safe='')}/versions")
    assert (status, found["totalCount"]) == (200, 1)
    status, found = ask(f"namespaces/scheduler/jobs/{quote('etl/load', safe='')}/runs")
    assert (status, [run["id"] for run in found["runs"]]) == (200, [run_id(1)])
    status, found = ask(f"namespaces/{quote(NAMESPACE, safe='')}")
    assert (status, found["name"]) == (200, NAMESPACE)
    node = quote(f"dataset:{lake}:{name}", safe="")
    status, found = ask(f"lineage?nodeId={node}&depth=1")
    assert (status, [item["id"] for item in found["graph"]]) == (
        200,
        [f"dataset:{lake}:{name}", "job:scheduler:etl/load"],
    )
    assert ask("namespaces/a%2Fb")[0] == 404
