"""What a visitor has allowed: to be counted (analytics), and to be treated by their own history (personalisation).

The browser part reads the shop's consent banner and says it with each request. Global Privacy Control (``Sec-GPC: 1``,
no other value counts) narrows it further, as far as the site's setting says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

Gpc = Literal["ignore", "no_personalization", "no_tracking"]


class Consent(msgspec.Struct, frozen=True):
    """Both are taken as granted when the page says nothing: then the shop has no banner, or keeps the tag back."""

    analytics: bool = True
    personalization: bool = True

    def narrowed(self, headers: Mapping[str, str], gpc: Gpc) -> Consent:
        """As far as the browser's privacy signal leaves it, under the site's setting."""
        if gpc == "ignore" or headers.get("sec-gpc") != "1":
            return self
        return Consent(analytics=self.analytics and gpc != "no_tracking", personalization=False)
