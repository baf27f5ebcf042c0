"""Options that several commands share, and how their faults are told."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import wraps
from types import FrameType
from typing import Annotated, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.text import Text

from notesik.errors import BadDocument, NotesikError
from notesik.logs import set_up_logging
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
    handler = RichHandler(console=stderr, show_path=False) if stderr.is_terminal else None
    set_up_logging(settings.log_level, handler, format=settings.log_format)
    return settings


def say(text: str, to: Console = console) -> None:
    """``text`` as it is: its lines stay whole, so that they can be copied and read by programs."""
    to.print(text, highlight=False, markup=False, emoji=False, soft_wrap=True)


def unwind_on_termination() -> None:
    """Let SIGTERM end the process as an error does, so that what is open (the embedded store) is closed."""

    def unwind(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, unwind)


def tells_faults(command: Callable[P, R]) -> Callable[P, R]:
    """``command``, whose errors are told in words on standard error, with exit code 1."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except BadDocument as error:
            _complain(f"{len(error.faults)} to mend:")
            for fault in error.faults:
                say(f"  {fault}", stderr)
            raise typer.Exit(1) from error
        except NotesikError as error:
            _complain(str(error))
            raise typer.Exit(1) from error

    return told


def _complain(text: str) -> None:
    stderr.print(Text.assemble(("Error:", "red"), " ", text), soft_wrap=True)
