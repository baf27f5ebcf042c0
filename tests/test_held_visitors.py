"""Visitors that a process holds: believed only as long as they nearly always are right."""

from __future__ import annotations

from notesik.held_visitors import HELD_WITH_BYTES, MAX_STATE_BYTES, Held, HeldVisitors
from notesik.store.keys import VisitorKey, visitor_key


def key(name: str) -> VisitorKey:
    return visitor_key("shop", "a", name, 64)


def held(revision: int = 1, size_bytes: int = 1_000) -> Held:
    """One that takes so many bytes, with all that is held beside its state."""
    return Held(bytes(size_bytes - HELD_WITH_BYTES), revision)


def test_it_is_believed_once_loads_have_shown_for_long_enough_that_it_would_have_been_right() -> None:
    memory = HeldVisitors()
    memory.keep(key("ann"), held())
    for _ in range(70):
        assert memory.find(key("ann")) is None
        memory.compare(key("ann"), 1)
    for _ in range(30):
        memory.compare(key("ann"), 1)
    assert memory.find(key("ann")) == held()


def test_it_is_never_believed_where_other_processes_write_every_second_time() -> None:
    memory = HeldVisitors()
    memory.keep(key("ann"), held())
    for turn in range(1_000):
        memory.compare(key("ann"), 1 + turn % 2)
        assert memory.find(key("ann")) is None


def test_it_loses_belief_when_it_was_wrong_and_gains_it_when_it_could_be_written() -> None:
    memory = HeldVisitors(right=1.0)
    wrong = 0
    while True:
        memory.keep(key("ann"), held())
        if memory.find(key("ann")) is None:
            break
        memory.drop(key("ann"), was_wrong=True)
        wrong += 1
    assert 3 <= wrong <= 10
    for _ in range(10):
        memory.prove()
    assert memory.find(key("ann")) == held()


def test_what_is_erased_says_nothing_about_the_rest() -> None:
    memory = HeldVisitors(right=0.9)
    memory.keep(key("ann"), held())
    memory.keep(key("bob"), held(2))
    memory.drop(key("ann"))
    assert memory.find(key("ann")) is None
    assert memory.find(key("bob")) == held(2)


def test_who_is_unknown_teaches_nothing() -> None:
    memory = HeldVisitors(right=0.9)
    memory.compare(key("ann"), 7)
    memory.drop(key("ann"), was_wrong=True)
    memory.keep(key("bob"), held())
    assert memory.find(key("bob")) == held()


def test_those_written_longest_ago_go_first() -> None:
    memory = HeldVisitors(most_bytes=2_500, right=1.0)
    memory.keep(key("ann"), held())
    memory.keep(key("bob"), held())
    memory.keep(key("ann"), held(2))
    memory.keep(key("cat"), held())
    assert [memory.find(key(name)) for name in ("ann", "bob", "cat")] == [held(2), None, held()]


def test_who_is_written_again_takes_no_more_room_and_who_is_erased_none() -> None:
    memory = HeldVisitors(most_bytes=3_000, right=1.0)
    for revision in range(1, 20):
        memory.keep(key("ann"), held(revision))
        memory.keep(key("bob"), held(revision))
        memory.drop(key("bob"))
    memory.keep(key("cat"), held(size_bytes=2_000))
    assert memory.find(key("ann")) == held(19)
    assert memory.find(key("cat")) == held(size_bytes=2_000)


def test_who_has_too_much_is_not_held_and_leaves_the_others_theirs() -> None:
    memory = HeldVisitors(right=1.0)
    memory.keep(key("ann"), held())
    memory.keep(key("bob"), held())
    memory.keep(key("bob"), held(2, MAX_STATE_BYTES + 1))
    assert memory.find(key("ann")) == held()
    assert memory.find(key("bob")) is None
