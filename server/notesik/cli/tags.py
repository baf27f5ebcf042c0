"""``notesik site tag``: what a shop pastes into its pages."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from notesik import owners_work
from notesik.cli.options import Data, Redis, SiteId, say, settings_of, tells_faults
from notesik.script_tags import import_map, pinned_tag, read_build, script_tag
from notesik.settings import Settings
from notesik.shipped import shipped_folder
from notesik.sites import Site
from notesik.stores import open_client


def address_of(settings: Settings) -> str:
    """Where browsers reach the server, without a slash at the end; a word to fill in where no setting says it."""
    return settings.public_url.rstrip("/") or "https://YOUR-NOTESIK"


@tells_faults
def site_tag(
    site: SiteId,
    pinned: Annotated[bool, typer.Option("--pinned", help="The script as it is now, with its integrity.")] = False,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Print the tag of a site."""
    settings = settings_of(data=data, redis_url=redis)

    async def load() -> Site:
        async with open_client(settings) as client:
            return await owners_work.find_site(client, site)

    write_key, address = asyncio.run(load()).write_key, address_of(settings)
    if not pinned:
        say(script_tag(settings, address, write_key))
        return
    build = read_build(shipped_folder("snippet"))
    say(import_map(settings, address, build))
    say(pinned_tag(settings, address, write_key, build))
