"""The house rules that a machine can check (docs: decisions). Each has a control: a text that breaks it is caught."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ("catalog", "lineage", "portal")
FILE_MAX = 400
FUNCTION_MAX = 60
# Above a limit, each for a reason; a file or function that shrank leaves the list.
LONG_FILES = {
    "tests/catalog/ingest/test_descriptor.py": "one table of rules and their vectors",
    "tests/catalog/connectors/test_git.py": "one connector, on real repositories",
    "tests/test_permission_matrix.py": "the one matrix of who may do what",
    "tests/test_same_answer.py": "the one table of all questions at all doors",
}
LONG_FUNCTIONS = {
    "tests/test_same_answer.py:_entities": "rows of the table",
    "tests/test_same_answer.py:_lineage": "rows of the table",
}


@cache
def tracked(*patterns: str) -> tuple[str, ...]:
    """Files of the repository, and new ones that nobody ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted({path for path in listed.stdout.splitlines() if (ROOT / path).is_file()}))


def sources(*apps_: str) -> Iterator[tuple[str, str]]:
    """(path, text) of the Python files of some apps, migrations left out."""
    for path in tracked("*.py"):
        if path.split("/")[0] in apps_ and "/migrations/" not in path:
            yield path, (ROOT / path).read_text()


def calls(text: str) -> Iterator[tuple[str, ast.Call]]:
    """(dotted name, call) of every call."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_it_works():
    assert len(tracked("*.py")) > 150
    assert {path.split("/")[0] for path, _ in sources(*APPS)} == set(APPS)


# --- who knows what ---------------------------------------------------------------------------------------------------

DOORS = re.compile(
    r"^\s*(?:from|import) (django\.http|rest_framework|graphene|graphql|drf_spectacular|portal)\b", re.MULTILINE
)


def test_the_domain_knows_no_door():
    assert [path for path, text in sources("catalog", "lineage") if DOORS.search(text)] == []
    assert DOORS.search("x = 1\n    from django.http import HttpRequest\n")


def test_nothing_happens_behind_a_save():
    signals = re.compile(
        r"django\.(?:db\.models|dispatch|core|contrib\.auth)\.?\S* import .*\b(?:signals|receiver|Signal|\w+_save|\w+_delete)\b"
    )
    assert [path for path, text in sources(*APPS) if signals.search(text)] == []
    assert signals.search("from django.db.models.signals import post_save")
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for name in ("save", "delete", "save_base"):
                assert name not in vars(model), f"{model.__name__}.{name}"


# What talks to other machines, and who may: one client for what people and configurations name; the others talk to this
# machine alone.
NETWORK = re.compile(
    r"^\s*(?:from|import) (?:socket|ssl|http\.client|urllib\.request|urllib3|requests|httpx2?|httpcore2?|aiohttp|h11|ftplib"
    r"|smtplib|telnetlib|paramiko|websockets?|grpc)\b",
    re.MULTILINE,
)
TALKERS = {
    "catalog/outgoing.py": "resolves names, for the rule of where to connect",
    "catalog/fetching.py": "the client",
    "portal/demo_estate.py": "posts the demo to the door of this machine",
    "portal/embedded/valkey.py": "asks whether the embedded broker is up",
    "portal/listener.py": "listens",
    "portal/remote.py": "asks the portal that a person names on the command line",
    "portal/supervisor.py": "asks its own web processes how they do",
}


def test_nobody_else_talks_to_other_machines():
    assert {path for path, text in sources(*APPS) if NETWORK.search(text)} == set(TALKERS)
    for text in ("import requests\n", "x = 1\n    from urllib.request import urlopen\n", "import httpx2 as h\n"):
        assert NETWORK.search(text)
    assert not NETWORK.search("from urllib.parse import urlsplit\nfrom http import HTTPStatus\n")


# --- one writer a table -----------------------------------------------------------------------------------------------

WRITES = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+(?:ONLY\s+)?([a-z]+_[a-z]+)\b")
ORM_WRITES = re.compile(
    r"\b([A-Z]\w+)\.objects\b[\s\S]{0,300}?\.(?:create|update|delete|bulk_create|bulk_update|get_or_create|update_or_create)\("
)


def tables() -> dict[str, tuple[str, frozenset[str]]]:
    """Table -> (model, the modules that its docstring names as writers)."""
    found = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            text = ast.get_docstring(ast.parse((ROOT / (model.__module__.replace(".", "/") + ".py")).read_text()))
            writers = frozenset(
                re.findall(r"\b(?:catalog|lineage|portal)/[\w/]+\.py", (text or "").partition("Writer")[2])
            )
            found[model._meta.db_table] = (model.__name__, writers)
    return found


def writes(text: str, known: dict[str, tuple[str, frozenset[str]]]) -> set[str]:
    """Tables that a module's text writes, by SQL or by the ORM; a table that is put in by name counts where it is named."""
    found = {table for table in WRITES.findall(text) if table in known}
    models = {model: table for table, (model, _) in known.items()}
    found |= {models[name] for name in ORM_WRITES.findall(text) if name in models}
    if re.search(r"(?:INSERT INTO|UPDATE|DELETE FROM) \{table\}", text):
        found |= {table for table in known if re.search(rf'"{table}"', text)}
    return found | set(re.findall(r'\bQueue\("(\w+)"\)', text))


