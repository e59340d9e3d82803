"""Nothing typed or stored becomes markup, in any medium."""

from __future__ import annotations

import html

import pytest

from bot.compose.escape import for_html, for_markdown, for_slack, for_spreadsheet, for_terminal, for_wecom

NASTY = [
    "<script>alert(1)</script>",
    "<!channel> <@U123> <https://x.example|click>",
    "[click](javascript:alert(1)) ![i](http://x.example/i.png)",
    "**bold** _it_ `code` ~~no~~",
    "# heading\n- item\n1. first\n> quote\n| a | b |\n---",
    "\x1b[31mred\x1b[0m\x1b]8;;http://x.example\x07link\x1b]8;;\x07\x9b2J\u202eabc",
    "&lt;b&gt; & co",
]


@pytest.mark.parametrize("text", NASTY)
def test_html_reads_back_as_the_same_text(text: str) -> None:
    escaped = for_html(text)
    assert "<" not in escaped
    assert '"' not in escaped
    assert html.unescape(escaped) == for_terminal(text)


@pytest.mark.parametrize("text", NASTY)
def test_markdown_markup_is_escaped(text: str) -> None:
    escaped = for_markdown(text)
    for mark in "*_`[]<>|~":
        assert escaped.count(mark) == escaped.count("\\" + mark)
    assert not any(line.startswith(("# ", "- ", "1. ", "---")) for line in escaped.split("\n"))
    assert "http://" not in escaped


@pytest.mark.parametrize("text", NASTY)
def test_slack_has_no_mention_link_or_style(text: str) -> None:
    escaped = for_slack(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert all(escaped[place - 1] == "\u2060" for place, mark in enumerate(escaped) if mark in "*_~`")
    assert "http://" not in escaped


@pytest.mark.parametrize("text", NASTY)
def test_wecom_has_no_markup_characters(text: str) -> None:
    escaped = for_wecom(text)
    assert not set("<>[]`*_|~\\") & set(escaped)
    assert not any(line.lstrip().startswith("#") for line in escaped.split("\n"))


@pytest.mark.parametrize("text", NASTY)
def test_the_terminal_gets_no_control_characters(text: str) -> None:
    cleaned = for_terminal(text)
    assert all(ord(c) >= 32 or c in "\n\t" for c in cleaned)
    assert not set("\x1b\x9b\u202e") & set(cleaned)
    assert "x.example\x07" not in cleaned


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "  =1", "＝1", "\x00=1"])
def test_spreadsheets_take_no_text_for_a_formula(text: str) -> None:
    assert for_spreadsheet(text).startswith("'")
    assert for_spreadsheet("净额 = a - b") == "净额 = a - b"
