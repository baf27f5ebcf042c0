"""Real servers for all tests: the embedded Valkey, and the system's Redis where it is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from redis import Redis
from redis.exceptions import ConnectionError

from counting_proxy import CountingProxy
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from notesik.store.embedded import EmbeddedStore
from notesik.store.urls import read_url
from running_cluster import running_cluster

# A slow machine is no fault of what is tested; all else stays as Hypothesis has it (in CI the same examples always).
settings.register_profile("notesik", settings(), deadline=None)
settings.load_profile("notesik")


@contextmanager
def embedded_valkey(folder: Path) -> Iterator[str]:
    with EmbeddedStore(folder) as store:
        yield store.url


@contextmanager
def system_redis(folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as server:
        try:
            url = f"redis://127.0.0.1:{port}"
            assert wait_for(lambda: answers_ping(url), timeout_s=10), "redis-server did not start"
            yield url
        finally:
            server.terminate()


def answers_ping(url: str) -> bool:
    with Redis.from_url(url) as redis:
        try:
            return bool(redis.ping())
        except ConnectionError:
            return False


@contextmanager
def valkey_cluster(folder: Path) -> Iterator[str]:
    with running_cluster(folder) as cluster:
        yield cluster.url


SINGLE_SERVERS: list[Callable[[Path], object]] = [embedded_valkey]
if shutil.which("redis-server"):
    SINGLE_SERVERS.append(system_redis)
SERVERS = [*SINGLE_SERVERS, valkey_cluster]


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop that the server runs on."""
    return ("asyncio", {"use_uvloop": True})


@pytest.fixture(scope="session")
def store_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The embedded Valkey. What speaks to the store itself, and its scripts, is tried on ``each_store_server``."""
    with embedded_valkey(tmp_path_factory.mktemp("store")) as url:
        yield url


@pytest.fixture(scope="session", params=SERVERS, ids=lambda server: server.__name__)
def each_store_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Every server that there is; a module takes it by overriding ``store_server``."""
    with request.param(tmp_path_factory.mktemp("store")) as url:
        yield url


@pytest.fixture(scope="session", params=SINGLE_SERVERS, ids=lambda server: server.__name__)
def each_single_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same without the cluster, for what concerns one server's connections."""
    with request.param(tmp_path_factory.mktemp("store")) as url:
        yield url


@pytest.fixture(scope="session")
def cluster_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis Cluster of three masters."""
    with valkey_cluster(tmp_path_factory.mktemp("store")) as url:
        yield url


def emptied(url: str) -> str:
    """The store at ``url``, with nothing in it; of a cluster, whose masters it names."""
    urls = [f"redis://{place}" for place in read_url(url).places] if "+" in url else [url]
    for each in urls:
        with Redis.from_url(each) as redis:
            redis.flushall()
    return url


@pytest.fixture
def store_url(store_server: str) -> str:
    """An empty store."""
    return emptied(store_server)


@pytest.fixture(scope="module")
def module_store_url(store_server: str) -> str:
    """A store that is emptied once for all tests of a module, which do not meet: each has its own visitors."""
    return emptied(store_server)


@pytest.fixture
async def client(store_url: str) -> AsyncIterator[Client]:
    async with Client(store_url) as client:
        yield client


@pytest.fixture
def counting_proxy(store_url: str) -> Iterator[CountingProxy]:
    """The same store through a proxy that counts round trips: connect to `.url`, read `.round_trips`."""
    with CountingProxy(store_url) as proxy:
        yield proxy
