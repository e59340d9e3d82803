"""The words that a narrated sentence may hold beside figures and names, by what they claim.

Role: a closed vocabulary. A sentence with any other word is dropped, so that nothing is said that is not checked. Words
of one language each; English in lower case. Words of time and number ("last year", "a month", "over", "half") are left
out on purpose: they would make another figure of the same digits.
"""

from __future__ import annotations

from collections.abc import Mapping

Kind = str  # plain | level (before a value, not a change) | up | down | most | least | next (in rank)


def _kinds(**words: str) -> Mapping[str, Kind]:
    return {word: kind for kind, told in words.items() for word in told.split("|")}


VOCABULARY: Mapping[str, Mapping[str, Kind]] = {
    "en": _kinds(
        plain="a|an|the|of|in|for|by|with|and|was|is|were|are|had|has|it|its|this|that|which|on|value|values|row|rows|"
        "group|groups|figure|figures|stands|stood|came|comes",
        level="to|at|from|reached|reaching|reaches",
        up="rose|rises|rise|risen|increased|increases|increase|grew|grows|up|climbed|gained|higher",
        down="fell|falls|fall|fallen|decreased|decreases|decrease|declined|declines|decline|dropped|down|shrank|lower",
        most="highest|largest|most|biggest|top|leads|led|leading|peaked|peak",
        least="lowest|smallest|least|bottom",
        next="followed|follows|ahead",
    ),
    "zh": _kinds(
        plain="的|是|为|在|与|和|以及|其中|有|了|该|月份|数值|则|而|方面",
        level="从|由|到|至|达|达到|降至|升至|降到|升到",
        up="上升|增长|增加|上涨|提高|升高|升|涨|回升",
        down="下降|减少|下跌|降低|回落|下滑|降|跌",
        most="最高|最大|最多|居首|领先|首位|峰值",
        least="最低|最小|最少|末位|谷底",
        next="其次|其后|随后",
    ),
}
# Two claims in one word.
BOTH: Mapping[str, Kind] = {"升至": "up", "升到": "up", "降至": "down", "降到": "down"}
STOPS = "。.;；\n"
PAUSES = "，,、:： （）()“”\"'"
