"""The servers Headwater brings along: PostgreSQL and Valkey, each used only when no address of another is set.

Importing this package starts nothing and writes nothing but the secret key: settings.py imports it in every process.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import quote

from portal.embedded.places import ServerError, broker_socket, database_root, make_folder, socket_folder

__all__ = ["ServerError", "broker_url", "database_url", "secret_key"]


def secret_key(home: Path) -> str:
    """The signing key of this HOME, made at random on first use; readable by its owner only."""
    path = home / "secret_key"
    if not path.exists():
        make_folder(home)
        # Linked into place whole: a second process that starts at the same moment never reads half a key.
        draft = home / f".secret_key.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    try:
        return path.read_text().strip()
    except PermissionError:
        raise ServerError(f"{path} belongs to somebody else: set HEADWATER_HOME to a folder of your own.") from None


def database_url(home: Path) -> str:
    """Where the embedded PostgreSQL of this HOME answers, running or not."""
    return f"postgresql://postgres@/headwater?host={quote(str(socket_folder(database_root(home))))}"


def broker_url(home: Path) -> str:
    """Where the embedded Valkey of this HOME answers, running or not."""
    return f"redis+socket://{broker_socket(home)}?virtual_host=0"
