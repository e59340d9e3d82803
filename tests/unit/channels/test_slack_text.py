"""Text for Slack: split without loss, fenced without breaking out, bold that shows, read back as typed."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack import pieces
from bot.channels.slack.mrkdwn import bold, cut, escaped, fence, mentioned, plain, split
from bot.channels.wording import speak
from bot.compose.text import en_channel, zh_channel

TEXTS = st.text(alphabet=string.ascii_letters + string.digits + " \n.。，；&<>`*_~进账北片", max_size=400)


@given(TEXTS, st.integers(min_value=8, max_value=60))
def test_splitting_loses_nothing_but_space(text: str, most: int):
    parts = split(text, most)
    assert all(0 < len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(TEXTS, st.integers(min_value=8, max_value=60))
def test_an_escape_is_never_cut_in_two(text: str, most: int):
    for part in split(escaped(text), most):
        assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", part, re.DOTALL), part


@pytest.mark.parametrize("evil", ["```x", "a|b", "<!here>", "x\ny", "`", "\x1b[31m"])
def test_a_cell_cannot_leave_its_fence(evil: str):
    made = fence(["name", "n"], [[evil, "1"]], [1])
    assert made.count("```") == 2
    assert made.count("\n") == 4
    assert "<!" not in made


def test_columns_of_chinese_and_latin_line_up():
    made = fence(["片区", "Takings"], [["North", "1"], ["华", "3,000"]], [1]).splitlines()
    ends = {sum(2 if ord(sign) > 0x2E80 else 1 for sign in line) for line in made[1:-1]}
    assert len(ends) == 1


def test_a_fence_leaves_out_rows_that_do_not_fit():
    made = fence(["n"], [["x" * 100]] * 50, [], most=1_000)
    assert len(made) < 1_200


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<@U0BOT> revenue", "revenue"),
        ("revenue <@U0BOT|fin> of &lt;A&amp;B&gt;", "revenue of <A&B>"),
        ("of <#C01|sales> and <mailto:a@b.example|a@b.example>", "of sales and a@b.example"),
        ("ask <@U2> too", "ask @U2 too"),
        ("see <https://x.example>", "see https://x.example"),
        ("\u200b*a*\u200b", "*a*"),
    ],
)
def test_what_was_typed_is_read_back(typed: str, read: str):
    assert plain(typed, "U0BOT") == read


def test_mentions_are_found():
    assert mentioned("<@U1> and <@W2|wu>") == ["U1", "W2"]


def test_bold_holds_no_markup_of_its_own():
    made = bold("a *b* <x>")
    assert made.startswith("\u200b*")
    assert "<x>" not in made
    assert bold("") == ""


def test_cutting_shows():
    assert (cut("abc", 3), cut("abcd", 3)) == ("abc", "ab…")


def test_a_value_that_does_not_fit_a_button_is_a_defect():
    with pytest.raises(ValueError, match="too long"):
        pieces.button("b", "a", {"q": "x" * 2_000})


@pytest.mark.parametrize("shape", [(21, 1), (1, 100)])
def test_a_table_that_slack_would_refuse_is_none(shape: tuple[int, int]):
    columns, rows = shape
    assert pieces.table(["h"] * columns, [["c"] * columns] * rows, []) is None


def test_both_languages_say_the_same_things():
    assert zh_channel.WORDS.keys() == en_channel.WORDS.keys()
    for key, text in zh_channel.WORDS.items():
        names = set(re.findall(r"\{(\w+)\}", text))
        assert names == set(re.findall(r"\{(\w+)\}", en_channel.WORDS[key])), key
        assert speak(key, "zh", **dict.fromkeys(names, "x"))
