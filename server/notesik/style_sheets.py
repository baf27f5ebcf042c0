"""Style sheets as browsers get them: without comments and layout, under a name that holds their hash."""

from __future__ import annotations

import hashlib
import re

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def compact(css: str) -> str:
    """The style sheet without comments and layout."""
    css = re.sub(r"\s+", " ", _CSS_COMMENT.sub("", css))
    return re.sub(r" ?([{};,>]) ?", r"\1", css).replace(";}", "}").strip()


def style_file_of(name: str, css: str) -> str:
    """The name under which ``css`` may be kept for ever; empty where there are no styles."""
    return f"{name}-{hashlib.sha256(css.encode()).hexdigest()[:8]}.css" if css else ""
