"""The embedded store keeps its data, whoever dies, and its folder to itself."""

from __future__ import annotations

import logging
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from redis import Redis
from redis.exceptions import ConnectionError

from notesik.errors import DataFolderInUse, StoreUnavailable
from notesik.store.data_folder import LONGEST_SOCKET_PATH, wait_for
from notesik.store.embedded import EmbeddedStore, running_url


class Owner(NamedTuple):
    """Another process that owns a store."""

    process: subprocess.Popen[str]
    url: str
    valkey_pid: int

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def owner(folder: Path, *platform: str) -> Iterator[Owner]:
    command = [sys.executable, str(Path(__file__).with_name("owner.py")), str(folder), *platform]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        url, pid = process.stdout.readline().split()
        yield Owner(process, url, int(pid))
        process.stdin.close()
        process.wait()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not collected by its parent does not."""
    try:
        os.kill(pid, 0)
        if not sys.platform.startswith("linux"):
            return True
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def put(url: str, value: str) -> None:
    with Redis.from_url(url) as redis:
        redis.set("key", value)


def value(url: str) -> str | None:
    with Redis.from_url(url, decode_responses=True) as redis:
        return redis.get("key")


def test_it_is_ready_in_less_than_half_a_second(tmp_path: Path):
    with EmbeddedStore(tmp_path):
        pass
    started_s = time.monotonic()
    with EmbeddedStore(tmp_path):
        assert time.monotonic() - started_s < 0.5


def test_it_survives_a_restart(tmp_path: Path):
    with EmbeddedStore(tmp_path / "new" / "folder") as store:
        put(store.url, "kept")
    with EmbeddedStore(tmp_path / "new" / "folder") as store:
        assert value(store.url) == "kept"


def test_it_keeps_everything_rather_than_evicting(tmp_path: Path):
    with EmbeddedStore(tmp_path) as store, Redis.from_url(store.url, decode_responses=True) as redis:
        settings = redis.config_get("maxmemory-policy", "appendonly", "appendfsync", "save")
        assert settings["maxmemory-policy"] == "noeviction"
        assert (settings["appendonly"], settings["appendfsync"], settings["save"]) == ("yes", "everysec", "")


def test_only_its_owner_can_reach_it(tmp_path: Path):
    with EmbeddedStore(tmp_path) as store, Redis.from_url(store.url, decode_responses=True) as redis:
        assert redis.config_get("port")["port"] == "0"
        socket = Path(redis.config_get("unixsocket")["unixsocket"])
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700


def test_a_killed_server_is_started_again_with_its_data(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with EmbeddedStore(tmp_path) as store, caplog.at_level(logging.WARNING):
        put(store.url, "kept")
        killed = store.pid
        started_s = time.monotonic()
        os.kill(killed, signal.SIGKILL)
        assert wait_for(lambda: store.pid != killed and running_url_answers(store), timeout_s=5)
        assert time.monotonic() - started_s < 1
        assert value(store.url) == "kept"
    assert "started again" in caplog.text


def running_url_answers(store: EmbeddedStore) -> bool:
    try:
        with Redis.from_url(store.url) as redis:
            return bool(redis.ping())
    except ConnectionError:
        return False


def test_a_half_written_last_command_is_dropped(tmp_path: Path):
    with EmbeddedStore(tmp_path) as store:
        put(store.url, "kept")
    [log] = tmp_path.glob("appendonlydir/*.incr.aof")
    with log.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$3\r\nke")
    with EmbeddedStore(tmp_path) as store:
        assert value(store.url) == "kept"


def test_when_its_owner_is_killed_the_server_ends_and_the_next_start_finds_the_data(tmp_path: Path):
    with owner(tmp_path) as first:
        put(first.url, "kept")
        first.kill()
        assert not sys.platform.startswith("linux") or wait_for(lambda: not is_alive(first.valkey_pid), timeout_s=5)
        with EmbeddedStore(tmp_path) as store:
            assert value(store.url) == "kept"


def test_the_next_start_does_not_wait_for_the_server_of_a_killed_owner_to_be_gone(tmp_path: Path):
    with owner(tmp_path) as first:
        put(first.url, "kept")
        first.kill()
        with EmbeddedStore(tmp_path) as store:
            assert value(store.url) == "kept"
            assert wait_for(lambda: not is_alive(first.valkey_pid), timeout_s=1)


def test_a_server_that_outlived_its_owner_is_ended_before_the_next_start(tmp_path: Path):
    with owner(tmp_path, "unknown") as first:
        put(first.url, "kept")
        first.kill()
        assert is_alive(first.valkey_pid)
        with EmbeddedStore(tmp_path) as store:
            assert value(store.url) == "kept"
            assert store.pid != first.valkey_pid
            assert wait_for(lambda: not is_alive(first.valkey_pid), timeout_s=1)


def test_two_processes_share_one_store(tmp_path: Path):
    with owner(tmp_path) as other:
        url = running_url(tmp_path)
        assert url == other.url
        put(url, "shared")
        assert value(other.url) == "shared"


def test_a_folder_that_nobody_uses_has_no_running_store(tmp_path: Path):
    assert running_url(tmp_path / "none") is None
    with owner(tmp_path) as other:
        other.kill()
    assert running_url(tmp_path) is None


def test_a_folder_in_use_is_refused_with_the_name_of_the_holder(tmp_path: Path):
    with owner(tmp_path) as other:
        with pytest.raises(DataFolderInUse) as refusal:
            EmbeddedStore(tmp_path).start()
        assert str(refusal.value) == (
            f"The data folder {tmp_path} is in use by process {other.process.pid}: "
            "stop that first, or use another folder (--data)."
        )
        put(other.url, "undisturbed")
        assert value(other.url) == "undisturbed"
    with EmbeddedStore(tmp_path) as store:
        assert value(store.url) == "undisturbed"


def test_a_server_that_cannot_start_says_why(tmp_path: Path):
    with EmbeddedStore(tmp_path) as store:
        put(store.url, "kept")
    [manifest] = tmp_path.glob("appendonlydir/*.manifest")
    manifest.write_text("nonsense\n")
    with pytest.raises(StoreUnavailable, match=r"valkey\.log ends with: .*manifest"):
        EmbeddedStore(tmp_path).start()
    assert running_url(tmp_path) is None


def test_a_folder_with_a_long_name_has_its_socket_in_a_private_folder_elsewhere(tmp_path: Path):
    folder = tmp_path / ("a long name " * 12)
    with EmbeddedStore(folder) as store, Redis.from_url(store.url, decode_responses=True) as redis:
        socket = Path(redis.config_get("unixsocket")["unixsocket"])
        assert len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    socket.parent.rmdir()


def test_stopping_twice_is_harmless(tmp_path: Path):
    store = EmbeddedStore(tmp_path)
    store.start()
    store.stop()
    store.stop()
    assert running_url(tmp_path) is None
