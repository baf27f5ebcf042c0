"""How many times a second one process on one core gives away the snippet, beside a bare Starlette endpoint.

    python loadtests/bench_files.py [--seconds 6]

``GET /notesik.js`` packed, as browsers ask for it, and asked whether it has changed. Needs ``wrk`` and two cores.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx

from bench_visits import template
from goals import Row, at_least, told
from notesik.store.embedded import EmbeddedStore
from served import APP, loaded, needs_wrk, served, stay_beside, wrk

SECONDS = 6.0
ROUNDS = 3
LEAST = 0.9
SCRIPT = "/notesik.js"


def _rate(port: int, seconds: float, headers: Mapping[str, str]) -> float:
    """Answers a second to ``GET`` of the script."""
    options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    return wrk([f"http://127.0.0.1:{port}{SCRIPT}"], seconds, *options).rate


def _headers(port: int) -> dict[str, dict[str, str]]:
    """What is asked, by what it is called, looked at once: the answers must be what is to be measured."""
    url = f"http://127.0.0.1:{port}{SCRIPT}"
    asked = {coding: {"Accept-Encoding": coding} for coding in ("br", "gzip")}
    for coding, headers in asked.items():
        assert httpx.get(url, headers=headers).headers["content-encoding"] == coding
    asked["unchanged"] = {"Accept-Encoding": "br", "If-None-Match": httpx.get(url).headers["etag"]}
    assert httpx.get(url, headers=asked["unchanged"]).status_code == httpx.codes.NOT_MODIFIED
    return asked


def rows(seconds: float = SECONDS) -> Iterator[Row]:
    """The servers take turns, so that the machine's other work falls on all; the best round of each counts."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore(Path(folder) / "data") as store:
        stay_beside()
        body = Path(folder) / "body.json"
        body.write_text(template())
        rates: dict[str, float] = {}
        for _ in range(ROUNDS):
            with served("yardsticks:bare_app", store.url) as port:
                rates["bare"] = max(rates.get("bare", 0), loaded(port, body, seconds / ROUNDS).rate)
            with served(APP, store.url) as port:
                for what, headers in _headers(port).items():
                    rates[what] = max(rates.get(what, 0), _rate(port, seconds / ROUNDS, headers))
    bare = rates.pop("bare")
    for what, rate in rates.items():
        yield at_least(f"the snippet, {what}", rate / bare, LEAST, "bare", f"{rate:,.0f} of {bare:,.0f}/s")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of load for each")
    seconds = parser.parse_args(arguments).seconds
    needs_wrk()
    for row in rows(seconds):
        print(told(row), flush=True)


if __name__ == "__main__":
    main()
