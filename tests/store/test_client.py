"""One trip is one round trip, concurrent trips share them, and a store that is away is said to be away."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest
from hiredis import ReplyError

from counting_proxy import CountingProxy
from notesik.errors import NotesikError, StoreUnavailable
from notesik.store import visitors
from notesik.store.client import Client, Traffic
from notesik.store.connections import Timeouts, expect
from notesik.store.embedded import EmbeddedStore
from notesik.store.keys import visitor_key

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def store_server(each_single_server: str) -> str:
    return each_single_server


async def test_a_trip_returns_the_replies_in_order(client: Client):
    replies = await client.trip([("SET", "a", b"\x00\xff"), ("GET", "a"), ("INCRBY", "n", 41), ("GET", "none")])
    assert replies == [b"OK", b"\x00\xff", 41, None]


async def test_a_trip_of_no_commands_goes_nowhere(client: Client):
    assert await client.trip([]) == []


async def test_a_refused_command_is_a_value_and_the_others_are_carried_out(client: Client):
    first, refused, last = await client.trip([("SET", "a", "1"), ("LPUSH", "a", "x"), ("GET", "a")])
    assert (first, last) == (b"OK", b"1")
    assert isinstance(refused, ReplyError)
    with pytest.raises(ReplyError, match="WRONGTYPE"):
        expect(refused)


async def test_a_full_store_is_unavailable(client: Client):
    await client.trip([("CONFIG", "SET", "maxmemory", "1")])
    try:
        [refused] = await client.trip([("SET", "a", "1")])
        with pytest.raises(StoreUnavailable, match="refuses to write"):
            expect(refused)
        key = visitor_key("shop", "a", "x", 64)
        with pytest.raises(StoreUnavailable, match="refuses to write"):
            await visitors.save(client, [visitors.Change(key, 0, b"state")])
    finally:
        await client.trip([("CONFIG", "SET", "maxmemory", "0")])


async def test_one_trip_is_one_round_trip(counting_proxy: CountingProxy):
    async with Client(counting_proxy.url) as client:
        await client.trip([("PING",)])
        before = counting_proxy.round_trips
        await client.trip([("SET", f"k{number}", number) for number in range(100)])
        assert counting_proxy.round_trips == before + 1


async def test_loading_and_saving_a_visitor_are_two_round_trips(counting_proxy: CountingProxy):
    async with Client(counting_proxy.url) as client:
        await client.trip([("PING",)])
        before = counting_proxy.round_trips
        anonymous, user = (visitor_key("shop", level, "x", 64) for level in ("a", "u"))
        [linked, _] = await visitors.link(client, anonymous, "x", [user])
        changes = [visitors.Change(anonymous, linked.revision, b"a", [b"e"]), visitors.Change(user, 0, b"u")]
        assert all(await visitors.save(client, changes))
        assert counting_proxy.round_trips == before + 2


async def test_fifty_concurrent_trips_share_a_few_round_trips(counting_proxy: CountingProxy):
    async with Client(counting_proxy.url) as client:
        await asyncio.gather(client.trip([("PING",)]), client.trip([("PING",)]))
        before = counting_proxy.round_trips
        replies = await asyncio.gather(*(client.trip([("ECHO", str(number))]) for number in range(50)))
        assert replies == [[str(number).encode()] for number in range(50)]
        assert counting_proxy.round_trips - before <= 4


async def test_trips_of_busy_requests_are_gathered_while_others_are_in_flight(counting_proxy: CountingProxy):
    async def request(number: int) -> None:
        for step in range(5):
            assert await client.trip([("ECHO", f"{number} {step}")]) == [f"{number} {step}".encode()]

    async with Client(counting_proxy.url) as client:
        await client.trip([("PING",)])
        before = counting_proxy.round_trips
        await asyncio.gather(*(request(number) for number in range(50)))
        assert counting_proxy.round_trips - before < 50


async def test_each_round_trip_is_told_of_with_its_commands(store_url: str):
    told: list[tuple[int, bool]] = []

    def hear(commands: int, seconds: float, *, has_failed: bool) -> None:
        assert 0 < seconds < 10
        told.append((commands, has_failed))

    async with Client(store_url, flights=1, on_flight=hear) as client:
        first = asyncio.create_task(client.trip([("PING",)]))
        await asyncio.sleep(0)
        assert client.traffic == Traffic(idle=0, busy=1, waiting=1)
        await asyncio.gather(first, client.trip([("PING",), ("PING",)]))
        assert client.traffic == Traffic(idle=1, busy=0, waiting=0)
    assert sum(commands for commands, _ in told) == 3
    async with Client("redis://127.0.0.1:1", on_flight=hear) as nowhere:
        with pytest.raises(StoreUnavailable):
            await nowhere.trip([("PING",)])
    assert [has_failed for _, has_failed in told] == [False] * (len(told) - 1) + [True]


async def test_a_caller_that_gives_up_does_not_disturb_the_others(client: Client):
    trips = [asyncio.create_task(client.trip([("ECHO", str(number))])) for number in range(10)]
    await asyncio.sleep(0)
    trips[3].cancel()
    replies = await asyncio.gather(*trips, return_exceptions=True)
    assert isinstance(replies.pop(3), asyncio.CancelledError)
    assert replies == [[str(number).encode()] for number in range(10) if number != 3]


async def test_a_trip_that_was_given_up_before_it_left_keeps_no_line_busy(store_url: str):
    async with Client(store_url, flights=1, timeouts=Timeouts(1, 1)) as client:
        await client.trip([("PING",)])
        alone = asyncio.create_task(client.trip([("PING",)]))
        await asyncio.sleep(0)
        alone.cancel()
        await asyncio.gather(alone, return_exceptions=True)
        async with asyncio.timeout(0.5):
            assert await client.trip([("ECHO", "here")]) == [b"here"]


async def test_a_script_that_the_server_has_forgotten_is_sent_again(client: Client):
    key = visitor_key("shop", "a", "x", 64)
    await client.trip([("SCRIPT", "FLUSH")])
    assert all(await visitors.save(client, [visitors.Change(key, 0, b"one", [b"e"])]))
    assert (await visitors.load(client, [key]))[0].state == b"one"
    assert await client.trip([("XLEN", key.log)]) == [1]


async def test_the_number_of_partitions_is_fixed_when_a_store_is_first_used(store_url: str):
    async with Client(store_url, partitions=8) as first:
        await first.trip([("PING",)])
    async with Client(store_url, partitions=16) as second:
        with pytest.raises(NotesikError, match="set up with 8 partitions and cannot be used with 16"):
            await second.trip([("PING",)])
    async with Client(store_url, partitions=8) as third:
        assert await third.trip([("PING",)]) == [b"PONG"]


async def test_after_the_store_was_restarted_the_next_trip_connects_again(tmp_path):
    store = EmbeddedStore(tmp_path)
    store.start()
    async with Client(store.url) as client:
        await client.trip([("SET", "a", "1")])
        store.stop()
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            await client.trip([("GET", "a")])
        store.start()
        key = visitor_key("shop", "a", "x", 64)
        assert all(await visitors.save(client, [visitors.Change(key, 0, b"one")]))
        assert await client.trip([("GET", "a")]) == [b"1"]
    store.stop()


async def test_a_store_that_restarted_while_nobody_asked_is_not_noticed(tmp_path):
    store = EmbeddedStore(tmp_path)
    store.start()
    async with Client(store.url) as client:
        await client.trip([("SET", "a", "1")])
        await asyncio.to_thread(store.stop)
        await asyncio.to_thread(store.start)
        assert await client.trip([("GET", "a")]) == [b"1"]
    store.stop()


async def test_without_a_server_every_trip_fails_at_once():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started_s = time.monotonic()
    async with Client(f"redis://127.0.0.1:{port}") as client:
        trips = await asyncio.gather(*(client.trip([("PING",)]) for _ in range(20)), return_exceptions=True)
    assert [type(trip) for trip in trips if not isinstance(trip, StoreUnavailable)] == []
    assert time.monotonic() - started_s < 1


async def test_a_server_that_never_answers_costs_no_more_than_the_timeout():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started_s = time.monotonic()
        async with Client(f"redis://127.0.0.1:{silent.getsockname()[1]}", timeouts=Timeouts(0.1, 0.1)) as client:
            trips = await asyncio.gather(*(client.trip([("PING",)]) for _ in range(20)), return_exceptions=True)
        assert all(isinstance(trip, StoreUnavailable) for trip in trips)
        assert time.monotonic() - started_s < 1


async def test_a_command_that_takes_too_long_fails_alone(store_url: str):
    async with Client(store_url, timeouts=Timeouts(1, 0.1)) as client:
        with pytest.raises(StoreUnavailable, match="did not answer within"):
            await client.trip([("BLPOP", "nothing", 5)])
        assert await client.trip([("ECHO", "here")]) == [b"here"]


async def test_a_closed_client_says_so(store_url: str):
    client = Client(store_url)
    waiting = asyncio.create_task(client.trip([("BLPOP", "nothing", 5)]))
    await asyncio.sleep(0)
    await client.aclose()
    for trip in (waiting, client.trip([("PING",)])):
        with pytest.raises(StoreUnavailable, match="closed"):
            await trip
