"""The commands for what a site has one of: its rules, its theme."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from notesik import owners_work, rules_work, theme_work
from notesik.cli.options import Data, Redis, SiteId, say, settings_of, tells_faults
from notesik.store.client import Client
from notesik.stores import open_client

Read = TypeVar("Read")

File = Annotated[Path, typer.Argument(help="A YAML or JSON file.", metavar="FILE")]

rules_app = typer.Typer(help="Rules that all campaigns of a site share.", no_args_is_help=True)
theme_app = typer.Typer(help="Colours, font and corners of a site's widgets.", no_args_is_help=True)


@rules_app.command("apply")
@tells_faults
def rules_apply(file: File, site: SiteId, data: Data = None, redis: Redis = None) -> None:
    """Apply the rules of a file in place of those that the site has."""
    rules = rules_work.read_rules_file(file)
    _with_site(site, data, redis, lambda client, id: rules_work.apply_rules(client, id, rules))
    say(f"The rules of {site}: applied")


@rules_app.command("show")
@tells_faults
def rules_show(site: SiteId, data: Data = None, redis: Redis = None) -> None:
    """Print the rules of a site as JSON; what is left out is as it is without rules."""
    _print(_with_site(site, data, redis, rules_work.rules_document))


@theme_app.command("apply")
@tells_faults
def theme_apply(file: File, site: SiteId, data: Data = None, redis: Redis = None) -> None:
    """Apply the theme of a file in place of the one that the site has."""
    theme = theme_work.read_theme_file(file)
    _with_site(site, data, redis, lambda client, id: theme_work.apply_theme(client, id, theme))
    say(f"The theme of {site}: applied")


@theme_app.command("show")
@tells_faults
def theme_show(site: SiteId, data: Data = None, redis: Redis = None) -> None:
    """Print the theme of a site as JSON; empty where it has none of its own."""
    _print(_with_site(site, data, redis, theme_work.stored_theme))


def _with_site(site: str, data: str | None, redis: str | None, work: Callable[[Client, str], Awaitable[Read]]) -> Read:
    """What ``work`` gives, done on the store for the site, which has to be there."""
    settings = settings_of(data=data, redis_url=redis)

    async def done() -> Read:
        async with open_client(settings) as client:
            return await work(client, (await owners_work.find_site(client, site)).id)

    return asyncio.run(done())


def _print(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2))
