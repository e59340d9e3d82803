"""Options of a clarification: what the readings are, said so that the difference shows.

Role: several drafts → one Ask with at most four options, each with its complete semantic SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.planners.offline.resolve import Choice
from bot.planners.offline.stop import Stop, ask
from bot.planners.offline.verify import codes_of, passes
from bot.read import ReadContext
from bot.turn import Ask, Draft, Option, Plan, Question
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import Field, FieldRef, SemanticModel

MAX_OPTIONS = 4
_SHORT = 40  # characters of a definition shown on a button


def ask_between(
    drafts: Sequence[tuple[Draft, Choice]], question: Question, context: ReadContext, loose: Sequence[str] = ()
) -> Plan:
    """Ask which reading is meant; readings the checks refuse are no options. `loose`: words that name no metric but
    may stand for several (a verb): one that happens to fit is offered, not taken."""
    sound = [(made, choice) for made, choice in drafts if passes(made.semantic_sql, question, context)]
    late = [one for one in drafts if one not in sound and _is_only_late(one[0].semantic_sql, question, context)]
    open_word = _open_word([choice for _, choice in drafts])
    if len(sound) == 1 and not late and open_word not in loose:
        return sound[0][0]
    offered = [one for one in drafts if one in sound or one in late] or list(drafts)
    word = _open_word([choice for _, choice in offered])
    options = tuple(
        Option(
            label=label_of(choice.decided.get(word, ""), question.lang, context.layer.model),
            semantic_sql=made.semantic_sql,
            remember=(word, choice.decided.get(word, "").partition("=")[0]),
        )
        for made, choice in _one_each(offered, word)[:MAX_OPTIONS]
    )
    options = _told_apart(options)
    labels = tuple(option.label for option in options)
    return Ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), options)


def _is_only_late(semantic_sql: str, question: Question, context: ReadContext) -> bool:
    """A reading that only has no data yet is still one that may be meant: it is not decided by what is loaded."""
    return codes_of(semantic_sql, question, context) == {IssueCode.AFTER_LOADED}


def _told_apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Options of one label get what they stand for beside it."""
    labels = [option.label for option in options]
    return tuple(
        replace(option, label=f"{option.label} · {option.remember[1]}")
        if option.remember and labels.count(option.label) > 1
        else option
        for option in options
    )


def _open_word(found: Sequence[Choice]) -> str:
    """The first word that the readings take differently."""
    for word in found[0].decided:
        if len({choice.decided.get(word, "") for choice in found}) > 1:
            return word
    return next(iter(found[0].decided), "")


def _one_each(offered: Sequence[tuple[Draft, Choice]], word: str) -> list[tuple[Draft, Choice]]:
    """One draft for each meaning of the word: the likeliest first; other open words are asked after it."""
    kept: dict[str, tuple[Draft, Choice]] = {}
    for made, choice in offered:
        kept.setdefault(choice.decided.get(word, ""), (made, choice))
    return list(kept.values())


def label_of(target: str, lang: str, model: SemanticModel) -> str:
    """A metric with its definition in short, a field with its dataset, a value with its field."""
    metric = model.metrics.get(target)
    if metric is not None:
        name = metric.label.text(lang) or metric.name
        text = _first_sentence(metric.description.text(lang))
        return f"{name} ({text})" if text else name
    name, _, value = target.partition("=")
    dataset_name, _, field_name = name.partition(".")
    dataset = model.datasets.get(dataset_name)
    item = dataset.fields.get(field_name) if dataset else None
    if dataset is None or item is None:
        return target
    label = f"{dataset.label.text(lang) or dataset.name} · {item.label.text(lang) or item.name}"
    return f"{_shown(value, item, lang)} ({label})" if value else label


def _shown(value: str, item: Field, lang: str) -> str:
    """A value in the asker's language, where the model declares it so."""
    words = [word for word in item.value_synonyms.get(value, ()) if word.isascii() == (lang == "en")]
    return words[0] if words and value.isascii() != (lang == "en") else value


def _first_sentence(text: str) -> str:
    for sign in "。;;.\n":
        text = text.split(sign, 1)[0]
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def ask_values(word: str, ways: Sequence[tuple[tuple[FieldRef, str], Draft]], lang: str, model: SemanticModel) -> Stop:
    """A value that stands in several fields: which of them, with the query of each."""
    options = tuple(
        Option(label_of(f"{ref}={value}", lang, model), made.semantic_sql, remember=(word, str(ref)))
        for (ref, value), made in ways[:MAX_OPTIONS]
    )
    labels = tuple(option.label for option in options)
    return ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), options)


def field_label(ref: FieldRef, lang: str, model: SemanticModel) -> str:
    return label_of(f"{ref.dataset}.{ref.field}", lang, model)


def all_rows_label(dataset: str, lang: str, model: SemanticModel) -> str:
    """Every row of a dataset, where the measure called its number leaves some out."""
    noun = model.datasets[dataset].label.text(lang) or dataset
    return f"全部{noun}（不论状态）" if lang == "zh" else f"every {noun}, whatever its state"


def records_label(dataset: str, absent: bool, lang: str, model: SemanticModel) -> str:
    """ "not invoiced" as what is looked up: no row of the dataset at all, whatever its state."""
    noun = model.datasets[dataset].label.text(lang) or dataset
    if lang == "zh":
        return f"没有任何{noun}（不论状态）" if absent else f"有{noun}（不论状态）"
    return f"without any {noun}, whatever its state" if absent else f"with at least one {noun}, whatever its state"
