"""Whether the merge tags of a text look up what there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from notesik.context_fields import FIELDS, WIDGET_TAGS, is_known_field
from notesik.documents import join_path, suggestion
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


def tags_of(document: object, path: str) -> Iterator[tuple[str, str]]:
    """The look-ups of all texts within a document, each with the place of its text; broken texts have none."""
    if isinstance(document, str) and "{{" in document:
        try:
            yield from ((path, tag) for tag in sorted(compile_text(document, path).paths))
        except BadDocument:
            return
    elif isinstance(document, Mapping):
        for key, item in document.items():
            yield from tags_of(item, join_path(path, str(key)))
    elif isinstance(document, list | tuple):
        for index, item in enumerate(document):
            yield from tags_of(item, f"{path}[{index}]")
