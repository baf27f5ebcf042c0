"""The command that tries a campaign on the visits of the past."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from notesik import owners_work
from notesik.campaigns import Campaign
from notesik.cli.options import AsJson, Data, Redis, SiteId, console, say, settings_of, stderr, tells_faults
from notesik.decisions import REASONS
from notesik.dry_run_work import dry_run
from notesik.dry_runs import MAX_VISITS
from notesik.errors import BadDocument, Fault
from notesik.live_sites import LiveSite, LiveSites
from notesik.settings import Settings
from notesik.shipped import shipped_folder
from notesik.stores import open_client
from notesik.widget_loading import load_widgets


@tells_faults
def campaign_dry_run(
    file: Annotated[Path, typer.Argument(help="A YAML or JSON file with one campaign.", metavar="FILE")],
    site: SiteId,
    visits: Annotated[int, typer.Option(min=1, max=MAX_VISITS, help="On how many of the last visits.")] = 1_000,
    data: Data = None,
    redis: Redis = None,
    as_json: AsJson = False,
) -> None:
    """Tell how many of the last visits would have seen a campaign; nothing is changed."""
    report = asyncio.run(_try(settings_of(data=data, redis_url=redis), file, site, visits))
    if as_json:
        typer.echo(json.dumps(report))
    else:
        _tell(report)


async def _try(settings: Settings, file: Path, site: str, visits: int) -> dict[str, Any]:
    async with open_client(settings) as client:
        await owners_work.find_site(client, site)
        live_sites = LiveSites(client, load_widgets(shipped_folder("widgets")))
        await live_sites.refresh()
        live = live_sites.get(site)
        draft = _one_campaign(file, live_sites, live)
        with _bar(visits) as progress:
            return await dry_run(client, live, draft, visits, progress)


@contextmanager
def _bar(visits: int) -> Iterator[owners_work.Progress]:
    """How many visits are through, on standard error."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("visits"), TimeElapsedColumn())
    with Progress(*columns, console=stderr) as progress:
        task = progress.add_task("visits", total=visits)
        yield lambda count: progress.update(task, completed=count)
    if not stderr.is_terminal:
        stderr.print()  # there rich leaves its line open


def _one_campaign(file: Path, live_sites: LiveSites, live: LiveSite) -> Campaign:
    found = owners_work.read_campaign_files([file], live_sites.widgets, live.segments, live.names)
    if len(found) != 1:
        raise BadDocument("the file", [Fault(str(file), f"expected one campaign, found {len(found)}")])
    return found[0]


def _tell(report: dict[str, Any]) -> None:
    shown, window = report["would_show"], report["window"]
    if window is None:
        say("The log has no visits of this site yet.")
        return
    say(
        f"{shown['visits']:,} of {report['visits']:,} visits, {shown['visitors']:,} of {report['visitors']:,} visitors,"
        f" would have seen it ({window['from']} to {window['until']})."
    )
    table = Table("visits", "reason", "what it means")
    for reason, count in report["reasons"].items():
        table.add_row(f"{count:,}", reason, REASONS[reason])
    console.print(table)
    say(report["note"])
