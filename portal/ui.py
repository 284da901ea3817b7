"""The web UI: its one page for every route of its own, its files, and the policy that keeps foreign scripts out."""

from __future__ import annotations

import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils._os import safe_join

# Mantine and React Flow write style attributes, hence 'unsafe-inline' for styles alone; ELK runs in a worker.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_HASHED = re.compile(r"-[A-Za-z0-9_-]{8}\.")
_NOT_BUILT = "The web UI is not built. Run `make run`, or `npm ci && npm run build` in frontend/."


@lru_cache(maxsize=1)
def _index(path: Path, changed: float) -> bytes:
    return path.read_bytes()


def index_page(request: HttpRequest) -> HttpResponse:
    """The page of the single-page UI; it routes by the path itself."""
    path = Path(settings.FRONTEND_DIST) / "index.html"
    if not path.exists():
        return HttpResponse(_NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(_index(path, path.stat().st_mtime), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = POLICY
    return response


def asset(request: HttpRequest, path: str) -> FileResponse:
    """A file of the build. Where the name holds a hash of the content, the file never changes."""
    folder = Path(settings.FRONTEND_DIST) / "assets"
    try:
        found = Path(safe_join(str(folder), path))
    except ValueError as error:
        raise Http404(path) from error
    if not found.is_file():
        raise Http404(path)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    response = FileResponse(found.open("rb"), content_type=kind)
    response["Cache-Control"] = "public, max-age=31536000, immutable" if _HASHED.search(found.name) else "no-cache"
    return response
