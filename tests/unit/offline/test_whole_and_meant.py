"""Where the whole company is asked of, no value or group stays; a correction takes the place of what it corrects."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from semantic_layer.issues import IssueCode
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.firm import answered, declined, drafted, plan, told


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
            "called by its own name, or as its people call it": [
                (["快递经营上月的运费收入"], "上月的运费收入"),
                (["Parcel carrier's freight revenue last month"], "上月的运费收入"),
                (["集团上月运费收入"], "上月的运费收入"),
                (["我司上月各片区运费收入"], "上月各片区运费收入"),
                (["our company's freight revenue last month"], "上月的运费收入"),
                (["上月城北的运费收入", "集团呢"], "上月的运费收入"),
            ],
            "all of what it was narrowed to": [
                (["上月各服务类型运费收入", "只看城北", "回到全部片区"], "上月各服务类型运费收入"),
                (["上月各服务类型运费收入", "只看城北", "所有片区呢"], "上月各服务类型运费收入"),
                (["freight revenue by service last month", "North only", "all zones"], "上月各服务类型运费收入"),
                (["上月各服务类型运费收入", "只看城北", "回到全部片区,换成赔付率"], "上月各服务类型赔付率"),
                (["上月运费收入", "城北呢", "所有片区"], "上月各片区运费收入"),
            ],
            "a verb that says the measure shown once more": [
                (["2025年城北运费收入", "which client brought in the most?"], "2025年城北运费收入最高的客户"),
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


@pytest.mark.parametrize("text", ["集团客户上月运费收入", "集团网点上月运费收入"])
def test_a_kind_of_them_is_not_the_whole(text: str):
    assert not isinstance(plan(text), Draft)
