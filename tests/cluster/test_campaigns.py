"""Campaigns, on a Redis Cluster."""

from web.test_campaigns import *  # noqa: F403 - its tests and fixtures are these
