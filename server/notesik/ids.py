"""Names that owners give to what they make: campaigns, variants, segments, scoring plans."""

from __future__ import annotations

from typing import Annotated

import msgspec

Id = Annotated[
    str,
    msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,63}\Z", description="1 to 64 lower-case letters, digits and hyphens"),
]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
