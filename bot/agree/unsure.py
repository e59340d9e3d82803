"""What a reading resolved and still is not sure of, where words beside it were not understood.

Role: a value taken for a slip of the pen, a value beside a "not" that nobody read, the side of a bound beside a verb
that nobody knows. There a query may differ from the reading, if it shows how it read the word; else the reading holds.
"""

from __future__ import annotations

import re

from bot.agree.said import Said, SaidValue
from bot.agree.written import Written
from bot.read.wording.unread import is_not, names_of, says_not

_LESS = re.compile(r"^[少低差欠]|\b(less|lower|below|short|fewer)\b", re.IGNORECASE)
_LEAST = 3  # letters of a word that may be the beginning of a name


def is_excused(value: SaidValue, said: Said, written: Written) -> bool:
    """The value need not stand as it was read."""
    return (value.is_slip and _names_it(value.word, written)) or (
        says_not(said.reading) and _is_left_out(value, said, written)
    )


def _names_it(word: str, written: Written) -> bool:
    """Something the query uses is called by this word ("head" in headcount): it was no slip for a value."""
    folded = word.casefold()
    names = [text for name in written.named for text in (name, *names_of(written.model.metrics[name]))]
    return len(folded) >= _LEAST and any(folded in text.casefold() for text in names)


def _is_left_out(value: SaidValue, said: Said, written: Written) -> bool:
    """It is kept out, or another value said of the same field is held and this one is not."""
    fields = {(ref.dataset, ref.field) for ref, _ in value.targets}
    texts = {text.casefold() for _, text in value.targets}
    others = {text.casefold() for one in said.values if one is not value for _, text in one.targets}
    tests = [test for test in written.tests if (test.field.dataset, test.field.field) in fields and test.holds]
    own = [test for test in tests if test.text.casefold() in texts]
    if own:
        return all(test.negated and test.keeps_null for test in own)
    return value == _nearest_to_not(said) and any(t.text.casefold() in others and not t.negated for t in tests)


def _nearest_to_not(said: Said) -> SaidValue | None:
    """The value that stands nearest to the unread word, which is the one it turns round."""
    text = said.reading.question.casefold()
    places = [text.find(word.casefold()) for word in said.reading.unexplained if is_not(word)]
    if not places or not said.values:
        return None
    return min(said.values, key=lambda one: min(_distance(one.place, place) for place in places))


def _distance(word: tuple[int, int], place: int) -> int:
    """Characters between a word and a place."""
    start, end = word
    return place - end if place >= end else start - place


def says_less(said: Said) -> bool:
    """ "By how much less" is what is missing, either way round."""
    pieces = said.intent.pieces if said.intent is not None else []
    return any(piece.role == "compare" and _LESS.search(piece.text) for piece in pieces)
