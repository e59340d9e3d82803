"""State: turns, audit, preferences, feedback and events seen."""

from bot.stores.store import Store, new_turn_id

__all__ = ["Store", "new_turn_id"]
