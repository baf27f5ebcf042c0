"""The segments that come with Notesik, as documents: those of ``ready_segments.yaml``, and one for each RFM class."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from notesik.rfm import CLASSES

Document = dict[str, Any]

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


def with_ready_segments(documents: Iterable[Document]) -> list[Document]:
    """A site's own segments after the ready-made ones; its own stands in place of a ready one of the same id."""
    own = list(documents)
    replaced = {document.get("id") for document in own}
    return [*(document for document in READY_SEGMENTS if document["id"] not in replaced), *own]
