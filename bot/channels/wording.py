"""What channels say beside the answers, by key and language; the sentences stand in `bot/compose/text`."""

from __future__ import annotations

from bot.compose.text import en_channel, zh_channel
from bot.compose.wording import fill

_WORDS = {"zh": zh_channel.WORDS, "en": en_channel.WORDS}


def speak(key: str, lang: str, **parameters: object) -> str:
    """One sentence or word; KeyError if there is none."""
    return fill(_WORDS[lang][key], {name: str(value) for name, value in parameters.items() if value})


def step_words(step: str, lang: str) -> str:
    """What a step of the pipeline does; a step that needs no words of its own goes on under "working"."""
    key = f"step_{step}"
    return speak(key if key in _WORDS[lang] else "working", lang)
