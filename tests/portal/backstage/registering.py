"""How tests register locations and take entities out, by the Backstage catalog API."""

from __future__ import annotations

import json

from catalog.database import rows

JSON = "application/json"


def post(who, target, query="", **more):
    body = {"type": "url", "target": target, **more}
    return who.client.post(f"/api/catalog/locations{query}", json.dumps(body), content_type=JSON)


def put(who, id, target):
    body = json.dumps({"type": "url", "target": target})
    return who.client.put(f"/api/catalog/locations/{id}", body, content_type=JSON)


def delete(who, path):
    return who.client.delete(f"/api/catalog{path}")


def error(answer):
    return answer.status_code, answer.json()["error"]["name"], answer.json()["error"]["message"]


def audit():
    return rows("SELECT action, target, allowed, before, after FROM catalog_auditentry ORDER BY id")
