"""The wide pictures: the home page's landscape, one scene for each category, and those of the quiet pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from drawing.colours import TINTS, WOOD, Tints
from drawing.heroes import heroes
from drawing.ink import box, circle, ellipse, path, sheet, stroke
from drawing.kinds import drawing_of
from drawing.placing import placed
from drawing.scenery import cloud, grass, peaks, rolling, spruce, stars, wood

WIDTH, HEIGHT = 1200, 600

Thing = tuple[Mapping[str, Any], str]

STILL_LIVES: dict[str, tuple[Thing, Thing, Thing]] = {
    # category: left, right, and the one in front
    "Bicycles": (
        (
            {
                "kind": "bicycle",
                "build": "city",
                "tape": "brown",
                "wall": "cream",
                "extras": ["mudguards", "basket", "flowers"],
            },
            "coral",
        ),
        ({"kind": "bicycle", "build": "mountain"}, "forest"),
        ({"kind": "bicycle", "build": "gravel", "tape": "brown", "wall": "tan", "extras": ["frame_bag"]}, "rust"),
    ),
    "Bags": (
        ({"kind": "pannier"}, "teal"),
        ({"kind": "backpack", "top": "roll", "bottle": True}, "mustard"),
        ({"kind": "backpack", "top": "lid", "mat": "coral"}, "forest"),
    ),
    "Lights": (
        ({"kind": "lantern", "shape": "stick"}, "plum"),
        ({"kind": "lantern", "shape": "globe"}, "mustard"),
        ({"kind": "lantern", "shape": "classic"}, "forest"),
    ),
    "Tents": (
        ({"kind": "tipi", "trim": "rust"}, "cream"),
        ({"kind": "tunnel", "hoops": 3}, "berry"),
        ({"kind": "dome"}, "mustard"),
    ),
    "Boots": (
        ({"kind": "boot", "cut": "wellington"}, "mustard"),
        ({"kind": "boot", "cut": "low", "second": "charcoal"}, "teal"),
        ({"kind": "boot", "cut": "high"}, "cocoa"),
    ),
    "Jackets": (
        ({"kind": "jacket", "cut": "rain", "hood": True, "branch": False}, "mustard"),
        ({"kind": "jacket", "cut": "down", "branch": False}, "berry"),
        ({"kind": "jacket", "cut": "smock", "hood": True, "branch": False}, "teal"),
    ),
    "Bottles": (
        ({"kind": "wide"}, "plum"),
        ({"kind": "mug", "mark": "spruce"}, "cream"),
        ({"kind": "flask", "mark": "leaf"}, "forest"),
    ),
    "Tools": (
        ({"kind": "floor_pump"}, "forest"),
        ({"kind": "kit"}, "teal"),
        ({"kind": "multitool", "bits": ["short_hex", "chain", "hex", "saw", "blade", "torx"]}, "rust"),
    ),
    "Helmets": (
        ({"kind": "helmet", "cut": "kids"}, "sky"),
        ({"kind": "helmet", "cut": "trail", "second": "cream"}, "forest"),
        ({"kind": "helmet", "cut": "road"}, "coral"),
    ),
    "Kitchen": (
        ({"kind": "stove", "pot": True}, "navy"),
        ({"kind": "coffee"}, "cream"),
        ({"kind": "kettle"}, "forest"),
    ),
}

PLACES = {
    # category: where the left, the right and the front one stand: middle, floor, scale
    "Bicycles": ((320, 452, 0.94), (884, 454, 0.92), (604, 506, 1.06)),
    "Tents": ((300, 446, 0.92), (890, 452, 0.98), (590, 506, 1.02)),
    "Jackets": ((270, 366, 1.04), (930, 366, 1.04), (600, 374, 1.08)),
    "Tools": ((270, 452, 1.0), (930, 452, 1.0), (600, 452, 1.0)),
    "Helmets": ((270, 430, 0.9), (930, 430, 0.9), (600, 450, 1.02)),
    "Bottles": ((290, 452, 0.96), (910, 452, 0.96), (600, 470, 1.08)),
}
USUAL_PLACES = ((290, 456, 0.96), (908, 456, 0.96), (600, 492, 1.1))


def panorama(tints: Tints, seed: str) -> str:
    """The ground of a wide scene, 1200 by 600."""
    dice = Random(seed)  # noqa: S311 - a picture, not a secret
    far = dice.choice((rolling, peaks))(dice, WIDTH, 360, 130, HEIGHT)
    trees = wood(dice, WIDTH, 384, 86, HEIGHT)
    edge = "".join(spruce(x, 430, h) for x, h in ((40, 210), (110, 140), (1092, 150), (1164, 232)))
    sky = [box(0, 0, WIDTH, HEIGHT, tints.sky), circle(dice.choice((430, 770)), 150, 74, tints.sun)]
    sky.append(
        stars(dice, WIDTH, 260, tints.sun, 60)
        if tints.is_night
        else cloud(240, 110, 150, tints.sun) + cloud(820, 180, 110, tints.sun)
    )
    near = path(f"M0,414q300,-22 600,-6t600,-8V{HEIGHT}H0z", tints.ground)
    return "".join(
        (
            *sky,
            path(far, tints.hill, opacity=0.6),
            path(trees, tints.hill),
            path(edge, tints.ground, opacity=0.75),
            near,
        )
    ) + grass(dice, WIDTH, 500, tints.hill, 14)


def _line_of_jackets() -> str:
    return stroke("M-10,78Q600,104 1210,78", WOOD.dark, 9)


def category_scene(category: str) -> str:
    tints = TINTS[category]
    places = PLACES.get(category, USUAL_PLACES)
    things = []
    for (facts, colour), (x, y, scale) in zip(STILL_LIVES[category], places, strict=True):
        if category not in ("Jackets", "Tools", "Bottles", "Helmets"):
            things.append(ellipse(x, y, 140 * scale, 10, "#000", opacity=0.16))
        things.append(placed(drawing_of(facts, colour), x, y, scale))
    if category == "Jackets":
        things.append(_line_of_jackets())
    return sheet(WIDTH, HEIGHT, category, panorama(tints, category) + "".join(things))


def _signpost() -> str:
    post = box(590, 214, 22, 282, WOOD.dark, 4)
    arms = "".join(
        path(d, fill) for d, fill in (
            ("M470,236H690l36,30l-36,30H470z", WOOD.main),
            ("M740,316H520l-36,28l36,28H740z", WOOD.light),
        )
    )  # fmt: skip
    marks = stroke("M510,266h60m22,0h40M560,344h44m24,0h62", WOOD.dark, 8, opacity=0.7)
    return ellipse(600, 498, 70, 9, "#000", opacity=0.16) + post + arms + marks


def _quiet_pages() -> Iterator[tuple[str, str]]:
    tints = TINTS["Bicycles"]
    lost = (
        panorama(TINTS["Tents"], "lost")
        + _signpost()
        + placed(drawing_of({"kind": "bicycle", "build": "touring", "tape": "brown"}, "coral"), 846, 506, 0.8)
    )
    yield "lost", sheet(WIDTH, HEIGHT, "A signpost in a forest, and a bicycle waiting", lost)
    empty = {
        "kind": "bicycle",
        "build": "city",
        "tape": "brown",
        "wall": "cream",
        "extras": ["rack", "mudguards", "chain_guard", "basket"],
    }
    yield (
        "empty-cart",
        sheet(
            WIDTH,
            HEIGHT,
            "A bicycle whose basket is empty",
            panorama(tints, "empty") + placed(drawing_of(empty, "teal"), 600, 502, 1.2),
        ),
    )
    sent = {
        "kind": "bicycle",
        "build": "touring",
        "tape": "brown",
        "wall": "tan",
        "extras": ["rider_far", "rack", "mudguards", "parcel", "rider"],
    }
    yield (
        "thank-you",
        sheet(
            WIDTH,
            HEIGHT,
            "A rider sets off with a parcel",
            panorama(TINTS["Bottles"], "sent") + placed(drawing_of(sent, "rust"), 600, 502, 1.14),
        ),
    )


PARCEL_TINTS = ("Bicycles", "Bags", "Tents", "Boots", "Jackets", "Helmets")


def _parcel(tints: Tints, seed: str) -> str:
    """What stands in for a picture that cannot be had."""
    dice = Random(seed)  # noqa: S311 - a picture, not a secret
    ground = (
        box(0, 0, 400, 400, tints.sky)
        + path(rolling(dice, 400, 262, 70, 400), tints.hill)
        + path("M0,300q200,-20 400,0V400H0z", tints.ground)
    )
    card = "#d7ab74", "#c0935c", "#e8c596"
    parcel = (
        ellipse(200, 322, 104, 9, "#000", opacity=0.16)
        + path("M104,196H296V310Q296,320 286,320H114Q104,320 104,310z", card[0])
        + path("M104,196H146V320H114Q104,320 104,310z", card[1])
        + path("M104,196L124,158H276L296,196z", card[2])
        + path("M182,158h36l6,38v46l-24,-14l-24,14v-46z", tints.sun)
    )
    return sheet(400, 400, "No picture", ground + parcel)


def scenes() -> dict[str, str]:
    """Every scene by its file's name."""
    found = {category.lower(): category_scene(category) for category in STILL_LIVES}
    found.update(_quiet_pages())
    found.update({f"parcel-{i}": _parcel(TINTS[name], name) for i, name in enumerate(PARCEL_TINTS)})
    found.update(heroes())
    return found
