"""What other senders send, on a Redis Cluster."""

from web.test_collect import *  # noqa: F403 - its tests and fixtures are these
