"""What an owner does with segments and scoring plans, from the command line or over HTTP: apply, list, delete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from notesik.conditions import condition_fields
from notesik.errors import BadDocument, Fault, InUse, NotFound
from notesik.known_names import SiteNames, plan_of
from notesik.known_tags import tags_of
from notesik.owners_work import documents_in, within
from notesik.ready_segments import READY_SEGMENTS, compile_site_segments, compile_sound_segments
from notesik.scores import compile_plan, compile_plans, plan_document
from notesik.segments import Segments, names_segment, segment_document
from notesik.store import site_documents
from notesik.store.campaigns import campaigns
from notesik.store.client import Client
from notesik.store.scoring_plans import scoring_plans
from notesik.store.segments import segments
from notesik.store.shelves import Shelf

Document = dict[str, Any]

_READY_IDS = frozenset(document["id"] for document in READY_SEGMENTS)


class Applied(NamedTuple):
    """A document as it is kept; ``is_new`` if there was none with its id."""

    document: Document
    is_new: bool


class SiteSegments(NamedTuple):
    """The documents of a site's segments: those that come with Notesik, but for those that it has its own of."""

    ready_made: list[Document]
    own: list[Document]


async def all_segments(client: Client, site: str) -> SiteSegments:
    own = await _documents(segments(client, site))
    return SiteSegments(_others(READY_SEGMENTS, _ids(own)), own)


async def site_segments(client: Client, site: str) -> Segments:
    """The segments of a site, compiled; without those that are faulty."""
    return compile_sound_segments(await _documents(segments(client, site)))[0]


async def site_names(client: Client, site: str) -> SiteNames:
    """What else documents of the site may name."""
    plans = await scoring_plans(client, site).list()
    rules = await site_documents.rules(client, site).get()
    return SiteNames(
        plans=frozenset(plans), groups=frozenset(msgspec.json.decode(rules).get("groups", ()) if rules else ())
    )


def read_segment_files(files: Iterable[Path]) -> list[Document]:
    """The segments of ``files``, still unread. Raises BadDocument with the faults of every file that is none."""
    return [document for _, document in _read_files(files, "segment")]


async def apply_segments(client: Client, site: str, documents: Sequence[object]) -> list[Applied]:
    """Put segments, all at once; those of the same id are replaced.

    Raises BadDocument with all faults, then nothing has changed: they are looked at together with the site's others.
    """
    shelf = segments(client, site)
    before, stated = await _documents(shelf), _ids(documents)
    compiled = compile_site_segments([*_others(before, stated), *documents], await site_names(client, site))
    new = {id: segment_document(each.segment) for id, each in compiled.items() if id in stated}
    return await _put(shelf, new, before)


async def delete_segment(client: Client, site: str, id: str) -> None:
    """Delete a segment of the site's own. Where a ready-made one has its id, that one holds again.

    Raises:
        NotFound: the site has none of its own that is called so.
        InUse: another segment or a campaign names it.
    """
    shelf = segments(client, site)
    own = await _documents(shelf)
    if all(document["id"] != id for document in own):
        why = "it comes with Notesik" if id in _READY_IDS else "there is none"
        raise NotFound(f"the site has no segment {id!r} of its own: {why}", path="id")
    if id not in _READY_IDS and (
        users := await _users_of(client, site, lambda document: names_segment(document.get("condition", {}), id))
    ):
        raise InUse(f"the segment {id!r} is used by {', '.join(users)}", path="id")
    await shelf.delete(id)


async def _users_of(client: Client, site: str, uses: Callable[[Document], bool]) -> list[str]:
    """The site's own segments and the campaigns that it is used by, as ``uses`` tells of a document."""
    shelves = {"segment": segments(client, site), "campaign": campaigns(client, site)}
    return [
        f"the {kind} {document['id']!r}"
        for kind, shelf in shelves.items()
        for document in await _documents(shelf)
        if uses(document)
    ]


async def all_plans(client: Client, site: str) -> list[Document]:
    return await _documents(scoring_plans(client, site))


def read_plan_files(files: Iterable[Path]) -> list[Document]:
    """The scoring plans of ``files``. Raises BadDocument with all faults of all files."""
    faults: list[Fault] = []
    documents = []
    for name, document in _read_files(files, "scoring plan"):
        documents.append(document)
        try:
            compile_plan(document)
        except BadDocument as error:
            faults += within(name, error)
    if faults:
        raise BadDocument("the scoring plans", faults)
    return documents


async def apply_plans(client: Client, site: str, documents: Sequence[object]) -> list[Applied]:
    """Put scoring plans, all at once; those of the same id are replaced, and what they have scored so far stays.

    Raises BadDocument with the faults; then nothing has changed.
    """
    shelf = scoring_plans(client, site)
    before, stated = await _documents(shelf), _ids(documents)
    compiled = compile_plans([*_others(before, stated), *documents])
    new = {id: plan_document(each.plan) for id, each in compiled.items() if id in stated}
    return await _put(shelf, new, before)


async def delete_plan(client: Client, site: str, id: str) -> None:
    """Delete a scoring plan.

    Raises:
        NotFound: there is none that is called so.
        InUse: a segment or a campaign reads its scores, in its condition or in a merge tag.
    """
    shelf = scoring_plans(client, site)
    if await shelf.get(id) is None:
        raise NotFound(f"there is no scoring plan {id!r}", path="id")
    if users := await _users_of(client, site, lambda document: _reads_plan(document, id)):
        raise InUse(f"the scoring plan {id!r} is used by {', '.join(users)}", path="id")
    await shelf.delete(id)


def _reads_plan(document: Document, id: str) -> bool:
    fields = condition_fields(document.get("condition", {}))
    tags = (tag for _, tag in tags_of(document.get("variants", []), "variants"))
    return any(plan_of(field) == id for field in (*fields, *tags))


def _read_files(files: Iterable[Path], kind: str) -> list[tuple[str, Document]]:
    faults: list[Fault] = []
    documents = [each for file in files for each in documents_in(file, kind, faults)]
    if faults:
        raise BadDocument("the files", faults)
    return documents


async def _documents(shelf: Shelf) -> list[Document]:
    return [msgspec.json.decode(document) for document in (await shelf.list()).values()]


def _ids(documents: Iterable[object]) -> set[str]:
    """Of documents that may be anything, the ids of those that have one."""
    ids = (document.get("id") for document in documents if isinstance(document, dict))
    return {id for id in ids if isinstance(id, str)}


def _others(documents: Iterable[Document], ids: set[str]) -> list[Document]:
    return [document for document in documents if document["id"] not in ids]


async def _put(shelf: Shelf, new: dict[str, Document], before: Sequence[Document]) -> list[Applied]:
    await shelf.put_all({id: msgspec.json.encode(document) for id, document in new.items()})
    known = {document["id"] for document in before}
    return [Applied(document, id not in known) for id, document in new.items()]
