"""What owners see of visitors, on a Redis Cluster."""

from web.test_visitors import *  # noqa: F403 - its tests and fixtures are these
