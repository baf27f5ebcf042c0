"""The colours: three tints for each category's landscape, three shades for each colour a product comes in."""

from __future__ import annotations

from typing import NamedTuple


class Tints(NamedTuple):
    """A landscape: the sky, what stands far away, the ground; and the sun or moon over it."""

    sky: str
    hill: str
    ground: str
    sun: str
    is_night: bool = False


class Shades(NamedTuple):
    """One colour in the light, itself, and in the shade."""

    main: str
    dark: str
    light: str


TINTS = {
    "Bicycles": Tints("#e8efdf", "#bcd1ae", "#86a97f", "#fbf5df"),
    "Bags": Tints("#f6ecdd", "#e5cfae", "#c39f70", "#fffaf0"),
    "Lights": Tints("#34456b", "#2a385a", "#1d2843", "#f5e9c4", is_night=True),
    "Tents": Tints("#def0ee", "#a5cfca", "#5e9c97", "#fdf8e6"),
    "Boots": Tints("#f8e7db", "#e6bba0", "#b97a5b", "#fff6ea"),
    "Jackets": Tints("#e4ebf3", "#bccbdd", "#8a9fb9", "#fbfaf3"),
    "Bottles": Tints("#e2f2ea", "#aedac8", "#6db09b", "#fdfbea"),
    "Tools": Tints("#f8efd2", "#e9d08d", "#bd9a4b", "#fffbeb"),
    "Helmets": Tints("#f1e6ee", "#d3b7d0", "#9b789b", "#fdf6f0"),
    "Kitchen": Tints("#fce6d4", "#f0b491", "#9c5b48", "#fff4dd"),
}

SHADES = {
    "forest": Shades("#2f6b4f", "#22503b", "#5f9e7e"),
    "moss": Shades("#8a9a4b", "#697636", "#b6c27f"),
    "teal": Shades("#2c8c8a", "#1e6866", "#6fbfbb"),
    "ice": Shades("#cfe3ea", "#a4c3ce", "#f0f9fb"),
    "sky": Shades("#6fa9cf", "#4c84aa", "#abd2e9"),
    "navy": Shades("#2e4674", "#1f3155", "#637daf"),
    "plum": Shades("#6b4a7e", "#4d345c", "#9f80b1"),
    "berry": Shades("#a23b5b", "#7b2943", "#cf7893"),
    "coral": Shades("#ec7a62", "#c25944", "#f9b1a0"),
    "rust": Shades("#c2562d", "#94401f", "#e38f65"),
    "mustard": Shades("#e0a92e", "#b3821a", "#f4d07c"),
    "sand": Shades("#d9be8f", "#b2945f", "#f0e1c3"),
    "cream": Shades("#f4ecdb", "#d5c7aa", "#fffcf5"),
    "slate": Shades("#56697a", "#3d4d5b", "#8a9dac"),
    "charcoal": Shades("#3b4046", "#26292d", "#6a7178"),
    "cocoa": Shades("#7b5138", "#583824", "#aa7f63"),
}

INK = "#22282b"
RUBBER = Shades("#33383c", "#24282b", "#555c62")
METAL = Shades("#b7c0c7", "#89949d", "#e3e9ed")
LEATHER = Shades("#8a5a3c", "#643f28", "#b5835f")
WOOD = Shades("#b98a5a", "#8e6538", "#d9b489")
GLOW = "#ffe9a8"
WHITE = "#fffdf7"
