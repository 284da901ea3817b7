"""A wrong setting ends every command with one line and exit code 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.product import REPOSITORY

NOT_A_NUMBER = "must be a whole number from"


def boot(*command: str, **environment: str) -> tuple[int, str]:
    """Exit code and everything printed by a command that must not get far."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HEADWATER", "DATABASE_URL"))}
    done = subprocess.run(
        [sys.executable, "manage.py", *(command or ["up"])],
        cwd=REPOSITORY,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HEADWATER_SECRET_KEY", "short", "HEADWATER_SECRET_KEY must have at least 50 random characters."),
        ("HEADWATER_PORT", "eighty", f"HEADWATER_PORT='eighty' {NOT_A_NUMBER} 1 to 65535."),
        ("HEADWATER_PORT", "0", f"HEADWATER_PORT='0' {NOT_A_NUMBER} 1 to 65535."),
        ("HEADWATER_TLS", "perhaps", "HEADWATER_TLS='perhaps' is not a yes or no: use 1 or 0."),
        ("HEADWATER_PUBLIC_READS", "2", "HEADWATER_PUBLIC_READS='2' is not a yes or no: use 1 or 0."),
        ("HEADWATER_STATEMENT_TIMEOUT_MS", "5s", f"HEADWATER_STATEMENT_TIMEOUT_MS='5s' {NOT_A_NUMBER} 100 to 3600000."),
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL must start with postgresql://, not 'mysql'."),
        (
            "DATABASE_URL",
            "postgresql://localhost/x?service=y",
            "DATABASE_URL: unknown option 'service'; known are host, port, sslmode.",
        ),
    ],
)
def test_wrong_value_is_named(tmp_path: Path, name: str, value: str, words: str) -> None:
    environment = {"HEADWATER_HOME": str(tmp_path), name: value}
    assert boot(**environment) == (2, f"{words}\n")


def test_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, text = boot(HEADWATER_HOME=str(tmp_path / "file" / "home"))
    assert code == 2
    assert text.count("\n") == 1
    assert text.endswith("set HEADWATER_HOME to a folder that you may write to.\n")


def test_wrong_value_ends_other_commands_too(tmp_path: Path) -> None:
    assert boot("check", HEADWATER_HOME=str(tmp_path), HEADWATER_TLS="x")[0] == 2


def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    away = {"HEADWATER_HOME": str(tmp_path), "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}
    code, text = boot("sources", "list", **away)
    assert (code, text.count("\n")) == (2, 1)
    assert text.startswith("The database does not answer; is `make run` (manage.py up) on, with the same settings? ")


def test_a_check_that_could_not_be_asked_is_no_verdict(tmp_path: Path) -> None:
    columns = tmp_path / "columns.json"
    columns.write_text('[{"path": "id", "type": "int"}]')
    away = {"HEADWATER_HOME": str(tmp_path), "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}
    code, text = boot("check-schema", "resource:default/orders", str(columns), **away)
    assert code == 3
    assert text.startswith("CommandError: connection failed: ")


def test_lock_files_name_no_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "frontend/package-lock.json"):
        path = REPOSITORY / name
        if path.exists():
            text = path.read_text()
            assert '"resolved"' not in text
            assert "--index-url" not in text
            assert "files.pythonhosted" not in text
