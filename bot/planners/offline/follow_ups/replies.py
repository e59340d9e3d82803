"""The next message is first tried as the answer to a clarification.

Role: a number, "the first", an option's label or words of it or of its definition, "yes" where one thing was offered →
the option's query; "both" → their measures side by side; else None and the message is a question like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.read import ReadContext, read_question
from bot.read.normal import tokenize
from bot.read.wording.basis import basis_of
from bot.read.wording.verbs import is_money
from bot.read.words import grammar
from bot.turn import Draft, Option, Plan, PriorTurn, Question, Reading
from semantic_layer.issues import Issues
from semantic_layer.model import Metric
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape

_ORDINALS = {
    "1": 0, "一": 0, "first": 0, "a": 0, "2": 1, "二": 1, "两": 1, "second": 1, "b": 1,
    "3": 2, "三": 2, "third": 2, "c": 2, "4": 3, "四": 3, "fourth": 3, "d": 3, "1st": 0, "2nd": 1, "3rd": 2, "4th": 3,
    "two": 1, "three": 2, "four": 3, "前者": 0, "former": 0, "后者": 1, "latter": 1, "最后": -1, "last": -1,
}  # fmt: skip
_OF_TWO = frozenset({"前者", "后者", "former", "latter"})
_AROUND = frozenset({
    "the", "a", "an", "i", "we", "mean", "meant", "want", "need", "please", "pls", "thank", "thanks", "you", "one",
    "my", "our", "is", "it", "的", "吧", "呢", "谢", "请", "啊", "呀", "了", "我", "要", "是", "指", "那", "个",
})  # fmt: skip
_NUMBERED = re.compile(
    r"^\W*(?:我?(?:选|要|就)|选择|option|number|no\.?|the)?\s*(?:第)?\s*"
    r"([1-4]|[a-d]|[一二两三四]|first|second|third|fourth|1st|2nd|3rd|4th|two|three|four|"
    r"前者|后者|former|latter|最后|last)\s*"
    r"(?:个|项|种|号|条|一个|一项|one|option)?\s*(?:吧|please)?\W*$",
    re.IGNORECASE,
)
_YES = re.compile(
    r"\W*(是|是的|对|对的|没错|确认|嗯|好|好的|可以|就是这个|yes|yep|yeah|yup|y|correct|right|ok|okay|sure|confirm|confirmed"
    r"|that'?s right|that is right|exactly)(吧|啊|呀|,? please)?\W*",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\W*(我?(两个|两者|二者|全部|全)?都(要|看|给我|来)?看?"
    r"|(i want |show (me )?|give me )?(both|all)( of (them|those))?)(吧|啊|呀|,? please|,? pls)?\W*",
    re.IGNORECASE,
)
_BY = re.compile(r"^\W*(按照?|依|看|by|per|split by)\s*|\s*(来?看看?|拆开?|分|吧|呢)?\W*$", re.IGNORECASE)
_MONEY = frozenset({"金额", "钱", "额", "钱数", "money", "amount", "value", "dollar", "revenue"})
_PIECES = frozenset(
    {"数量", "件数", "量", "个数", "份数", "台数", "pieces", "piece", "quantity", "number", "count", "volume"}
)
_DENIED = re.compile(r"(不|非|未|无|没有|\bno|\bnot|\bwithout|\bexcl\w*\.?|\bex|\bnet of|\bless)\s*$", re.IGNORECASE)

Planner = Callable[[Reading, Question, ReadContext], Plan]


def answer_clarification(question: Question, context: ReadContext, plan: Planner) -> Plan | None:
    """The plan of the option chosen; None where the last turn asked nothing or this is no answer to it."""
    last = question.history[-1] if question.history else None
    if last is None or last.kind != "clarification" or not last.options:
        return None
    if _ALL.fullmatch(question.text):
        return _all_of(last, context)
    option = _chosen(question.text, last, context)
    if option is None:
        return None
    if option.semantic_sql:
        return Draft(option.semantic_sql, "offline", chart=last.chart)
    asked = replace(question, text=option.question, history=question.history[:-1])
    return plan(read_question(asked, context), asked, context)


def chosen_sql(question: Question, context: ReadContext) -> tuple[str, ...]:
    """The queries that the last turn offered: one of them, chosen, is agreed with in the words of that turn. So are all
    of them side by side."""
    last = question.history[-1] if question.history else None
    if last is None or last.kind != "clarification":
        return ()
    offered = tuple(option.semantic_sql for option in last.options if option.semantic_sql)
    together = _all_of(last, context) if _ALL.fullmatch(question.text) else None
    return (*offered, together.semantic_sql) if together is not None else offered


def _chosen(text: str, last: PriorTurn, context: ReadContext) -> Option | None:
    numbered = _NUMBERED.match(text.strip())
    if numbered:
        word = numbered.group(1).lower()
        fits = _ORDINALS[word] < len(last.options) and (word not in _OF_TWO or len(last.options) == 2)
        return last.options[_ORDINALS[word]] if fits else None
    if len(last.options) == 1 and _YES.fullmatch(text):
        return last.options[0]
    if all(" · " in option.label for option in last.options):
        text = _BY.sub("", text)  # 按部门, "by region": fields are offered
    said = _bare(_words(text))
    if not said:
        return None
    named = [option for option in last.options if _words(_head(option.label)) == said]
    if not named:  # the field of "Customer · Region", rather than of "… · Region at the time"
        named = [option for option in last.options if _words(_head(option.label).rpartition(" · ")[2]) == said]
    if not named:
        named = [option for option in last.options if _is_within(said, _words(_head(option.label)))]
    if not named:
        targets = {str(link.target) for link in context.lexicon.find(said)}
        named = [option for option in last.options if option.remember and option.remember[1] in targets]
    if not named:
        named = _by_definition(text, said, last, context)
    return named[0] if len(named) == 1 else None


def _by_definition(text: str, said: tuple[str, ...], last: PriorTurn, context: ReadContext) -> list[Option]:
    """ "The net one", 含税的: the options whose metric is defined so, by its basis or in these words."""
    model = context.layer.model
    metrics = [(option, model.metrics.get(option.remember[1])) for option in last.options if option.remember]
    known = [(option, metric) for option, metric in metrics if metric is not None]
    wanted = {word.target for word in grammar().phrases.get(said, ()) if word.kind == "basis"}
    wanted = wanted or {w.target for w in grammar().phrases.get(_words(text.rstrip("的")), ()) if w.kind == "basis"}
    if wanted:
        return [option for option, metric in known if basis_of(metric) in wanted]
    kind = " ".join(said) if said[0].isascii() else "".join(said)
    if kind in _MONEY or kind in _PIECES:
        return [option for option, metric in known if is_money(metric.name, model) == (kind in _MONEY)]
    return [option for option, metric in known if _says(_definition(option, metric), said)]


def _definition(option: Option, metric: Metric) -> str:
    words = (option.label, metric.label.zh, metric.label.en, *metric.synonyms)
    return " · ".join((*words, metric.description.zh, metric.description.en))


def _says(text: str, said: tuple[str, ...]) -> bool:
    """Whether the words stand together in a text, and are not denied there: 税 said of 不含税 is."""
    tokens = tokenize(text)
    norms = tuple(token.norm for token in tokens)
    places = [at for at in range(len(norms)) if norms[at : at + len(said)] == said]
    return any(not _DENIED.search(text[: tokens[at].start]) for at in places)


def _all_of(last: PriorTurn, context: ReadContext) -> Draft | None:
    """ "Both": the measures of all options side by side, where the queries differ in nothing else."""
    shapes = [_shape(option.semantic_sql, context) for option in last.options]
    first = shapes[0]
    whole = [shape for shape in shapes if shape is not None and not shape.detail]
    if first is None or len(whole) != len(shapes) or len(shapes) < 2:
        return None
    if any(replace(shape, items=()) != replace(first, items=()) for shape in whole):
        return None
    items = tuple(item for shape in whole for item in shape.items)
    if len({item.alias for item in items}) != len(items):
        return None
    return Draft(replace(first, items=items).to_sql(), "offline", chart=last.chart)


def _shape(semantic_sql: str, context: ReadContext) -> QueryShape | None:
    parsed = parse_query(semantic_sql, context.layer.model) if semantic_sql else Issues(())
    return None if isinstance(parsed, Issues) else shape_of(parsed, context.layer.model)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without what is said around a choice: an article, please, 的, 谢谢."""
    first, last = 0, len(words)
    while first < last and words[first] in _AROUND:
        first += 1
    while last > first and words[last - 1] in _AROUND:
        last -= 1
    return words[first:last]


def _head(label: str) -> str:
    """The label without the definition in brackets."""
    return re.split(r"[((::]", label, maxsplit=1)[0].strip() or label


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(text) if token.kind != "sign")


def _is_within(said: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether the words said stand together in the label."""
    size = len(said)
    return any(label[at : at + size] == said for at in range(len(label) - size + 1))
