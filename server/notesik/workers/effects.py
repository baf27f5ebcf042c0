"""What one event adds to what the store counts."""

from __future__ import annotations

from msgspec import Struct

from notesik.social_proof import Action


class Effects(Struct, frozen=True, kw_only=True):
    """All of it is added once, however often an entry is worked on.

    `counters`: (campaign, day as `2026-11-21`, variant, field, whole amount); the fields are those of `Tally`.
    `viewed_pairs`, `bought_pairs`: products that came together. `sold`: (product, quantity).
    `members`: (segment, day, visitor). `shopping`: (action, product, visitor, Unix milliseconds).
    """

    site: str
    counters: list[tuple[str, str, str, str, int]] = []
    viewed_pairs: list[tuple[str, str]] = []
    bought_pairs: list[tuple[str, str]] = []
    sold: list[tuple[str, int]] = []
    members: list[tuple[str, str, str]] = []
    shopping: list[tuple[Action, str, str, int]] = []
