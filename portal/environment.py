"""Typed readers of environment variables; every one fails loudly and names the variable.

Kept apart from the settings so that the supervisor can read the same variables before Django starts.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent


class SettingError(SystemExit):
    """A variable has a value that cannot be used; the message says what is accepted."""


def env_str(name: str, default: str = "") -> str:
    """The variable's text, or the default when it is unset or empty."""
    return os.environ.get(name, "") or default


def env_bool(name: str, default: bool) -> bool:
    """1, true, yes, on or 0, false, no, off, in any case."""
    text = env_str(name).lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name}={text!r} is not a yes or no: use 1 or 0.")


def env_int(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number within low..high."""
    text = env_str(name)
    if not text:
        return default
    if not text.lstrip("-").isdigit() or not low <= int(text) <= high:
        raise SettingError(f"{name}={text!r} must be a whole number from {low} to {high}.")
    return int(text)


def env_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Values separated by commas."""
    text = env_str(name)
    return [part.strip() for part in text.split(",") if part.strip()] if text else list(default)


def home_dir() -> Path:
    """Folder of everything the product writes: databases, keys, logs, exports. HEADWATER_HOME, else ./var."""
    return Path(env_str("HEADWATER_HOME", str(BASE_DIR / "var"))).expanduser().resolve()


def database_settings(url: str) -> dict[str, object]:
    """Django's connection settings for a postgresql:// URL; `?host=/run/dir` names a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(f"DATABASE_URL must start with postgresql://, not {parts.scheme!r}.")
    query = dict(parse_qsl(parts.query))
    unknown = set(query) - {"host", "port", "sslmode"}
    if unknown:
        raise SettingError(f"DATABASE_URL: unknown option {sorted(unknown)[0]!r}; known are host, port, sslmode.")
    options: dict[str, object] = {"sslmode": query["sslmode"]} if "sslmode" in query else {}
    return {
        "ENGINE": "portal.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "headwater",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", ""),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": options,
    }
