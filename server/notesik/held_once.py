"""Campaigns in less memory: what thousands of them say alike is held once."""

from __future__ import annotations

import marshal
from collections.abc import Hashable
from typing import Any, TypeVar

from msgspec.structs import replace

from notesik.campaigns import Campaign, CompiledCampaign, Variant

Value = TypeVar("Value", bound=Hashable)

_AS_IT_IS = 2
"""A version of marshal's format in which equal values are equal bytes; it tells ``1``, ``1.0`` and ``True`` apart."""


class HeldOnce:
    """Gives of equal values the one that came first. It goes when all campaigns are loaded; they keep what it gave."""

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}

    def campaign(self, compiled: CompiledCampaign) -> CompiledCampaign:
        """The same campaign, of shared parts; nobody may change them."""
        return replace(
            compiled,
            campaign=self._as_written(compiled.campaign),
            weights=self._json(compiled.weights),
            span=self.value(compiled.span),
            place=self.value(compiled.place),
            places=self.value(compiled.places),
            fields=self.value(compiled.fields),
            personal_fields=self.value(compiled.personal_fields),
            segments=self.value(compiled.segments),
        )

    def _as_written(self, campaign: Campaign) -> Campaign:
        return replace(
            campaign,
            status=self.value(campaign.status),
            condition={self.value(key): self._json(argument) for key, argument in campaign.condition.items()},
            trigger=self.value(campaign.trigger),
            placement=self.value(campaign.placement),
            frequency=self.value(campaign.frequency),
            schedule=self.value(campaign.schedule),
            conversion=self.value(campaign.conversion),
            variants=tuple(map(self._variant, campaign.variants)),
        )

    def _variant(self, variant: Variant) -> Variant:
        parameters = {self.value(name): self._json(value) for name, value in variant.parameters.items()}
        return replace(variant, widget=self.value(variant.widget), parameters=parameters)

    def value(self, value: Value) -> Value:
        found: Value = self._values.setdefault((value.__class__, value), value)
        return found

    def _json(self, value: Any) -> Any:
        """Of what JSON can say; anything else stays as it is."""
        try:
            return self._values.setdefault(marshal.dumps(value, _AS_IT_IS), value)
        except ValueError:
            return value
