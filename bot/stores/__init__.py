"""State: turns, audit, preferences, feedback, events seen, and the inbox of the channels."""

from bot.stores.board import Board
from bot.stores.inbox import Entry, Inbox, Posted, new_question_id
from bot.stores.rights import may_still_see, remembered
from bot.stores.store import Store, new_turn_id

__all__ = [
    "Board",
    "Entry",
    "Inbox",
    "Posted",
    "Store",
    "may_still_see",
    "new_question_id",
    "new_turn_id",
    "remembered",
]
