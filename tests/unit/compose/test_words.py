"""Every sentence exists in both languages, and an Issue is worded whatever its parameters."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.charts.samples import sample_layer
from bot.compose import word_issue
from bot.compose.text import en, zh
from bot.compose.wording import fill
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import FieldRef

PARAMETER = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[\[.*?\]\]", re.DOTALL)
ONE_LANGUAGE_ONLY = {"month_name", "month"}  # "October" is a number in Chinese


def test_both_languages_have_the_same_words() -> None:
    assert set(zh.WORDS) == set(en.WORDS)
    for key, text in zh.WORDS.items():
        differing = set(PARAMETER.findall(text)) ^ set(PARAMETER.findall(en.WORDS[key]))
        assert differing <= ONE_LANGUAGE_ONLY, key


@pytest.mark.parametrize("code", list(IssueCode))
def test_every_code_is_worded_in_both_languages(code: IssueCode) -> None:
    for lang, texts in (("zh", zh.ISSUES), ("en", en.ISSUES)):
        assert code in texts
        bare = OPTIONAL.sub("", texts[code])
        assert not PARAMETER.search(bare), "every parameter is optional"
        sentence = word_issue(issue(code), lang)
        assert sentence
        assert not re.search(r"[{}\[\]|]|\s{2}|\(\)", sentence), sentence
        assert bool(re.search(r"[\u4e00-\u9fff]", sentence)) == (lang == "zh")


def test_chinese_sentences_use_chinese_punctuation() -> None:
    for key, text in [*zh.WORDS.items(), *zh.ISSUES.items()]:
        plain = text.replace("COUNT(*)", "").replace("COUNT(表名)", "")
        assert not re.search(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!(][\u4e00-\u9fff]", plain), key


def test_parameters_are_filled_in_with_labels_and_dates() -> None:
    asked = {"start": date(2026, 11, 4), "end": "2026-11-05"}
    problem = issue(IssueCode.AFTER_LOADED, metric="sales", loaded_through=date(2026, 11, 3), **asked)
    text = word_issue(problem, "zh", sample_layer())
    assert text == "销售额的数据只到 2026-11-03，你问的 2026-11-04 至 2026-11-05 还没有数据。请改问 2026-11-03 及以前。"


def test_without_a_layer_names_stay_as_a_query_needs_them() -> None:
    problem = issue(IssueCode.UNKNOWN_FIELD, name="shops.zon", suggestions=("shops.zone",))
    assert word_issue(problem, "en") == "There is no field shops.zon. Did you mean shops.zone?"
    assert "片区" in word_issue(problem, "zh", sample_layer())


def test_a_parameter_of_another_name_still_finds_its_place() -> None:
    problem = issue(IssueCode.NOT_UNDERSTOOD, text="blorp")
    assert "blorp" in word_issue(problem, "en")
    field = issue(IssueCode.PIN_APPLIED, field=FieldRef("shops", "zone"), value="north")
    assert word_issue(field, "zh", sample_layer()).startswith("片区默认取 north")


def test_what_a_person_typed_is_cut() -> None:
    assert len(word_issue(issue(IssueCode.NOT_IN_LAYER, words="x" * 9000), "en")) < 400


def test_fill_takes_the_first_alternative_that_is_complete() -> None:
    template = "[[{a} and {b}|only {a}|nothing]]"
    assert fill(template, {"a": "1", "b": "2"}) == "1 and 2"
    assert fill(template, {"a": "1"}) == "only 1"
    assert fill(template, {}) == "nothing"
