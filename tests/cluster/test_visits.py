"""Visits, on a Redis Cluster."""

from web.test_visits import *  # noqa: F403 - its tests and fixtures are these
