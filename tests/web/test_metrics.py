"""``GET /metrics``, and the id of each request."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local_client import client_of
from metric_figures import Figures, figures_of
from notesik.app import create_app
from notesik.metrics import METRICS, STEPS
from notesik.settings import Settings
from notesik.store import visitors
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from notesik.store.embedded import EmbeddedStore
from notesik.store.keys import PARTITIONS, visitor_key
from notesik.visitors import VERSION
from running_app import SITE, App, banner, page, running_app, served, track


def read(app: App) -> Figures:
    answer = app.http.get("/metrics")
    assert answer.status_code == 200, answer.text
    return figures_of(answer.text)


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    campaigns = [banner("first", priority=5), banner("second"), banner("nowhere", {"page.path": "/nowhere"})]
    with running_app(module_store_url, campaigns=campaigns) as app:
        yield app


@pytest.fixture(scope="module")
def after_one_visit(app: App) -> Figures:
    answer = app.visit("anna", page(), track("Size Chosen"), {"type": "nonsense"}, slots=["hero"])
    assert [each["campaign"] for each in answer["widgets"]] == ["first"]
    return read(app)


def test_a_visit_is_counted_under_the_template_of_its_route(after_one_visit: Figures) -> None:
    assert after_one_visit["notesik_requests_total"][("POST", "/v1/visit", "200")] == 1
    assert after_one_visit["notesik_request_seconds_count"][("/v1/visit",)] == 1


def test_each_step_of_a_visit_is_timed_once_and_together_they_are_not_longer_than_it(after_one_visit: Figures) -> None:
    counts = after_one_visit["notesik_visit_step_seconds_count"]
    assert counts == {(step,): 1 for step in STEPS}
    steps_s = sum(after_one_visit["notesik_visit_step_seconds_sum"].values())
    assert 0 < steps_s < after_one_visit["notesik_request_seconds_sum"][("/v1/visit",)]


def test_events_decisions_and_widgets_are_counted(after_one_visit: Figures) -> None:
    assert after_one_visit["notesik_events_total"] == {("page",): 1, ("track",): 1}
    assert after_one_visit["notesik_events_rejected_total"] == {(): 1}
    assert after_one_visit["notesik_decisions_total"] == {("shown",): 1}
    assert after_one_visit["notesik_widgets_total"] == {("banner",): 1}


def test_a_campaign_that_is_kept_back_is_counted_by_its_reason(app: App) -> None:
    before = read(app).get("notesik_decisions_total", {})
    app.visit("otto", page(), slots=["hero"], on_screen=["first"])
    app.visit("otto", page(), track("Widget Closed", {"campaign": "first", "variant": "a"}), slots=["hero"])
    after = read(app)["notesik_decisions_total"]
    assert after[("closed",)] - before.get(("closed",), 0) == 1


def test_the_store_is_measured(after_one_visit: Figures) -> None:
    assert after_one_visit["notesik_store_up"] == {(): 1}
    assert sum(after_one_visit["notesik_store_connections"].values()) == 2
    assert after_one_visit["notesik_store_waiting"] == {(): 0}
    trips = after_one_visit["notesik_store_trip_seconds_count"][()]
    assert trips >= 2
    assert after_one_visit["notesik_store_trip_commands_count"][()] == trips
    assert after_one_visit["notesik_store_trip_commands_bucket"][("+Inf",)] == trips


def test_the_log_is_worked_through_in_the_end(app: App) -> None:
    app.send({"type": "track", "event": "Seen", "anonymousId": "lag"})
    assert wait_for(lambda: read(app)["notesik_log_lag_entries"] == {("unread",): 0, ("pending",): 0}, timeout_s=5)


def test_what_is_shown_is_what_the_table_says(app: App) -> None:
    text = app.http.get("/metrics").text
    told = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    assert told == {metric.name: metric.kind for metric in METRICS}
    assert int(figures_of(text)["process_resident_memory_bytes"][("1",)]) > 10_000_000


def test_no_label_is_made_of_what_visitors_send(app: App) -> None:
    for path in ("/nobody-knows-this", "/api/v1/visitors/secret-visitor", "/notesik/secret-file.js"):
        app.http.get(path)
    app.http.patch("/v1/visit")
    app.send({"type": "track", "event": "Secret Event", "anonymousId": "secret-visitor"})
    text = app.http.get("/metrics").text
    assert "secret" not in text.lower()
    assert "nobody-knows" not in text
    routes = {(method, route) for method, route, _ in figures_of(text)["notesik_requests_total"]}
    assert {
        ("GET", "other"),
        ("GET", "/api/v1/visitors/{id}"),
        ("GET", "/notesik/{name}"),
        ("other", "/v1/visit"),
    } <= routes


def test_files_and_renamed_calls_are_counted_under_their_usual_names(module_store_url: str) -> None:
    settings = Settings(calls_path="/shop/calls/", script_path="/shop/helper.js")
    with served(create_app(settings, module_store_url)) as url, client_of(url) as http:
        http.get("/shop/helper.js")
        http.post("/shop/calls/visit", content=b"no JSON")
        counted = figures_of(http.get("/metrics").text)["notesik_requests_total"]
    assert counted == {("GET", "/notesik/{name}", "200"): 1, ("POST", "/v1/visit", "400"): 1}


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_without_a_token_nothing_that_a_proxy_passes_on_is_answered(app: App, header: str) -> None:
    answer = app.http.get("/metrics", headers={header: "127.0.0.1"})
    assert answer.status_code == 403
    assert "NOTESIK_METRICS_TOKEN" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer right-token"}, 200),
        ({"Authorization": "bearer right-token", "X-Forwarded-For": "203.0.113.7"}, 200),
        ({"Authorization": "Bearer wrong-token"}, 401),
        ({"Authorization": "Basic right-token"}, 401),
        ({"Authorization": f"Bearer {SITE.secret_key}"}, 401),
        ({}, 401),
    ],
)
def test_with_a_token_it_is_needed_and_suffices(guarded: httpx.Client, headers: dict[str, str], status: int) -> None:
    assert guarded.get("/metrics", headers=headers).status_code == status


@pytest.fixture(scope="module")
def guarded(module_store_url: str) -> Iterator[httpx.Client]:
    app = create_app(Settings(metrics_token="right-token"), module_store_url)
    with served(app) as url, client_of(url) as http:
        yield http


def test_metrics_are_answered_while_the_store_is_away(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store, running_app(store.url) as app:
        store.stop()
        assert app.http.get("/readyz").status_code == 503
        figures = read(app)
    assert figures["notesik_store_up"] == {(): 0}
    assert figures["notesik_store_trip_failures_total"][()] >= 1
    assert "notesik_log_lag_entries" not in figures


def test_the_id_that_a_proxy_gives_a_request_is_kept(app: App) -> None:
    answer = app.http.get("/healthz", headers={"X-Request-Id": "0c4e2b6a-proxy.1_a"})
    assert answer.headers["x-request-id"] == "0c4e2b6a-proxy.1_a"


@pytest.mark.parametrize("stated", ["", "short", "x" * 65, "two words", 'quote"quote', "ümlaut-ümlaut"])
def test_what_is_no_id_is_replaced_and_ids_are_never_the_same(app: App, stated: str) -> None:
    ids = [app.http.get("/healthz", headers={"X-Request-Id": stated.encode()}).headers["x-request-id"] for _ in "ab"]
    assert len({stated, *ids}) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{8,64}", id) for id in ids)


def test_an_error_tells_the_id_of_its_request(app: App) -> None:
    answer = app.http.post("/v1/visit", content=b"no JSON")
    assert answer.status_code == 400
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]


def test_pages_of_the_shop_may_read_the_id(app: App) -> None:
    answer = app.http.post("/v1/visit", content=b"no JSON", headers={"Origin": SITE.origins[0]})
    assert "X-Request-Id" in answer.headers["access-control-expose-headers"]


def test_a_fault_of_ours_has_its_id_and_may_be_read_by_pages_of_the_shop(app: App, module_store_url: str) -> None:
    broken = visitor_key(SITE.id, "a", "broken", PARTITIONS)

    async def store() -> None:
        async with Client(module_store_url) as client:
            [revision] = await visitors.save(client, [visitors.Change(broken, 0, bytes([VERSION]) + b"no record")])
            assert revision

    asyncio.run(store())
    answer = app.http.post("/v1/visit", json=app.visit_request("broken", page()), headers={"Origin": SITE.origins[0]})
    assert answer.status_code == 500
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["access-control-allow-origin"] == SITE.origins[0]
    assert read(app)["notesik_requests_total"][("POST", "/v1/visit", "500")] == 1


def test_at_debug_each_request_has_a_line(app: App, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="notesik.web.observed"):
        app.http.get("/healthz")
        app.http.get("/readyz")  # a line is written after its answer, and before the next one
    record, *_ = [each for each in caplog.records if each.name == "notesik.web.observed"]
    assert (record.route, record.status) == ("/healthz", 200)  # type: ignore[attr-defined]  # what the line has added
