"""Product feeds (Google Merchant, RSS 2.0 and Atom), streamed from a file or URL into products."""

from notesik.feeds.reading import read_feed
from notesik.feeds.report import FeedReport
from notesik.feeds.sources import open_feed

__all__ = ["FeedReport", "open_feed", "read_feed"]
