"""Notesik: the shop assistant's notebook for web shops."""

__version__ = "0.1.0"
