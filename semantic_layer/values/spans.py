"""Which stretches of a folded text may name a value.

Role: pure functions over a text: stretches for exact names, for pinyin, for typos. A stretch never cuts a word of
letters and digits; Chinese may be cut anywhere. Positions are those of the folded text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from semantic_layer.values.fold import Folded, is_han, is_word
from semantic_layer.values.near import SHORT, deletions, is_fit, long_in, looked_under

MAX_WORDS = 5
# Words of questions that are no names; a stretch of letters that is one of these is not read as pinyin or a typo.
_OF_QUESTIONS = """
    a an and are as at be by for from has how i in is it its last me month my no not of on or our per quarter show
    than that the their them this to top under up us vs was we week were what when which who why with year yoy mom qoq
    ytd qtd mtd chart sql over all any each new now day days months years between compare trend total average
"""
_ENGLISH = frozenset(_OF_QUESTIONS.split())
_NEVER_INSIDE = frozenset("的吗呢吧了是?!,.;:、。()[]\"'“”%<>=")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text` stands at [start, end) of the folded text; `whole` is False where a plural ending was left off."""

    start: int
    end: int
    text: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a stretch may start, and where it may end."""

    starts: tuple[int, ...]
    ends: frozenset[int]


def word_bounds(text: str) -> Bounds:
    """Every place but those inside a word."""
    size = len(text)
    inside = [0 < place < size and is_word(text[place - 1]) and is_word(text[place]) for place in range(size + 1)]
    starts = tuple(place for place in range(size) if not inside[place] and text[place] != " ")
    return Bounds(starts, frozenset(place for place in range(1, size + 1) if not inside[place]))


def key_spans(text: str, bounds: Bounds, lengths: Mapping[str, int]) -> list[Stretch]:
    """Stretches as long as some key with the same first two characters. `lengths`: prefix → bit set of lengths."""
    spans: list[Stretch] = []
    for start in bounds.starts:
        bits = lengths.get(text[start : start + 2], 0)
        while bits:
            length = (bits & -bits).bit_length() - 1
            bits &= bits - 1
            end = start + length
            if end in bounds.ends:
                spans.append(Stretch(start, end, text[start:end]))
            elif end + 1 in bounds.ends and length >= 3 and text[end] == "s" and text[end - 1].isascii():
                spans.append(Stretch(start, end + 1, text[start:end], whole=False))
    return spans


def letter_runs(folded: Folded, taken: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Runs of 2 to 40 ASCII letters that may be pinyin, outside what is taken (positions of the original text)."""
    runs: list[Stretch] = []
    for span in _words(folded.text):
        letters = span.text.isascii() and span.text.isalpha() and 2 <= len(span.text) <= 40
        if letters and span.text not in _ENGLISH and _is_free(span, folded, taken):
            runs.append(span)
    return runs


def suspects(folded: Folded, taken: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """Hash → the (start, end) of what may be a misspelt name stored under it: one to five words, or 3 to LONGEST_HAN
    Chinese characters in a row, outside what is taken."""
    found: dict[int, list[tuple[int, int]]] = {}
    words = [span for span in _words(folded.text) if _is_free(span, folded, taken)]
    for first in range(len(words)):
        for last in range(first, min(first + MAX_WORDS, len(words))):
            span = _joined(folded.text, words[first : last + 1])
            if _is_phrase(span, words[first : last + 1]) and is_fit(span.text):
                for code in looked_under(span.text):
                    found.setdefault(code, []).append((span.start, span.end))
    for start, end in _han_runs(folded, taken):
        _suspect_han(folded.text, start, end, found)
    return found


def _suspect_han(text: str, start: int, end: int, found: dict[int, list[tuple[int, int]]]) -> None:
    bounds = word_bounds(text)
    han = [0, *accumulate(is_han(char) for char in text)]  # how many stand before each place
    places = [place for place in bounds.starts if start <= place < end]
    for place in places:
        for stop in range(place + 3, min(place + SHORT + 1, end) + 1):
            if stop in bounds.ends and han[stop] - han[place] >= 3:
                span = (place, stop)
                for code in deletions(text[place:stop]):
                    found.setdefault(code, []).append(span)
    allowed = frozenset(places)
    for code, begin, stop in long_in(text, start, end):
        if begin in allowed and stop in bounds.ends:
            found.setdefault(code, []).append((begin, stop))


def _words(text: str) -> list[Stretch]:
    words: list[Stretch] = []
    start = 0
    while start < len(text):
        end = start
        while end < len(text) and is_word(text[end]):
            end += 1
        if end > start:
            words.append(Stretch(start, end, text[start:end]))
        start = end + 1
    return words


def _joined(text: str, words: Sequence[Stretch]) -> Stretch:
    start, end = words[0].start, words[-1].end
    return Stretch(start, end, text[start:end])


def _is_phrase(joined: Stretch, words: Sequence[Stretch]) -> bool:
    """Words with nothing but single spaces between, that neither begin nor end with a word of questions."""
    apart = joined.text == " ".join(word.text for word in words)
    return apart and words[0].text not in _ENGLISH and words[-1].text not in _ENGLISH


def _han_runs(folded: Folded, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Runs that hold Chinese, without what is taken and without signs and particles that no name has."""
    start, text = 0, folded.text
    for place in range(len(text) + 1):
        ends = place == len(text) or text[place] in _NEVER_INSIDE
        if ends or not _is_free(Stretch(place, place + 1, text[place]), folded, taken):
            if any(is_han(char) for char in text[start:place]):
                yield start, place
            start = place + 1


def _is_free(span: Stretch, folded: Folded, taken: Sequence[tuple[int, int]]) -> bool:
    start, end = folded.starts[span.start], folded.ends[span.end - 1]
    return all(end <= first or last <= start for first, last in taken)
