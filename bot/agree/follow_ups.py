"""Agreement of a follow-up with the query that it follows: what it does not speak of stays.

Role: a short follow-up whose every word is understood changes what it names and nothing else. It keeps what is counted
where it names no measure, and what it takes away is gone: a condition dropped, or a member left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.agree.made_of import measures_in
from bot.agree.said import Said
from bot.agree.values import agrees, missing_value
from bot.agree.written import Written
from semantic_layer.issues import Issue, IssueCode, Issues, issue
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query


def follow_up_issues(said: Said, written: Written, last: str, layer: Layer) -> Iterator[Issue]:
    """One issue for another measure than before, one for each value that was to be taken away."""
    parsed = parse_query(last, layer.model) if last and said.reading.is_follow_up else None
    if parsed is None or isinstance(parsed, Issues) or said.reading.unexplained or said.reading.issues:
        return
    before = measures_in(parsed.tree)
    if before and written.named and _keeps_measure(said) and not written.used_metrics & before:
        found = ", ".join(sorted(written.named))
        yield issue(IssueCode.DISAGREES_METRIC, expected=" / ".join(sorted(before)), found=found)
    if said.removes:
        yield from _still_there(said, written, parsed.tree.sql("duckdb").casefold())


def _keeps_measure(said: Said) -> bool:
    """No word of it names or asks for another measure."""
    intent = said.intent
    if intent is None or said.reading.metrics or said.named or intent.metrics or intent.numbers or intent.anchors:
        return False
    return not (intent.counted or intent.detail or intent.thresholds or intent.portion or intent.definition)


def _still_there(said: Said, written: Written, before: str) -> Iterator[Issue]:
    """A value that was a condition is none now; any other is left out."""
    for value in said.values:
        was_held = any(f"'{text.casefold()}'" in before for _, text in value.targets)
        held = [
            test
            for test in written.tests
            for ref, text in value.targets
            if test.text.casefold() == text.casefold() and not test.negated and (test.field.field == ref.field)
        ]
        left_out = any(
            agrees(test, ref, text, value.turned(True), written.model)
            for test in written.tests
            for ref, text in value.targets
        )
        if held or not (was_held or left_out):
            yield missing_value(value.turned(True), written.model)
