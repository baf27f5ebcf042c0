"""A site's campaigns as its visitors meet them."""

from __future__ import annotations

import gc
import random
import tracemalloc
from collections.abc import Mapping
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from notesik.campaigns import CompiledCampaign
from notesik.live_campaigns import MOST_APART, LiveCampaigns, Stored, read_live_campaigns
from notesik.segments import NO_SEGMENTS, Segments, compile_segments
from running_app import WIDGETS

NOW_MS = 1_795_290_668_558
COUNT = 1_000
STATUSES = ("draft", "scheduled", "live", "paused", "ended")


def test_only_the_forms_of_campaigns_that_run_take_answers() -> None:
    steps = [{"id": "rides", "question": "What do you ride?", "type": "text"}]
    variant = {"id": "a", "widget": "form", "parameters": {"title": "Rides", "steps": steps}}
    placement = {"type": "slot", "slot": "hero"}
    documents = {
        status: {"id": status, "name": status, "status": status, "placement": placement, "variants": [variant]}
        for status in STATUSES
    }
    documents["scheduled"]["schedule"] = {"from": "2026-01-01"}
    stored = Stored({id: msgspec.json.encode(document) for id, document in documents.items()}, None)
    live = read_live_campaigns(stored, WIDGETS, NO_SEGMENTS, NOW_MS)
    assert live.faults == []
    assert {campaign for campaign, _ in live.looks} == set(STATUSES)
    assert {campaign for campaign, _ in live.questions} == {"scheduled", "live"}


def test_thousands_of_campaigns_take_little_memory() -> None:
    dice = random.Random(5)
    documents = {}
    for number in range(COUNT):
        condition = {
            "page.type": dice.choice(["home", "product", "cart"]),
            "visitor.favourite_category": {"$in": dice.sample(["Bicycles", "Tents", "Bags", "Shoes"], 2)},
            "cart.value": {"$gte": dice.randrange(20)},
            "session.source": {"$ne": dice.choice(["google", "newsletter"])},
        }
        variant = {"id": "a", "widget": "banner", "parameters": {"title": f"Season {number}"}}
        documents[f"c{number}"] = {
            "id": f"c{number}",
            "name": f"Campaign {number}",
            "status": "live",
            "condition": condition,
            "placement": {"type": "slot", "slot": f"slot-{number % 20}"},
            "variants": [variant],
        }
    stored = Stored({id: msgspec.json.encode(document) for id, document in documents.items()}, None)
    gc.collect()
    tracemalloc.start()
    live = read_live_campaigns(stored, WIDGETS, NO_SEGMENTS, NOW_MS)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(live.index.campaigns) == COUNT
    assert held / COUNT < 2_600


def test_a_look_is_there_for_every_variant_and_for_nothing_else() -> None:
    variants = [{"id": id, "widget": "banner", "parameters": {"title": id}} for id in "ab"]
    placement = {"type": "slot", "slot": "hero"}
    document = {"id": "sale", "name": "Sale", "status": "live", "placement": placement, "variants": variants}
    looks = read_live_campaigns(Stored({"sale": msgspec.json.encode(document)}, None), WIDGETS, NO_SEGMENTS, 0).looks
    assert list(looks) == [("sale", "a"), ("sale", "b")]
    assert len(looks) == 2
    assert looks["sale", "b"].wire["variant"] == "b"
    assert looks["sale", "b"] is looks["sale", "b"], "made once"
    assert looks.get(("sale", "c")) is None
    assert looks.get(("gone", "a")) is None


def campaign(id: str, condition: Mapping[str, Any], widget: str = "banner", **more: Any) -> dict[str, Any]:
    parameters: dict[str, Any] = {"title": id}
    if widget == "form":
        parameters["steps"] = [{"id": "rides", "question": "What do you ride?", "type": "text"}]
    variants = [{"id": "a", "widget": widget, "parameters": parameters}]
    placement = {"type": "slot", "slot": "hero"}
    given = {"id": id, "name": id, "status": "live", "condition": condition, "placement": placement}
    return {**given, "variants": variants, **more}


def stored_as(*documents: dict[str, Any], rules: dict[str, Any] | None = None) -> Stored:
    encoded = {document["id"]: msgspec.json.encode(document) for document in documents}
    return Stored(encoded, None if rules is None else msgspec.json.encode(rules))


