"""An entry of the log says all that the workers need, and reads back as it was written."""

from __future__ import annotations

from hypothesis import given

from notesik.events import Event
from notesik.log_entries import Entry, Tally, decode_entry, encode_entry
from sample_events import DAY_MS, NOW_MS, events, track


@given(events)
def test_an_entry_reads_back_as_it_was_written(event: Event) -> None:
    entry = Entry("shop", "anna", event, (Tally("hero", "a", "clicks"),), ("bike",), (("tent", 2),), ("vip", "new"))
    assert decode_entry(encode_entry(entry)) == entry
    assert decode_entry(encode_entry(Entry("shop", "anna", event))) == Entry("shop", "anna", event)


def test_the_day_of_an_entry_is_the_events_in_utc() -> None:
    midnight_ms = NOW_MS // DAY_MS * DAY_MS
    assert Entry("shop", "anna", track("A", at_ms=midnight_ms)).day == "2026-11-21"
    assert Entry("shop", "anna", track("A", at_ms=midnight_ms - 1)).day == "2026-11-20"
    assert Entry("shop", "anna", track("A", at_ms=1)).day == "1970-01-01"
