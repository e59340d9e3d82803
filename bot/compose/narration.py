"""Narration: a language model phrases the cells; code keeps the sentences that hold.

Role: `narration_brief(answer)` says what may be phrased, None where nothing is (one number, many measures, details,
exploratory results). `with_narration(answer, text)` appends what is true of the cells after the deterministic text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.compose.buckets import partial_buckets
from bot.compose.claims import Claims
from bot.compose.escape import for_terminal
from bot.compose.present import Presentation
from bot.compose.titles import title_of
from bot.compose.wording import say
from bot.ports import NarrationBrief
from bot.turn import Answer, Narration

_MOST_ROWS = 24
_MOST_SENTENCES = 3
_BREAK = re.compile(r"(?<=[。！？!?])|(?<=[.])\s+|\n+")


def narration_brief(answer: Answer) -> NarrationBrief | None:
    """What a narrator gets: subject, scope and the cells as people read them."""
    view = answer.view
    if not isinstance(view, Presentation) or answer.label == "exploratory" or view.is_detail:
        return None
    axes = len(view.groups) + (view.time is not None)
    if not 2 <= len(view.rows) <= _MOST_ROWS or len(view.main) != 1 or axes != 1 or view.table.truncated:
        return None
    places = range(len(view.columns))
    rows = [tuple(view.text(row, place) for place in places) for row in range(len(view.rows))]
    return NarrationBrief(answer.lang, title_of(view), view.scope, (view.headings, *rows))


def with_narration(answer: Answer, narration: Narration) -> Answer:
    """The answer with the sentences that claim only what its cells hold, each once, at most three."""
    view = answer.view
    if not isinstance(view, Presentation):
        return answer
    limit = answer.checked.limit
    is_cut = limit is not None and len(view.rows) >= limit
    claims = Claims(view, frozenset(partial_buckets(view, answer.checked)), is_cut)
    said = [part.strip() for part in _BREAK.split(for_terminal(narration.text)) if part.strip()]
    kept = [sentence for sentence in dict.fromkeys(said) if claims.hold(sentence)][:_MOST_SENTENCES]
    answer = replace(answer, narration_usage=narration.usage)
    if not kept:
        return answer
    told = say("narrated", answer.lang, sentences=("" if answer.lang == "zh" else " ").join(kept))
    return replace(answer, text=f"{answer.text}\n{told}")
