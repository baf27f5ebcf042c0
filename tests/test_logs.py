"""Lines of the log, as text and as JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from notesik.logs import REQUEST_ID, set_up_logging


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def within_a_request() -> Iterator[None]:
    token = REQUEST_ID.set("request-17")
    yield
    REQUEST_ID.reset(token)


def test_json_is_one_object_a_line_with_what_the_writer_has_added(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", format="json")
    where = {"partition": 3, "entry": "1-0"}
    logging.getLogger("notesik.test").error("set aside:\n%s", "why", extra=where)
    logging.getLogger("notesik.test").debug("not told")
    [line] = capfd.readouterr().err.splitlines()
    told = json.loads(line)
    assert told.pop("time").endswith("+00:00")
    assert told == {"level": "error", "logger": "notesik.test", "message": "set aside:\nwhy", **where}


def test_json_has_the_traceback_of_what_was_raised(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", format="json")
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("notesik.test").exception("it failed", extra={"what": {1, 2}, "level": "made up"})
    [line] = capfd.readouterr().err.splitlines()
    told = json.loads(line)
    assert told["exception"].startswith("Traceback")
    assert told["exception"].endswith("ValueError: broken")
    assert told["what"] == [1, 2]
    assert told["level"] == "error"


@pytest.mark.usefixtures("within_a_request")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_within_a_request_has_its_id(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", format=form)
    logging.getLogger("notesik.test").info("hello")
    line = capfd.readouterr().err
    if form == "json":
        assert json.loads(line)["request_id"] == "request-17"
    else:
        assert line.endswith(" INFO notesik.test [request-17]: hello\n")


def test_a_line_outside_of_requests_has_none(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info")
    logging.getLogger("notesik.test").info("hello")
    assert capfd.readouterr().err.endswith(" INFO notesik.test: hello\n")
