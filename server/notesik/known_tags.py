"""Whether the merge tags of a text look up what there is."""

from __future__ import annotations

from notesik.context_fields import FIELDS, WIDGET_TAGS, is_known_field
from notesik.documents import suggestion
from notesik.errors import BadDocument, Fault
from notesik.merge_tags import compile_text


def tag_faults(text: str, path: str) -> list[Fault]:
    """What is wrong with the merge tags of ``text``, which stands at ``path`` in its document."""
    try:
        tags = compile_text(text, path).paths
    except BadDocument as error:
        return list(error.faults)
    unknown = sorted(tag for tag in tags if tag not in WIDGET_TAGS and not is_known_field(tag))
    known = (*FIELDS, *WIDGET_TAGS)
    return [Fault(path, f"there is no such field: {{{{ {tag} }}}}{suggestion(tag, known)}") for tag in unknown]
