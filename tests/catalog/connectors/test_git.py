"""Connector `git`: a local repository and bundle read like a remote one; hostile URLs, refs and trees."""

import os
import socket
import subprocess

import pytest

from catalog.connectors.git import GitConnector
from catalog.connectors.git_mirror import GitRemote
from catalog.ingest.connector import ConnectorConfigError, ConnectorReadError
from catalog.records import OwnersFileRecord
from tests.catalog.connectors.builders import (
    component,
    cursor,
    git,
    issues,
    location,
    refs,
    repository,
    write,
)
from tests.web import rules


@pytest.fixture(autouse=True)
def allowed(monkeypatch, settings):
    monkeypatch.setenv("HEADWATER_GIT_ALLOW_FILE", "1")
    settings.OUTGOING = rules("*")


def read(url, **config):
    return list(GitConnector({"url": str(url), **config}).read(None))


def test_it_works(tmp_path):
    write(
        tmp_path,
        **{"catalog-info": component("a") + "---\n" + component("b"), "x__catalog-info": component("c")},
    )
    repository(tmp_path)
    records = read(tmp_path)
    assert refs(records) == [
        ("component:a", "catalog-info.yaml:1"),
        ("component:b", "catalog-info.yaml:10"),
        ("component:c", "x/catalog-info.yaml:1"),
    ]
    assert issues(records) == []
    assert cursor(records).cursor == git(tmp_path, "rev-parse", "HEAD")
    assert cursor(records).complete is True


def test_a_branch_and_its_next_commits(tmp_path):
    source, cache = tmp_path / "source", tmp_path / "cache"
    source.mkdir()
    repository(write(source, **{"catalog-info": component("a")}))
    git(source, "checkout", "-q", "-b", "release/1")
    repository(write(source, **{"catalog-info": component("b")}))
    config = {"cache_dir": str(cache)}
    assert refs(read(source, branch="main", **config)) == [("component:a", "catalog-info.yaml:1")]
    first = read(source, branch="release/1", **config)
    assert refs(first) == [("component:b", "catalog-info.yaml:1")]
    assert read(source, branch="release/1", **config) == first
    repository(write(source, **{"catalog-info": component("c")}))
    second = read(source, branch="release/1", **config)
    assert refs(second) == [("component:c", "catalog-info.yaml:1")]
    assert cursor(second).cursor != cursor(first).cursor
    assert len(list(cache.iterdir())) == 1


def test_an_unchanged_commit_is_not_fetched_again(tmp_path, monkeypatch):
    source, cache = tmp_path / "source", tmp_path / "cache"
    source.mkdir()
    repository(write(source, **{"catalog-info": component("a")}))
    first = read(source, cache_dir=str(cache))
    commands = []
    real = subprocess.Popen

    def noting(arguments, **options):
        commands.append(
            next(word for word in arguments if word in {"fetch", "ls-remote", "ls-tree", "init"} or word == "cat-file")
        )
        return real(arguments, **options)

    monkeypatch.setattr("catalog.connectors.git_mirror.subprocess.Popen", noting)
    connector = GitConnector({"url": str(source), "cache_dir": str(cache)})
    assert list(connector.read(cursor(first).cursor)) == first
    assert commands == ["ls-remote", "cat-file", "cat-file", "cat-file", "ls-tree"]


def test_locations_are_followed_at_the_same_commit(tmp_path):
    write(tmp_path, **{"catalog-info": location("root", "t/*.yaml", "../up.yaml"), "t__a": component("a")})
    records = read(repository(tmp_path))
    assert refs(records) == [("location:root", "catalog-info.yaml:1"), ("component:a", "t/a.yaml:1")]
    assert issues(records) == [("catalog-info.yaml:8", "location.outside")]


def test_links_and_big_files_are_issues(tmp_path):
    write(tmp_path, a=component("a"), big="#" * (1024 * 1024 + 1))
    (tmp_path / "link.yaml").symlink_to("/etc/passwd")
    records = read(repository(tmp_path), patterns=["*.yaml"])
    assert refs(records) == [("component:a", "a.yaml:1")]
    assert issues(records) == [("link.yaml", "file.symlink"), ("big.yaml", "file.too_big")]
    assert cursor(records).complete is True


