"""The ASGI application of one process."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from notesik.allowances import Allowance
from notesik.background import Tasks, end_with_parent, going_on
from notesik.experiments import Experiment, held_experiments
from notesik.geo import GeoFinder, open_geo_file
from notesik.live_sites import LiveSites
from notesik.log_work import log_tasks
from notesik.logs import set_up_logging
from notesik.metrics import Recorder
from notesik.notebook import Notebook, Terms
from notesik.overlay import Overlay, load_overlay
from notesik.script_tags import read_build
from notesik.settings import Settings, read_settings
from notesik.shipped import shipped_folder
from notesik.spare_memory import settle_what_is_loaded
from notesik.store.client import Client
from notesik.store.keys import DAY_MS
from notesik.web import (
    assets,
    campaigns,
    collect,
    decisions,
    health,
    metrics,
    my_data,
    recommendations,
    rules,
    scoring,
    segments,
    theme,
    visitors,
    visits,
)
from notesik.web.access import CrossOrigin
from notesik.web.entrance import Entrance
from notesik.web.house import Clock, House, PlainState, system_clock
from notesik.web.instruments import Instruments
from notesik.web.observed import Observed
from notesik.web.problems import HANDLERS
from notesik.widget_loading import load_widgets
from notesik.widgets import Widget
from notesik.worker_metrics import FOLDER_VARIABLE, keep_published
from notesik.workers.consumer import BATCH_BESIDE_REQUESTS

_OWN_ROUTES = (
    *visits.ROUTES,
    *recommendations.ROUTES,
    *my_data.ROUTES,
    *collect.ROUTES,
    *campaigns.ROUTES,
    *decisions.ROUTES,
    *segments.ROUTES,
    *rules.ROUTES,
    *theme.ROUTES,
    *scoring.ROUTES,
    *visitors.ROUTES,
    *health.ROUTES,
    *metrics.ROUTES,
)


def create_app(
    settings: Settings,
    store_url: str,
    *,
    clock: Clock = system_clock,
    more_routes: Sequence[BaseRoute] = (),
    metrics_folder: Path | None = None,
) -> Starlette:
    """The application on the store at ``store_url``.

    Args:
        clock: gives the time, so that tests can set it.
        more_routes: served after Notesik's own, such as the demo shop.
        metrics_folder: where this server's processes, if it has several, share their figures.

    Raises NotesikError when the settings name a file of addresses that cannot be read.
    """
    geo = _geo_finder(settings)
    widgets, overlay = load_widgets(shipped_folder("widgets")), load_overlay(shipped_folder("widgets"))
    files = assets.load_assets(read_build(shipped_folder("snippet")), [*widgets.values(), overlay], settings)

    recorder = Recorder()
    calls = _calls_renamed(settings.calls_path)
    routes = [assets.AssetRoute(files), *_OWN_ROUTES, *calls, *assets.missing_routes(settings)]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with Client(
            store_url, partitions=settings.partitions, replicas=settings.store_replicas, on_flight=recorder.flight
        ) as client:
            house = _house(settings, client, clock, geo, widgets, overlay, recorder)
            instruments = Instruments(settings, client, recorder, metrics_folder)
            app.state.house, app.state.instruments = house, instruments
            await house.sites.refresh()
            settle_what_is_loaded()
            async with _background(house, instruments):
                yield

    app = Starlette(
        routes=[*routes, *more_routes],
        middleware=_middleware(routes, recorder, settings.calls_path),
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.state = PlainState()
    return app


def _middleware(routes: Sequence[Route], recorder: Recorder, calls_path: str) -> list[Middleware]:
    """What each request passes before it comes to one of ``routes``, the outermost first."""
    cross_origin = CrossOrigin(calls_path)
    names = _route_names(routes, calls_path)
    return [
        Middleware(Observed, recorder=recorder, names=names, more_headers=cross_origin.headers),
        Middleware(Entrance, routes=routes, cross_origin=cross_origin),
    ]


def create_app_from_environment() -> Starlette:
    """The application of a worker process; its parent put settings and the store's address into the environment."""
    settings = read_settings(os.environ)
    set_up_logging(settings.log_level, format=settings.log_format)
    end_with_parent()
    return create_app(settings, settings.redis_url, metrics_folder=Path(os.environ[FOLDER_VARIABLE]))


def _calls_renamed(path: str) -> list[Route]:
    """The browser's calls under a path of the shop's choice."""
    usual = Settings().calls_path
    if path == usual:
        return []
    calls = [
        route
        for route in (*visits.ROUTES, *recommendations.ROUTES, *my_data.ROUTES, *collect.ROUTES)
        if route.path.startswith(usual)
    ]
    return [Route(path + call.path.removeprefix(usual), call.endpoint, methods=["POST"]) for call in calls]


def _route_names(routes: Sequence[Route], calls_path: str) -> dict[str, str]:
    """What each route's path is called in the metrics: its template, the usual one of a call that has another; all
    files have one, since their names change with each release."""
    own = {route.path for route in _OWN_ROUTES}
    usual = Settings().calls_path + "{}"
    found = {}
    for path in (route.path for route in routes):
        renamed = usual.format(path.removeprefix(calls_path))
        name = path if path in own else renamed if renamed in own else assets.ROUTE_NAME
        found[path] = name.replace(":path", "")
    return found


def _house(
    settings: Settings,
    client: Client,
    clock: Clock,
    geo: GeoFinder,
    widgets: Mapping[str, Widget],
    overlay: Overlay,
    recorder: Recorder,
) -> House:
    terms = Terms(
        lifetime_ms=settings.visitor_days * DAY_MS, log_length=max(settings.log_length // settings.partitions, 1)
    )
    sites = LiveSites(client, widgets, clock)
    return House(
        settings=settings,
        client=client,
        notebook=Notebook(client, terms),
        sites=sites,
        clock=clock,
        geo=geo,
        overlay=overlay,
        my_data_allowance=Allowance(calls=my_data.ASKED_A_MINUTE, period_ms=60_000),
        my_data_allowance_of_network=Allowance(calls=my_data.ASKED_A_MINUTE_OF_NETWORK, period_ms=60_000),
        recorder=recorder,
    )


def _geo_finder(settings: Settings) -> GeoFinder:
    file = open_geo_file(settings.geo_file) if settings.geo_file else None
    return GeoFinder(settings.geo_country_header, settings.geo_city_header, file)


@asynccontextmanager
async def _background(house: House, instruments: Instruments) -> AsyncIterator[None]:
    """What goes on beside the requests: the sites are kept fresh, and, unless that is done apart, the log is worked
    through and winners are chosen."""

    async def experiments() -> list[Experiment]:
        return held_experiments(house.sites)

    stop = asyncio.Event()
    endless: Tasks = {"refreshing of the sites": house.sites.keep_fresh()}
    working: Tasks = {}
    if house.settings.log_workers == "inside":
        judging, working = log_tasks(
            house.client, house.recorder, house.clock, stop, experiments, batch=BATCH_BESIDE_REQUESTS
        )
        endless = {**endless, **judging}
    if instruments.metrics_folder is not None:
        sharing = keep_published(instruments.metrics_folder, partial(metrics.snapshot, instruments))
        endless = {**endless, "sharing of the metrics": sharing}
    async with going_on(endless, stop, working):
        yield
