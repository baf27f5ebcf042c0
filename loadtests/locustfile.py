"""The load for Locust: who comes, how many when, what is checked, and what the run must not exceed.

``make load`` starts a server and this; README.md says how to run it against a server of your own.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import gevent
from locust import LoadTestShape, events
from locust.env import Environment
from locust.stats import console_logger
from rich.console import Console
from rich.live import Live

from limits import FILE as LIMITS_FILE
from limits import read_limits, verdicts
from loopback import only_loopback
from owner import Owner
from shapes import SHAPES, Shape
from shoppers import Bot, IdentifiedShopper, Shopper
from summary import measured, progress, request_table, verdict_table
from verdict_book import BOOK

__all__ = ["Bot", "ChosenShape", "IdentifiedShopper", "Owner", "Shopper"]

REFRESH_S = 0.5
MAX_SPAWN_RATE = 100.0
PLAIN_LINE_S = 5.0
"""How often a line is printed where nobody watches a terminal."""
console = Console(stderr=True)


class ChosenShape(LoadTestShape):
    """That of ``--shape``, over ``--seconds`` up to ``--shoppers``."""

    def tick(self) -> tuple[int, float] | None:
        if self.runner is None:
            return None
        options = options_of(self.runner.environment)
        users = Shape(options.shape, options.seconds, options.shoppers).users_at(self.get_run_time())
        return None if users is None else (users, MAX_SPAWN_RATE)


def options_of(environment: Environment) -> Any:
    """Those of the command line, which Locust has read before anything happens."""
    return environment.parsed_options


@events.init_command_line_parser.add_listener
def add_options(parser: Any) -> None:
    """Every option may come from the environment, too."""
    parser.add_argument("--shape", choices=list(SHAPES), default="ramp", env_var="NOTESIK_LOAD_SHAPE")
    parser.add_argument("--seconds", type=int, default=45, env_var="NOTESIK_LOAD_SECONDS", help="how long")
    parser.add_argument("--shoppers", type=int, default=60, env_var="NOTESIK_LOAD_SHOPPERS", help="users at most")
    parser.add_argument(
        "--pace", type=float, default=0.1, env_var="NOTESIK_LOAD_PACE", help="think times, as a share of the measured"
    )
    parser.add_argument("--limits", default=str(LIMITS_FILE), env_var="NOTESIK_LOAD_LIMITS", help="file of limits")
    parser.add_argument("--checks", default="", help="file for the claims that were checked, as CSV")
    parser.add_argument("--write-key", default="", env_var="NOTESIK_LOAD_WRITE_KEY", help="the site's")
    parser.add_argument("--secret-key", default="", env_var="NOTESIK_LOAD_SECRET_KEY", include_in_web_ui=False)


@events.init.add_listener
def prepare(environment: Environment, **_: Any) -> None:
    """Refuses what is out of bounds before the first request."""
    options = options_of(environment)
    try:
        only_loopback(environment.host or "")
        Shape(options.shape, options.seconds, options.shoppers)
        read_limits(Path(options.limits))
    except (ValueError, KeyError, OSError) as error:
        raise SystemExit(f"Error: {error}") from None
    console_logger.disabled = True  # Locust's own tables, in place of which there are ours


@events.test_start.add_listener
def show_progress(environment: Environment, **_: Any) -> None:
    gevent.spawn(_watch, environment, time.monotonic())


def _watch(environment: Environment, began_s: float) -> None:
    """Draws the progress while the run goes on; a line now and then where there is no terminal."""
    runner, seconds = environment.runner, options_of(environment).seconds
    if runner is None:
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:
        printed_s = began_s
        while runner.state not in ("stopping", "stopped", "cleanup"):
            now_s = time.monotonic()
            shown = progress(runner.stats, BOOK, users=runner.user_count, run_s=now_s - began_s, seconds=seconds)
            if console.is_terminal:
                live.update(shown, refresh=True)
            elif now_s - printed_s >= PLAIN_LINE_S:
                printed_s = now_s
                console.print(shown)
            gevent.sleep(REFRESH_S)


@events.quitting.add_listener
def judge(environment: Environment, **_: Any) -> None:
    """Tells what the run came to; the process ends with 1 when it is beyond a limit."""
    options = options_of(environment)
    run = measured(environment.stats)
    limits = read_limits(Path(options.limits))
    found = list(verdicts(limits, run, checked=BOOK.checked.total(), wrong=BOOK.wrong.total()))
    console.print(request_table(run))
    checked = ", ".join(f"{about} {count:,}" for about, count in sorted(BOOK.checked.items()))
    console.print(f"Claims checked: {checked}", highlight=False)
    console.print(verdict_table(found))
    for about, fault in BOOK.examples:
        console.print(f"Wrong answer, {about}: {fault}", highlight=False, markup=False)
    if options.checks:
        BOOK.write(Path(options.checks))
    environment.process_exit_code = 0 if all(each.is_kept for each in found) else 1
