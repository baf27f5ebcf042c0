"""What is written down of commands, is as the server has it."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import pytest

from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.servers import READS
from notesik.store.slots import KEY_AT, KEYLESS

TWO_WORDS = ("XGROUP|CREATE", "XGROUP|DELCONSUMER", "XINFO|GROUPS", "XINFO|CONSUMERS")


class Told(NamedTuple):
    """``first_key``: where it stands; 0 where there is none."""

    flags: set[bytes]
    first_key: int


@pytest.fixture(scope="session")
def store_server(each_single_server: str) -> str:
    return each_single_server


@pytest.fixture(scope="module")
def told(store_server: str) -> dict[str, Told]:
    """What the server tells of each command."""

    async def load() -> dict[str, Told]:
        names = sorted({*READS, *KEYLESS, *KEY_AT, *TWO_WORDS})
        async with Client(store_server) as client:
            rows = expect((await client.trip([("COMMAND", "INFO", *names)]))[0])
        return {
            name: Told(set(flags), first_key) for name, (_, _, flags, first_key, *_) in zip(names, rows, strict=True)
        }

    return asyncio.run(load())


def test_what_is_said_to_have_no_key_has_none(told: dict[str, Told]) -> None:
    assert {name: told[name].first_key for name in KEYLESS} == dict.fromkeys(KEYLESS, 0)


def test_the_key_of_others_comes_first(told: dict[str, Told]) -> None:
    others = READS - KEYLESS - KEY_AT.keys() - {"XREADGROUP"}
    assert {name: told[name].first_key for name in others} == dict.fromkeys(others, 1)


def test_the_key_of_commands_of_two_words_comes_after_them(told: dict[str, Told]) -> None:
    assert {told[name].first_key for name in TWO_WORDS} == {KEY_AT["XGROUP"]} == {KEY_AT["XINFO"]}


def test_what_needs_no_replica_writes_nothing_but_who_reads_the_log(told: dict[str, Told]) -> None:
    assert {name for name in READS if b"write" in told[name].flags} == {"XAUTOCLAIM", "XREADGROUP"}
