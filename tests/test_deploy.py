"""What is ready for operators: the dashboard asks for what is measured, the image and its companions fit the server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from notesik.metrics import METRICS
from notesik.settings import SETTINGS
from readme_tables import ROOT

UNITS = ("deploy/notesik.service", "deploy/notesik-work.service")
DASHBOARD = json.loads((ROOT / "deploy/grafana-dashboard.json").read_text("utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
SERIES = {
    name: metric
    for metric in METRICS
    for name in (
        [f"{metric.name}_{part}" for part in ("bucket", "sum", "count")]
        if metric.kind == "histogram"
        else [metric.name]
    )
}
"""Metrics by the names under which they can be asked for."""


def series_in(query: str) -> set[str]:
    return set(re.findall(r"\b(?:notesik|process)_\w+", query))


def labels_in(query: str) -> Iterator[str]:
    """Those that a query groups or chooses by, without what Prometheus itself adds."""
    for names in re.findall(r"\b(?:by|on|group_left) \(([^)]*)\)", query):
        yield from names.split(", ")
    for matchers in re.findall(r"\{([^}]*)\}", query):
        yield from re.findall(r"(\w+)=", matchers)


def test_the_dashboard_asks_for_every_metric_and_for_nothing_else() -> None:
    asked = {name for query in QUERIES for name in series_in(query)}
    assert asked - set(SERIES) == set()
    assert {SERIES[name].name for name in asked} == {metric.name for metric in METRICS}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_uses_labels_that_its_metrics_have(query: str) -> None:
    known = {label for name in series_in(query) for label in SERIES[name].labels}
    assert set(labels_in(query)) <= known | {"le", "job", "instance"}
    assert query.count("(") == query.count(")")
    assert len(re.findall(r'\{job=~"\$job", instance=~"\$instance"', query)) == len(
        re.findall(r"\b(?:notesik|process)_", query)
    )


def test_every_panel_says_what_is_seen_in_which_unit_from_the_chosen_source() -> None:
    for panel in PANELS:
        assert panel["description"], panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["datasource"]["uid"] == "${datasource}"
    assert len({panel["title"] for panel in PANELS}) == len(PANELS)
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def environments() -> Iterator[tuple[str, set[str]]]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    yield "compose.yaml", {name for each in services.values() for name in each.get("environment", ())}
    for file in ("Dockerfile", *UNITS):
        yield file, set(re.findall(r"\b(NOTESIK_\w+)=", (ROOT / file).read_text("utf-8")))


@pytest.mark.parametrize(
    ("file", "names"), list(environments()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_only_settings_that_there_are_are_set(file: str, names: set[str]) -> None:
    settings = {setting.variable for setting in SETTINGS}
    assert names
    assert names <= settings | {"NOTESIK_DOMAIN", "FORWARDED_ALLOW_IPS"}, file


def test_the_image_has_all_that_the_wheel_ships() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE))
    shipped = re.findall(r'^"([\w/]+)" = "notesik/_shipped', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert {*shipped, "server"} <= copied
    let_in = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {f"!{path.split('/')[0]}" for path in copied for path in path.split()} <= set(let_in)


def test_both_servers_of_the_composition_stand_behind_the_proxy() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    servers = {f"{name}:8000" for name in services if name.startswith("server-")}
    proxy = (ROOT / "deploy/Caddyfile").read_text("utf-8")
    [passed_to] = re.findall(r"reverse_proxy (.+) \{", proxy)
    asked, _ = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text("utf-8"))["scrape_configs"]
    assert servers == set(passed_to.split()) == set(asked["static_configs"][0]["targets"])
    assert len(servers) == 2
    assert "respond /metrics 404" in proxy


def test_the_composition_leaves_the_log_to_a_worker_that_prometheus_asks_where_it_listens() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert services["worker"]["command"] == ["work"]
    assert {each["environment"]["NOTESIK_LOG_WORKERS"] for name, each in services.items() if "server" in name} == {
        "apart"
    }
    _, asked = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text("utf-8"))["scrape_configs"]
    [found] = asked["dns_sd_configs"]
    assert found["names"] == ["worker"]
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert {f"NOTESIK_PORT={found['port']}", f"NOTESIK_WORK_PORT={found['port']}"} <= set(image.split())


def test_the_workers_unit_is_as_hardened_as_the_servers_and_runs_as_its_user() -> None:
    server, worker = (set((ROOT / unit).read_text("utf-8").splitlines()) for unit in UNITS)
    of_its_own = {"Description", "ExecStart", "Environment", "After", "RestartSec"}
    assert {line.partition("=")[0] for line in server - worker if not line.startswith("#")} == of_its_own
    assert {line.partition("=")[0] for line in worker - server if not line.startswith("#")} == of_its_own | {"User"}
    assert "User=notesik" in worker, "systemd calls the user of notesik.service so"
