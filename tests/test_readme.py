"""What the README says is true: its tables are those of the code, its examples run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notesik.campaign_files import parse_yaml_campaigns
from notesik.campaigns import read_campaign
from notesik.conditions import condition_faults
from notesik.context import Page
from notesik.errors import BadDocument
from notesik.ready_segments import compile_site_segments
from notesik.scores import compile_plan
from notesik.shipped import shipped_folder
from notesik.site_rules import SiteRules, read_site_rules
from notesik.themes import Theme, read_theme
from notesik.widget_loading import load_widgets
from readme_tables import README, ROOT, TABLES, tables_in, with_tables

TEXT = README.read_text("utf-8")


def test_every_table_is_as_the_code_has_it() -> None:
    assert with_tables(TEXT) == TEXT, "refresh it: python tests/readme_tables.py"


def test_no_table_is_missing() -> None:
    assert sorted(tables_in(TEXT)) == sorted(TABLES)


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))
def test_every_campaign_in_the_readme_can_be_applied(block: str) -> None:
    documents = parse_yaml_campaigns(block, "README.md")
    assert documents
    for document in documents:
        read_campaign(document, load_widgets(shipped_folder("widgets")))


@pytest.mark.parametrize("block", re.findall(r"```yaml condition\n(.*?)```", TEXT, re.DOTALL))
def test_every_condition_in_the_readme_compiles(block: str) -> None:
    [document] = parse_yaml_campaigns(block, "README.md", "condition")
    assert condition_faults(document) == []


@pytest.mark.parametrize("block", re.findall(r"```yaml segment\n(.*?)```", TEXT, re.DOTALL))
def test_every_segment_in_the_readme_can_be_applied(block: str) -> None:
    [document] = parse_yaml_campaigns(block, "README.md", "segment")
    assert document["id"] in compile_site_segments([document])


@pytest.mark.parametrize("block", re.findall(r"```yaml rules\n(.*?)```", TEXT, re.DOTALL))
def test_all_rules_in_the_readme_can_be_applied(block: str) -> None:
    [document] = parse_yaml_campaigns(block, "README.md", "set of rules")
    assert read_site_rules(document) != SiteRules()


@pytest.mark.parametrize("block", re.findall(r"```yaml theme\n(.*?)```", TEXT, re.DOTALL))
def test_every_theme_in_the_readme_can_be_applied(block: str) -> None:
    [document] = parse_yaml_campaigns(block, "README.md", "theme")
    assert read_theme(document) != Theme()


def test_the_readme_says_what_its_theme_is_answered_with_another_accent() -> None:
    [(block, accent, answer)] = re.findall(
        r"```yaml theme\n(.*?)```.*?With `light: \"(.*?)\"` as its accent.*?```\n(.*?)\n```", TEXT, re.DOTALL
    )
    [document] = parse_yaml_campaigns(block, "README.md", "theme")
    with pytest.raises(BadDocument) as caught:
        read_theme({**document, "accent": {**document["accent"], "light": accent}})
    assert [f"theme.{str(fault).removeprefix('theme.')}" for fault in caught.value.faults] == [answer]


@pytest.mark.parametrize("block", re.findall(r"```yaml scoring-plan\n(.*?)```", TEXT, re.DOTALL))
def test_every_scoring_plan_in_the_readme_can_be_applied(block: str) -> None:
    [document] = parse_yaml_campaigns(block, "README.md", "scoring plan")
    assert compile_plan(document).plan.id == document["id"]


def test_what_a_visit_tells_of_its_page_is_named() -> None:
    [named] = re.findall(r"`POST /v1/visit` is the browser's call: it takes .*?page{(.*?)}", TEXT, re.DOTALL)
    assert [each.rstrip("?") for each in re.split(r",\s", named)] == list(Page.__struct_fields__)


def test_the_map_names_every_folder_there_is() -> None:
    named = set(re.findall(r"^([a-z]+)/", TEXT, re.MULTILINE))
    there = {path.name for path in Path(ROOT).iterdir() if path.is_dir() and path.name.isalpha()}
    assert there - {"data", "build", "dist"} == named


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_every_link_to_a_file_leads_there(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_stated_size_of_the_snippet_is_the_built_one() -> None:
    manifest = (ROOT / "snippet/dist/manifest.json").read_text("utf-8")
    core, rest = (int(size) for size in re.findall(r'"brotli": (\d+)', manifest))
    assert f"core {core:,} bytes brotli" in TEXT
    assert f"the rest, {rest:,} bytes" in TEXT
