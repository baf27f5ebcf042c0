"""The segments that come with Notesik, those of ``ready_segments.yaml`` and one for each RFM class; and with them the
segments of a site."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from notesik.errors import BadDocument, Fault
from notesik.known_names import SiteNames
from notesik.rfm import CLASSES
from notesik.segments import Segments, compile_segments

Document = dict[str, Any]

MAX_SEGMENTS = 100
"""That a site may have of its own: the log names those of a visitor, and each takes up to 12 KB a day to be counted."""

_FILE = Path(__file__).with_suffix(".yaml")


def _rfm_segments() -> list[Document]:
    return [
        {
            "id": f"rfm-{name}",
            "name": f"RFM: {name.replace('-', ' ')}",
            "description": words,
            "condition": {"visitor.rfm.class": name},
        }
        for name, words in CLASSES.items()
    ]


READY_SEGMENTS: tuple[Document, ...] = (*yaml.safe_load(_FILE.read_text("utf-8")), *_rfm_segments())


def with_ready_segments(documents: Iterable[object]) -> list[object]:
    """A site's own segments after the ready-made ones; its own stands in place of a ready one of the same id."""
    own = list(documents)
    replaced = [document.get("id") for document in own if isinstance(document, dict)]
    return [*(document for document in READY_SEGMENTS if document["id"] not in replaced), *own]


def compile_site_segments(own: Iterable[object], names: SiteNames | None = None) -> Segments:
    """All segments of a site whose own are these, and may name ``names``. Raises BadDocument that lists all faults."""
    documents = list(own)
    if len(documents) > MAX_SEGMENTS:
        fault = Fault("", f"a site may have {MAX_SEGMENTS} of its own at most, has {len(documents)}")
        raise BadDocument("the segments", [fault])
    return compile_segments(with_ready_segments(documents), names=names)


def compile_sound_segments(own: Iterable[Document]) -> tuple[Segments, list[Fault]]:
    """All segments of a site but its faulty ones, and what is wrong with these.

    They were sound when they were put, but two changes at a time may not agree.
    """
    left = list(own)
    faults: list[Fault] = []
    while True:
        try:
            return compile_site_segments(left), faults
        except BadDocument as error:
            faults.extend(error.faults)
            named = {fault.path.removeprefix("segments.").partition(".")[0] for fault in error.faults}
            sound = [document for document in left if document["id"] not in named]
            left = sound if len(sound) < len(left) else []
