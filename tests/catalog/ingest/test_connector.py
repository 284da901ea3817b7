"""ConfigReader: typed fields, errors that name the field and never the value."""

import pytest

from catalog.ingest.connector import ConfigReader, ConnectorConfigError


def test_it_works():
    reader = ConfigReader({"root": "data", "patterns": ["*.yaml"], "max_files": 7, "flag": True})
    assert reader.text("root") == "data"
    assert reader.texts("patterns", ("x",)) == ("*.yaml",)
    assert reader.integer("max_files", 10, low=1, high=100) == 7
    assert reader.flag("flag", default=False) is True
    reader.finish()


def test_defaults():
    reader = ConfigReader({})
    assert reader.text("root", "here") == "here"
    assert reader.text_or_none("branch") is None
    assert reader.texts("patterns", ("x",)) == ("x",)
    assert reader.integer("max_files", 10, low=1, high=100) == 10
    assert reader.flag("flag", default=False) is False


TEXT = "must be a text of 1 to 2048 characters without control characters"


@pytest.mark.parametrize(
    "config, read, message",
    [
        ({}, lambda r: r.text("root"), "root: is required; give a text"),
        ({"root": 7}, lambda r: r.text("root"), f"root: {TEXT}"),
        ({"root": ""}, lambda r: r.text("root"), f"root: {TEXT}"),
        ({"root": "a\0b"}, lambda r: r.text_or_none("root"), f"root: {TEXT}"),
        ({"p": []}, lambda r: r.texts("p", ()), "p: must be a list of 1 to 100 texts"),
        ({"p": "x"}, lambda r: r.texts("p", ()), "p: must be a list of 1 to 100 texts"),
        ({"p": ["x", 3]}, lambda r: r.texts("p", ()), f"p[1]: {TEXT}"),
        ({"n": 0}, lambda r: r.integer("n", 1, low=1, high=9), "n: must be a whole number from 1 to 9"),
        ({"n": True}, lambda r: r.integer("n", 1, low=1, high=9), "n: must be a whole number from 1 to 9"),
        ({"f": "yes"}, lambda r: r.flag("f", default=False), "f: must be true or false"),
    ],
)
def test_wrong_values(config, read, message):
    with pytest.raises(ConnectorConfigError) as caught:
        read(ConfigReader(config))
    assert str(caught.value) == message


def test_unknown_field_names_what_is_accepted_and_not_the_value():
    reader = ConfigReader({"root": "x", "pasword": "canary-7f3a"})
    reader.text("root")
    reader.text_or_none("branch")
    with pytest.raises(ConnectorConfigError) as caught:
        reader.finish()
    assert str(caught.value) == "pasword: is unknown; accepted: branch, root"
    assert caught.value.field == "pasword"
