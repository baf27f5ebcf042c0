"""Within a process one after the other, in the order of coming, whatever is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notesik.one_at_a_time import OneAtATime

pytestmark = pytest.mark.anyio


async def work(turns: OneAtATime, names: Iterable[str], log: list[str], who: str, end: asyncio.Event) -> None:
    taken = await turns.take(names)
    try:
        log.append(f"{who} begins")
        await end.wait()
    finally:
        log.append(f"{who} ends")
        turns.give(taken)


async def settled() -> None:
    """Let everything go on that can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_they_come_one_after_the_other_and_others_at_once() -> None:
    turns, log = OneAtATime(), list[str]()
    ends = [asyncio.Event() for _ in range(4)]
    wanted = (["a"], ["b", "a"], ["a"], ["c"])
    tasks = [asyncio.create_task(work(turns, names, log, str(n), ends[n])) for n, names in enumerate(wanted)]
    await settled()
    assert log == ["0 begins", "3 begins"]
    for end in ends:
        end.set()
        await settled()
    await asyncio.gather(*tasks)
    mine = [line for line in log if line[0] != "3"]
    assert mine == ["0 begins", "0 ends", "1 begins", "1 ends", "2 begins", "2 ends"]


async def test_who_gives_up_waiting_is_passed_over_and_keeps_nothing() -> None:
    turns, log = OneAtATime(), list[str]()
    ends = [asyncio.Event() for _ in range(3)]
    wanted = (["b"], ["a", "b"], ["b", "a"])
    tasks = [asyncio.create_task(work(turns, names, log, str(n), ends[n])) for n, names in enumerate(wanted)]
    await settled()
    tasks[1].cancel()
    await settled()
    ends[0].set()
    ends[2].set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert log == ["0 begins", "0 ends", "2 begins", "2 ends"]


async def test_who_is_cancelled_in_the_moment_of_their_turn_lets_the_next_one_go() -> None:
    turns, log = OneAtATime(), list[str]()
    ends = [asyncio.Event() for _ in range(3)]
    tasks = [asyncio.create_task(work(turns, ["a"], log, str(n), ends[n])) for n in range(3)]
    await settled()
    ends[2].set()
    tasks[0].cancel()
    await asyncio.sleep(0)  # now the turn is the second one's, who does not know it yet
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert log[-2:] == ["2 begins", "2 ends"]


@settings(max_examples=50, deadline=None)
@given(wanted=st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4), max_size=12))
def test_nobody_waits_for_ever_and_nothing_stays_taken(wanted: list[list[str]]) -> None:
    async def all_of_them() -> None:
        turns, busy = OneAtATime(), set[str]()

        async def one(names: list[str]) -> None:
            taken = await turns.take(names)
            assert not busy & set(names)
            busy.update(names)
            await asyncio.sleep(0)
            busy.difference_update(names)
            turns.give(taken)

        await asyncio.wait_for(asyncio.gather(*map(one, wanted)), 5)
        await asyncio.wait_for(one(["a", "b", "c", "d"]), 5)

    asyncio.run(all_of_them())
