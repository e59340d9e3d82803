"""A Slack of our own on loopback: Web API, Socket Mode and signed HTTP, with Slack's limits, error names and rates."""

from tests.fakes.slack.server import SlackServer

__all__ = ["SlackServer"]
