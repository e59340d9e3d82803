"""The offline planner: semantic SQL from a complete reading, without any language model."""

from bot.planners.offline.follow_ups.replies import chosen_sql
from bot.planners.offline.plan import plan_offline

__all__ = ["chosen_sql", "plan_offline"]
