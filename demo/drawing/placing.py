"""Putting an object that was drawn on 400 by 400 somewhere into a larger scene."""

from __future__ import annotations

from drawing.ink import moved
from drawing.scenery import GROUND_Y


def placed(drawing: str, x: float, y: float, scale: float) -> str:
    """The drawing with its middle at x and its ground at y."""
    return moved(drawing, x - 200 * scale, y - GROUND_Y * scale, scale)
