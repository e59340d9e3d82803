"""Reading: the words of a question linked to the layer."""

from bot.read.context import ReadContext, build_context
from bot.read.intent import Intent
from bot.read.reading import read_question

__all__ = ["Intent", "ReadContext", "build_context", "read_question"]
