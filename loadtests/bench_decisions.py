"""How long a decision takes: 100 and 10,000 campaigns of four conditions each, and the GrowthBook SDK on the same 100.

    python loadtests/bench_decisions.py

Needs the dependency group ``load``. A decision is one visitor's context against all campaigns, on one core. The
figures are the best of several rounds over the same contexts, because other work on the machine only ever adds.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from growthbook import GrowthBook

from notesik.campaign_index import CampaignIndex
from notesik.campaigns import CompiledCampaign, compile_campaign, read_campaign
from notesik.decisions import Request, choose, decide
from notesik.errors import Fault

ROUNDS = 15
CONTEXTS = 300
NOW_MS = 1_800_000_000_000

CATEGORIES = tuple(f"Category {n}" for n in range(12))
BRANDS = tuple(f"Brand {n}" for n in range(20))
SLOTS = ("hero", "side", "below-products", "above-footer")

PAGE_TYPES = ("product",) * 9 + ("category",) * 5 + ("home",) * 3 + ("cart", "search", "content")
"""As often as each is visited, and meant by campaigns."""

WHERE: dict[str, Sequence[Any]] = {
    "page.type": PAGE_TYPES,
    "product.category": CATEGORIES,
    "product.brand": BRANDS,
}
WHO: dict[str, Sequence[Any]] = {
    "visitor.favourite_category": CATEGORIES,
    "visitor.language": ("pl-PL", "en-GB", "de-DE", "cs-CZ"),
    "visitor.level": ("anonymous", "claimed", "verified"),
    "visitor.is_new": (True, False),
}
HOW: dict[str, Sequence[Any]] = {
    "session.source": ("google", "facebook", "newsletter", "direct", "bing", "instagram", "partner"),
    "session.medium": ("organic", "cpc", "email", "social", "referral", "none"),
    "device.type": ("phone", "desktop", "tablet"),
    "time.weekday": range(1, 8),
}
HOW_MUCH = {"cart.value": 300, "visitor.orders": 6, "session.pages": 20, "visitor.visits": 15, "product.price": 500}
"""The most that visitors have."""


class Anything:
    """A widget that fits everywhere and takes any parameters."""

    placements = frozenset({"slot", "selector", "top", "bottom", "modal", "corner", "inbox"})

    def faults(self, parameters: object, path: str) -> list[Fault]:
        return []


def condition(dice: random.Random) -> dict[str, Any]:
    """Four conditions on four fields, as people write them: where, who, how they came, and how much."""
    where = "page.type" if dice.random() < 0.7 else dice.choice(list(WHERE))
    who, how, how_much = (dice.choice(list(fields)) for fields in (WHO, HOW, HOW_MUCH))
    made = {
        where: _one_or_two(dice, WHERE[where]),
        who: _one_or_two(dice, WHO[who]),
        how: {"$ne": dice.choice(HOW[how])} if dice.random() < 0.5 else _one_or_two(dice, HOW[how]),
        how_much: {dice.choice(("$gte", "$lt")): dice.randrange(1, HOW_MUCH[how_much])},
    }
    order = dice.sample(list(made), 4)
    return {field: made[field] for field in order}


def _one_or_two(dice: random.Random, values: Sequence[Any]) -> Any:
    first, second = dice.choices(values, k=2)
    return first if first == second else {"$in": [first, second]}


def campaign(number: int, dice: random.Random) -> dict[str, Any]:
    """A live campaign such as a shop has: places, caps, one or two variants."""
    placement = dice.choice(
        [{"type": "slot", "slot": dice.choice(SLOTS)}, {"type": "top"}, {"type": "bottom"}, {"type": "modal"}]
    )
    return {
        "id": f"campaign-{number}",
        "name": f"Campaign {number}",
        "status": "live",
        "priority": dice.randrange(10),
        "condition": condition(dice),
        "placement": placement,
        "frequency": {"windows": [{"cap": 3, "period": "1d"}]} if placement["type"] == "modal" else {},
        "variants": [{"id": id, "widget": "any"} for id in "ab"[: dice.choice((1, 1, 2))]],
    }


def context(dice: random.Random) -> dict[str, Any]:
    """A visitor on a page; only product pages have a product."""
    made: dict[str, Any] = {}
    for field, values in {**WHERE, **WHO, **HOW}.items():
        outer, inner = field.split(".")
        made.setdefault(outer, {})[inner] = dice.choice(values)
    for field, most in HOW_MUCH.items():
        outer, inner = field.split(".")
        made.setdefault(outer, {})[inner] = dice.randrange(most)
    if made["page"]["type"] != "product":
        del made["product"]
    made["visitor"]["id"] = f"{dice.getrandbits(128):032x}"
    return made


def best_us(decide_all: Callable[[], object]) -> float:
    """Microseconds a context, in the best of several rounds."""
    gc.collect()
    gc.disable()
    best_ns = min(_timed_ns(decide_all) for _ in range(ROUNDS))
    gc.enable()
    return best_ns / CONTEXTS / 1000


def _timed_ns(work: Callable[[], object]) -> int:
    began_ns = time.perf_counter_ns()
    work()
    return time.perf_counter_ns() - began_ns


def requests(contexts: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], Request]]:
    return [
        (each, Request(assignment_id=each["visitor"]["id"], may_personalise=True, slots=frozenset(SLOTS[:2])))
        for each in contexts
    ]


def growthbook(documents: Sequence[dict[str, Any]], contexts: Sequence[dict[str, Any]]) -> Callable[[], object]:
    """The same conditions as feature flags with the same variants, evaluated one after another."""
    features = {each["id"]: {"defaultValue": None, "rules": [_rule(each)]} for each in documents}
    sdk = GrowthBook(features=features)

    def run() -> None:
        for each in contexts:
            sdk.set_attributes({**each, "id": each["visitor"]["id"]})
            for feature in features:
                sdk.eval_feature(feature)

    return run


def _rule(document: dict[str, Any]) -> dict[str, Any]:
    variants = [variant["id"] for variant in document["variants"]]
    if len(variants) == 1:
        return {"condition": document["condition"], "force": variants[0]}
    return {"condition": document["condition"], "variations": variants, "hashVersion": 2, "seed": document["id"]}


def timed_index(compiled: Sequence[CompiledCampaign]) -> tuple[CampaignIndex, float]:
    """The index, and the milliseconds that it took to make."""
    began_ns = time.perf_counter_ns()
    return CampaignIndex(compiled), (time.perf_counter_ns() - began_ns) / 1e6


def main() -> None:
    dice = random.Random(2026)
    contexts = [context(dice) for _ in range(CONTEXTS)]
    asked = requests(contexts)
    documents = [campaign(number, dice) for number in range(10_000)]
    compiled: list[CompiledCampaign] = [
        compile_campaign(read_campaign(document, {"any": Anything()})) for document in documents
    ]
    few, few_ms = timed_index(compiled[:100])
    many, many_ms = timed_index(compiled)

    def chosen(index: CampaignIndex) -> Callable[[], object]:
        return lambda: [choose(index, each, {}, request, NOW_MS) for each, request in asked]

    few_us, many_us = best_us(chosen(few)), best_us(chosen(many))
    decide_us = best_us(lambda: [decide(compiled[:100], each, {}, request, NOW_MS) for each, request in asked])
    growthbook_us = best_us(growthbook(documents[:100], contexts))
    for index in (few, many):
        candidates = sum(len(list(index.candidates(each, request.slots))) for each, request in asked) / CONTEXTS
        fit = sum(compiled.matches(each) for each in contexts for compiled in index.campaigns) / CONTEXTS
        shown = sum(len(choose(index, each, {}, request, NOW_MS)) for each, request in asked) / CONTEXTS
        print(f"{len(index.campaigns):>6} campaigns: {fit:.1f} fit, {candidates:.1f} found, {shown:.1f} shown")
    rows = (
        ("   100 campaigns", few_us, f"index made in {few_ms:.1f} ms"),
        ("10,000 campaigns", many_us, f"{many_us / few_us:.2f} × as long; index made in {many_ms:.0f} ms"),
        ("   100 campaigns", decide_us, "with the reason of every no"),
        ("   100 campaigns", growthbook_us, f"in the GrowthBook SDK, {growthbook_us / few_us:.1f} × as long"),
    )
    for what, us, words in rows:
        print(f"{what}: {us:7.1f} µs a decision, {words}")


if __name__ == "__main__":
    main()
