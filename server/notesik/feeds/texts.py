"""Plain text out of the HTML that shops put into titles and descriptions."""

from __future__ import annotations

import html
import re

# Comments, scripts and styles go with their content; one left open takes the rest of the text.
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|tr|table|h[1-6]|section|blockquote))\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-z][^<>]*>|<[!?][^<>]*>", re.IGNORECASE)
_ENTITIES = re.compile(r"&(?:#x?[0-9a-f]{1,8}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def plain_text(marked_up: str) -> str:
    """The words of ``marked_up`` with one line a paragraph: no tags, no scripts, entities resolved."""
    text = marked_up
    for _ in range(2):  # some shops escape twice
        if "<" in text:
            text = _TAGS.sub("", _BREAKS.sub("\n", _UNSEEN.sub("", text)))
        text = _ENTITIES.sub(lambda found: html.unescape(found[0]), text)
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def plain_line(marked_up: str) -> str:
    """The words of ``marked_up`` on one line."""
    return plain_text(marked_up).replace("\n", " ")


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters of ``text``; an ellipsis stands for the rest."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
