"""The commands. Each reads its settings, opens the store, and hands over to the room that does the work."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer
from rich.table import Table

from notesik.cli.audiences import scoring_app, segment_app
from notesik.cli.campaigns import campaign_app
from notesik.cli.feeds import feed_app
from notesik.cli.options import (
    AsJson,
    Data,
    Redis,
    console,
    say,
    settings_of,
    stderr,
    tells_faults,
    unwind_on_termination,
)
from notesik.cli.site_documents import rules_app, theme_app
from notesik.cli.sites import site_app
from notesik.cli.work import work
from notesik.settings import SETTINGS
from notesik.stores import check_store, own_store

app = typer.Typer(
    name="notesik",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(site_app, name="site")
app.add_typer(campaign_app, name="campaign")
app.add_typer(rules_app, name="rules")
app.add_typer(theme_app, name="theme")
app.add_typer(segment_app, name="segment")
app.add_typer(scoring_app, name="scoring")
app.add_typer(feed_app, name="feed")
app.command()(work)

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
    log_workers: Annotated[
        str | None, typer.Option(help="Who works through the log: these processes (inside) or notesik work (apart).")
    ] = None,
) -> None:
    """Serve the API and the snippet, with the embedded store or an external one."""
    # Here and not above: what only servers need takes longer to import than the other commands to run.
    from notesik.app import create_app
    from notesik.serving import SERVER, listen, serve_many, serve_one

    settings = settings_of(host=host, port=port, data=data, redis_url=redis, workers=workers, log_workers=log_workers)
    with own_store(settings) as store_url:
        asyncio.run(check_store(settings, store_url))
        listener, url = listen(settings)
        if settings.log_workers == "apart":
            say("The log of events is left to notesik work: without it nothing is counted.", stderr)
        if settings.workers > 1:
            serve_many(SERVER, settings, store_url, listener, url, _announce)
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
