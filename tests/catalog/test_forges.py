"""Pages of files in forges: the raw text, and what Backstage tells of them."""

from __future__ import annotations

import pytest

from catalog.forges import page_annotations, raw_url, resolved

GITHUB = "https://github.com/org/repo/blob/main/data/catalog-info.yaml"
GITLAB = "https://git.example.org/group/sub/repo/-/blob/main/data/catalog-info.yaml"
GITEA = "https://codeberg.org/org/repo/src/branch/main/data/catalog-info.yaml"
BITBUCKET = "https://bitbucket.org/org/repo/src/main/data/catalog-info.yaml"


@pytest.mark.parametrize(
    ("page", "raw"),
    [
        (GITHUB, "https://raw.githubusercontent.com/org/repo/main/data/catalog-info.yaml"),
        ("https://github.com/o/r/tree/v1.0/a.yaml", "https://raw.githubusercontent.com/o/r/v1.0/a.yaml"),
        ("https://github.example.org/o/r/blob/main/a.yaml", "https://github.example.org/raw/o/r/main/a.yaml"),
        (GITLAB, "https://git.example.org/group/sub/repo/-/raw/main/data/catalog-info.yaml"),
        (
            f"{GITLAB}?ref_type=heads",
            "https://git.example.org/group/sub/repo/-/raw/main/data/catalog-info.yaml?ref_type=heads",
        ),
        (GITEA, "https://codeberg.org/org/repo/raw/branch/main/data/catalog-info.yaml"),
        (
            "https://forge.example.org:8443/o/r/src/tag/v1/a.yaml",
            "https://forge.example.org:8443/o/r/raw/tag/v1/a.yaml",
        ),
        (BITBUCKET, "https://bitbucket.org/org/repo/raw/main/data/catalog-info.yaml"),
    ],
)
def test_the_text_of_a_page(page, raw):
    assert raw_url(page) == raw


@pytest.mark.parametrize(
    "url",
    [
        "https://raw.githubusercontent.com/org/repo/main/catalog-info.yaml",
        "https://example.org/org/repo/blob/main/catalog-info.yaml",
        "https://example.org/org/repo/src/main/catalog-info.yaml",
        "https://github.com/org/repo",
        "https://github.com/org/repo/blob/main",
        "https://git.example.org/group/repo/-/blob/main/",
        "https://example.org/a.yaml",
    ],
)
def test_everything_else_is_asked_as_it_is(url):
    assert raw_url(url) == url
    assert page_annotations(url) == {"backstage.io/view-url": url}


@pytest.mark.parametrize(
    ("page", "edit", "source"),
    [
        (
            GITHUB,
            "https://github.com/org/repo/edit/main/data/catalog-info.yaml",
            "url:https://github.com/org/repo/tree/main/data/",
        ),
        (
            GITLAB,
            "https://git.example.org/group/sub/repo/-/edit/main/data/catalog-info.yaml",
            "url:https://git.example.org/group/sub/repo/-/tree/main/data/",
        ),
        (
            GITEA,
            "https://codeberg.org/org/repo/_edit/main/data/catalog-info.yaml",
            "url:https://codeberg.org/org/repo/src/branch/main/data/",
        ),
        (
            BITBUCKET,
            "https://bitbucket.org/org/repo/src/main/data/catalog-info.yaml?mode=edit&spa=0&at=main",
            "url:https://bitbucket.org/org/repo/src/main/data/",
        ),
        (
            "https://github.com/o/r/blob/main/a.yaml",
            "https://github.com/o/r/edit/main/a.yaml",
            "url:https://github.com/o/r/tree/main/",
        ),
    ],
)
def test_annotations_are_those_of_the_reference(page, edit, source):
    assert page_annotations(page) == {
        "backstage.io/view-url": page,
        "backstage.io/edit-url": edit,
        "backstage.io/source-location": source,
    }


@pytest.mark.parametrize(
    ("base", "target", "url"),
    [
        (GITHUB, "./teams/a.yaml", "https://github.com/org/repo/blob/main/data/teams/a.yaml"),
        (GITHUB, "../b.yaml", "https://github.com/org/repo/blob/main/b.yaml"),
        (GITHUB, "/c/d.yaml", "https://github.com/org/repo/blob/main/c/d.yaml"),
        (
            GITLAB + "?ref_type=heads",
            "/a.yaml",
            "https://git.example.org/group/sub/repo/-/blob/main/a.yaml?ref_type=heads",
        ),
        (GITEA, "a.yaml", "https://codeberg.org/org/repo/src/branch/main/data/a.yaml"),
        (GITHUB, "https://example.org/x.yaml", "https://example.org/x.yaml"),
        ("https://example.org/a/b.yaml?x=1", "/c.yaml", "https://example.org/c.yaml"),
        ("https://example.org/a/b.yaml?x=1", "c.yaml", "https://example.org/a/c.yaml"),
        ("https://example.org/a", "//[::1/x", "//[::1/x"),
    ],
)
def test_targets_are_resolved_against_the_page(base, target, url):
    assert resolved(base, target) == url