def read(stored: Stored, segments: Segments = NO_SEGMENTS, before: LiveCampaigns | None = None) -> LiveCampaigns:
    return read_live_campaigns(stored, WIDGETS, segments, NOW_MS, before)


def compiled(live: LiveCampaigns) -> dict[str, CompiledCampaign]:
    return {each.campaign.id: each for each in live.index.campaigns}


def shoppers_with(value: int) -> Segments:
    return compile_segments([{"id": "full", "name": "Full carts", "condition": {"cart.value": {"$gte": value}}}])


HOME, CART = {"page.type": "home"}, {"page.type": "cart"}
IN_SEGMENT, AMONG_SEGMENTS = {"segment": "full"}, {"visitor.segments": {"$in": ["full"]}}


def test_only_campaigns_that_have_changed_are_compiled_anew() -> None:
    before = read(stored_as(campaign("stays", HOME), campaign("changes", HOME), campaign("goes", HOME)))
    after = read(stored_as(campaign("stays", HOME), campaign("changes", CART), campaign("comes", HOME)), before=before)
    assert compiled(after).keys() == {"stays", "changes", "comes"}
    assert compiled(after)["stays"] is compiled(before)["stays"]
    assert not compiled(after)["changes"].matches({"page": {"type": "home"}})
    assert compiled(after)["changes"].matches({"page": {"type": "cart"}})
    assert after.apart == 2


def test_a_segment_that_has_changed_changes_the_campaigns_that_name_it() -> None:
    stored = stored_as(campaign("named", IN_SEGMENT), campaign("among", AMONG_SEGMENTS), campaign("free", HOME))
    before = read(stored, shoppers_with(100))
    after = read(stored, shoppers_with(10), before)
    cart = {"cart": {"value": 50}}
    assert [compiled(live)["named"].matches(cart) for live in (before, after)] == [False, True]
    assert compiled(after)["free"] is compiled(before)["free"]
    gone = read(stored, NO_SEGMENTS, after)
    assert compiled(gone).keys() == {"free"}
    assert [fault.split(":")[0] for fault in gone.faults] == ["campaign named", "campaign among"]
    assert compiled(read(stored, shoppers_with(10), gone)).keys() == {"named", "among", "free"}


def test_rules_that_have_changed_count_for_campaigns_that_have_not() -> None:
    document = campaign("stays", HOME)
    before = read(stored_as(document))
    after = read(stored_as(document, rules={"holdout": 0.1}), before=before)
    assert compiled(after)["stays"] is compiled(before)["stays"]
    assert [live.goals["stays"].site_holdout for live in (before, after)] == [0, 0.1]


def test_after_many_changes_all_are_compiled_together_again() -> None:
    stored = stored_as(campaign("stays", HOME))
    before = msgspec.structs.replace(read(stored), apart=MOST_APART + 1)
    after = read(stored, before=before)
    assert compiled(after)["stays"] is not compiled(before)["stays"]
    assert after.apart == 0


SITES = st.dictionaries(
    st.sampled_from("abc"),
    st.tuples(
        st.sampled_from((HOME, CART, IN_SEGMENT, AMONG_SEGMENTS, {"page.type": {"$gt": []}})),
        st.sampled_from(("banner", "form", "no-widget")),
        st.sampled_from(STATUSES[2:]),
    ),
)


@given(st.lists(st.tuples(SITES, st.sampled_from((0, 10, 100))), min_size=2, max_size=4))
def test_what_is_kept_is_what_would_be_read_anew(
    states: list[tuple[dict[str, tuple[dict[str, Any], str, str]], int]],
) -> None:
    live = None
    contexts = [{"page": {"type": type}, "cart": {"value": 50}} for type in ("home", "cart")]
    sets = {value: shoppers_with(value) if value else NO_SEGMENTS for value in (0, 10, 100)}
    for campaigns, value in states:
        documents = [campaign(id, condition, widget, status=s) for id, (condition, widget, s) in campaigns.items()]
        live = read(stored_as(*documents), sets[value], live)
        anew = read(stored_as(*documents), sets[value])
        assert list(live.looks) == list(anew.looks)
        assert live.faults == anew.faults
        assert live.goals == anew.goals
        assert live.questions == anew.questions
        assert [each.campaign for each in live.index.campaigns] == [each.campaign for each in anew.index.campaigns]
        for context in contexts:
            fitting = [[each.matches(context) for each in one.index.campaigns] for one in (live, anew)]
            assert fitting[0] == fitting[1]