def test_nothing_of_a_hostile_repository_runs(tmp_path):
    """Hooks, filters, a submodule by ext:: and a configuration: a canary file must not appear."""
    canary = tmp_path / "canary"
    source = write(tmp_path / "source", **{"catalog-info": component("a")})
    (source / ".gitattributes").write_text("*.yaml filter=evil diff=evil export-subst\n")
    (source / ".gitmodules").write_text(f'[submodule "x"]\n path = x\n url = ext::sh -c "touch% {canary}"\n')
    repository(source)
    hooks = source / ".git" / "hooks"
    for name in ("post-checkout", "reference-transaction", "post-merge", "pre-receive", "post-upload-pack"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {canary}\n")
        (hooks / name).chmod(0o755)
    with (source / ".git" / "config").open("a") as file:
        file.write(f'[filter "evil"]\n smudge = touch {canary}\n[diff "evil"]\n textconv = touch {canary}\n')
        file.write(f"[core]\n fsmonitor = touch {canary}\n sshCommand = touch {canary}\n")
        file.write(f"[uploadpack]\n packObjectsHook = touch {canary}\n")
    assert refs(read(source)) == [("component:a", "catalog-info.yaml:1")]
    assert not canary.exists()


def _raw_tree(folder, *entries):
    """A commit whose tree holds names git itself would not write."""
    blob = (
        subprocess.run(
            ["git", "hash-object", "-w", "--stdin"],
            cwd=folder,
            input=component("x").encode(),
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
    )
    raw = b"".join(mode + b" " + name + b"\0" + bytes.fromhex(blob) for mode, name in entries)
    tree = (
        subprocess.run(
            ["git", "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
            cwd=folder,
            input=raw,
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
    )
    commit = git(folder, "commit-tree", tree, "-m", "x")
    git(folder, "update-ref", "refs/heads/main", commit)


@pytest.mark.parametrize("name", [b"..", b".", b".git", b"../x.yaml"])
def test_a_tree_with_names_that_lead_elsewhere_is_refused_whole(tmp_path, name):
    git(tmp_path, "init", "-q", "-b", "main")
    _raw_tree(tmp_path, (b"100644", name))
    with pytest.raises(ConnectorReadError) as caught:
        read(tmp_path, patterns=["**"])
    assert str(caught.value).startswith("git could not fetch (exit ")


def test_a_name_that_is_not_printable_is_an_issue(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    _raw_tree(tmp_path, (b"100644", b"a\x1b[31m.yaml"), (b"100644", b"b.yaml"), (b"100644", b"\xff.yaml"))
    records = read(tmp_path, patterns=["*.yaml"])
    assert refs(records) == [("component:x", "b.yaml:1")]
    assert issues(records) == [("a\\x1b[31m.yaml", "file.name"), ("\\udcff.yaml", "file.name")]


def test_a_wide_tree(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    _raw_tree(tmp_path, *((b"100644", b"%06d.txt" % i) for i in range(100_000)), (b"100644", b"catalog-info.yaml"))
    assert refs(read(tmp_path)) == [("component:x", "catalog-info.yaml:1")]


def test_a_repository_over_the_limit(tmp_path):
    (tmp_path / "blob").write_bytes(os.urandom(2 << 20))
    with pytest.raises(ConnectorReadError) as caught:
        read(repository(tmp_path), max_size_mib=1)
    assert str(caught.value) == "the repository is bigger than max_size_mib (1 MiB)"


@pytest.mark.parametrize(
    "url, branch, message",
    [
        ("/nowhere/at/all", None, "git could not list the repository (exit 128)"),
        ("repo", "missing", "the repository has no branch missing"),
    ],
)
def test_reads_that_fail(tmp_path, url, branch, message):
    repository(tmp_path)
    config = {"branch": branch} if branch else {}
    with pytest.raises(ConnectorReadError) as caught:
        read(tmp_path if url == "repo" else url, **config)
    assert str(caught.value) == message


FAKE_GIT = """#!/bin/sh
case "$*" in *" version") echo "git version 2.39.5"; exit 0;; esac
printf '%s\\n' "$@" > {folder}/arguments
env > {folder}/environment
{then}
"""


def _fake_git(folder, monkeypatch, then):
    script = folder / "git"
    script.write_text(FAKE_GIT.format(folder=folder, then=then))
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


@pytest.fixture
def names(monkeypatch):
    """Every host has one public address to Python; git finds none by itself."""

    def resolve(host, port, *_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]

    monkeypatch.setattr("catalog.outgoing.socket.getaddrinfo", resolve)


def test_secrets_stay_out_of_arguments_and_messages(tmp_path, monkeypatch, names):
    _fake_git(tmp_path, monkeypatch, 'echo "fatal: https://ines:canary-5f1@git.example.org" >&2; exit 128')
    monkeypatch.setenv("HEADWATER_SECRET_KEY", "canary-9a2")
    with pytest.raises(ConnectorReadError) as caught:
        read("https://ines:canary-5f1@git.example.org/royalties.git")
    assert str(caught.value) == "git could not list the repository (exit 128)"
    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert arguments[-4:] == ["--quiet", "--end-of-options", "https://git.example.org/royalties.git", "HEAD"]
    assert "protocol.allow=never" in arguments
    assert "protocol.https.allow=always" in arguments
    assert "http.curloptResolve=git.example.org:443:93.184.215.14" in arguments
    assert not any("canary" in argument for argument in arguments)
    environment = dict(
        line.split("=", 1) for line in (tmp_path / "environment").read_text().splitlines() if "=" in line
    )
    assert environment["GIT_CONFIG_KEY_0"] == "http.https://git.example.org/royalties.git.extraHeader"
    assert environment["GIT_CONFIG_VALUE_0"] == "Authorization: Basic aW5lczpjYW5hcnktNWYx"
    assert environment["GIT_TERMINAL_PROMPT"] == "0"
    assert environment["GIT_CONFIG_NOSYSTEM"] == "1"
    assert environment["GIT_CONFIG_GLOBAL"] == "/dev/null"
    assert environment["HOME"] not in (os.environ.get("HOME"), "")
    assert "HEADWATER_SECRET_KEY" not in environment


def test_git_that_hangs_is_ended(tmp_path, monkeypatch, names):
    _fake_git(tmp_path, monkeypatch, "exec tail -f /dev/null")
    with pytest.raises(ConnectorReadError) as caught:
        read("https://git.example.org/x.git", timeout_seconds=1)
    assert str(caught.value) == "git took more than 1 s to list the repository"


HOSTILE_URLS = [
    "",
    " ",
    "-u./payload",
    "--upload-pack=touch x",
    "-",
    "ext::sh -c touch% x",
    "ext::https://example.org/x",
    "fd::17",
    "fd::17/foo",
    "transport::address",
    "http://example.org/x.git",
    "git://example.org/x.git",
    "ftp://example.org/x",
    "gopher://example.org/x",
    "HTTPS://example.org/x",
    "https:/example.org/x",
    "https:example.org/x",
    "https://",
    "https:///x",
    "https://-oProxyCommand=x/y",
    "https://example.org",
    "https://exa mple.org/x",
    "https://example.org/x y",
    "https://example.org/x\ny",
    "https://example.org/x\0y",
    "https://example.org/x;touch y",
    "https://example.org/$(touch x)",
    "https://example.org/`x`",
    "https://example.org/x|y",
    "https://example.org/x&y",
    "https://example.org/x#y",
    "https://example.org/x?y",
    "https://example.org\\@evil.example.org/x",
    "https://a@b@example.org/x",
    "https://example.org:port/x",
    "https://example.org:999999/x",
    "ssh://-oProxyCommand=touch%20x/y",
    "ssh://-x@example.org/y",
    "ssh://user@-oProxyCommand=x/y",
    "ssh://user:password@example.org/y",
    "ssh://example.org",
    "git@example.org:x.git",
    "-oProxyCommand=x:y",
    "user@host:-x",
    "rsync://example.org/x",
    "file://example.org/x",
    "file:///a/../b",
    "/a/../../b",
    "./relative",
    "relative",
    "../up",
    "~/home",
    "file://~/x",
    "C:\\x",
    "\\\\server\\share",
    "https://example.org/x\u202ey",
    "https://exämple.org/x",
    "https://example.org/\ud800".encode("utf-8", "replace").decode(),
    "data:text/plain,x",
    "javascript:alert(1)",
    "https://example.org/" + "x" * 3000,
    "::https://example.org/x",
]


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_hostile_urls(url):
    with pytest.raises(ConnectorConfigError) as caught:
        GitConnector({"url": url})
    assert caught.value.field == "url"
    assert len(url) < 12 or url not in str(caught.value)


def test_there_are_sixty_of_them():
    assert len(set(HOSTILE_URLS)) == 62


@pytest.mark.parametrize("url", ["/srv/repository", "file:///srv/repository", "/srv/x.bundle"])
def test_paths_only_when_the_operator_allows_them(url, monkeypatch):
    GitConnector({"url": url})
    monkeypatch.delenv("HEADWATER_GIT_ALLOW_FILE")
    with pytest.raises(ConnectorConfigError) as caught:
        GitConnector({"url": url})
    assert str(caught.value) == (
        "url: must be https://host/path or ssh://user@host/path (HEADWATER_GIT_ALLOW_FILE=1 allows files)"
    )


@pytest.mark.parametrize(
    "url, parsed",
    [
        ("https://git.example.org/a/b.git", GitRemote("https://git.example.org/a/b.git", "https")),
        ("https://git.example.org:8443/a", GitRemote("https://git.example.org:8443/a", "https")),
        ("https://token@git.example.org/a", GitRemote("https://git.example.org/a", "https", "token:")),
        ("https://u:p%40s@git.example.org/a", GitRemote("https://git.example.org/a", "https", "u:p@s")),
        ("ssh://git@git.example.org/a.git", GitRemote("ssh://git@git.example.org/a.git", "ssh")),
        ("https://[2001:db8::1]/a", GitRemote("https://[2001:db8::1]/a", "https")),
        ("file:///srv/a", GitRemote("/srv/a", "file")),
    ],
)
def test_urls_taken_apart(url, parsed):
    assert GitRemote.parse(url, allow_file=True) == parsed


@pytest.mark.parametrize(
    "branch",
    ["-x", "--upload-pack=x", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "@{u}", "a@{1}", "/a", "a/",
     "a//b", "a/.b", "a.lock", "a.lock/b", "a.", ".a", "a\nb", "", "ä", "a" * 201],
)  # fmt: skip
def test_hostile_branches(branch):
    with pytest.raises(ConnectorConfigError) as caught:
        GitConnector({"url": "https://git.example.org/x", "branch": branch})
    assert caught.value.field == "branch"


@pytest.mark.parametrize("branch", ["main", "release/2026.1", "feature/a-b_c", "v1.0+x", "user@x"])
def test_usual_branches(branch):
    GitConnector({"url": "https://git.example.org/x", "branch": branch})


def test_pages_of_known_hosts():
    page = GitConnector({"url": "https://t@github.com/tonic/royalties.git"})._page()
    assert page == "https://github.com/tonic/royalties/blob/HEAD"
    page = GitConnector({"url": "https://gitlab.example.org/tonic/x", "branch": "main"})._page()
    assert page == "https://gitlab.example.org/tonic/x/-/blob/main"
    assert GitConnector({"url": "https://git.example.org/tonic/x"})._page() is None
    page = GitConnector({"url": "https://gitlab.com/tonic/x/y", "branch": "main"})._page()
    assert page == "https://gitlab.com/tonic/x/y/-/blob/main"


def test_the_file_of_owners_comes_along_from_the_place_of_github_first(tmp_path):
    write(tmp_path, **{"catalog-info": component("a")})
    (tmp_path / "CODEOWNERS").write_text("* @org/all\n")
    repository(tmp_path)
    (record,) = [r for r in read(tmp_path) if isinstance(r, OwnersFileRecord)]
    assert record == OwnersFileRecord(path="CODEOWNERS", text="* @org/all\n", url=str(tmp_path))
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "CODEOWNERS").write_text("* @org/first\n")
    repository(tmp_path)
    (record,) = [r for r in read(tmp_path) if isinstance(r, OwnersFileRecord)]
    assert (record.path, record.text) == (".github/CODEOWNERS", "* @org/first\n")


def test_a_file_of_owners_that_is_a_link_or_too_big_is_an_issue(tmp_path):
    write(tmp_path, **{"catalog-info": component("a")})
    (tmp_path / "CODEOWNERS").symlink_to("/etc/passwd")
    repository(tmp_path)
    assert issues(read(tmp_path)) == [("CODEOWNERS", "file.symlink")]
    (tmp_path / "CODEOWNERS").unlink()
    (tmp_path / "CODEOWNERS").write_bytes(b"#" * (3 * 1024 * 1024 + 1))
    repository(tmp_path)
    records = read(tmp_path)
    assert issues(records) == [("CODEOWNERS", "file.too_big")]
    assert [r for r in records if isinstance(r, OwnersFileRecord)] == []
    assert cursor(records).complete is True
