"""Pages of files in the well-known forges: where the text itself is, and the addresses that Backstage tells of such a page. Pure.

GitLab and Gitea (Forgejo) have paths that no other server has, so they are known on every host; GitHub and Bitbucket by the
name of the host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

ABSOLUTE_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")

_ORIGIN = r"(?P<origin>https?://[^/?#]+)"
_FILE = r"(?P<ref>[^/?#]+)/(?P<path>[^?#]*[^/?#])(?P<query>\?[^#]*)?\Z"
_REPOSITORY = r"/(?P<repository>[^/?#]+/[^/?#]+)"
_GITHUB = re.compile(
    rf"(?P<origin>https?://github\.[a-z.]+(?::[0-9]+)?){_REPOSITORY}/(?:blob|tree|raw|edit)/{_FILE}", re.I
)
_BITBUCKET = re.compile(rf"(?P<origin>https?://bitbucket\.org){_REPOSITORY}/(?:src|raw)/{_FILE}", re.I)
_GITLAB = re.compile(rf"{_ORIGIN}/(?P<repository>[^?#]+?)/-/(?:blob|tree|raw|edit)/{_FILE}")
_GITEA = re.compile(rf"{_ORIGIN}{_REPOSITORY}/(?:src|raw)/(?P<kind>branch|tag|commit)/{_FILE}")


@dataclass(frozen=True, slots=True)
class ForgeFile:
    """Addresses of one file of a forge. `root` and `folder` end with a slash: the top of the repository, and where the file
    lies, in the form in which files stand below it."""

    raw: str
    edit: str
    root: str
    folder: str
    query: str


def forge_file(url: str) -> ForgeFile | None:
    """What is known of the page of a file; None for what is no such page."""
    if found := _GITHUB.match(url):
        origin, repository, at, _ = _parts(found)
        raw = "https://raw.githubusercontent.com" if origin.lower() == "https://github.com" else f"{origin}/raw"
        return _file(
            found, f"{raw}/{repository}/{at}", f"{origin}/{repository}/edit/{at}", f"{origin}/{repository}/tree/"
        )
    if found := _GITLAB.match(url):
        origin, repository, at, query = _parts(found)
        page = f"{origin}/{repository}/-"
        return _file(found, f"{page}/raw/{at}{query}", f"{page}/edit/{at}{query}", f"{page}/tree/")
    if found := _GITEA.match(url):
        origin, repository, at, query = _parts(found)
        page, kind = f"{origin}/{repository}", found["kind"]
        return _file(found, f"{page}/raw/{kind}/{at}{query}", f"{page}/_edit/{at}", f"{page}/src/{kind}/")
    if found := _BITBUCKET.match(url):
        origin, repository, at, _ = _parts(found)
        page = f"{origin}/{repository}"
        edit = f"{page}/src/{at}?mode=edit&spa=0&at={found['ref']}"
        return _file(found, f"{page}/raw/{at}", edit, f"{page}/src/")
    return None


def _parts(found: re.Match[str]) -> tuple[str, str, str, str]:
    return found["origin"], found["repository"], f"{found['ref']}/{found['path']}", found["query"] or ""


def _file(found: re.Match[str], raw: str, edit: str, top: str) -> ForgeFile:
    folder = found["path"].rpartition("/")[0]
    root = f"{top}{found['ref']}/"
    return ForgeFile(raw, edit, root, f"{root}{folder}/" if folder else root, found["query"] or "")


def raw_url(url: str) -> str:
    """Where the text of a page is: of a file in a forge the raw form, of everything else the URL itself."""
    file = forge_file(url)
    return file.raw if file else url


def resolved(base: str, target: str) -> str:
    """A target as the file at `base` means it; in a forge `/path` begins at the top of the repository, and a query goes on.

    What is no URL stays as it is written: whoever asks for it is told so.
    """
    if ABSOLUTE_URL.match(target):
        return target
    file = forge_file(base)
    if file is not None and target.startswith("/") and not target.startswith("//"):
        target = "../" * file.folder.removeprefix(file.root).count("/") + target.lstrip("/")
    try:
        joined = urljoin(base, target)
    except ValueError:  # brackets around what is no IPv6 address
        return target
    return joined + file.query if file is not None and "?" not in target else joined


def page_annotations(file: str) -> dict[str, str]:
    """The annotations of Backstage by which people find, edit and browse the file that says an entity."""
    told = {"backstage.io/view-url": file}
    known = forge_file(file)
    if known is not None:
        told |= {"backstage.io/edit-url": known.edit, "backstage.io/source-location": f"url:{known.folder}"}
    return told
