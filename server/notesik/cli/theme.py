"""The commands for the theme of a site's widgets."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from notesik import owners_work, theme_work
from notesik.cli.options import Data, Redis, SiteId, say, settings_of, tells_faults
from notesik.stores import open_client

theme_app = typer.Typer(help="Colours, font and corners of a site's widgets.", no_args_is_help=True)


@theme_app.command("apply")
@tells_faults
def theme_apply(
    file: Annotated[Path, typer.Argument(help="A YAML or JSON file.", metavar="FILE")],
    site: SiteId,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Apply the theme of a file in place of the one that the site has."""
    settings = settings_of(data=data, redis_url=redis)
    theme = theme_work.read_theme_file(file)

    async def put() -> None:
        async with open_client(settings) as client:
            its_site = await owners_work.find_site(client, site)
            await theme_work.apply_theme(client, its_site.id, theme)

    asyncio.run(put())
    say(f"The theme of {site}: applied")


@theme_app.command("show")
@tells_faults
def theme_show(site: SiteId, data: Data = None, redis: Redis = None) -> None:
    """Print the theme of a site as JSON; empty where it has none of its own."""
    settings = settings_of(data=data, redis_url=redis)

    async def load() -> dict[str, Any]:
        async with open_client(settings) as client:
            its_site = await owners_work.find_site(client, site)
            return await theme_work.stored_theme(client, its_site.id)

    typer.echo(json.dumps(asyncio.run(load()), indent=2))
