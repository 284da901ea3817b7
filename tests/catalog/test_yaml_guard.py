"""yaml_guard: values by the core schema, lines, exact refusals, and every bomb answered while the process lives."""

import resource
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.yaml_guard import YamlDocument, YamlRefused, yaml_documents


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return [str(d) if isinstance(d, YamlRefused) else (d.line, d.value) for d in yaml_documents(data)]


def test_it_works():
    text = "# teams\napiVersion: v1\nkind: Group\n---\n---\n- a\n- {b: 2}\n...\n%YAML 1.2\n---\nlast\n"
    assert read(text) == [(2, {"apiVersion": "v1", "kind": "Group"}), (6, ["a", {"b": 2}]), (11, "last")]


@pytest.mark.parametrize(
    "plain, value",
    [
        ("1", 1),
        ("-17", -17),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("yes", "yes"),
        ("on", "on"),
        ("n", "n"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T06:00:00Z", "2026-01-31T06:00:00Z"),
        ("!!str 12", "12"),
        ("!!timestamp 2026-01-31", "2026-01-31"),
        ("'12'", "12"),
        ("&here 12", 12),
        ("|\n  ---\n  x", "---\nx"),
        ("9223372036854775807", 2**63 - 1),
    ],
)
def test_plain_scalars_follow_the_core_schema(plain, value):
    assert read(f"a: {plain}") == [(1, {"a": value})]


def test_keys_are_texts_as_written():
    assert read("1: a\n~: b\ntrue: c\n2026-01-31: d") == [(1, {"1": "a", "~": "b", "true": "c", "2026-01-31": "d"})]


def test_line_of_each_field():
    text = "kind: X\nmetadata:\n  name: a\n  tags:\n    - one\n    - two\n"
    (document,) = yaml_documents(text.encode())
    assert isinstance(document, YamlDocument)
    assert document.line_of(()) == 1
    assert document.line_of(("metadata",)) == 2
    assert document.line_of(("metadata", "name")) == 3
    assert document.line_of(("metadata", "tags", 1)) == 6
    assert document.line_of(("metadata", "labels", "x")) == 2
    assert document.line_of(("metadata", "tags", 9)) == 4


def test_a_bad_document_hides_no_other():
    text = "a: 1\n---\nb: [1\n---\nc: *x\n---\nd: 4\n---\n{% if e %}\n---\nf: 6"
    assert read(text) == [
        (1, {"a": 1}),
        "line 3: not YAML: did not find expected ',' or ']'",
        "line 5: alias *x is not accepted; write the value out",
        (7, {"d": 4}),
        "line 9: not YAML: found character that cannot start any token",
        (11, {"f": 6}),
    ]


@pytest.mark.parametrize(
    "text, message",
    [
        ("a: &x [1]\nb: *x", "line 2: alias *x is not accepted; write the value out"),
        ("a: 1\n<<: {b: 2}", "line 2: merge key << is not accepted; write the fields out"),
        ("a: 1\nb: 2\na: 3", "line 3: key 'a' stands twice; accepted: once in a mapping"),
        ("[1]: 2", "line 1: a key must be a text, not a list or a mapping"),
        ("? {a: 1}\n: 2", "line 1: a key must be a text, not a list or a mapping"),
        ('a: "x\\0y"', "line 1: holds a NUL character; accepted: text without it"),
        ('"x\\0y": 1', "line 1: holds a NUL character; accepted: text without it"),
        ("a: 1\nb: \x00", "line 2: holds a control character; accepted: printable text"),
        ("ä: 1\nb: \x07", "line 2: holds a control character; accepted: printable text"),
        ('a: "\\ud800"', "line 1: not YAML: found invalid Unicode character escape code"),
        (b"a: 1\nb: \xff", "line 2: the file is not UTF-8; accepted: UTF-8 text"),
        (b"a: \xed\xa0\x80", "line 1: the file is not UTF-8; accepted: UTF-8 text"),
        ("a: .inf", "line 1: .inf is no finite number; put it in quotes if it is a text"),
        ("a: .NaN", "line 1: .NaN is no finite number; put it in quotes if it is a text"),
        ("a: 1e999", "line 1: 1e999 is no finite number; put it in quotes if it is a text"),
        (
            "a: 9223372036854775808",
            "line 1: 9223372036854775808 does not fit in 64 bits; put it in quotes if it is a text",
        ),
        ("a: !Ref b", "line 1: tag !Ref is not accepted; write plain values"),
        ("a: !!binary aGk=", "line 1: tag !!binary is not accepted; write plain values"),
        ("!!set {a}", "line 1: tag !!set is not accepted; write plain lists and mappings"),
        (
            "!!python/object/apply:os.system [x]",
            "line 1: tag !!python/object/apply:os.system is not accepted; write plain lists and mappings",
        ),
        ("%TAG ! x\n---\na: 1", "line 1: directive is not accepted; accepted: %YAML 1.2 or none"),
        ("a: b: c", "line 1: not YAML: mapping values are not allowed in this context"),
    ],
)
def test_refusals(text, message):
    assert read(text) == [message]


MIB = 1024 * 1024
BOMBS = {
    "deep flow list": ("[" * MIB, "line 1: nested deeper than 64; accepted: up to 64 levels"),
    "deep flow mapping": ("{a: " * (MIB // 4), "line 1: nested deeper than 64; accepted: up to 64 levels"),
    "deep block list": ("- " * (MIB // 2), "line 1: nested deeper than 64; accepted: up to 64 levels"),
    "deep question marks": ("? " * (MIB // 2), "line 1: a key must be a text, not a list or a mapping"),
    "one level a line": ("[\n" * (MIB // 2), "line 65: nested deeper than 64; accepted: up to 64 levels"),
    "balanced": (
        "[" * (MIB // 2) + "]" * (MIB // 2),
        "line 1: nested deeper than 64; accepted: up to 64 levels",
    ),
    "wide": (
        "[" + "x," * (MIB // 2 - 1) + "]",
        "line 1: more than 100000 values; accepted: up to 100000 in a file",
    ),
    "wide over documents": (
        "---\n[" + "x," * 20_000 + "]\n",
        "line 10: more than 100000 values; accepted: up to 100000 in a file",
    ),
    "billion laughs": (
        "a: &a [x]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(9)),
        "line 2: alias *a is not accepted; write the value out",
    ),
    "merge bomb": (
        "a: &a {k: v}\nb:\n  <<: [*a,*a]\n",
        "line 3: merge key << is not accepted; write the fields out",
    ),
    "directives": (
        "".join(f"%TAG !{i}! x\n" for i in range(60_000)) + "--- 1",
        "line 1: directive is not accepted; accepted: %YAML 1.2 or none",
    ),
    "too big": ("a" * (MIB + 1), "line 1: the file has 1048577 bytes; accepted: up to 1048576"),
    "long number": ("a: " + "9" * (MIB - 10), None),
    "long key": ("? " + "k" * (MIB - 10), None),
    "open quote": ('"' + "a" * (MIB - 1), "line 1: not YAML: found unexpected end of stream"),
}
BOMBS["wide over documents"] = (BOMBS["wide over documents"][0] * 20, BOMBS["wide over documents"][1])


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name):
    text, message = BOMBS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answers = list(yaml_documents(text.encode()))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
    if message is not None:
        assert str(answers[-1]) == message


CHILD = """
import sys
sys.path.insert(0, {root!r})
from catalog.yaml_guard import yaml_documents
print([str(d) for d in yaml_documents(({text!r} * {times}).encode())])
"""


@pytest.mark.parametrize("text", ["[", "{a: ", "- ", "? ", "{", "&a [", "[{"])
def test_what_kills_the_c_composer_does_not_kill_us(text, request):
    source = CHILD.format(root=str(request.config.rootpath), text=text, times=100_000)
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("['line 1: ")


def test_control_the_plain_loader_dies_of_it(request):
    source = "import yaml; yaml.load('[' * 100_000, Loader=yaml.CSafeLoader)"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, timeout=60, check=False)
    assert done.returncode == -11


@given(st.binary(max_size=400) | st.text("[]{}:,-?&*!|>'\"%@` \n#a0.<~", max_size=200).map(str.encode))
def test_any_bytes_get_an_answer(data):
    for item in yaml_documents(data):
        assert isinstance(item, YamlDocument | YamlRefused)
