"""Caps hold although impressions are reported later than they are decided, by any number of pages at once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notesik.campaign_index import CampaignIndex
from notesik.decisions import Request, choose
from notesik.exposures import RESERVED_FOR_MS, SHOWN_WITHIN_MS, Exposure, counted_together
from notesik.reservations import after_decisions
from notesik.site_rules import read_site_rules
from sample_campaigns import HOUR_MS, NOW_MS, campaign, request, shown


def test_an_impression_takes_the_place_of_its_pages_reservation() -> None:
    exposure = Exposure("a").after_reservation("one", NOW_MS).after_reservation("two", NOW_MS + 1)
    seen = exposure.after_impression(NOW_MS + 5, "two")
    assert (seen.count, seen.reserved) == (1, {"one": NOW_MS})
    assert exposure.after_impression(NOW_MS + 5, "three").reserved == exposure.reserved
    assert exposure.after_impression(NOW_MS + 5).reserved == {"two": NOW_MS + 1}


def test_a_page_can_have_several_reservations() -> None:
    exposure = Exposure("a").after_reservation("one", NOW_MS).after_reservation("one", NOW_MS + 1)
    assert len(exposure.reserved) == 2
    assert len(exposure.after_impression(NOW_MS + 2, "one").reserved) == 1
    assert exposure.after_return(["one"], NOW_MS).reserved == {}


def test_pages_without_an_id_are_taken_for_different_ones() -> None:
    exposure = Exposure("a").after_reservation("", NOW_MS).after_reservation("", NOW_MS)
    assert len(exposure.reserved) == 2


def test_a_reservation_ends_after_its_time() -> None:
    exposure = Exposure("a").after_reservation("one", NOW_MS)
    assert exposure.holds_for("one", NOW_MS + RESERVED_FOR_MS - 1)
    assert not exposure.holds_for("one", NOW_MS + RESERVED_FOR_MS)
    assert exposure.after_return((), NOW_MS + RESERVED_FOR_MS - 1) is exposure
    assert exposure.after_return((), NOW_MS + RESERVED_FOR_MS).reserved == {}


def test_histories_of_one_person_join_their_reservations() -> None:
    device = Exposure("a").after_impression(NOW_MS).after_reservation("one", NOW_MS)
    person = Exposure("b").after_holdout(5).after_reservation("two", NOW_MS + 1)
    joined = device.merged(person)
    assert joined.reserved == {"one": NOW_MS, "two": NOW_MS + 1}
    assert (joined.count, joined.held_out_ms) == (2, 5)


@pytest.mark.parametrize("page_id", ["", "one"])
def test_of_two_devices_no_reservation_is_lost_whatever_their_pages_are_called(page_id: str) -> None:
    phone = Exposure("a").after_reservation(page_id, NOW_MS)
    laptop = Exposure("a").after_reservation(page_id, NOW_MS + 1).after_reservation("two", NOW_MS)
    assert sorted(phone.merged(laptop).reserved.values()) == [NOW_MS, NOW_MS, NOW_MS + 1]
    assert len(laptop.merged(phone).reserved) == 3


def test_who_was_only_held_out_keeps_the_variant_that_they_meet_later() -> None:
    held_out = Exposure("").after_holdout(NOW_MS)
    assert held_out.of_variant("b", {"a", "b"}).variant == "b"
    assert Exposure("a").of_variant("b", {"a", "b"}).variant == "a"
    assert Exposure("gone").of_variant("b", {"a", "b"}).variant == "b"
    assert Exposure("a").of_variant("holdout", {"a", "b"}).variant == "a"
    assert held_out.merged(Exposure("b", count=1, times_ms=(NOW_MS,))).variant == "b"
    assert Exposure("b").merged(held_out).variant == "b"


def test_campaigns_counted_together_are_the_sum() -> None:
    one = Exposure("a", count=40, times_ms=tuple(range(32)), closed_ms=3)
    other = Exposure("b", count=1, times_ms=(16,), converted_ms=4)
    together = counted_together([one, other])
    assert (together.count, together.closed_ms, together.converted_ms) == (41, 3, 4)
    assert together.times_ms == tuple(sorted([*range(1, 32), 16]))
    assert counted_together([]).count == 0


class Server:
    """What a server does with one visitor, in the order in which the store takes it."""

    def __init__(self, index: CampaignIndex, exposures: Mapping[str, Exposure] | None = None) -> None:
        self.index = index
        self.exposures = exposures or {}
        self.now_ms = NOW_MS

    def visit(self, page_type: str = "home", **changes: object) -> list[str]:
        """Decide, keep what comes of it, and tell what is shown."""
        asked: Request = request(**changes)
        decisions = choose(self.index, {"page": {"type": page_type}}, self.exposures, asked, self.now_ms)
        self.exposures = after_decisions(self.exposures, decisions, self.index, asked, self.now_ms)
        return shown(decisions)

    def hear(self, campaign: str, page_id: str, at_ms: int) -> None:
        """An impression is reported."""
        before = self.exposures.get(campaign) or Exposure("a")
        self.exposures = {**self.exposures, campaign: before.after_impression(at_ms, page_id)}


def capped(**frequency: object) -> Server:
    return Server(CampaignIndex([campaign("a", frequency=frequency)]))


@pytest.mark.parametrize("pages", [[f"page-{n}" for n in range(50)], [""] * 50])
def test_of_fifty_pages_only_as_many_show_a_campaign_as_its_cap_allows(pages: list[str]) -> None:
    server = capped(windows=[{"cap": 3, "period": "1d"}])
    assert [server.visit(page_id=page) for page in pages].count(["a"]) == 3


def test_a_campaign_without_caps_is_reserved_for_nobody() -> None:
    server = Server(CampaignIndex([campaign("a")]))
    before = server.exposures
    assert server.visit(page_id="one") == ["a"]
    assert server.exposures is before


def test_a_page_that_asks_again_holds_one_impression_and_for_longer() -> None:
    server = capped(lifetime=1)
    assert server.visit(page_id="one") == ["a"]
    server.now_ms += RESERVED_FOR_MS - 1
    assert server.visit(page_id="one", on_screen=frozenset({"a"})) == ["a"]
    server.now_ms += RESERVED_FOR_MS - 1
    assert server.visit(page_id="two") == []
    assert server.exposures["a"].reserved == {"one": NOW_MS + RESERVED_FOR_MS - 1}


def test_what_no_longer_fits_is_given_back() -> None:
    server = Server(CampaignIndex([campaign("a", frequency={"lifetime": 1}, condition={"page.type": "home"})]))
    assert server.visit(page_id="one") == ["a"]
    assert server.visit("cart", page_id="one") == []
    assert server.visit(page_id="two") == ["a"]


def test_the_variant_of_a_reserved_impression_stays() -> None:
    variants = [{"id": "a", "widget": "bar", "weight": 0}, {"id": "b", "widget": "bar"}]
    server = Server(CampaignIndex([campaign("c", frequency={"lifetime": 1}, variants=variants)]))
    server.visit(page_id="one")
    assert server.exposures["c"].variant == "b"


def test_what_the_page_before_has_shown_does_not_keep_what_this_one_waits_with() -> None:
    server = capped(lifetime=2)
    assert server.visit(page_id="left") == ["a"]
    server.hear("a", "left", NOW_MS)
    before = {"left_page_id": "left", "left_viewed": frozenset({"a"})}
    assert server.visit(page_id="waiting", **before) == ["a"]
    server.now_ms += RESERVED_FOR_MS
    assert server.visit(page_id="other") == ["a"]
    assert server.visit(page_id="waiting", on_screen=frozenset({"a"}), **before) == []


def test_a_holdout_is_reserved_like_an_impression_and_leaves_the_variant_alone() -> None:
    held_out = CampaignIndex([campaign("a", frequency={"lifetime": 1}, holdout=1)])
    server = Server(held_out)
    server.visit(page_id="one")
    assert server.exposures["a"] == Exposure("", reserved={"one": NOW_MS})
    asked = request(page_id="two")
    assert choose(held_out, {}, server.exposures, asked, NOW_MS) == []
    server = Server(CampaignIndex([campaign("a", frequency={"lifetime": 3}, holdout=1)]), {"a": Exposure("a")})
    server.visit(page_id="one")
    assert server.exposures["a"].variant == "a"


def test_a_variant_that_is_gone_is_replaced_by_the_one_that_is_reserved() -> None:
    server = Server(CampaignIndex([campaign("a", frequency={"lifetime": 9})]), {"a": Exposure("gone")})
    server.visit(page_id="one")
    assert server.exposures["a"].variant == "a"


class Page(msgspec.Struct):
    """A page as the browser's part has it; ``waiting`` and ``viewed_now`` are on the screen."""

    id: str
    left_page_id: str = ""
    left_viewed: frozenset[str] = frozenset()
    viewed: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    viewed_now: frozenset[str] = frozenset()
    answered_ms: int = 0


