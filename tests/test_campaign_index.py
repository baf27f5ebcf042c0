from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from notesik.behaviours import Behaviour
from notesik.campaign_index import CampaignIndex
from notesik.campaigns import CompiledCampaign
from notesik.decisions import choose, decide
from notesik.demand_index import MOST_COLUMNS
from notesik.exposures import Exposure
from notesik.site_rules import SiteRules, read_site_rules
from notesik.visitors import Counter, Recent
from sample_campaigns import DAY_MS, NOW_MS, campaign, request

scalars = st.sampled_from(["home", "cart", "5", "", 0, 1, 5, 2.5, -3, True, False, None])
values = scalars | st.lists(scalars | st.lists(scalars, max_size=2) | st.just({"a": 1}), max_size=3) | st.just({"a": 1})
texts = st.sampled_from(["home", "cart", "5", "", None])
numbers = st.sampled_from([0, 1, 5, 2.5, -3, None])
ids = st.sampled_from(["home", "cart", "5", ""])
lists = st.lists(ids, max_size=3) | st.none()
bounds = st.sampled_from([0, 1, 2.5, 5, -3, "5", "home"])


def arguments(whole: st.SearchStrategy[Any], one: st.SearchStrategy[Any], bound: st.SearchStrategy[Any]) -> Any:
    """A value, or one or two operators on it: what is ``whole`` there, ``one`` of several, or a ``bound``."""
    operators = st.one_of(
        st.tuples(st.sampled_from(["$eq", "$ne"]), whole),
        st.tuples(st.sampled_from(["$in", "$nin"]), st.lists(one, max_size=3)),
        st.tuples(st.sampled_from(["$gt", "$gte", "$lt", "$lte"]), bound),
        st.tuples(st.just("$exists"), st.booleans()),
        st.tuples(st.just("$not"), st.fixed_dictionaries({"$eq": whole})),
    )
    return whole | st.lists(operators, min_size=1, max_size=2).map(dict)


def looks_inside(item: st.SearchStrategy[Any]) -> Any:
    """An operator on a list of items."""
    return st.one_of(
        st.fixed_dictionaries({"$all": st.lists(item, max_size=3)}),
        st.fixed_dictionaries({"$elemMatch": st.fixed_dictionaries({"$eq": item})}),
        st.fixed_dictionaries({"$in": st.lists(item, max_size=3)}),
        st.fixed_dictionaries({"$nin": st.lists(item, max_size=3)}),
        st.fixed_dictionaries({"$size": st.integers(0, 3)}),
    )


# Of traits, the shop alone knows the kind: conditions may ask anything of them.
members = st.fixed_dictionaries(
    {},
    optional={
        "page.type": arguments(texts, texts, bounds.filter(lambda bound: isinstance(bound, str))),
        "cart.value": arguments(numbers, numbers, bounds.filter(lambda bound: bound != "home")),
        "lists.viewed": lists | looks_inside(ids),
        "visitor.traits.tag": arguments(values, values, bounds) | looks_inside(values),
        "visitor.traits.tag.size": arguments(values, values, bounds) | looks_inside(values),
    },
)
conditions = st.recursive(
    members,
    lambda inner: st.builds(
        lambda word, parts, more: {**more, word: parts[0] if word == "$not" else parts},
        st.sampled_from(["$and", "$or", "$nor", "$not"]),
        st.lists(inner, min_size=1, max_size=3),
        members,
    ),
    max_leaves=5,
)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "page": st.dictionaries(st.just("type"), values),
        "cart": st.dictionaries(st.just("value"), values | st.just(float("nan"))),
        "lists": st.dictionaries(st.just("viewed"), values),
        "visitor": st.fixed_dictionaries(
            {},
            optional={
                "traits": values | st.dictionaries(st.just("tag"), values | st.dictionaries(st.just("size"), values))
            },
        ),
    },
)
placements = st.sampled_from(
    [
        {"type": "slot", "slot": "hero"},
        {"type": "slot", "slot": "side"},
        *({"type": t} for t in ("top", "modal", "corner")),
    ]
)


