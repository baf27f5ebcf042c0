"""Settings come from flags, else the environment, else their defaults, each checked."""

from __future__ import annotations

import pytest

from notesik.errors import BadDocument
from notesik.settings import SETTINGS, Settings, read_settings


def faults_of(environment: dict[str, str]) -> list[str]:
    with pytest.raises(BadDocument) as caught:
        read_settings(environment)
    return [fault.path for fault in caught.value.faults]


def test_the_table_and_the_type_agree() -> None:
    assert [(setting.name, setting.default) for setting in SETTINGS] == [
        (name, getattr(Settings(), name)) for name in Settings.__struct_fields__
    ]


def test_without_a_word_the_defaults_hold() -> None:
    assert read_settings({}) == Settings()


def test_a_flag_wins_over_the_environment_and_that_over_the_default() -> None:
    environment = {"NOTESIK_PORT": "9000", "NOTESIK_HOST": "0.0.0.0"}
    settings = read_settings(environment, port=9001, host=None)
    assert (settings.port, settings.host, settings.workers) == (9001, "0.0.0.0", 1)


def test_settings_pass_through_the_environment_to_another_process() -> None:
    settings = Settings(port=9000, workers=3, redis_url="redis://localhost", public_url="https://n.example")
    assert read_settings(settings.environment()) == settings


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NOTESIK_SCRIPT_PATH", "helper.js"),
        ("NOTESIK_SCRIPT_PATH", "/helper{name}.js"),
        ("NOTESIK_PARTS_PATH", "/parts"),
        ("NOTESIK_CALLS_PATH", "//calls/"),
        ("NOTESIK_COOKIE", "a b"),
        ("NOTESIK_STORAGE_KEYS", ""),
        ("NOTESIK_PORT", "many"),
        ("NOTESIK_PORT", "65536"),
        ("NOTESIK_WORKERS", "0"),
        ("NOTESIK_LOG_WORKERS", "elsewhere"),
        ("NOTESIK_PROCESSES", "0"),
        ("NOTESIK_WORK_PORT", "-1"),
        ("NOTESIK_PARTITIONS", "5000"),
        ("NOTESIK_STORE_REPLICAS", "-1"),
        ("NOTESIK_STORE_REPLICAS", "1"),
        ("NOTESIK_VISITOR_DAYS", "0"),
        ("NOTESIK_LOG_LENGTH", "10"),
        ("NOTESIK_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_out_of_its_bounds_is_named(variable: str, value: str) -> None:
    assert faults_of({variable: value}) == [variable]


def test_all_faults_are_told_at_once() -> None:
    assert faults_of({"NOTESIK_PORT": "x", "NOTESIK_WORKERS": "y"}) == ["NOTESIK_PORT", "NOTESIK_WORKERS"]


def test_the_data_folder_may_begin_at_home() -> None:
    assert Settings(data="~/shop").data_folder.is_absolute()
    assert "~" not in str(Settings(data="~/shop").data_folder)