class Browsers:
    """Two tabs of one visitor, whose reports of impressions arrive whenever they like."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.pages = [Page(f"{tab}-0") for tab in range(2)]
        self.reports: list[tuple[str, str, int]] = []
        self.impressions: list[tuple[str, int]] = []

    def visit(self, tab: int, page_type: str) -> None:
        page = self.pages[tab]
        found = self.server.visit(
            page_type,
            page_id=page.id,
            left_page_id=page.left_page_id,
            viewed=page.viewed,
            left_viewed=page.left_viewed,
            on_screen=page.waiting | page.viewed_now,
        )
        page.answered_ms = self.server.now_ms
        page.viewed_now &= frozenset(found)
        page.waiting = frozenset(found) - page.viewed_now

    def view(self, tab: int) -> None:
        """What waits for its trigger is shown, and reported some time."""
        page, now_ms = self.pages[tab], self.server.now_ms
        if now_ms - page.answered_ms < SHOWN_WITHIN_MS:
            for campaign in sorted(page.waiting):
                self.impressions.append((campaign, now_ms))
                self.reports.append((campaign, page.id, now_ms))
            page.viewed_now |= page.waiting
            page.viewed |= page.waiting
            page.waiting = frozenset()

    def go_on(self, tab: int, page_type: str) -> None:
        """Another page in the same tab; it asks, or is left before it can."""
        page = self.pages[tab]
        number = int(page.id.partition("-")[2]) + 1
        is_known = (
            page.answered_ms > 0
        )  # else nothing was reserved for it, and the page before it is still to be told of
        self.pages[tab] = Page(
            f"{tab}-{number}",
            left_page_id=page.id if is_known else page.left_page_id,
            left_viewed=page.viewed if is_known else page.left_viewed,
        )
        if page_type:
            self.visit(tab, page_type)

    def report(self, number: int) -> None:
        if self.reports:
            self.server.hear(*self.reports.pop(number % len(self.reports)))

    def wait(self, minutes: int) -> None:
        """Reports are late, but no later than a reservation is held for them."""
        self.server.now_ms += minutes * 60_000
        latest_ms = self.server.now_ms - (RESERVED_FOR_MS - SHOWN_WITHIN_MS)
        for report in [each for each in self.reports if each[2] <= latest_ms]:
            self.reports.remove(report)
            self.server.hear(*report)


tabs = st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.just("visit"), tabs, st.sampled_from(["home", "home", "cart"])),
    st.tuples(st.just("go_on"), tabs, st.sampled_from(["home", "home", "cart", ""])),
    st.tuples(st.just("view"), tabs),
    st.tuples(st.just("report"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.sampled_from([5, 12, 20, 45])),
)
CORNER = {"type": "corner"}
INDEXES = [
    CampaignIndex([campaign("a", frequency={"lifetime": 2}, condition={"page.type": "home"})]),
    CampaignIndex([campaign("a", frequency={"windows": [{"cap": 1, "period": "10m"}]})]),
    CampaignIndex(
        [
            campaign("a", placement=CORNER, group="g", condition={"page.type": "home"}),
            campaign("b", placement=CORNER, group="g", condition={"page.type": "cart"}),
        ],
        read_site_rules({"groups": {"g": {"lifetime": 2}}}),
    ),
    CampaignIndex(
        [campaign("a", condition={"page.type": "home"}), campaign("b", placement=CORNER)],
        read_site_rules({"frequency": {"windows": [{"cap": 2, "period": "1h"}]}}),
    ),
]


def most_within(times_ms: list[int], period_ms: int) -> int:
    return max((sum(start <= at < start + period_ms for at in times_ms) for start in times_ms), default=0)


def play(index: CampaignIndex, steps: list[tuple[str, ...]]) -> Browsers:
    browsers = Browsers(Server(index))
    for step, *arguments in steps:
        getattr(browsers, step)(*arguments)
    return browsers


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 3), st.lists(steps, min_size=10, max_size=40))
def test_no_cap_is_ever_exceeded_whatever_the_order_of_things(which: int, steps: list[tuple[str, ...]]) -> None:
    times_ms = [at_ms for _, at_ms in play(INDEXES[which], steps).impressions]
    most = [
        len(times_ms) <= 2,
        most_within(times_ms, 10 * 60_000) <= 1,
        len(times_ms) <= 2,
        most_within(times_ms, HOUR_MS) <= 2,
    ]
    assert most[which]


@given(st.integers(0, 3), st.lists(steps, max_size=40))
def test_all_reservations_end(which: int, steps: list[tuple[str, ...]]) -> None:
    browsers = play(INDEXES[which], steps)
    browsers.wait(45)
    browsers.server.visit("nowhere", page_id="last")
    held = [name for exposure in browsers.server.exposures.values() for name in exposure.reserved]
    assert set(held) <= {"last"}