def test_every_table_names_its_writer():
    assert [table for table, (_, writers) in tables().items() if not writers] == []
    assert [w for _, writers in tables().values() for w in writers if not (ROOT / w).is_file()] == []
    assert len(tables()) == 78


def test_nobody_else_writes_it():
    known = tables()
    foreign = [
        (path, table) for path, text in sources(*APPS) for table in writes(text, known) if path not in known[table][1]
    ]
    assert foreign == []


def test_every_writer_writes():
    known = tables()
    for table, (_, writers) in known.items():
        assert any(table in writes((ROOT / writer).read_text(), known) for writer in writers), table


@pytest.mark.parametrize(
    "text",
    [
        'execute("INSERT INTO catalog_claim AS c (a) VALUES (1)")',
        'rows("WITH x AS (DELETE FROM catalog_claim RETURNING 1) SELECT 1")',
        "Claim.objects.filter(pk=1).update(locator='')",
        'for table in ("catalog_claim",): execute(f"UPDATE {table} SET a = 1")',
    ],
)
def test_a_write_is_seen(text):
    assert writes(text, tables()) == {"catalog_claim"}


# --- SQL --------------------------------------------------------------------------------------------------------------

# Names that hold SQL made here, never a value of a request: conditions come with their parameters beside them.
SQL_NAMES = {
    "base", "condition", "hidden", "hides", "ids", "issues", "join", "match", "more", "named", "page", "parts", "relations", "restricted", "score",
    "searched", "seek", "shown", "source", "sql", "text", "tier", "total", "where",  # parts
    "column", "direction", "key", "order", "other", "side", "value",  # columns and directions, from tables of enums
    "name", "names", "table", "queue", "kind", "day", "timedelta",  # of our own tables and partitions
    "recordset",
}  # fmt: skip


def interpolated(text: str) -> list[str]:
    """Names put into the text of a statement by an f-string, % or format, that are no constant and not on the list.

    psycopg's sql.SQL(...).format quotes what it is given, and is fine."""
    wrong = []
    for name, call in calls(text):
        if name.rpartition(".")[2] not in {"rows", "execute", "executemany"} or not call.args:
            continue
        for node in ast.walk(call.args[0]):
            if isinstance(node, ast.FormattedValue):
                used = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
                wrong += sorted(n for n in used - SQL_NAMES if not re.fullmatch(r"_?[A-Z][A-Z_]*", n))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
                wrong.append("%")
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "format"
                and not ast.unparse(node.func).startswith("sql.SQL(")
            ):
                wrong.append("format")
    return wrong


