"""Keys that must change together live in one slot of a Redis Cluster."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from redis.crc import key_slot

from notesik.store import keys

IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
SITES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)


def slot(key: str) -> int:
    return key_slot(key.encode())


@given(SITES, st.sampled_from(["a", "u"]), IDS, st.integers(1, 512))
def test_a_visitor_their_log_and_their_results_share_a_slot(site, level, id, partitions):
    key = keys.visitor_key(site, level, id, partitions)
    assert 0 <= key.partition < partitions
    results = keys.results_key(key.partition, site, "free-shipping", "2026-11-21")
    assert len({slot(key.name), slot(key.log), slot(results), slot(keys.faulty_log_key(key.partition))}) == 1


@given(SITES, IDS, IDS)
def test_what_a_site_holds_together_shares_a_slot(site, product, other):
    names = [
        keys.together_changed_key(site, "viewed"),
        keys.together_key(site, "viewed", product),
        keys.together_key(site, "viewed", other),
        keys.best_sellers_key(site),
        keys.counting_key(site),
        keys.catalogue_key(site),
        keys.generation_key(site, 7),
        keys.segments_key(site),
        keys.scoring_plans_key(site),
        keys.segment_size_key(site, "vip", "2026-11-21"),
        keys.shoppers_key(site, "viewed", product),
        keys.shoppers_hours_key(site, "viewed", other),
        keys.shoppers_changed_key(site, "viewed"),
    ]
    assert len({slot(name) for name in names}) == 1


@given(SITES, IDS)
def test_an_anonymous_id_and_the_same_user_id_are_two_records(site, id):
    assert keys.visitor_key(site, "a", id, 64) != keys.visitor_key(site, "u", id, 64)


def test_visitors_spread_over_all_partitions():
    found = {keys.partition_of("shop", f"visitor-{number}", 64) for number in range(2_000)}
    assert found == set(range(64))


def test_a_visitor_stays_in_their_partition_for_ever():
    assert keys.visitor_key("shop", "a", "b7f2", 64).name == "notesik:{p38}:visitor:shop:a:b7f2"
    assert keys.visitor_key("sklep", "u", "zażółć", 64).partition == 58
