"""The commands for segments and scoring plans."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from notesik import audience_work, owners_work
from notesik.audience_work import Applied, Document
from notesik.cli.options import AsJson, Data, Redis, SiteId, console, say, settings_of, tells_faults
from notesik.settings import Settings
from notesik.store.client import Client
from notesik.stores import open_client

segment_app = typer.Typer(help="Segments: named conditions.", no_args_is_help=True)
scoring_app = typer.Typer(help="Scoring plans: points for what visitors do.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="YAML or JSON files.", metavar="FILE…")]


@segment_app.command("apply")
@tells_faults
def segment_apply(files: Files, site: SiteId, data: Data = None, redis: Redis = None) -> None:
    """Apply segments from files: all of them, or none where one has a fault."""
    settings = settings_of(data=data, redis_url=redis)
    _apply(settings, site, audience_work.read_segment_files(files), audience_work.apply_segments)


@segment_app.command("list")
@tells_faults
def segment_list(site: SiteId, data: Data = None, redis: Redis = None, as_json: AsJson = False) -> None:
    """List the segments of a site, with those that come with Notesik."""
    settings = settings_of(data=data, redis_url=redis)

    async def load() -> audience_work.SiteSegments:
        async with open_client(settings) as client:
            return await audience_work.all_segments(client, (await owners_work.find_site(client, site)).id)

    found = asyncio.run(load())
    if as_json:
        typer.echo(json.dumps(found._asdict()))
        return
    table = Table("segment", "name", "made by", "who")
    for maker, documents in (("Notesik", found.ready_made), (site, found.own)):
        for document in documents:
            table.add_row(document["id"], document["name"], maker, document.get("description", ""))
    console.print(table)


@scoring_app.command("apply")
@tells_faults
def scoring_apply(files: Files, site: SiteId, data: Data = None, redis: Redis = None) -> None:
    """Apply scoring plans from files: all of them, or none where one has a fault."""
    settings = settings_of(data=data, redis_url=redis)
    _apply(settings, site, audience_work.read_plan_files(files), audience_work.apply_plans)


def _apply(
    settings: Settings,
    site: str,
    documents: Sequence[Document],
    apply: Callable[[Client, str, Sequence[Document]], Awaitable[list[Applied]]],
) -> None:
    async def put() -> list[Applied]:
        async with open_client(settings) as client:
            return await apply(client, (await owners_work.find_site(client, site)).id, documents)

    for applied in asyncio.run(put()):
        say(f"{applied.document['id']}: applied, {'new' if applied.is_new else 'replaced'}")
