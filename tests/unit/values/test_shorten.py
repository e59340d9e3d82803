"""Names without the ending that the values of a field share."""

from __future__ import annotations

from semantic_layer.values.shorten import short_names


def test_a_shared_ending_is_left_off_where_a_name_remains():
    wards = ["白鹭湾医院", "青石桥医院", "东港医院", "体检中心"]
    assert short_names(wards) == {"白鹭湾医院": "白鹭湾", "青石桥医院": "青石桥"}
    assert short_names(["Mill Road Depot", "Canal Depot", "Bay Depot"]) == {
        "Mill Road Depot": "Mill Road",
        "Canal Depot": "Canal",
        "Bay Depot": "Bay",
    }


def test_no_name_is_made_up():
    assert short_names(["北湖仓", "南湖冷库", "江心洲站"]) == {}  # nothing is shared
    assert (
        short_names(["白鹭湾店", "白鹭湾店 店", "白鹭湾", "青石桥店"]).get("白鹭湾店") is None
    )  # another value is called so
    assert short_names(["一店", "二店", "三店"]) == {}  # too short to be a name
    assert short_names(["Unit 1", "Unit 2", "Unit 3"]) == {}