@st.composite
def many_campaigns(draw: st.DrawFn) -> list[CompiledCampaign]:
    found = []
    for number in range(draw(st.integers(1, 12))):
        changes: dict[str, Any] = {
            "condition": draw(conditions),
            "placement": draw(placements),
            "priority": draw(st.integers(0, 2)),
            "status": draw(st.sampled_from(["live", "live", "live", "paused"])),
            "schedule": draw(st.sampled_from([{}, {}, {"until": "2027-01-01"}, {"days": ["sat"]}])),
            "holdout": draw(st.sampled_from([0, 0, 0.5])),
            "coverage": draw(st.sampled_from([1, 1, 0.5])),
            "namespace": draw(st.sampled_from([None, None, {"name": "tests", "from": 0.2, "to": 0.7}])),
            "exclusive_group": draw(st.sampled_from([None, None, "one"])),
            "group": draw(st.sampled_from([None, "offers"])),
            "frequency": draw(st.sampled_from([{}, {"lifetime": 1}, {"exempt": True}])),
        }
        found.append(campaign(f"c{number}", **changes))
    return found


slots = st.sets(st.sampled_from(["hero", "side", "foot"])).map(frozenset)


@settings(max_examples=100, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=40), contexts)
def test_the_index_never_loses_a_campaign_that_a_full_scan_finds(found: list[dict[str, Any]], context: Any) -> None:
    campaigns = [campaign(f"c{number}", condition=condition) for number, condition in enumerate(found)]
    candidates = {each.campaign.id for each, _ in CampaignIndex(campaigns).candidates(context, ())}
    assert {each.campaign.id for each in campaigns if each.matches(context)} <= candidates


@settings(max_examples=100, deadline=None)
@given(
    many_campaigns(),
    contexts,
    slots,
    st.dictionaries(st.sampled_from(["c0", "c1", "c2"]), st.just(Exposure("a", count=1, times_ms=(NOW_MS - 1000,)))),
    st.sampled_from([{}, {"groups": {"offers": {"lifetime": 2}}}, {"frequency": {"lifetime": 3}}, {"holdout": 1}]),
    st.sets(st.sampled_from(["c0", "c3"])).map(frozenset),
    st.booleans(),
)
def test_choosing_gives_exactly_what_deciding_on_everything_gives(
    campaigns: list[CompiledCampaign],
    context: Any,
    slots: frozenset[str],
    exposures: dict[str, Exposure],
    rules: dict[str, Any],
    on_screen: frozenset[str],
    may_personalise: bool,
) -> None:
    read = read_site_rules(rules)
    asked = request(slots=slots, on_screen=on_screen, may_personalise=may_personalise)
    every = decide(campaigns, context, exposures, asked, NOW_MS, read)
    index = CampaignIndex(campaigns, read, now_ms=NOW_MS)
    assert choose(index, context, exposures, asked, NOW_MS) == [d for d in every if d.reason in ("shown", "holdout")]
    assert len(every) == len(index.campaigns) == len(campaigns)


def found_by(index: CampaignIndex, context: dict[str, Any], *slots: str) -> list[str]:
    return [each.campaign.id for each, _ in index.candidates(context, slots)]


def test_only_what_may_fit_is_looked_at() -> None:
    index = CampaignIndex(
        [
            campaign("home", condition={"page.type": "home"}),
            campaign("cart", condition={"page.type": {"$in": ["cart", "checkout"]}, "cart.value": {"$gt": 50}}),
            campaign("tagged", condition={"visitor.traits.tag": {"$in": ["vip"]}}),
            campaign("untagged", condition={"visitor.traits.tag": "none"}),
            campaign("rich", condition={"cart.value": {"$gte": 1_000}}),
            campaign("hero", placement={"type": "slot", "slot": "hero"}),
            campaign("all", priority=1),
        ]
    )
    assert found_by(index, {"page": {"type": "home"}}) == ["all", "home"]
    assert found_by(index, {"page": {"type": "cart"}, "cart": {"value": 60}}, "hero") == ["all", "cart", "hero"]
    assert found_by(index, {"page": {"type": "cart"}, "cart": {"value": 40}}) == ["all"]
    assert found_by(index, {"visitor": {"traits": {"tag": ["new", "vip"]}}}, "side") == ["all", "tagged"]


