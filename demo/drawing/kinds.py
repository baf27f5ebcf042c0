"""What can be drawn: the name a product's facts use, the function, and how wide a shadow it casts (0: it hangs)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from drawing import bags, bicycles, boots, bottles, helmets, jackets, kitchen, lights, tents, tools
from drawing.colours import SHADES, TINTS, Shades
from drawing.ink import sheet
from drawing.scenery import landscape


class Kind(NamedTuple):
    draw: Callable[[Mapping[str, Any], Shades], str]
    shadow: float


KINDS = {
    "bicycle": Kind(bicycles.bicycle, 138),
    "backpack": Kind(bags.backpack, 92),
    "pannier": Kind(bags.pannier, 112),
    "frame_bag": Kind(bags.frame_bag, 0),
    "roll_bag": Kind(bags.roll_bag, 0),
    "saddle_bag": Kind(bags.saddle_bag, 0),
    "hip_bag": Kind(bags.hip_bag, 118),
    "dry_bag": Kind(bags.dry_bag, 120),
    "front_light": Kind(lights.front_light, 0),
    "rear_light": Kind(lights.rear_light, 0),
    "headlamp": Kind(lights.headlamp, 0),
    "lantern": Kind(lights.lantern, 0),
    "dome": Kind(tents.dome, 158),
    "tunnel": Kind(tents.tunnel, 170),
    "tipi": Kind(tents.tipi, 146),
    "ridge": Kind(tents.ridge, 160),
    "tarp": Kind(tents.tarp, 130),
    "hammock": Kind(tents.hammock, 0),
    "sleeping_bag": Kind(tents.sleeping_bag, 160),
    "boot": Kind(boots.boot, 130),
    "sandal": Kind(boots.sandal, 136),
    "wax": Kind(boots.wax, 140),
    "jacket": Kind(jackets.jacket, 0),
    "bottle": Kind(bottles.bottle, 0),
    "flask": Kind(bottles.flask, 0),
    "mug": Kind(bottles.mug, 0),
    "wide": Kind(bottles.wide, 0),
    "canteen": Kind(bottles.canteen, 0),
    "soft": Kind(bottles.soft, 0),
    "multitool": Kind(tools.multitool, 0),
    "floor_pump": Kind(tools.floor_pump, 0),
    "hand_pump": Kind(tools.hand_pump, 0),
    "kit": Kind(tools.kit, 0),
    "lock": Kind(tools.lock, 0),
    "chain_lock": Kind(tools.chain_lock, 0),
    "axe": Kind(tools.axe, 0),
    "knife": Kind(tools.knife, 0),
    "stand": Kind(tools.stand, 0),
    "levers": Kind(tools.levers, 0),
    "oil": Kind(tools.oil, 0),
    "apron": Kind(tools.apron, 0),
    "helmet": Kind(helmets.helmet, 0),
    "stove": Kind(kitchen.stove, 84),
    "pot": Kind(kitchen.pot, 0),
    "kettle": Kind(kitchen.kettle, 120),
    "cutlery": Kind(kitchen.cutlery, 0),
    "coffee": Kind(kitchen.coffee, 0),
    "grill": Kind(kitchen.grill, 118),
    "cooler": Kind(kitchen.cooler, 138),
}


def drawing_of(facts: Mapping[str, Any], colour: str) -> str:
    """The object alone, on 400 by 400."""
    return KINDS[facts["kind"]].draw(facts, SHADES[colour])


def picture(title: str, category: str, facts: Mapping[str, Any], colour: str, seed: str) -> str:
    """The whole file of one product."""
    ground = landscape(TINTS[category], seed, shadow=KINDS[facts["kind"]].shadow)
    return sheet(400, 400, title, ground + drawing_of(facts, colour))
