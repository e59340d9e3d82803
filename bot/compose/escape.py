"""Escaping: nothing that a user typed or that stands in the data may become markup.

Role: one function per medium. Answer texts hold no markup of their own, so a channel escapes them whole.
"""

from __future__ import annotations

import html
import re

_ANSI = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_].*?(?:\x1b\\|\x07|$)"  # OSC, DCS, SOS, PM, APC: titles, links, images
    r"|\x1b[ -/]*[0-~]?"
    r"|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~])")
_MARKDOWN_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|={3,}|-{3,}|(\d+)([.)])(?=\s|$))", re.MULTILINE)
_SCHEME = re.compile(r"\b(https?|ftp|mailto|javascript|data|file):", re.IGNORECASE)
_JOINER = "\u2060"  # word joiner: invisible, breaks up what would be markup
_SLACK = re.compile(r"([*_~`])")
_WECOM = str.maketrans(
    {"<": "＜", ">": "＞", "[": "［", "]": "］", "`": "ˋ", "*": "＊", "_": "＿", "|": "｜", "~": "～", "\\": "＼"}
)
_WECOM_START = re.compile(r"^(\s*)#", re.MULTILINE)
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def for_terminal(text: str) -> str:
    """Without control characters, escape sequences and direction overrides; line breaks and tabs stay.

    >>> for_terminal("a\\x1b[31mb\\x1b]0;title\\x07c\\x07")
    'abc'
    """
    return _CONTROL.sub("", _ANSI.sub("", text))


def for_html(text: str) -> str:
    """As text content or a quoted attribute of HTML."""
    return html.escape(for_terminal(text), quote=True)


def for_markdown(text: str) -> str:
    """As plain text in CommonMark or GitHub Markdown, tables included.

    >>> for_markdown("a|b *c* <i>")
    'a\\\\|b \\\\*c\\\\* \\\\<i\\\\>'
    """
    escaped = _MARKDOWN.sub(r"\\\1", for_terminal(text).replace("&", "&amp;"))
    escaped = _MARKDOWN_START.sub(_guard_start, escaped)
    return _SCHEME.sub(rf"\1{_JOINER}:", escaped)


def _guard_start(match: re.Match[str]) -> str:
    if match[3] is not None:
        return f"{match[1]}{match[3]}\\{match[4]}"
    return f"{match[1]}\\{match[2]}"


def for_slack(text: str) -> str:
    """As plain text in Slack mrkdwn: no mention, link or formatting comes out of it."""
    escaped = for_terminal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SCHEME.sub(rf"\1{_JOINER}:", _SLACK.sub(rf"{_JOINER}\1", escaped))


def for_wecom(text: str) -> str:
    """As plain text in WeCom markdown, which knows no escape: markup characters become their full-width twins."""
    escaped = _WECOM_START.sub(r"\1＃", for_terminal(text).translate(_WECOM))
    return _SCHEME.sub(rf"\1{_JOINER}:", escaped)


def for_spreadsheet(text: str) -> str:
    """A text cell of a CSV file that no spreadsheet takes for a formula.

    >>> for_spreadsheet("=cmd|' /C calc'!A0"), for_spreadsheet("plain")
    ("'=cmd|' /C calc'!A0", 'plain')
    """
    cleaned = text.replace("\x00", "")
    return f"'{cleaned}" if cleaned.lstrip(" ").startswith(_FORMULA_START) else cleaned
