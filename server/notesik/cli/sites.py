"""The commands for the web shops that Notesik works for."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import msgspec
import typer
from rich.table import Column, Table

from notesik import owners_work, sites
from notesik.cli.options import AsJson, Data, Redis, SiteId, console, say, settings_of, tells_faults
from notesik.cli.tags import address_of, site_tag
from notesik.consent import GPC_VALUES
from notesik.script_tags import script_tag
from notesik.stores import open_client

site_app = typer.Typer(help="Web shops that Notesik works for.", no_args_is_help=True)
site_app.command("tag")(site_tag)


@site_app.command("add")
@tells_faults
def site_add(
    name: Annotated[str, typer.Argument(help="What the shop is called.")],
    origin: Annotated[list[str], typer.Option("--origin", help="Origin of its pages, such as https://shop.example.")],
    currency: Annotated[str, typer.Option(help="Its currency, three letters.")] = "EUR",
    language: Annotated[str, typer.Option(help="Its language, such as en or pl.")] = "en",
    time_zone: Annotated[str, typer.Option(help="Its time zone, such as Europe/Warsaw.")] = "UTC",
    data: Data = None,
    redis: Redis = None,
    as_json: AsJson = False,
) -> None:
    """Add a site and print its keys."""
    settings = settings_of(data=data, redis_url=redis)
    site = sites.new_site(name, origin, currency=currency, language=language, time_zone=time_zone)

    async def add() -> None:
        async with open_client(settings) as client:
            await owners_work.add_site(client, site)

    asyncio.run(add())
    if as_json:
        typer.echo(json.dumps({"id": site.id, "write_key": site.write_key, "secret_key": site.secret_key}))
        return
    say(f"The site {site.id} is there. Paste this into its pages, before </head>:\n")
    say(f"  {script_tag(settings, address_of(settings), site.write_key)}\n")
    say(f"Its secret key, for your own servers only: {site.secret_key}")


@site_app.command("list")
@tells_faults
def site_list(data: Data = None, redis: Redis = None, as_json: AsJson = False) -> None:
    """List the sites with their write keys."""
    settings = settings_of(data=data, redis_url=redis)

    async def load() -> list[sites.Site]:
        async with open_client(settings) as client:
            return await owners_work.all_sites(client)

    found = asyncio.run(load())
    if as_json:
        typer.echo(json.dumps([msgspec.to_builtins(site) for site in found]))
        return
    table = Table("site", "name", "origins", Column("write key", overflow="fold"))
    for site in found:
        table.add_row(site.id, site.name, "\n".join(site.origins), site.write_key)
    console.print(table)


@site_app.command("origin")
@tells_faults
def site_origin(
    origin: Annotated[str, typer.Argument(help="A further origin of its pages.")],
    site: SiteId,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Add an origin to a site."""
    settings = settings_of(data=data, redis_url=redis)

    async def add() -> None:
        async with open_client(settings) as client:
            found = await owners_work.find_site(client, site)
            origins = list(dict.fromkeys((*found.origins, sites.normal_origin(origin))))
            await owners_work.put_site(client, sites.read_site({**msgspec.to_builtins(found), "origins": origins}))

    asyncio.run(add())
    say(f"Pages at {sites.normal_origin(origin)} may now send for {site}.")


@site_app.command("rfm")
@tells_faults
def site_rfm(
    site: SiteId,
    days: Annotated[str | None, typer.Option(help="Days since the last order, such as 14,30,75,180.")] = None,
    orders: Annotated[str | None, typer.Option(help="Orders, such as 2,3,4,7.")] = None,
    revenue: Annotated[str | None, typer.Option(help="Revenue in the site's currency, such as 50,100,200,400.")] = None,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Set where the RFM scores of a site begin; without an option, print it."""
    settings = settings_of(data=data, redis_url=redis)
    stated = {"days": days, "orders": orders, "revenue": revenue}
    limits = {name: _numbers(text) for name, text in stated.items() if text is not None}

    async def change() -> sites.Site:
        async with open_client(settings) as client:
            found = await owners_work.find_site(client, site)
            document = msgspec.to_builtins(found)
            if limits:
                found = sites.read_site({**document, "rfm": {**document["rfm"], **limits}})
                await owners_work.put_site(client, found)
            return found

    thresholds = asyncio.run(change()).rfm
    for name in stated:
        say(f"{name}: {', '.join(f'{limit:g}' for limit in getattr(thresholds, name))}")


@site_app.command("gpc")
@tells_faults
def site_gpc(
    site: SiteId,
    value: Annotated[str | None, typer.Argument(help=f"One of {', '.join(GPC_VALUES)}.")] = None,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Set what Global Privacy Control ends on a site; without a value, print it."""
    settings = settings_of(data=data, redis_url=redis)

    async def change() -> sites.Site:
        async with open_client(settings) as client:
            found = await owners_work.find_site(client, site)
            if value is not None:
                found = sites.read_site({**msgspec.to_builtins(found), "gpc": value})
                await owners_work.put_site(client, found)
            return found

    gpc = asyncio.run(change()).gpc
    say(f"{gpc}: {GPC_VALUES[gpc]}.")


def _numbers(text: str) -> list[object]:
    """The numbers between commas; what is none stays a text, whose fault the site tells."""
    parts = [part.strip() for part in text.split(",")]
    return [float(part) if part.replace(".", "", 1).isdigit() else part for part in parts]