def test_what_one_campaign_alone_demands_is_left_to_its_condition() -> None:
    index = CampaignIndex([campaign("home", condition={"page.type": "home"}), campaign("all")])
    assert found_by(index, {"page": {"type": "cart"}}) == ["all", "home"]


def test_what_asks_for_events_is_looked_at_once_one_of_them_is_remembered() -> None:
    index = CampaignIndex(
        [
            campaign("buyers", condition={"event": "Order Completed", "within": "7d"}),
            campaign("lookers", condition={"event": ["Product Viewed", "Search"], "count": {"$gte": 3}}),
            campaign("leavers", condition={"event": "Product Viewed", "count": 0}),
        ]
    )
    assert found_by(index, {}) == ["leavers"]
    counted = Behaviour(NOW_MS, NOW_MS, counters={"Search": Counter(1, NOW_MS)})
    assert found_by(index, {"behaviour": counted}) == ["leavers", "lookers"]
    in_ring = Behaviour(NOW_MS, NOW_MS, recent=(Recent("Order Completed", NOW_MS),))
    assert found_by(index, {"behaviour": in_ring}) == ["buyers", "leavers"]


def test_what_is_not_live_or_over_is_never_looked_at() -> None:
    index = CampaignIndex(
        [
            campaign("draft", status="draft"),
            campaign("over", schedule={"until": "2027-01-01"}),
            campaign("coming", schedule={"from": "2028-01-01"}),
        ],
        now_ms=NOW_MS,
    )
    assert found_by(index, {}) == ["coming"]
    assert [each.campaign.id for each in index.campaigns] == ["coming", "draft", "over"]


def test_bounds_are_found_whatever_their_number() -> None:
    """More different bounds than steps, so that they are rounded."""
    campaigns = [campaign(f"least-{n}", condition={"cart.value": {"$gte": n / 2}}) for n in range(300)]
    campaigns += [campaign(f"most-{n}", condition={"cart.value": {"$lte": n / 2}}) for n in range(300)]
    index = CampaignIndex(campaigns)
    for value in (0, 0.5, 49.75, 50, 149.5, 200, -1):
        context = {"cart": {"value": value}}
        fitting = {each.campaign.id for each in campaigns if each.matches(context)}
        found = set(found_by(index, context))
        assert fitting <= found
        assert len(found - fitting) <= 20


def test_fields_beyond_the_indexed_ones_are_left_to_the_condition() -> None:
    fields = [f"t{n}" for n in range(MOST_COLUMNS + 5)]
    index = CampaignIndex(
        campaign(f"{twin}-{t}", condition={f"visitor.traits.{t}": "x"}) for t in fields for twin in "ab"
    )
    assert f"b-{fields[-1]}" in found_by(index, {"visitor": {"traits": {fields[-1]: "x"}}})
    assert len(found_by(index, {})) == 2 * 5


def test_the_capped_campaigns_are_known() -> None:
    rules = read_site_rules({"groups": {"offers": {"lifetime": 1}, "news": {"after_close": "1d"}}})
    index = CampaignIndex(
        [
            campaign("own", frequency={"lifetime": 1}),
            campaign("shared", group="offers"),
            campaign("exempt", group="offers", frequency={"exempt": True}),
            campaign("waits", group="news"),
            campaign("free"),
        ],
        rules,
    )
    assert index.capped.keys() == {"own", "shared"}
    assert index.rules == rules
    assert CampaignIndex([]).rules == SiteRules()


def test_an_empty_index_finds_nobody() -> None:
    assert choose(CampaignIndex([]), {}, {}, request(), NOW_MS + DAY_MS) == []
