"""The words that a visitor agrees to: which they are in their language, and a mark by which a form says what it showed.

A form may be answered long after it was rendered. What counts as agreed are the words that were before the visitor, so
the form sends their mark back, and where the campaign has others by now nothing is agreed to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from notesik.languages import in_language

Wordings = Mapping[str, str]
"""By language, in lower case."""

_MARK_BYTES = 6


def mark_of(wordings: Wordings, language: str) -> str:
    """12 hexadecimal digits that stand for the words in ``language``; nothing where there are no words.

    >>> mark_of({"en": "I agree."}, "en-GB")
    '7902b1b0be84'
    """
    if not wordings:
        return ""
    return hashlib.blake2b(in_language(wordings, language).encode(), digest_size=_MARK_BYTES).hexdigest()