def test_no_statement_is_made_from_a_value():
    assert {path: wrong for path, text in sources(*APPS) if (wrong := interpolated(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "rows(f'SELECT 1 WHERE ref = {ref}')",
        "cursor.execute(f'SELECT {request.GET}')",
        "rows('SELECT 1 WHERE a = %s' % text)",
        "execute('SELECT {}'.format(text))",
        "rows(f'SELECT ' f'{viewer.key}')",
    ],
)
def test_a_value_in_a_statement_is_seen(text):
    assert interpolated(text) != []


# --- what nobody may do -----------------------------------------------------------------------------------------------

BANNED = {
    "eval", "exec", "compile", "pickle.load", "pickle.loads", "marshal.loads", "shelve.open", "yaml.load", "yaml.load_all",
    "yaml.unsafe_load", "yaml.full_load", "os.system", "os.popen", "mark_safe", "Template", "__import__",
}  # fmt: skip


def banned(text: str) -> list[str]:
    """Calls that run or unpack what somebody sent."""
    found = [name for name, _ in calls(text) if name in BANNED]
    found += [
        name
        for name, call in calls(text)
        if any(k.arg == "shell" and ast.unparse(k.value) == "True" for k in call.keywords)
    ]
    imports = [a.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import) for a in n.names]
    return found + [name for name in imports if name in {"pickle", "marshal", "shelve", "dill"}]


def test_no_data_is_run():
    assert {path: found for path, text in sources(*APPS) if (found := banned(text))} == {}
    assert banned("import pickle\neval('1')\nyaml.load(x)\nsubprocess.run(x, shell=True)") == [
        "eval", "yaml.load", "subprocess.run", "pickle",
    ]  # fmt: skip


# --- small rooms ------------------------------------------------------------------------------------------------------


def test_files_are_small():
    long = {path for path, text in sources(*APPS, "tests") if len(text.splitlines()) > FILE_MAX}
    assert long == set(LONG_FILES)


def test_functions_are_small():
    long = {
        f"{path}:{node.name}"
        for path, text in sources(*APPS, "tests")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_MAX
    }
    assert long == set(LONG_FUNCTIONS)


def test_rooms_have_names():
    dull = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "manager.py", "managers.py"}
    paths = [Path(path) for path in tracked("*.py")]
    assert [path for path in paths if path.name in dull or {"common", "utils", "helpers"} & set(path.parts)] == []


def test_every_module_says_what_it_is():
    silent = []
    for path, text in sources(*APPS):
        tree = ast.parse(text)
        if tree.body and not ast.get_docstring(tree) and "management" not in path and not path.endswith("/apps.py"):
            silent.append(path)
    assert silent == []


# --- what must not be in the tree -------------------------------------------------------------------------------------

LATER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|workspace)/")
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:registry|pypi|artifactory|nexus|proxy|mirror|pkgs)[\w.-]*|--(?:extra-)?index-url|\"resolved\":"
)
TEXTS = (
    "*.py",
    "*.md",
    "*.toml",
    "*.txt",
    "*.in",
    "*.yaml",
    "*.yml",
    "*.json",
    "*.ts",
    "*.tsx",
    "*.mjs",
    "*.css",
    "Makefile",
    "*.graphql",
    "*.sh",
)


def lines(pattern: re.Pattern[str], *paths: str) -> list[str]:
    """path:line of each match."""
    return [
        f"{path}:{number}"
        for path in tracked(*paths)
        for number, line in enumerate((ROOT / path).read_text(errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_left_for_later():
    assert lines(LATER, *TEXTS) == []
    assert LATER.search("# TO" + "DO: later")


def test_no_path_of_a_machine():
    own = "tests/test_house_rules.py:"
    assert [line for line in lines(MACHINE, *TEXTS) if not line.startswith(own)] == []
    assert MACHINE.search('open("/work/' + 'x")')


def test_locks_name_no_registry():
    locks = (
        "requirements.txt",
        "requirements-dev.txt",
        "requirements.in",
        "requirements-dev.in",
        "*package-lock.json",
        "pyproject.toml",
    )
    assert len(tracked(*locks)) == 7
    assert lines(REGISTRY, *locks) == []
    assert REGISTRY.search('"resolved": "https://registry.example.com/x.tgz"')


def test_every_locked_package_has_a_hash():
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=\w)", (ROOT / name).read_text())
        pinned = [entry for entry in entries if "==" in entry.split("\n")[0]]
        assert len(pinned) > 20
        assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
