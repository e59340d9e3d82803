"""The model planner: a language model drafts semantic SQL, the checks decide. Documented in docs/model-planner.md."""

from bot.planners.model.defaults import given_periods
from bot.planners.model.examples import Example
from bot.planners.model.planner import ModelPlanner
from bot.planners.model.settings import ModelSettings

__all__ = ["Example", "ModelPlanner", "ModelSettings", "given_periods"]
