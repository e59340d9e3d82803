"""Folding: one spelling for what is written in several, character by character, so that positions stay true."""

from __future__ import annotations

# Traditional characters that occur in words of time.
_TRADITIONAL = str.maketrans(
    "個這兩週號過來間節國慶勞動對從開財會計內當後與還較時點總結餘額雙聖誕禮歷幾陣長現為並佔於淨歲",
    "个这两周号过来间节国庆劳动对从开财会计内当后与还较时点总结余额双圣诞礼历几阵长现为并占于净岁",
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OTHER = str.maketrans("\u3000〜～－—–―−〇’‘。", " ~~-----零''.")


def fold(text: str) -> str:
    """Half-width, lower-case, simplified; of the same length as `text`.

    >>> fold("２０２５年Ｑ３　這個月")
    '2025年q3 这个月'
    """
    narrow = text.translate(_FULL_WIDTH).translate(_OTHER).translate(_TRADITIONAL)
    return "".join(low if len(low := char.lower()) == 1 else char for char in narrow)
