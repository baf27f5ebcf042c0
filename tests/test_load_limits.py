"""What a load must not exceed, and what it takes for a wrong answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from claims import CAMPAIGNS, CAP, CAPPED, GREETING, Asked, claims
from limits import Limits, Measured, read_limits, verdicts
from memory import Memory
from notesik.campaigns import read_campaign
from running_app import SEGMENTS, WIDGETS, product
from verdict_book import EXAMPLES, VerdictBook

NOW_MS = 1_795_290_000_000
LIMITS = Limits(wrong=0, least_checked=10, failure_share=0.1, latency_ms={"visit": {"p95": 50, "p99": 100}})
GOOD = {"visit": Measured(100, 10, {"p50": 5, "p95": 50, "p99": 100})}


def beyond(run: dict[str, Measured] = GOOD, checked: int = 10, wrong: int = 0) -> list[str]:
    return [each.what for each in verdicts(LIMITS, run, checked=checked, wrong=wrong) if not each.is_kept]


def test_a_run_at_its_limits_keeps_them() -> None:
    assert beyond() == []


def test_each_figure_beyond_its_limit_is_told() -> None:
    assert beyond(wrong=1) == ["wrong answers"]
    assert beyond(checked=9) == ["claims checked, at least"]
    assert beyond({"visit": GOOD["visit"]._replace(failures=11)}) == ["share of failures"]
    slow = {"p50": 5, "p95": 51, "p99": 101}
    assert beyond({"visit": Measured(100, 0, slow)}) == ["visit, p95, ms", "visit, p99, ms"]


def test_a_run_without_requests_is_beyond() -> None:
    assert beyond({}, checked=0) == ["claims checked, at least", "share of failures"]


def test_the_limits_file_is_whole_and_has_no_room_for_wrong_answers(tmp_path: Path) -> None:
    limits = read_limits()
    assert limits.wrong == 0
    assert limits.latency_ms["visit: page"]["p95"] < limits.latency_ms["visit: page"]["p99"]
    (tmp_path / "limits.toml").write_text("[answers]\nwrong = 0\n")
    with pytest.raises(KeyError):
        read_limits(tmp_path / "limits.toml")


def test_the_runs_own_campaigns_can_be_applied() -> None:
    for each in CAMPAIGNS:
        assert read_campaign(each, WIDGETS, SEGMENTS).id == each["id"]


BIKE = product("bike", "Bicycles", price_minor=4_000)
TENT = product("tent", "Tents", price_minor=9_000)


def shopper(**more: Any) -> Memory:
    return Memory("anna", "direct", is_new=True, **more)


def widget(campaign: str, html: str = "", place: str = "slot") -> dict[str, Any]:
    return {"campaign": campaign, "variant": "a", "widget": "w", "placement": {"type": place}, "html": html}


def bar(value: int) -> dict[str, Any]:
    return widget("free-shipping", f'<progress max="10000" value="{value}" aria-label="x">', "top")


def titled(campaign: str, title: str) -> dict[str, Any]:
    return widget(campaign, f'<h2 class="title">{title}</h2>')


WELCOME = widget("welcome", place="top")
CAPPED_BANNER = titled(CAPPED, "Three times a day")


def wrong(memory: Memory, *widgets: dict[str, Any], path: str = "/x", page_id: str = "p", **more: Any) -> set[str]:
    """What is said to be wrong of an answer with ``widgets`` to a page with one event."""
    answer = {"anonymousId": "anna", "accepted": 1, "rejected": [], "widgets": list(widgets), **more}
    found = claims(answer, Asked(path, page_id, events=1), memory, NOW_MS)
    return {claim.about for claim in found if claim.fault}


def test_a_right_answer_to_a_newcomer_has_nothing_wrong() -> None:
    assert wrong(shopper(), WELCOME, CAPPED_BANNER) == set()


def test_lost_events_and_another_visitors_answer_are_wrong() -> None:
    assert wrong(shopper(), WELCOME, CAPPED_BANNER, accepted=0) == {"accepted"}
    assert wrong(shopper(), WELCOME, CAPPED_BANNER, rejected=[{"index": 0}]) == {"accepted"}
    assert wrong(shopper(), WELCOME, CAPPED_BANNER, anonymousId="berta") == {"visitor"}


def test_the_bar_has_to_tell_the_value_of_the_cart() -> None:
    memory = shopper()
    memory.look(BIKE, NOW_MS)
    memory.add(BIKE, NOW_MS)
    assert wrong(memory, bar(4_000), CAPPED_BANNER) == set()
    assert wrong(memory, bar(4_001), CAPPED_BANNER) == {"bar"}
    assert wrong(memory, WELCOME, CAPPED_BANNER) == {"top"}
    assert wrong(memory, WELCOME, CAPPED_BANNER, path="/checkout") == set()
    memory.look(TENT, NOW_MS)
    memory.add(TENT, NOW_MS)
    assert wrong(memory, bar(10_000), CAPPED_BANNER) == set()


def test_who_comes_from_a_newsletter_or_closed_a_bar_sees_another() -> None:
    reader = Memory("anna", "email", is_new=True)
    assert reader.at_the_top("/x") == "welcome-newsletter"
    reader.closed.add("welcome-newsletter")
    assert reader.at_the_top("/x") == "welcome"
    assert Memory("anna", "direct", is_new=False).at_the_top("/x") == ""


def test_the_home_page_has_to_open_with_the_favourite_category() -> None:
    memory = shopper()
    for _ in range(3):
        memory.look(BIKE, NOW_MS)
    favourite = titled("hero-favourite", "Bicycles, once more with time")
    assert wrong(memory, WELCOME, CAPPED_BANNER, favourite, path="/") == set()
    assert wrong(memory, WELCOME, CAPPED_BANNER, path="/") == {"hero"}
    assert wrong(memory, WELCOME, CAPPED_BANNER, favourite) == {"hero"}
    assert wrong(shopper(), WELCOME, CAPPED_BANNER, favourite, path="/") == {"hero"}


def test_what_was_seen_last_is_ones_own() -> None:
    memory = shopper()
    memory.look(BIKE, NOW_MS)
    own, others = (
        widget("home-recently-viewed", f'<li class="product" data-notesik-product="{id}">') for id in ("bike", "x")
    )
    assert wrong(memory, WELCOME, CAPPED_BANNER, own, path="/") == set()
    assert wrong(memory, WELCOME, CAPPED_BANNER, others, path="/") == {"seen last"}


def test_a_greeting_has_ones_own_name() -> None:
    mine, yours = titled(GREETING, "Welcome back, Anna!"), titled(GREETING, "Welcome back, Berta!")
    assert wrong(shopper(nickname="Anna"), WELCOME, CAPPED_BANNER, mine) == set()
    assert wrong(shopper(nickname="Anna"), WELCOME, CAPPED_BANNER, yours) == {"greeting"}
    assert wrong(shopper(), WELCOME, CAPPED_BANNER, mine) == {"greeting"}


def test_a_cap_is_neither_exceeded_nor_fallen_short_of() -> None:
    memory = shopper()
    for number in range(CAP):
        assert wrong(memory, WELCOME, CAPPED_BANNER, page_id=f"page-{number}") == set()
    assert wrong(memory, WELCOME, page_id="next") == set()
    assert wrong(memory, WELCOME, CAPPED_BANNER, page_id="next") == {"cap"}
    assert wrong(shopper(), WELCOME) == {"cap"}


def test_what_was_refused_once_does_not_come_again() -> None:
    popup = widget("exit-cart", place="modal")
    assert wrong(shopper(), WELCOME, CAPPED_BANNER, popup) == set()
    assert wrong(shopper(has_refused_exit=True), WELCOME, CAPPED_BANNER, popup) == {"once"}


def test_the_book_counts_claims_and_keeps_some_faults_in_words(tmp_path: Path) -> None:
    book = VerdictBook()
    answer = {"anonymousId": "berta", "accepted": 1, "rejected": [], "widgets": [WELCOME, CAPPED_BANNER]}
    for _ in range(EXAMPLES + 2):
        told = book.note(claims(answer, Asked("/x", "p", events=1), shopper(), NOW_MS))
        assert told == ["visitor: expected 'anna', got 'berta'"]
    assert len(book.examples) == EXAMPLES
    book.write(tmp_path / "checks.csv")
    assert f"visitor,{EXAMPLES + 2},{EXAMPLES + 2}" in (tmp_path / "checks.csv").read_text().splitlines()
