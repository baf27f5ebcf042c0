"""The commands for the rules that all campaigns of a site share."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from notesik import owners_work, rules_work
from notesik.cli.options import Data, Redis, SiteId, say, settings_of, tells_faults
from notesik.stores import open_client

rules_app = typer.Typer(help="Rules that all campaigns of a site share.", no_args_is_help=True)


@rules_app.command("apply")
@tells_faults
def rules_apply(
    file: Annotated[Path, typer.Argument(help="A YAML or JSON file.", metavar="FILE")],
    site: SiteId,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Apply the rules of a file in place of those that the site has."""
    settings = settings_of(data=data, redis_url=redis)
    rules = rules_work.read_rules_file(file)

    async def put() -> None:
        async with open_client(settings) as client:
            its_site = await owners_work.find_site(client, site)
            await rules_work.apply_rules(client, its_site.id, rules)

    asyncio.run(put())
    say(f"The rules of {site}: applied")


@rules_app.command("show")
@tells_faults
def rules_show(site: SiteId, data: Data = None, redis: Redis = None) -> None:
    """Print the rules of a site as JSON; what is left out is as it is without rules."""
    settings = settings_of(data=data, redis_url=redis)

    async def load() -> dict[str, Any]:
        async with open_client(settings) as client:
            its_site = await owners_work.find_site(client, site)
            return await rules_work.rules_document(client, its_site.id)

    typer.echo(json.dumps(asyncio.run(load()), indent=2))
