"""Where the whole company is asked of, no value or group stays; a correction takes the place of what it corrects."""

from __future__ import annotations

import pytest

from semantic_layer.issues import IssueCode
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.firm import answered, declined, drafted, told


@pytest.mark.parametrize(
    ("turns", "same"),
    for_reasons(
        {
            "the whole company": [
                (["上月城北的运费收入", "全公司呢"], "上月的运费收入"),
                (["上月各片区运费收入", "全公司呢"], "上月的运费收入"),
                (["freight revenue of North last month", "and company-wide?"], "上月的运费收入"),
                (["freight revenue by zone last month", "and for the entire company?"], "上月的运费收入"),
                (["上月城北的运费收入", "全公司现在应收多少"], "现在应收多少"),
                (["freight revenue of North last month", "and what was that for South?"], "上月城南的运费收入"),
            ],
            "a correction takes the place of the value it corrects": [
                (["上月城北的运费收入", "不对,我要的是同城"], "上月同城的运费收入"),
                (["上月城北同城的运费收入", "不对,我要的是陆运"], "上月城北陆运的运费收入"),
                (["freight revenue of North last month", "no, I meant Private"], "上月个人的运费收入"),
            ],
        }
    ),
)
def test_it_says_the_same_as_the_whole_question(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


def test_which_of_two_values_is_corrected_must_be_said():
    assert declined("不对,我要的是电商", [answered("上月城北同城的运费收入")]).code is IssueCode.ASK_IN_FULL
