"""The offline planner: semantic SQL from a complete reading, without any language model."""

from bot.planners.offline.plan import plan_offline

__all__ = ["plan_offline"]
