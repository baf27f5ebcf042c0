"""The command that reads a product feed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from notesik import owners_work
from notesik.cli.options import Data, Redis, SiteId, say, settings_of, stderr, tells_faults
from notesik.stores import open_client

feed_app = typer.Typer(help="Product feeds.", no_args_is_help=True)


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


@contextmanager
def _counting(things: str) -> Iterator[owners_work.Progress]:
    """A progress line that counts, on standard error."""
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} " + things), TimeElapsedColumn())
    with Progress(*columns, console=stderr) as progress:
        task = progress.add_task(things, total=None)
        yield lambda count: progress.update(task, completed=count)
    if not stderr.is_terminal:
        stderr.print()  # there rich leaves its line open
