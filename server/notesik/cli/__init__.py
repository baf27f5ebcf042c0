"""The command line, ``notesik``: serve, demo, site, campaign, rules, theme, segment, scoring, feed, settings."""

from notesik.cli.main import app

__all__ = ["app"]
