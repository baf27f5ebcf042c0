"""The commands. Each reads its settings, opens the store, and hands over to the room that does the work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from notesik import audience_work, owners_work, sites
from notesik.campaigns import Campaign
from notesik.cli.audiences import scoring_app, segment_app
from notesik.cli.dry_runs import campaign_dry_run
from notesik.cli.options import (
    AsJson,
    Data,
    Redis,
    SiteId,
    console,
    say,
    settings_of,
    stderr,
    tells_faults,
    unwind_on_termination,
)
from notesik.cli.rules import rules_app
from notesik.cli.tags import address_of, site_tag
from notesik.cli.theme import theme_app
from notesik.script_tags import script_tag
from notesik.settings import SETTINGS
from notesik.shipped import shipped_folder
from notesik.stores import check_store, open_client, own_store
from notesik.widget_loading import load_widgets
from notesik.workers.consumer import unix_ms

app = typer.Typer(
    name="notesik",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
site_app = typer.Typer(help="Web shops that Notesik works for.", no_args_is_help=True)
campaign_app = typer.Typer(help="Campaigns: who sees what, where and when.", no_args_is_help=True)
feed_app = typer.Typer(help="Product feeds.", no_args_is_help=True)
app.add_typer(site_app, name="site")
site_app.command("tag")(site_tag)
app.add_typer(campaign_app, name="campaign")
campaign_app.command("dry-run")(campaign_dry_run)
app.add_typer(rules_app, name="rules")
app.add_typer(theme_app, name="theme")
app.add_typer(segment_app, name="segment")
app.add_typer(scoring_app, name="scoring")
app.add_typer(feed_app, name="feed")

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")]


@app.callback()
def notesik() -> None:
    """Notesik, the shop assistant's notebook for web shops."""
    unwind_on_termination()


@app.command()
@tells_faults
def serve(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    redis: Redis = None,
    workers: Annotated[int | None, typer.Option(help="Server processes.")] = None,
) -> None:
    """Serve the API and the snippet, with the embedded store or an external one."""
    # Here and not above: what only servers need takes longer to import than the other commands to run.
    from notesik.app import create_app
    from notesik.serving import listen, serve_many, serve_one

    settings = settings_of(host=host, port=port, data=data, redis_url=redis, workers=workers)
    with own_store(settings) as store_url:
        asyncio.run(check_store(settings, store_url))
        listener, url = listen(settings)
        if settings.workers > 1:
            serve_many(settings, store_url, listener, url, _announce)
        else:
            serve_one(create_app(settings, store_url), settings, listener, url, _announce)


def _announce(url: str) -> None:
    say(f"Notesik serves at {url} - Ctrl+C stops it.", stderr)


@app.command()
@tells_faults
def demo(
    port: Port = None,
    host: Host = None,
    data: Annotated[str, typer.Option("--data", help="Folder of the demo's store.", metavar="DIR")] = "data/demo",
    feed: Annotated[
        str | None, typer.Option("--feed", help="A feed to fill the shop with.", metavar="FILE_OR_URL")
    ] = None,
    redis: Redis = None,
    as_json: AsJson = False,
) -> None:
    """Serve a small shop that Notesik personalises, ready to be looked at."""
    from notesik.demo.running import run_demo  # as above

    run_demo(settings_of(host=host, port=port, data=data, redis_url=redis), feed, as_json=as_json)


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


def _numbers(text: str) -> list[object]:
    """The numbers between commas; what is none stays a text, whose fault the site tells."""
    parts = [part.strip() for part in text.split(",")]
    return [float(part) if part.replace(".", "", 1).isdigit() else part for part in parts]


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


@feed_app.command("import")
@tells_faults
def feed_import(
    source: Annotated[str, typer.Argument(help="A Google Merchant feed.", metavar="FILE_OR_URL")],
    site: SiteId,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Make the products of a feed the site's catalogue."""
    settings = settings_of(data=data, redis_url=redis)

    async def load() -> None:
        async with open_client(settings) as client:
            found = await owners_work.find_site(client, site)
            with _counting("products") as count:
                report = await owners_work.import_feed(client, found, source, count)
            for sentence in report.sentences():
                say(sentence)
            if report.currency != found.currency:
                say(f"Mind: the feed's prices are in {report.currency}, the site's in {found.currency}.", stderr)

    asyncio.run(load())


@app.command("settings")
@tells_faults
def show_settings(as_json: AsJson = False) -> None:
    """Print each setting: its value, its default, its help."""
    settings = settings_of()
    rows = [(each, getattr(settings, each.name)) for each in SETTINGS]
    if as_json:
        shown = [
            {"name": s.name, "variable": s.variable, "value": v, "default": s.default, "help": s.help} for s, v in rows
        ]
        typer.echo(json.dumps(shown))
        return
    table = Table("setting", "environment", "value", "default", "what it is")
    for each, value in rows:
        table.add_row(each.name, each.variable, str(value), str(each.default), each.help)
    console.print(table)


@contextmanager
def _counting(things: str) -> Iterator[owners_work.Progress]:
    """A progress line that counts, on standard error."""
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} " + things), TimeElapsedColumn())
    with Progress(*columns, console=stderr) as progress:
        task = progress.add_task(things, total=None)
        yield lambda count: progress.update(task, completed=count)
    if not stderr.is_terminal:
        stderr.print()  # there rich leaves its line open
