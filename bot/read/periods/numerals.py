"""Small whole numbers as people write them: digits, Chinese numerals, English words."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_ENGLISH = {word: number for number, word in enumerate(_WORDS)} | {"thirty": 30, "sixty": 60, "ninety": 90, "a": 1}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

# Fragments for patterns. A Chinese number is not cut out of a longer one.
ZH_NUMBER = r"(?:(?<![0-9.])[0-9]{1,4}|(?<![零一二两三四五六七八九十百])[零一二两三四五六七八九十百]{1,4})"
EN_NUMBER = r"(?:[0-9]{1,3}|" + "|".join(sorted(_ENGLISH, key=len, reverse=True)) + ")"
EN_ORDINAL = "(?:" + "|".join(_ORDINALS) + ")"


def zh_number(text: str) -> int:
    """
    >>> zh_number("十二"), zh_number("二十"), zh_number("两"), zh_number("90"), zh_number("一百二十")
    (12, 20, 2, 90, 120)
    """
    if text.isdigit():
        return int(text)
    if re.fullmatch("[零一二三四五六七八九]{2,}", text):  # read out digit by digit: 二零二五
        return int("".join(str(_DIGITS[char]) for char in text))
    total, pending = 0, 0
    for char in text:
        if char == "百":
            total, pending = total + (pending or 1) * 100, 0
        elif char == "十":
            total, pending = total + (pending or 1) * 10, 0
        else:
            pending = _DIGITS[char]
    return total + pending


def en_number(text: str) -> int:
    """
    >>> en_number("twelve"), en_number("90"), en_number("a")
    (12, 90, 1)
    """
    return int(text) if text.isdigit() else _ENGLISH[text]


def en_ordinal(text: str) -> int:
    """
    >>> en_ordinal("third"), en_ordinal("2nd")
    (3, 2)
    """
    return _ORDINALS[text]


def full_year(two_digits: int) -> int:
    """A year written with two digits: 00-69 is this century.

    >>> full_year(24), full_year(98), full_year(2024)
    (2024, 1998, 2024)
    """
    if two_digits >= 100:
        return two_digits
    return two_digits + (2000 if two_digits < 70 else 1900)
