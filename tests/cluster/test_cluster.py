"""One trip goes to all servers that have its keys, and follows slots to where they are."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from hiredis import ReplyError
from redis import Redis
from redis.crc import key_slot
from redis.exceptions import ResponseError

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store import log, visitors
from notesik.store.client import Client
from notesik.store.cluster import read_redirection, read_slots
from notesik.store.keys import visitor_key
from notesik.store.places import Place
from notesik.store.slots import SLOTS, slots_of
from notesik.store.urls import read_url
from notesik.store.visitors import Change
from running_cluster import Node, running_cluster, started

pytestmark = pytest.mark.anyio

KEY = visitor_key("shop", "a", "anna", 64)


@pytest.fixture
def nodes(store_url: str):
    """The masters, asked directly."""
    nodes = [Redis(port=place.port, decode_responses=True) for place in read_url(store_url).places]
    yield nodes
    for node in nodes:
        node.close()


def owner_of(nodes: list[Redis], key: str) -> int:
    """Which of them has a key."""
    [owner] = [number for number, node in enumerate(nodes) if has(node, key)]
    return owner


def has(node: Redis, key: str) -> bool:
    try:
        return bool(node.exists(key))
    except ResponseError:
        return False


async def test_replies_come_in_order_from_whichever_server(client: Client, nodes: list[Redis]) -> None:
    keys = [f"k{number}" for number in range(100)]
    assert await client.trip([("SET", key, key) for key in keys]) == [b"OK"] * 100
    assert await client.trip([("GET", key) for key in keys]) == [key.encode() for key in keys]
    assert {owner_of(nodes, key) for key in keys} == {0, 1, 2}


async def test_a_refused_command_is_a_value_and_the_others_are_carried_out(client: Client) -> None:
    *rest, refused = await client.trip([*(("SET", f"k{n}", "1") for n in range(9)), ("LPUSH", "k3", "x")])
    assert rest == [b"OK"] * 9
    assert isinstance(refused, ReplyError)


def test_what_has_no_key_goes_along_with_the_first_that_has_one() -> None:
    slot = key_slot(b"a")
    assert slots_of([("TIME",), ("GET", "a"), ("GET", "b")]) == [slot, slot, key_slot(b"b")]
    assert slots_of([("EVALSHA", "5ha", 2, "a", "{a}b", 1), ("XGROUP", "CREATE", "a", "g", 0)]) == [slot, slot]
    assert len(set(slots_of([("PING",), ("INFO", "server")]))) == 1


async def test_a_slot_on_its_way_is_asked_for_where_it_goes(client: Client, nodes: list[Redis]) -> None:
    assert await visitors.save(client, [Change(KEY, 0, b"here", [b"event"])])
    there = (owner_of(nodes, KEY.name) + 1) % 3
    source, target = nodes[owner_of(nodes, KEY.name)], nodes[there]
    slot, ids = key_slot(KEY.name.encode()), [node.execute_command("CLUSTER MYID") for node in (source, target)]
    target.execute_command("CLUSTER SETSLOT", slot, "IMPORTING", ids[0])
    source.execute_command("CLUSTER SETSLOT", slot, "MIGRATING", ids[1])
    target_port = target.connection_pool.connection_kwargs["port"]
    try:
        source.execute_command("MIGRATE", "127.0.0.1", target_port, "", 0, 5_000, "KEYS", KEY.name)
        assert (await visitors.load(client, [KEY]))[0].state == b"here"
        half = asyncio.create_task(visitors.load(client, [KEY]))  # asking is for once, and for this command alone
        assert await client.trip([("XLEN", KEY.log), ("HGET", KEY.name, "s")]) == [1, b"here"]
        assert (await half)[0].state == b"here"
        with pytest.raises(StoreUnavailable, match="TRYAGAIN"):  # its keys are in two places, and stay there
            await visitors.save(client, [Change(KEY, 1, b"changed", [b"event"])])
    finally:
        source.execute_command("MIGRATE", "127.0.0.1", target_port, "", 0, 5_000, "KEYS", KEY.log)
        for node in (target, source):
            node.execute_command("CLUSTER SETSLOT", slot, "NODE", ids[1])
    assert await log.length(client) == 1
    assert (await visitors.load(client, [KEY]))[0].state == b"here"
    assert has(target, KEY.name)


async def test_a_script_that_a_server_has_forgotten_is_sent_again(client: Client, nodes: list[Redis]) -> None:
    await client.trip([("PING",)])
    for node in nodes:
        node.script_flush()
    keys = [visitor_key("shop", "a", f"v{number}", 64) for number in range(20)]
    assert all(await visitors.save(client, [Change(key, 0, b"state", [b"e"]) for key in keys]))
    assert await log.length(client) == 20


async def test_the_number_of_partitions_is_fixed_when_a_cluster_is_first_used(store_url: str) -> None:
    async with Client(store_url, partitions=8) as first:
        await first.trip([("PING",)])
    async with Client(store_url, partitions=16) as second:
        with pytest.raises(NotesikError, match="set up with 8 partitions and cannot be used with 16"):
            await second.trip([("GET", "a")])


async def test_a_consumer_that_waits_is_told_of_an_entry_in_any_partition(client: Client) -> None:
    await log.create_groups(client)
    async with client.line() as line:
        reading = asyncio.create_task(log.read(line, "one", range(64), 10, block_ms=60_000))
        assert await visitors.save(client, [Change(KEY, 0, b"state", [b"event"])])
        assert [(entry.partition, entry.event) for entry in await reading] == [(KEY.partition, b"event")]
        assert await log.read(line, "one", range(64), 10, block_ms=1) == []


async def test_one_server_alone_is_no_cluster(tmp_path: Path) -> None:
    alone = Node(tmp_path)
    with started([alone]):
        async with Client(f"redis+cluster://{alone.place}") as client:
            with pytest.raises(NotesikError, match="no node of a Redis Cluster"):
                await client.trip([("PING",)])


async def test_a_slot_that_had_no_server_is_found_when_it_has_one(tmp_path: Path) -> None:
    with running_cluster(tmp_path, replicas=(0,)) as cluster:
        [node], slot = cluster.masters, key_slot(KEY.name.encode())
        node.redis.execute_command("CLUSTER DELSLOTS", slot)
        async with Client(cluster.url) as client:
            with pytest.raises(StoreUnavailable, match=f"No server of the cluster has the slot {slot}"):
                await client.trip([("GET", KEY.name)])
            node.redis.execute_command("CLUSTER ADDSLOTS", slot)
            async with asyncio.timeout(10):
                while await tells_nothing(client, KEY.name):
                    await client.trip([("GET", "elsewhere")])


async def tells_nothing(client: Client, key: str) -> bool:
    try:
        return await client.trip([("GET", key)]) != [None]
    except StoreUnavailable:
        return True


async def test_nodes_that_are_all_away_are_said_to_be_away() -> None:
    async with Client("redis+cluster://127.0.0.1:1,127.0.0.1:2") as client:
        with pytest.raises(StoreUnavailable, match="No server tells"):
            await client.trip([("GET", "a")])


def test_a_server_that_does_not_know_its_name_is_the_one_that_was_asked() -> None:
    nodes = [[0, 9, [b"", 7000, b"id"], [b"replica", 7001, b"id"]], [10, 10, [b"other", 7002, b"id", {}]]]
    places = read_slots(nodes, Place("asked", 6379))
    assert places[9:12] == [Place("asked", 7000), Place("other", 7002), None]
    assert len(places) == SLOTS
    assert read_redirection("MOVED 3999 :6381", Place("asked", 6380)) == Place("asked", 6381)
    assert read_redirection("ASK 3999 ::1:6381", Place("asked", 6380)) == Place("::1", 6381)


def test_a_server_that_has_no_name_is_asked_for_again() -> None:
    assert read_slots([[0, 9, [b"?", 7000, b"id"]]], Place("asked", 6379))[0] is None
    assert read_redirection("MOVED 3999 ?:6381", Place("asked", 6380)) is None


@pytest.mark.parametrize("named", ["", "?"])
async def test_a_slot_that_moved_to_a_server_without_a_name_is_followed(tmp_path: Path, named: str) -> None:
    kind = {"": "unknown-endpoint", "?": "hostname"}[named]
    with running_cluster(tmp_path, replicas=(0, 0)) as cluster:
        slot = key_slot(b"a")
        source = cluster.owner(slot)
        [target] = [node for node in cluster.masters if node is not source]
        async with Client(cluster.url) as client:
            assert await client.trip([("SET", "a", "1")]) == [b"OK"]
            source.redis.config_set("cluster-preferred-endpoint-type", kind)
            cluster.move(slot, source, target)
            with pytest.raises(ResponseError, match=f"{slot} {re.escape(named)}:{target.port}"):
                source.redis.get("a")
            assert await client.trip([("GET", "a")]) == [b"1"]
