"""The command line, ``notesik``: serve, demo, site, campaign, segment, scoring, feed, settings."""

from notesik.cli.main import app

__all__ = ["app"]
