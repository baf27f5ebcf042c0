"""How many visitors did something with a product, as the ``social_proof`` widget says it; too few are not said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from notesik.lazy_mapping import with_members
from notesik.money import format_number
from notesik.parameter_types import Moment, Value
from notesik.social_proof import MOST_COUNTED, Action
from notesik.widget_scenes import Scene

PROVING = "social_proof"
"""The widget that says it."""


class Proof(NamedTuple):
    """What was counted; ``product_id`` is empty where the page shows no product and the campaign names none."""

    action: Action
    product_id: str
    hours: int
    minimum: int
    number: int
    label: str
    """The number in the visitor's language, ``1,000+`` where more are not told apart."""

    @property
    def absence(self) -> str:
        """Why it is not said; empty when it is."""
        if not self.product_id:
            return "the page shows no product"
        if self.number < self.minimum:
            return f"{self.number} {self.action} in {self.hours} h, fewer than {self.minimum}"
        return ""

    def moment(self, moment: Moment) -> Moment:
        """``moment`` for texts that say it."""
        tags = with_members(moment.tags, {"count": self.label, "hours": self.hours})
        return replace(moment, tags=tags, number=self.number)


def proof_of(values: Mapping[str, Value], scene: Scene, moment: Moment) -> Proof:
    """What the campaign's ``values`` ask for, counted: of the product that they name, else the page's."""
    product_id = values["product"](moment) or _product_of_page(scene.tags)
    action, hours = values["action"](moment), values["hours"](moment)
    number = scene.count(action, product_id, hours) if product_id else 0
    label = format_number(number, scene.language)
    return Proof(
        action=action,
        product_id=product_id,
        hours=hours,
        minimum=values["minimum"](moment),
        number=number,
        label=f"{label}+" if number >= MOST_COUNTED else label,
    )


def _product_of_page(tags: Mapping[str, Any]) -> str:
    return str(tags.get("page", {}).get("product_id") or "")
