"""A message that was taken is known again, on its day and on the next with messages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notesik.seen_messages import MAX_A_DAY, WIDTH, SeenMessages, digest_of
from sample_events import DAY_MS, NOW_MS

batches = st.lists(st.tuples(st.integers(0, 3), st.lists(st.binary(min_size=WIDTH, max_size=WIDTH), max_size=5)))


def seen_of(taken: list[tuple[int, list[bytes]]]) -> SeenMessages:
    seen = SeenMessages()
    for day, digests in taken:
        seen = seen.after(digests, NOW_MS + day * DAY_MS)
    return seen


def test_a_message_is_known_again_the_day_after() -> None:
    digest = digest_of("m1")
    seen = SeenMessages().after([digest], NOW_MS)
    assert seen.has(digest)
    assert not seen.has(digest_of("m2"))
    assert seen.after([digest_of("m2")], NOW_MS + DAY_MS).has(digest)


def test_a_message_is_known_again_on_the_next_visit_however_late_that_is() -> None:
    seen = SeenMessages().after([digest_of("m1")], NOW_MS).after([digest_of("m2")], NOW_MS + 9 * DAY_MS)
    assert seen.has(digest_of("m1"))
    assert not seen.after([digest_of("m3")], NOW_MS + 10 * DAY_MS).has(digest_of("m1"))


def test_part_of_one_digest_and_part_of_the_next_are_no_third() -> None:
    seen = SeenMessages().after([b"12345678", b"abcdefgh"], NOW_MS)
    assert not seen.has(b"5678abcd")
    assert seen.has(b"abcdefgh")


def test_a_digest_is_found_behind_its_own_likeness() -> None:
    assert SeenMessages().after([b"aaaabbbb", b"bbbbaaaa", b"bbbbbbbb"], NOW_MS).has(b"bbbbbbbb")


def test_a_day_keeps_its_last_messages() -> None:
    digests = [number.to_bytes(WIDTH, "big") for number in range(MAX_A_DAY + 10)]
    seen = SeenMessages().after(digests, NOW_MS)
    assert len(seen.today) == MAX_A_DAY * WIDTH
    assert not seen.has(digests[9])
    assert seen.has(digests[10])


def test_a_clock_that_goes_back_forgets_nothing() -> None:
    seen = SeenMessages().after([digest_of("m1")], NOW_MS).after([digest_of("m2")], NOW_MS - DAY_MS)
    assert seen.has(digest_of("m1"))
    assert seen.has(digest_of("m2"))


@given(batches)
def test_what_is_looked_up_singly_and_all_at_once_is_the_same(taken: list[tuple[int, list[bytes]]]) -> None:
    seen = seen_of(taken)
    asked = {digest for _, digests in taken for digest in digests}
    assert seen.digests() == {digest for digest in asked if seen.has(digest)}


@given(batches, batches)
def test_merging_knows_all_that_either_knew(
    one: list[tuple[int, list[bytes]]], other: list[tuple[int, list[bytes]]]
) -> None:
    merged = seen_of(one).merged(seen_of(other))
    assert merged.digests() == seen_of(one).digests() | seen_of(other).digests()
    assert merged.day == max(seen_of(one).day, seen_of(other).day)
