"""Whatever a descriptor holds, its text reads as just that."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.queries.descriptor_text import descriptor_text
from catalog.yaml_guard import YamlDocument, yaml_documents

# What our reader takes: no NUL, no control characters, no surrogates.
_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\x85")
TEXTS = st.text(_CHARACTERS, max_size=60) | st.sampled_from(
    [
        "1e3",
        "0o17",
        "1e999",
        ".inf",
        "0x1F",
        "yes",
        "no",
        "null",
        "~",
        "",
        "- a",
        "a: b",
        "--- a",
        "#x",
        "'",
        "2026-01-31",
    ]
)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def read(text):
    (found,) = yaml_documents(text.encode())
    assert isinstance(found, YamlDocument), found
    return found.value


def document(spec):
    return {"apiVersion": "backstage.io/v1alpha1", "kind": "Resource", "metadata": {"name": "a"}, "spec": spec}


def test_it_works():
    spec = {"owner": "team-a", "type": "table", "zone": "1e3", "about": "One.\n\nTwo: 2.\n"}
    assert descriptor_text(document(spec)) == (
        "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: a\nspec:\n  type: table\n  owner: team-a\n"
        "  about: |\n    One.\n\n    Two: 2.\n  zone: '1e3'\n"
    )


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
@example({"a": " leading\nand\n\n trailing \n\n", "b": "\n", "c": "a\n---\nb", "d": "\ufeff"})
@example({"a": "x" * 300 + "  " + "y" * 300, "\u2028": "\u2029\n", "<<": "<<", "b": "\t"})
def test_whatever_it_holds_reads_as_it_was(spec):
    assert read(descriptor_text(document(spec))) == document(spec)
