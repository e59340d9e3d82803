"""Which values a text names: exactly, by alias, by sound, in spite of a slip; and which it does not."""

from __future__ import annotations

import threading

import pytest

from semantic_layer.model import FieldRef

from .conftest import CITY, CODE, NAME, REGION, STATUS


def said(index, text, **keys):
    """(the words, field, value, source) of each hit."""
    return [(text[hit.start : hit.end], hit.field.field, hit.value, hit.source) for hit in index.find(text, **keys)]


EXACT = [
    ("上月川北区应收是多少", [("川北", "region", "川北", "exact")]),
    ("桂南一部的收入", [("桂南一部", "region", "桂南一部", "exact")]),
    ("桂南的收入", [("桂南", "city", "桂南", "exact"), ("桂南", "region", "桂南", "exact")]),
    ("青岩机械有限公司的回款", [("青岩机械有限公司", "name", "青岩机械有限公司", "exact")]),
    ("青岩机械的回款", [("青岩机械", "name", "青岩机械", "exact")]),
    ("sales of NORTHWIND   traders ltd?", [("NORTHWIND   traders ltd", "name", "Northwind Traders Ltd", "exact")]),
    ("ｏ'ｎｅｉｌ＆ｓｏｎｓ 的余额", [("ｏ'ｎｅｉｌ＆ｓｏｎｓ", "name", "O'Neil & Sons", "exact")]),
    ("O'Neil & Sons", [("O'Neil & Sons", "name", "O'Neil & Sons", "exact")]),
    ("大禾電器連鎖的欠款", [("大禾電器連鎖", "name", "大禾电器连锁", "exact")]),
    ("full", [("full", "city", "Ｆｕｌｌ", "exact")]),
    ("客户1001和A10", [("1001", "code", "1001", "exact"), ("A10", "code", "A10", "exact")]),
    ("code zz 9 now", [("zz 9", "code", "ZZ 9", "exact")]),
    ("south的收入", [("south", "region", "桂南", "alias")]),
    ("桂南大区", [("桂南大区", "region", "桂南", "alias")]),
    ("未结清的单", [("未结清", "status", "open", "alias")]),
    ("disputed invoices", [("disputed", "status", "disputed", "exact")]),
]


@pytest.mark.parametrize(("text", "expected"), EXACT)
def test_exact_names_and_aliases(text, expected, index):
    assert said(index, text) == expected
    assert all(hit.confidence == 1 for hit in index.find(text))


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "2026年", "opened", "reopen", "A100", "A1", "AB3", "cab", "hush", "bare", "10012", "21001", "A10B",
     "？？？", "。" * 100, "\ud800\udc00 \ud800", "'; DROP TABLE vals; --", "%", "_" * 20, "null"],
)  # fmt: skip
def test_what_names_no_value(text, index):
    assert [hit for hit in said(index, text) if hit[3] in ("exact", "alias") and hit[2] != "2026"] == []


def test_a_plural_is_nearly_exact(index):
    (hit,) = index.find("all Bluebird Storess")
    assert (hit.value, hit.source, hit.confidence) == ("Bluebird Stores", "exact", 0.95)


PINYIN = [
    ("guinan收入", [("guinan", "city", "桂南"), ("guinan", "region", "桂南")], 0.8),
    ("gn的收入", [("gn", "city", "桂南"), ("gn", "region", "桂南")], 0.6),
    ("CB区收入", [("CB", "region", "川北")], 0.6),
    ("changling", [("changling", "city", "长岭")], 0.8),
    ("zhangling", [("zhangling", "city", "长岭")], 0.8),
    ("chongxi", [("chongxi", "city", "重溪")], 0.8),
    ("revenue of qingyanjixie", [("qingyanjixie", "name", "青岩机械")], 0.8),
]


@pytest.mark.parametrize(("text", "expected", "sure"), PINYIN)
def test_pinyin_and_initials(text, expected, sure, index):
    assert said(index, text) == [(*hit, "pinyin") for hit in expected]
    assert {hit.confidence for hit in index.find(text)} == {sure}


FUZZY = [
    ("Nortwind Traders Ltd", "Nortwind Traders Ltd", "Northwind Traders Ltd"),
    ("sales of northwind tradres ltd", "northwind tradres ltd", "Northwind Traders Ltd"),
    ("Nortwind Trader Ltd", "Nortwind Trader Ltd", "Northwind Traders Ltd"),
    ("disptued invoices", "disptued", "disputed"),
    ("Bluebrid Stores", "Bluebrid Stores", "Bluebird Stores"),
    ("青岩机戒的回款", "青岩机戒", "青岩机械"),
    ("上月大和电器连锁的欠款", "大和电器连锁", "大禾电器连锁"),
    ("青岩械机有限公司", "青岩械机有限公司", "青岩机械有限公司"),
]


@pytest.mark.parametrize(("text", "words", "value"), FUZZY)
def test_slips_of_the_hand(text, words, value, index):
    (hit,) = index.find(text)
    assert (text[hit.start : hit.end], hit.value, hit.source) == (words, value, "fuzzy")
    assert hit.confidence < 0.9


@pytest.mark.parametrize(
    "text",
    ["1002", "A13", "北岩机械", "青岩二部", "opan", "川南", "桂南二部", "northern lights", "Trader", "status quo",
     "大河", "A10 2025", "closet doors today"],
)  # fmt: skip
def test_another_name_is_no_slip(text, index):
    found = [hit for hit in index.find(text) if hit.source == "fuzzy"]
    assert [hit.value for hit in found if hit.field != STATUS] == []


def test_guesses_keep_off_what_is_explained(index):
    assert index.find("gn收入", explained=[(0, 2)]) == []
    assert index.find("disptued", explained=[(0, 3)]) == []
    assert [hit.value for hit in index.find("open gn", explained=[(0, 7)])] == ["open"]


def test_every_field_of_one_stretch_is_named(index):
    assert {(hit.field, hit.count) for hit in index.find("桂南")} == {(REGION, 2), (CITY, 1)}


def test_did_you_mean(index):
    assert [hit.value for hit in index.near("贵南")][:1] == ["桂南"]
    assert [hit.value for hit in index.near("串北")] == ["川北"]
    assert [hit.value for hit in index.near("Nortwind Traders Ltd")] == ["Northwind Traders Ltd"]
    assert index.near("毫无关系") == []
    assert len(index.near("桂南", limit=1)) == 1


def test_lists_and_counts(index):
    assert index.values(REGION, 10) == ["川北", "桂南", "桂南一部"]
    assert index.values(REGION, 1) == ["川北"]
    assert index.counted(STATUS, 10) == [("open", 4), ("closed", 2), ("disputed", 0)]
    assert [index.count(ref) for ref in (REGION, STATUS, NAME, CODE)] == [3, 3, 7, 7]
    for absent in (FieldRef("clients", "secret"), FieldRef("clients", "plain"), FieldRef("x", "y")):
        assert (index.count(absent), index.values(absent, 5), index.prefix(absent, "h", 5)) == (0, [], [])
    assert index.prefix(NAME, "青岩", 5) == ["青岩机械", "青岩机械有限公司"]
    assert index.prefix(NAME, "north", 5) == ["Northwind Traders Ltd"]
    assert index.prefix(NAME, "", 2) == ["Bluebird Stores", "Northwind Traders Ltd"]
    assert index.has(NAME, "O'Neil & Sons")
    assert not index.has(NAME, "o'neil & sons")


def test_threads_share_an_index(index):
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.extend(h.value for _ in range(20) for h in index.find("川北收入")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["川北"] * 120
