"""The offline planner: semantic SQL from a complete reading, without any language model."""

from bot.planners.offline.plan import plan_offline
from bot.planners.offline.replies import chosen_sql

__all__ = ["chosen_sql", "plan_offline"]
