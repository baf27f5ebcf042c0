from __future__ import annotations

import pytest

from notesik.campaign_files import parse_yaml_campaigns
from notesik.errors import BadDocument


def test_a_file_may_hold_one_campaign() -> None:
    assert parse_yaml_campaigns("id: a\nname: A\n", "a.yaml") == [{"id": "a", "name": "A"}]


def test_a_file_may_hold_a_list() -> None:
    assert parse_yaml_campaigns("- id: a\n- id: b\n", "a.yaml") == [{"id": "a"}, {"id": "b"}]


def test_a_file_may_hold_several_documents() -> None:
    assert parse_yaml_campaigns("---\nid: a\n---\nid: b\n---\n", "a.yaml") == [{"id": "a"}, {"id": "b"}]


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_a_file_may_be_json(name: str) -> None:
    assert parse_yaml_campaigns('\n[{"id": "a"},\t{"id": "b"}]', name) == [{"id": "a"}, {"id": "b"}]


def test_yaml_in_braces_is_still_yaml() -> None:
    assert parse_yaml_campaigns("{id: a, name: A}", "a.yaml") == [{"id": "a", "name": "A"}]


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("true", True),
        ("30d", "30d"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T08:00:00", "2026-11-20T08:00:00"),
        ("10:30", "10:30"),
        ("007", "007"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("12", 12),
        ("-1.5", -1.5),
        ("1e3", 1000.0),
        ("null", None),
        ("", None),
    ],
)
def test_plain_values_are_those_of_yaml_1_2(plain: str, value: object) -> None:
    assert parse_yaml_campaigns(f"id: {plain}\n", "a.yaml") == [{"id": value}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no campaign"),
        ("---\n---\n", "holds no campaign"),
        ("hello", "document 1: expected a campaign, got text"),
        ("- id: a\n- 3\n", "[1]: expected a campaign, got the number 3"),
        ("id: a\nid: b\n", 'line 2: the key "id" stands twice'),
        ('{"id": "a",\n "id": "b"}', 'the key "id" stands twice'),
        ('{"id": NaN}', "NaN is not a number"),
        ("id: a: b\n", "line 1: mapping values are not allowed here"),
        ("a: &x 1\nb: *x\n", "line 2: aliases are not supported"),
        ("a: !!python/object:os.system {}\n", "line 1: could not determine a constructor"),
        ("a: " + "[" * 5000, "not YAML"),
        ('{"a": ' * 50_000, "not JSON"),
        ("a: " + "9" * 5000, "not YAML"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    with pytest.raises(BadDocument) as caught:
        parse_yaml_campaigns(text, "spring.yaml")
    assert str(caught.value).startswith("spring.yaml has 1 fault: ")
    assert message in str(caught.value)


def test_bad_json_names_its_line() -> None:
    with pytest.raises(BadDocument, match="line 2: Expecting"):
        parse_yaml_campaigns('{"id":\n}', "a.json")
