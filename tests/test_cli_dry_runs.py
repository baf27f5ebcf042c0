"""A dry run on the command line, run as people run it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from local_client import client_of
from notesik.store.data_folder import wait_for
from running_app import banner, page
from running_command import Serving, run, run_json, serving, told, write_yaml


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a site that has had three visits of two visitors, and one that has had none."""
    folder = tmp_path_factory.mktemp("dry-runs") / "data"
    with serving("--data", folder, log=folder.with_name("serve.log")) as server:
        site = run_json("site", "add", "Shop", "--origin", "https://shop.example", "--data", folder)
        run_json("site", "add", "Quiet", "--origin", "https://quiet.example", "--data", folder)
        assert wait_for(lambda: _visited(server, site["write_key"], "anna", "anna", "otto"), timeout_s=5)
        yield folder


def _visited(server: Serving, write_key: str, *visitors: str) -> bool:
    request = {"writeKey": write_key, "batch": [{**page(), "anonymousId": who} for who in visitors]}
    with client_of(server.url) as http:
        return http.post("/v1/batch", json=request).status_code == 200


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_yaml(tmp_path / "draft.yaml", banner("draft", {"session.pages": 2}, status="draft"))


def test_it_is_told_who_would_have_seen_the_campaign_and_why_the_others_not(data: Path, file: Path) -> None:
    ended = run("campaign", "dry-run", file, "--site", "shop", "--visits", "50", "--data", data)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("1 of 3 visits, 1 of 2 visitors, would have seen it (20")
    assert "The condition does not hold." in ended.stdout
    assert "from the beginning of this window only" in ended.stdout
    assert "3/50" in ended.stderr


def test_programs_get_it_as_json(data: Path, file: Path) -> None:
    report = run_json("campaign", "dry-run", file, "--site", "shop", "--data", data)
    assert report["would_show"] == {"visits": 1, "visitors": 1}
    assert report["reasons"] == {"condition": 2, "shown": 1}


def test_a_site_without_visits_is_told_of_in_words(data: Path, file: Path) -> None:
    ended = run("campaign", "dry-run", file, "--site", "quiet", "--data", data)
    assert ended.stdout == "The log has no visits of this site yet.\n"


def test_one_campaign_is_tried_at_a_time(data: Path, tmp_path: Path) -> None:
    two = write_yaml(tmp_path / "two.yaml", banner("one"), banner("two"))
    assert "expected one campaign, found 2" in told("campaign", "dry-run", two, "--site", "shop", "--data", data)


def test_an_unknown_site_and_a_faulty_campaign_are_refused_in_words(data: Path, file: Path, tmp_path: Path) -> None:
    assert "there is no site 'nowhere'" in told("campaign", "dry-run", file, "--site", "nowhere", "--data", data)
    faulty = write_yaml(tmp_path / "faulty.yaml", banner("draft", {"cart.value": {"$more": 1}}))
    assert "condition.cart.value" in told("campaign", "dry-run", faulty, "--site", "shop", "--data", data)


def test_more_visits_than_there_may_be_are_refused(data: Path, file: Path) -> None:
    ended = run("campaign", "dry-run", file, "--site", "shop", "--visits", "10001", "--data", data)
    assert ended.returncode == 2
    assert "--visits" in ended.stderr
