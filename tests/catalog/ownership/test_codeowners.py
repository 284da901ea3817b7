"""CODEOWNERS as GitHub and GitLab document it, and files that nobody should write."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ownership.codeowners import PROBLEMS_MAX, SIZE_MAX, CodeOwners

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "codeowners" / "files"
GITHUB = r"""
# Whoever is named here owns all that no later line names.
*       @global-owner1 @global-owner2
*.js    @js-owner # a comment behind the owners
*.go    docs@example.com
*.txt   @octo-org/octocats
/build/logs/ @doctocat
docs/*  direct@example.com
apps/   @octocat
/scripts/ @doctocat @octocat
**/logs @log-owner
/services/ @org/services
/services/sandbox
/with\ space/ @org/spaces
/src/**/generated/*.py @org/generators
/lib?/ @org/libs
"""


def who(text, path):
    """Owners by the deciding lines; None where no line matches."""
    found = CodeOwners(text).match(path)
    return [owner for line in found for owner in line.owners] if found else None


@pytest.mark.parametrize(
    "path, owners",
    [
        ("anything", ["@global-owner1", "@global-owner2"]),
        ("deep/down/README.md", ["@global-owner1", "@global-owner2"]),
        ("a/b/x.js", ["@js-owner"]),
        ("x.js/inside", ["@js-owner"]),
        ("cmd/main.go", ["docs@example.com"]),
        ("build/logs/a/b.md", ["@log-owner"]),
        ("sub/build/logs/a", ["@log-owner"]),
        ("docs/start.md", ["direct@example.com"]),
        ("docs/build-app/trouble.md", ["@global-owner1", "@global-owner2"]),
        ("sub/docs/start.md", ["@global-owner1", "@global-owner2"]),
        ("apps/a/b", ["@octocat"]),
        ("deep/apps/a", ["@octocat"]),
        ("apps", ["@global-owner1", "@global-owner2"]),
        ("scripts/run", ["@doctocat", "@octocat"]),
        ("sub/scripts/run", ["@global-owner1", "@global-owner2"]),
        ("services/api/x", ["@org/services"]),
        ("services/sandbox/x", []),
        ("services/sandbox", []),
        ("with space/x", ["@org/spaces"]),
        ("src/generated/a.py", ["@org/generators"]),
        ("src/a/b/generated/a.py", ["@org/generators"]),
        ("src/a/generated/b/a.py", ["@global-owner1", "@global-owner2"]),
        ("lib1/x", ["@org/libs"]),
        ("lib12/x", ["@global-owner1", "@global-owner2"]),
    ],
)
def test_github(path, owners):
    assert who(GITHUB, path) == owners
    assert CodeOwners(GITHUB).problems == []


GITLAB = r"""
* @default
/config/ @ops
README.md @docs
\#notes.md @pound

[Database] @dba
/model/db/
*.sql @sql-team

^[Optional docs][2] @docs-a @docs-b
docs/
!docs/generated/
internal/guide.md @guide

[database]
/model/db/special.rb @special
"""


@pytest.mark.parametrize(
    "path, owners",
    [
        ("a/b", ["@default"]),
        ("config/x", ["@ops"]),
        ("sub/README.md", ["@docs"]),
        ("#notes.md", ["@pound"]),
        ("model/db/a.rb", ["@default", "@dba"]),
        ("model/db/a.sql", ["@default", "@sql-team"]),
        ("model/db/special.rb", ["@default", "@special"]),
        ("x/docs/a/b.md", ["@default", "@docs-a", "@docs-b"]),
        ("x/docs/generated/b.md", ["@default"]),
        ("deep/internal/guide.md", ["@default", "@guide"]),
        ("deep/internal/guide.md/x", ["@default"]),
    ],
)
def test_gitlab(path, owners):
    assert who(GITLAB, path) == owners
    assert CodeOwners(GITLAB).problems == []


def test_owned_explicitly_unowned_and_not_named_are_three_things():
    text = "/sql/ @org/data\n/sql/scratch/\n"
    assert (who(text, "sql/a"), who(text, "sql/scratch/a"), who(text, "other")) == (["@org/data"], [], None)


def test_the_line_and_the_pattern_are_told():
    (match,) = CodeOwners("\n\n/a/ @x\n").match("a/b")
    assert (match.line, match.pattern, match.is_catch_all) == (3, "/a/", False)
    assert [CodeOwners(f"{p} @x").match("a/b")[0].is_catch_all for p in ("*", "**", "/**", "**/*")] == [True] * 4


def test_a_folder_is_looked_up_with_a_slash_behind_it():
    assert who("/a/ @x\n", "a/") == ["@x"]
    assert who("/a/*.py @x\n", "a/") is None


def test_line_ends_and_marks_of_windows():
    assert who("\ufeff/a/ @x\r\n/b/ @y\r\n", "a/1") == ["@x"]
    assert who("/a/ @x\r/b/ @y\r", "b/1") == ["@y"]


def test_tabs_and_spaces_around():
    assert who("  /a/\t@x   @y  ", "a/1") == ["@x", "@y"]


@pytest.mark.parametrize(
    "line, message",
    [
        ("!/a/ @x", "is negated; accepted: a line without owners, which says that nobody owns the path"),
        ("/[ab]/ @x", "has a set of characters; accepted: * and ?"),
        ("\\#a @x", "begins with an escaped #; accepted: a pattern such as ?name"),
        ("/ @x", "names no file; accepted: a path or a pattern"),
        ("a" * 1001 + " @x", "is too long; accepted: up to 1000 characters"),
    ],
)
def test_a_bad_pattern_is_told_and_passed_over(line, message):
    found = CodeOwners(f"* @org/all\n{line}\n")
    assert found.problems == [(2, f"{line.split()[0][:100]!r} {message}")]
    assert [owner for match in found.match("a/b") for owner in match.owners] == ["@org/all"]


