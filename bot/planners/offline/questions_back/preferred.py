"""Choices remembered for a person: which of them decided a reading, so that the card can say so.

Role: (draft, the plan made without them) → the draft with the words and what they were taken for. A choice that changes
nothing is not told.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planners.offline.questions_back.alternatives import CALENDAR, CALENDARS, of_calendar
from bot.read.intent import Intent
from bot.turn import Draft, Plan, Question, Reading


def in_chosen_calendar(intent: Intent, question: Question) -> Intent:
    """ "This year" of somebody who said before which years are meant: the calendar's or the fiscal ones."""
    kind = question.preferences.get(CALENDAR, "")
    return of_calendar(intent, kind) if kind in CALENDARS and _of_calendars(intent) else intent


def _of_calendars(intent: Intent) -> list[str]:
    return [one.text for one in intent.unresolved if one.time is not None and one.time.is_of_calendars]


def choices_said(reading: Reading, question: Question) -> tuple[tuple[str, str], ...]:
    """The words of a question that may mean several things, with what the asker chose for them before."""
    intent = reading.intent
    if not question.preferences or not isinstance(intent, Intent):
        return ()
    candidates: list[tuple[str, tuple[str, ...]]] = [(said.word, said.names) for said in intent.metrics]
    candidates += [(said.word, said.other) for said in intent.thresholds]
    candidates += [(said.word, tuple(str(ref) for ref in said.refs)) for said in intent.groups]
    candidates += [(said.word, tuple(str(ref) for ref, _ in said.targets)) for said in intent.values]
    found: dict[tuple[str, str], None] = {}
    for word, targets in candidates:
        chosen = question.preferences.get(word) or question.preferences.get(word.casefold())
        if chosen in targets and len(set(targets)) > 1:
            found[word, str(chosen)] = None
    kind = question.preferences.get(CALENDAR, "")
    if kind in CALENDARS:
        found |= dict.fromkeys((word, kind) for word in _of_calendars(intent))
    return tuple(found)


def with_choices(made: Draft, chosen: tuple[tuple[str, str], ...], undecided: Plan) -> Draft:
    """The draft with the choices that stand in it, unless it would be the same without them."""
    if isinstance(undecided, Draft) and undecided.semantic_sql == made.semantic_sql:
        return made
    return replace(made, remembered=tuple(one for one in chosen if one[1] in made.semantic_sql or one[1] in CALENDARS))
