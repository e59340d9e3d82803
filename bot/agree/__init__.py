"""Two readers must agree: what the rules resolved in a question must stand in the query that would answer it."""

from bot.agree.agreement import agree

__all__ = ["agree"]
