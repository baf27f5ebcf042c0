"""The commands for campaigns."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from notesik import audience_work, owners_work
from notesik.campaigns import Campaign
from notesik.cli.dry_runs import campaign_dry_run
from notesik.cli.options import AsJson, Data, Redis, SiteId, console, say, settings_of, tells_faults
from notesik.shipped import shipped_folder
from notesik.stores import open_client
from notesik.widget_loading import load_widgets
from notesik.workers.consumer import unix_ms

campaign_app = typer.Typer(help="Campaigns: who sees what, where and when.", no_args_is_help=True)
campaign_app.command("dry-run")(campaign_dry_run)


@campaign_app.command("apply")
@tells_faults
def campaign_apply(
    files: Annotated[list[Path], typer.Argument(help="YAML or JSON files of campaigns.", metavar="FILE…")],
    site: SiteId,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Apply campaigns from files: all of them, or none where one has a fault."""
    settings = settings_of(data=data, redis_url=redis)

    async def put() -> list[Campaign]:
        async with open_client(settings) as client:
            its_site = await owners_work.find_site(client, site)
            segments = await audience_work.site_segments(client, its_site.id)
            names = await audience_work.site_names(client, its_site.id)
            found = owners_work.read_campaign_files(files, load_widgets(shipped_folder("widgets")), segments, names)
            await owners_work.apply_campaigns(client, its_site, found)
            return found

    for campaign in asyncio.run(put()):
        say(f"{campaign.id}: applied, {campaign.status}")


@campaign_app.command("list")
@tells_faults
def campaign_list(site: SiteId, data: Data = None, redis: Redis = None, as_json: AsJson = False) -> None:
    """List the campaigns of a site, each with its state now: scheduled before it begins, ended when it is over."""
    settings = settings_of(data=data, redis_url=redis)

    async def load() -> list[dict[str, Any]]:
        async with open_client(settings) as client:
            its_site = await owners_work.find_site(client, site)
            return await owners_work.all_campaigns(client, its_site.id, unix_ms())

    found = asyncio.run(load())
    if as_json:
        typer.echo(json.dumps(found))
        return
    table = Table("campaign", "name", "state", "priority")
    for document in found:
        table.add_row(document["id"], document["name"], document["state"], str(document.get("priority", 0)))
    console.print(table)
