"""For operators: all figures, as Prometheus reads them."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from itertools import accumulate

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notesik import __version__
from notesik.errors import Forbidden, StoreUnavailable, Unauthorized
from notesik.metrics import (
    BUILD,
    CONNECTIONS,
    LOG_LAG,
    LOG_WORKERS,
    METRICS,
    PROCESS,
    STORE_UP,
    WAITING,
    Labels,
    Metric,
    Snapshot,
    Spread,
)
from notesik.store import log, log_readers
from notesik.store.client import Client
from notesik.web.instruments import Instruments, instruments_of
from notesik.worker_metrics import sums
from notesik.workers.consumer import unix_ms

_process = ProcessCollector(registry=None)
_PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


async def get_metrics(request: Request) -> Response:
    """Figures of all processes, for Prometheus; with `metrics_token` as bearer, without one only from this machine"""
    instruments = instruments_of(request)
    _check_reader(request, instruments.settings.metrics_token)
    figures = sums(snapshot(instruments), instruments.metrics_folder)
    figures.gauges |= {BUILD.name: {(__version__,): 1}, **await _store_figures(instruments.client)}
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(figures))
    return Response(
        generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    )


def snapshot(instruments: Instruments) -> Snapshot:
    """This process's own figures, as they are now."""
    traffic = instruments.client.traffic
    gauges: dict[Metric, dict[Labels, float]] = {
        CONNECTIONS: {("idle",): traffic.idle, ("busy",): traffic.busy},
        WAITING: {(): traffic.waiting},
    }
    wanted = {metric.name for metric in PROCESS}
    samples = (sample for family in _process.collect() for sample in family.samples)
    return instruments.recorder.snapshot(
        os.getpid(), gauges, {each.name: each.value for each in samples if each.name in wanted}
    )


def _check_reader(request: Request, token: str) -> None:
    """Raises Unauthorized without the ``token``, or, where none is set, Forbidden for who is not on this machine.

    What a proxy passes on comes from this machine too, and may be anybody's: its headers tell it apart.
    """
    if token:
        kind, _, stated = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secrets.compare_digest(stated.strip().encode(), token.encode()):
            raise Unauthorized("the metrics ask for their token: Authorization: Bearer NOTESIK_METRICS_TOKEN")
        return
    is_passed_on = any(header in request.headers for header in _PROXIED)
    if is_passed_on or request.client is None or not _is_this_machine(request.client.host):
        raise Forbidden("only this machine may read the metrics; set NOTESIK_METRICS_TOKEN for others")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, or nothing
        return False


async def _store_figures(client: Client) -> dict[str, dict[Labels, float]]:
    """What only the store knows; of a store that is away, just that."""
    try:
        lag, readers = await asyncio.gather(log.lag(client), log_readers.count(client, unix_ms()))
    except StoreUnavailable:
        return {STORE_UP.name: {(): 0}}
    behind: dict[Labels, float] = {("unread",): lag.unread, ("pending",): lag.pending}
    return {STORE_UP.name: {(): 1}, LOG_LAG.name: behind, LOG_WORKERS.name: {(): readers}}


class _Figures(Collector):
    """Figures in the shape that Prometheus' client writes."""

    def __init__(self, figures: Snapshot) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Family]:
        for metric in METRICS:
            if metric.kind == "histogram":
                yield _histogram(metric, self._figures.spreads.get(metric.name, {}))
            else:
                yield _numbers(metric, {**self._figures.counts, **self._figures.gauges}.get(metric.name, {}))


def _numbers(metric: Metric, series: dict[Labels, float]) -> Family:
    make = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
    family = make(metric.name, metric.help, labels=metric.labels)
    for labels, value in sorted(series.items()):
        family.add_metric(labels, value)
    return family


def _histogram(metric: Metric, series: dict[Labels, Spread]) -> Family:
    family = HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
    for labels, spread in sorted(series.items()):
        family.add_metric(labels, list(_buckets(metric, spread)), spread.sum)
    return family


def _buckets(metric: Metric, spread: Spread) -> Iterator[tuple[str, float]]:
    """Each bound with how many values are not above it, as Prometheus counts them."""
    yield from zip([*(f"{bound:g}" for bound in metric.bounds), "+Inf"], accumulate(spread.counts), strict=True)


ROUTES = [Route("/metrics", get_metrics, methods=["GET"])]
