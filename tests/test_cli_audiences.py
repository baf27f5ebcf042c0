"""Segments, scoring plans and RFM on the command line, run as people run it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notesik.ready_segments import READY_SEGMENTS
from notesik.store.embedded import EmbeddedStore
from running_app import banner
from running_command import run, run_json, told, write_yaml

POINTS = [{"event": "page", "points": 1}]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose store the commands share: they start none of their own."""
    folder = tmp_path_factory.mktemp("audiences")
    with EmbeddedStore(folder):
        run_json("site", "add", "Shop", "--origin", "https://shop.example", "--data", folder)
        yield folder


def segment(id: str, condition: dict[str, Any]) -> dict[str, Any]:
    return {"id": id, "name": id.title(), "condition": condition}


def plan(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": id.title(), "half_life": "7d", "points": POINTS, **more}


def lines(*arguments: str | Path) -> list[str]:
    ended = run(*arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_segments_are_applied_in_any_order_and_listed_with_the_ready_made_ones(data: Path, tmp_path: Path) -> None:
    lost = write_yaml(tmp_path / "lost.yaml", segment("lost", {"segment": "vip", "visitor.visits": 1}))
    vip = write_yaml(tmp_path / "vip.yaml", segment("vip", {"visitor.orders": {"$gte": 3}}))
    applied = lines("segment", "apply", lost, vip, "--site", "shop", "--data", data)
    assert sorted(applied) == ["lost: applied, new", "vip: applied, new"]
    assert lines("segment", "apply", vip, "--site", "shop", "--data", data) == ["vip: applied, replaced"]
    listed = run_json("segment", "list", "--site", "shop", "--data", data)
    assert [each["id"] for each in listed["own"]] == ["lost", "vip"]
    assert len(listed["ready_made"]) == len(READY_SEGMENTS)
    assert "cart-abandoner" in run("segment", "list", "--site", "shop", "--data", data, COLUMNS="200").stdout


def test_a_campaign_may_name_a_segment_that_was_applied(data: Path, tmp_path: Path) -> None:
    vip = write_yaml(tmp_path / "regulars.yaml", segment("regulars", {"visitor.orders": {"$gte": 3}}))
    campaign = write_yaml(tmp_path / "campaign.yaml", banner("thanks", {"segment": "regulars"}))
    words = told("campaign", "apply", campaign, "--site", "shop", "--data", data)
    assert 'condition.segment: unknown segment "regulars"' in words
    lines("segment", "apply", vip, "--site", "shop", "--data", data)
    assert lines("campaign", "apply", campaign, "--site", "shop", "--data", data) == ["thanks: applied, live"]


def test_segments_are_applied_all_or_none(data: Path, tmp_path: Path) -> None:
    good = write_yaml(tmp_path / "good.yaml", segment("good", {}))
    bad = write_yaml(tmp_path / "bad.yaml", segment("bad", {"segment": "nobody"}), {"id": ["x"], "name": "X"})
    words = told("segment", "apply", good, bad, "--site", "shop", "--data", data)
    assert "segments.bad.condition.segment: unknown segment" in words
    assert ".id: expected text" in words
    assert f"{tmp_path / 'none.yaml'}: cannot be read" in told(
        "segment", "apply", good, tmp_path / "none.yaml", "--site", "shop", "--data", data
    )
    (tmp_path / "empty.yaml").write_text("")
    assert "holds no segment" in told("segment", "apply", tmp_path / "empty.yaml", "--site", "shop", "--data", data)
    assert "good" not in [each["id"] for each in run_json("segment", "list", "--site", "shop", "--data", data)["own"]]


def test_scoring_plans_are_applied_all_or_none(data: Path, tmp_path: Path) -> None:
    good = write_yaml(tmp_path / "good.yaml", plan("interest"), plan("visits"))
    bad = write_yaml(tmp_path / "bad.yaml", plan("bad", half_life="soon"))
    words = told("scoring", "apply", good, bad, "--site", "shop", "--data", data)
    assert f"{bad}: half_life: " in words
    applied = ["interest: applied, new", "visits: applied, new"]
    assert lines("scoring", "apply", good, "--site", "shop", "--data", data) == applied


def test_rfm_thresholds_are_shown_and_set(data: Path) -> None:
    shown = lines("site", "rfm", "--site", "shop", "--data", data)
    assert shown == ["days: 14, 30, 75, 180", "orders: 2, 3, 4, 7", "revenue: 50, 100, 200, 400"]
    lines("site", "rfm", "--site", "shop", "--revenue", "80, 160,320,640.5", "--data", data)
    assert lines("site", "rfm", "--site", "shop", "--data", data)[-1] == "revenue: 80, 160, 320, 640.5"
    words = told("site", "rfm", "--site", "shop", "--days", "7,x,3,4", "--orders", "1,2", "--data", data)
    assert "rfm.days[1]: expected a number" in words
    assert "rfm.orders: needs 4 items, has 2" in words


def test_what_global_privacy_control_ends_is_set_and_shown(data: Path) -> None:
    assert lines("site", "gpc", "--site", "shop", "--data", data)[0].startswith("no_personalization: ")
    assert lines("site", "gpc", "no_tracking", "--site", "shop", "--data", data)[0].startswith("no_tracking: ")
    [listed] = run_json("site", "list", "--data", data)
    assert listed["gpc"] == "no_tracking"
    assert "gpc: " in told("site", "gpc", "maybe", "--site", "shop", "--data", data)
