"""Where the files that ship beside the Python code are: widgets, the built snippet, the demo shop."""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).parent / "_shipped"
_CHECKOUT = Path(__file__).parents[2]
_IN_CHECKOUT = {"widgets": "widgets", "snippet": "snippet/dist", "demo": "demo"}


def shipped_folder(name: str) -> Path:
    """The folder of ``widgets``, ``snippet`` or ``demo``, in an installed wheel or in a checkout."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _CHECKOUT / _IN_CHECKOUT[name]
