"""Compose: typed results, Issues and definitions become text, card and facts.

Role: the front door. Everything a person reads is worded here; numbers come from cells alone.
"""

from bot.compose.answer import compose_answer
from bot.compose.definition import compose_definition
from bot.compose.format import Format, choose_formats, format_cell
from bot.compose.present import Presentation, present, presentation_of
from bot.compose.replies import compose_ask, compose_refusal
from bot.compose.titles import full_scope, scope_of, title_of
from bot.compose.wording import say, word_issue, word_issues

__all__ = [
    "Format",
    "Presentation",
    "choose_formats",
    "compose_answer",
    "compose_ask",
    "compose_definition",
    "compose_refusal",
    "format_cell",
    "full_scope",
    "present",
    "presentation_of",
    "say",
    "scope_of",
    "title_of",
    "word_issue",
    "word_issues",
]