def test_github_passes_over_a_line_with_a_bad_owner():
    found = CodeOwners("/a/ @x\n/a/ @y nobody\n")
    assert found.problems == [(2, "'nobody' is no owner; accepted: @user, @organisation/team, an e-mail address")]
    assert who("/a/ @x\n/a/ @y nobody\n", "a/1") == ["@x"]


def test_gitlab_passes_over_the_bad_owner_alone():
    text = "[S]\n/a/ @y nobody @@developer\n"
    assert who(text, "a/1") == ["@y"]
    assert [line for line, _ in CodeOwners(text).problems] == [2, 2]


def test_a_file_of_more_than_three_megabytes_is_not_used():
    found = CodeOwners("/a/ @x\n" + "#" * SIZE_MAX)
    assert found.problems == [(1, f"has more than {SIZE_MAX} bytes; accepted: up to {SIZE_MAX}, nothing of it is used")]
    assert found.match("a/1") == []


def test_the_problems_of_a_broken_file_are_not_endless():
    assert len(CodeOwners("!x @y\n" * 5000).problems) == PROBLEMS_MAX


def test_fifty_thousand_patterns_are_matched_in_less_than_a_millisecond():
    pick = random.Random(1)
    lines = []
    for number in range(50_000):
        a, b, c = (f"n{pick.randrange(40)}" for _ in range(3))
        forms = (f"/{a}/{b}/{c}/", f"/services/svc-{number}/", f"{a}/{b}/*.py", f"*.x{number % 300}", f"/{a}/**/{b}")
        lines.append(f"{pick.choice(forms)} @org/team-{number % 200} # {'x' * 25}")
    found = CodeOwners("\n".join(lines))
    paths = [f"n{pick.randrange(40)}/n{pick.randrange(40)}/n{pick.randrange(40)}/file.py" for _ in range(300)]
    found.match(paths[0])
    begun = time.perf_counter()
    for path in paths:
        found.match(path)
    assert (time.perf_counter() - begun) / len(paths) < 0.001


def test_no_pattern_backtracks():
    found = CodeOwners("/" + "a*" * 400 + "b @x\n" + "**/a/" * 180 + "b @x\n" + "*a" * 400 + "*b @x\n")
    begun = time.perf_counter()
    assert found.match("/".join(["a" * 250] * 20)) == []
    assert found.match("/".join(["a"] * 500)) == []
    assert time.perf_counter() - begun < 5
    assert found.problems == []


WORDS = st.sampled_from(
    ["*", "**", "/", "a", "b", ".py", "?", "!", "[", "]", "#", "\\", " ", "\n", "@x", "^", "\ufeff", "é"]
)


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map("".join)), st.lists(WORDS, max_size=12))
def test_nothing_raises(text, names):
    CodeOwners(text).match("".join(names))


def plainly(parts, names):
    """The meaning of a pattern, said without any care for time."""
    if not parts:
        return not names
    if parts[0] == "**":
        return any(plainly(parts[1:], names[i:]) for i in range(len(names) + 1))
    return bool(names) and letters(parts[0], names[0]) and plainly(parts[1:], names[1:])


def letters(pattern, name):
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(letters(pattern[1:], name[i:]) for i in range(len(name) + 1))
    return bool(name) and pattern[0] in ("?", name[0]) and letters(pattern[1:], name[1:])


NAMES = st.text("ab.", min_size=1, max_size=4)
PATTERN_NAMES = st.one_of(st.just("**"), st.text("ab.*?", min_size=1, max_size=4).filter(lambda name: "**" not in name))


@given(st.lists(PATTERN_NAMES, min_size=1, max_size=4), st.booleans(), st.lists(NAMES, min_size=1, max_size=4))
def test_the_index_finds_what_the_plain_meaning_does(parts, has_slash, names):
    pattern = "/" + "/".join(parts) + ("/" if has_slash else "")
    inside = ["*", "**"]
    if has_slash:
        meaning = [*parts, *inside]
    elif parts[-1] == "**":
        meaning = [*parts[:-1], *inside]
    else:
        meaning = parts if parts[-1] == "*" else [*parts, "**"]
    assert bool(CodeOwners(f"{pattern} @x").match("/".join(names))) == plainly(meaning, names)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real files is not here")
def test_real_files():
    files = {path.name.split("__")[1]: path.read_text() for path in sorted(CORPUS.glob("*.CODEOWNERS"))}
    assert {name: CodeOwners(text).problems for name, text in files.items()} == dict.fromkeys(files, [])
    etl = files["bigquery-etl"]
    assert who(etl, "bigquery_etl/cli.py") == ["@mozilla/dataplatform-wg"]
    assert who(etl, "sql/project/dataset/table/query.sql") == []
    assert who(etl, "sql/moz-fx-data-shared-prod/search_terms/x/query.sql") == ["@whd", "@jasonthomas", "@csadilek"]
    assert who(etl, "sql/p/d/request_payload_suggest_v2/query.sql") == ["@mozilla/request_payload_reviewers"]
    assert who(etl, "sql/p/d/dataset_metadata.yaml") == ["@mozilla/dataplatform-wg"]
