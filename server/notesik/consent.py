"""What a visitor has allowed: to be counted (analytics), and to be treated by their own history (personalisation).

The browser part reads the shop's consent banner and says it with each request. Global Privacy Control (``Sec-GPC: 1``,
no other value counts, or ``navigator.globalPrivacyControl``) narrows it further, as far as the site's setting says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from notesik.events import Event

Gpc = Literal["ignore", "no_personalization", "no_tracking"]

GPC_VALUES: dict[Gpc, str] = {
    "no_personalization": "The visitor is counted, and not treated by their history; the default",
    "no_tracking": "As after a no: nothing is kept of the visitor, and what the browser kept is removed",
    "ignore": "The signal ends nothing, where no law gives it a meaning",
}
"""What the signal ends, by a site's setting."""


class Consent(msgspec.Struct, frozen=True, gc=False):
    """Both are taken as granted when the page says nothing: then the shop has no banner, or keeps the tag back."""

    analytics: bool = True
    personalization: bool = True
    gpc: bool = False
    """Whether the page's browser says that it has the signal on."""

    def narrowed(self, headers: Mapping[str, str], gpc: Gpc) -> Consent:
        """As far as the browser's privacy signal leaves it, under the site's setting."""
        if gpc == "ignore" or not (self.gpc or headers.get("sec-gpc") == "1"):
            return self
        return Consent(analytics=self.analytics and gpc != "no_tracking", personalization=False)

    def refusal(self, event: Event) -> str:
        """Why ``event`` may not be taken in, empty when it may. An event can bring a refusal of its own, as Segment's
        SDKs do: ``context.consent.categoryPreferences``, an analytics category that is false."""
        stated = event.context.get("consent")
        categories = stated.get("categoryPreferences") if isinstance(stated, dict) else None
        refused = isinstance(categories, dict) and any(
            value is False and str(name).lower() == "analytics" for name, value in categories.items()
        )
        return "consent: not given" if refused or not self.analytics else ""
