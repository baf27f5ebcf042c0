"""The command line, some of it run as people run it: in a process of its own."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from notesik.settings import SETTINGS
from notesik.store.data_folder import wait_for
from notesik.store.embedded import EmbeddedStore, running_url
from running_app import banner
from running_command import (
    Serving,
    campaigns_shown,
    run,
    run_apart,
    run_json,
    serving,
    told,
    told_apart,
    visit,
    write_yaml,
)

FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>1</g:id><g:title>Bicycle</g:title><g:link>https://shop.example/1</g:link><g:price>100 EUR</g:price></item>
<item><g:id>2</g:id><g:title>Tent</g:title><g:link>https://shop.example/2</g:link><g:price>50 EUR</g:price></item>
<item><g:id>3</g:id><g:title>No price</g:title><g:link>https://shop.example/3</g:link></item>
</channel></rss>"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli") / "data"


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Serving]:
    """A server whose store the commands share: they start none of their own."""
    with serving("--data", data, log=data.with_name("serve.log")) as server:
        yield server


@pytest.fixture(scope="module")
def site(server: Serving, data: Path) -> dict[str, str]:
    added = run_apart("site", "add", "Shop", "--origin", "https://shop.example", "--data", data, "--json")
    assert added.returncode == 0, added.stderr
    keys: dict[str, str] = json.loads(added.stdout)
    return keys


def test_a_server_tells_its_address_once_it_answers(server: Serving) -> None:
    assert server.get("/readyz").status_code == 200
    assert server.get("/notesik.js").status_code == 200


def test_a_site_that_is_added_while_the_server_runs_is_served_within_a_second(
    server: Serving, site: dict[str, str]
) -> None:
    assert set(site) == {"id", "write_key", "secret_key"}
    assert wait_for(lambda: visit(server.url, site["write_key"]).status_code == 200, timeout_s=1)


def test_a_site_is_told_with_a_tag_that_can_be_copied_whole(server: Serving, data: Path) -> None:
    ended = run("site", "add", "Copied", "--origin", "https://copied.example", "--data", data)
    [key] = [each["write_key"] for each in run_json("site", "list", "--data", data) if each["id"] == "copied"]
    assert f'<script async src="https://YOUR-NOTESIK/notesik.js" data-site="{key}"></script>' in ended.stdout
    told_address = run(
        "site",
        "add",
        "Addressed",
        "--origin",
        "https://a.example",
        "--data",
        data,
        NOTESIK_PUBLIC_URL="https://n.example/",
    ).stdout
    assert 'src="https://n.example/notesik.js"' in told_address


def test_a_sites_tag_is_printed_again_and_pinned_where_wanted(site: dict[str, str], data: Path) -> None:
    tag = f'<script async src="https://YOUR-NOTESIK/notesik.js" data-site="{site["write_key"]}"></script>'
    assert run("site", "tag", "--site", "shop", "--data", data).stdout.strip() == tag
    import_map, pinned = run("site", "tag", "--site", "shop", "--pinned", "--data", data).stdout.strip().split("\n")
    assert import_map.startswith('<script type="importmap">{"integrity": {"https://YOUR-NOTESIK/notesik/')
    assert 'integrity="sha384-' in pinned


def test_the_sites_are_listed_with_their_write_keys(site: dict[str, str], data: Path) -> None:
    [listed] = [each for each in run_json("site", "list", "--data", data) if each["id"] == "shop"]
    assert listed["write_key"] == site["write_key"]
    assert listed["origins"] == ["https://shop.example"]
    assert site["write_key"] in run("site", "list", "--data", data).stdout


def test_an_origin_is_added_to_a_site(site: dict[str, str], data: Path) -> None:
    assert run("site", "origin", "HTTPS://Www.Shop.example/", "--site", "shop", "--data", data).returncode == 0
    [listed] = [each for each in run_json("site", "list", "--data", data) if each["id"] == "shop"]
    assert listed["origins"] == ["https://shop.example", "https://www.shop.example"]


def test_a_faulty_site_is_refused_with_all_its_faults(server: Serving, data: Path) -> None:
    words = told_apart(
        "site", "add", "Bad", "--origin", "shop", "--currency", "euro", "--time-zone", "Mars", "--data", data
    )
    for path in ("origins[0]", "currency", "time_zone"):
        assert f"  {path}: " in words


def test_a_site_of_the_same_name_is_refused(site: dict[str, str], data: Path) -> None:
    assert "already" in told("site", "add", "shop", "--origin", "https://b.example", "--data", data)


def test_campaigns_are_applied_and_live_within_a_second(
    server: Serving, site: dict[str, str], data: Path, tmp_path: Path
) -> None:
    yaml_file = write_yaml(tmp_path / "one.yaml", banner("yaml", priority=2))
    json_file = tmp_path / "two.json"
    json_file.write_text(json.dumps([banner("json")]))
    ended = run("campaign", "apply", yaml_file, json_file, "--site", "shop", "--data", data)
    assert ended.stdout.splitlines() == ["yaml: applied, live", "json: applied, live"]
    listed = run_json("campaign", "list", "--site", "shop", "--data", data)
    assert {each["id"]: each["state"] for each in listed} == {"yaml": "live", "json": "live"}
    assert wait_for(lambda: campaigns_shown(server.url, site["write_key"]) == ["yaml"], timeout_s=1)


def test_campaigns_are_applied_all_or_none_with_the_faults_of_all_files(
    site: dict[str, str], data: Path, tmp_path: Path
) -> None:
    good = write_yaml(tmp_path / "good.yaml", banner("good"))
    bad = write_yaml(tmp_path / "bad.yaml", banner("fine"), banner("b", status="alive"), banner("c", prioritty=1))
    twice = write_yaml(tmp_path / "twice.yaml", banner("good"))
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: [")
    files = (good, bad, twice, broken, tmp_path / "none.yaml")
    words = told("campaign", "apply", *files, "--site", "shop", "--data", data)
    assert words.startswith("Error: 5 to mend:")
    assert f"{bad}: campaign 2: status: " in words
    assert f"{bad}: campaign 3: prioritty: " in words
    assert f"{twice}: id: " in words
    assert f"{broken}: line 1: " in words
    assert f"{tmp_path / 'none.yaml'}: cannot be read: No such file" in words
    assert "no site 'nowhere'; there is" in told("campaign", "apply", good, "--site", "nowhere", "--data", data)


def test_a_feed_is_imported_with_a_report(site: dict[str, str], data: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(FEED)
    ended = run("feed", "import", feed, "--site", "shop", "--data", data)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[0] == "2 of 3 items are products of the catalogue."
    assert "has no price" in ended.stdout
    assert "2 products" in ended.stderr


@pytest.mark.parametrize("content", [None, "", "<html></html>", FEED[:80]])
def test_a_feed_that_holds_no_product_is_refused(
    site: dict[str, str], data: Path, tmp_path: Path, content: str | None
) -> None:
    feed = tmp_path / "feed.xml"
    if content is not None:
        feed.write_text(content)
    ended = run("feed", "import", feed, "--site", "shop", "--data", data)
    assert ended.returncode == 1
    assert "Error: " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_each_setting_is_told_with_its_value_its_default_and_its_help() -> None:
    listed = json.loads(run("settings", "--json", NOTESIK_PORT="8123").stdout)
    assert [each["name"] for each in listed] == [setting.name for setting in SETTINGS]
    [port] = [each for each in listed if each["name"] == "port"]
    assert (port["value"], port["default"], port["variable"]) == (8123, 8000, "NOTESIK_PORT")
    table = run_apart("settings", COLUMNS="200").stdout  # a console keeps the width that it began with
    assert all(setting.variable in table and setting.help[:40] in table for setting in SETTINGS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "http"), ("PORT", "70000"), ("WORKERS", "0"), ("LOG_LEVEL", "loud"), ("PARTITIONS", "")],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(name: str, value: str) -> None:
    assert f"  NOTESIK_{name}: " in told("settings", **{f"NOTESIK_{name}": value})


def test_a_second_server_on_the_same_folder_is_refused(server: Serving, data: Path) -> None:
    words = told_apart("serve", "--port", "0", "--data", data)
    assert words == (
        f"Error: The data folder {data} is in use by process {server.process.pid}: "
        "stop that first, or use another folder (--data).\n"
    )


def test_without_a_server_a_command_opens_the_store_itself(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run_apart("site", "add", "Shop", "--origin", "https://shop.example", "--data", data).returncode == 0
    assert [each["id"] for each in run_json("site", "list", "--data", data)] == ["shop"]
    assert running_url(data, timeout_s=0) is None


def test_a_command_on_a_store_that_was_killed_finds_everything(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store:
        run_json("site", "add", "Shop", "--origin", "https://shop.example", "--data", tmp_path)
        assert store.pid is not None
        os.kill(store.pid, signal.SIGKILL)
    assert [each["id"] for each in run_json("site", "list", "--data", tmp_path)] == ["shop"]


def test_a_data_folder_that_cannot_be_is_told_of_in_words(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for folder in (file, file / "data"):
        assert f"the data folder {folder} cannot be used" in told("site", "list", "--data", folder)


def test_nothing_but_a_command_gets_the_help() -> None:
    ended = run_apart()
    assert "Usage: notesik" in ended.stdout + ended.stderr
    for command in ("serve", "demo", "site", "campaign", "segment", "scoring", "feed", "settings"):
        assert command in ended.stdout + ended.stderr
