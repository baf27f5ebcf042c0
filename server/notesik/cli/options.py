"""Options that several commands share, and how their faults are told."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Annotated, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.logging import RichHandler

from notesik.errors import BadDocument, NotesikError
from notesik.settings import Settings, read_settings

Data = Annotated[str | None, typer.Option("--data", help="Folder of the embedded store.", metavar="DIR")]
Redis = Annotated[str | None, typer.Option("--redis", help="An external Redis or Valkey instead.", metavar="URL")]
SiteId = Annotated[str, typer.Option("--site", help="The site's id.", metavar="SITE")]
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON on standard output, for programs.")]

console = Console()
stderr = Console(stderr=True)

P = ParamSpec("P")
R = TypeVar("R")


def settings_of(**flags: object) -> Settings:
    """The settings from the environment and those flags that were given; logging is set up by them."""
    settings = read_settings(os.environ, **flags)
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if stderr.is_terminal:
        handler = RichHandler(console=stderr, show_path=False)
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], format="%(message)s", force=True)
    return settings


def tells_faults(command: Callable[P, R]) -> Callable[P, R]:
    """``command``, whose errors are told in words on standard error, with exit code 1."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except BadDocument as error:
            stderr.print(f"[red]Error:[/red] {len(error.faults)} to mend:", highlight=False)
            for fault in error.faults:
                stderr.print(f"  {fault}", highlight=False, markup=False, soft_wrap=True)
            raise typer.Exit(1) from error
        except NotesikError as error:
            stderr.print("[red]Error:[/red]", error, highlight=False, soft_wrap=True)
            raise typer.Exit(1) from error

    return told
