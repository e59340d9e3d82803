"""Drafts of whole companies: what is drafted gives the numbers that a person gets by hand; what would be a wrong number
(states added over time, prices, ids, running totals, both signs, several books, headers on lines) is left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issues
from semantic_layer.loader import load_model
from semantic_layer.model import FieldRole, Layer, MetricKind, SemanticModel
from semantic_layer.model_check import check_model
from semantic_layer.model_draft import draft_model
from semantic_layer.parse import parse_query
from semantic_layer.warehouse.horizons import read_horizons
from semantic_layer.warehouse.trusted import Trusted
from tests.unit.model_draft.companies import COMPANIES, build


@dataclass(frozen=True)
class Drafted:
    model: SemanticModel
    warehouse: Path
    text: str


@pytest.fixture(scope="session")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Drafted]:
    made = {}
    for name in COMPANIES:
        folder = tmp_path_factory.mktemp(name)
        draft = draft_model(build(name, folder), folder / "workspace")
        text = draft.model_file.read_text(encoding="utf-8")
        made[name] = Drafted(load_model([draft.model_file]), draft.warehouse, text)
    return made


# All that is drafted, each with the same number by hand; a metric more or less is a failure.
BY_HAND = {
    "star": {
        "customer_count": "SELECT COUNT(*) FROM dim_customer",
        "product_count": "SELECT COUNT(*) FROM dim_product",
        "store_count": "SELECT COUNT(*) FROM dim_store",
        "budget_sales_amount": "SELECT SUM(sales_amount) FROM fact_budget WHERE scenario = 'actual'",
        "inventory_qty_on_hand": "SELECT SUM(qty_on_hand) FROM fact_inventory WHERE snapshot_date = '2026-06-30'",
        "inventory_amount": "SELECT SUM(amount) FROM fact_inventory WHERE snapshot_date = '2026-06-30'",
        "people_headcount": "SELECT SUM(headcount) FROM fact_people WHERE month = '2026-06-01'",
        "people_mrr": "SELECT SUM(mrr) FROM fact_people WHERE month = '2026-06-01'",
        "sales_quantity": "SELECT SUM(quantity) FROM fact_sales WHERE NOT is_voided",
        "sales_net_amount": "SELECT SUM(net_amount) FROM fact_sales WHERE NOT is_voided",
        "sales_tax_amount": "SELECT SUM(tax_amount) FROM fact_sales WHERE NOT is_voided",
        "sales_count": "SELECT COUNT(*) FROM fact_sales WHERE NOT is_voided",
        "shipment_freight": "SELECT SUM(freight) FROM fact_shipment WHERE status <> 'cancelled'",
        "shipment_count": "SELECT COUNT(*) FROM fact_shipment WHERE status <> 'cancelled'",
    },
    "erp": {
        "crk_count": "SELECT COUNT(*) FROM t_crk",
        "crk_wl_id_count": "SELECT COUNT(DISTINCT wl_id) FROM t_crk",
        "ddmx_sl": "SELECT SUM(sl) FROM t_ddmx JOIN t_ddzb USING (ddbh) WHERE ddzt <> '已取消'",
        "ddmx_je": "SELECT SUM(je) FROM t_ddmx JOIN t_ddzb USING (ddbh) WHERE ddzt <> '已取消'",
        "ddmx_count": "SELECT COUNT(*) FROM t_ddmx JOIN t_ddzb USING (ddbh) WHERE ddzt <> '已取消'",
        "ddzb_ddje": "SELECT SUM(ddje) FROM t_ddzb WHERE ddzt <> '已取消'",
        "ddzb_count": "SELECT COUNT(*) FROM t_ddzb WHERE ddzt <> '已取消'",
        "kcsl": "SELECT SUM(kcsl) FROM t_kc WHERE rq = '2026-03-31'",
        "kc_je": "SELECT SUM(je) FROM t_kc WHERE rq = '2026-03-31'",
        "kh_count": "SELECT COUNT(*) FROM t_kh",
        "pz_count": "SELECT COUNT(*) FROM t_pz WHERE 账套 = '主账套'",
        "yd_yfje": "SELECT SUM(yfje) FROM t_yd",
        "yd_count": "SELECT COUNT(*) FROM t_yd",
        "zd_count": "SELECT COUNT(*) FROM t_zd",
    },
    "flat": {
        f"销售明细_{name}": f"SELECT {sql} FROM 销售明细 WHERE 订单号 <> '合计' AND 订单状态 <> '已取消'"
        for name, sql in {
            "数量": "SUM(数量)",
            "销售额": "SUM(销售额)",
            "成本": "SUM(成本)",
            "count": "COUNT(*)",
            "订单号_count": "COUNT(DISTINCT 订单号)",
            "商品编码_count": "COUNT(DISTINCT 商品编码)",
            "会员卡号_count": "COUNT(DISTINCT 会员卡号)",
        }.items()
    },
}


def answer(drafted: Drafted, query: str) -> list[tuple]:
    model, rights = drafted.model, Rights.full()
    with Trusted(drafted.warehouse) as warehouse:
        layer = Layer(model, read_horizons(model, warehouse))
        parsed = parse_query(query.format(model=model.name), model)
        assert not isinstance(parsed, Issues), parsed
        checked = check_query(parsed, layer, rights)
        assert not isinstance(checked, Issues), checked
        compiled = compile_query(checked, layer, rights)
        assert not isinstance(compiled, Issues), compiled
        return warehouse.rows(compiled.sql)


def by_hand(drafted: Drafted, sql: str) -> list[tuple]:
    with Trusted(drafted.warehouse) as warehouse:
        return warehouse.rows(sql)


@pytest.mark.parametrize("company", COMPANIES)
def test_the_metrics_are_these_and_no_others(drafts, company):
    assert set(drafts[company].model.metrics) == set(BY_HAND[company])


@pytest.mark.parametrize(("company", "metric"), [(c, m) for c, metrics in BY_HAND.items() for m in metrics])
def test_each_metric_is_the_number_by_hand(drafts, company, metric):
    drafted = drafts[company]
    ((found, *_),) = answer(drafted, f"SELECT MEASURE({metric}) AS v FROM {{model}}")
    assert found == by_hand(drafted, BY_HAND[company][metric])[0][0]


@pytest.mark.parametrize("company", COMPANIES)
def test_a_draft_has_no_errors_against_its_own_data(drafts, company):
    drafted = drafts[company]
    found = check_model(drafted.model, drafted.warehouse)
    assert [str(finding) for finding in found if finding.severity == "error"] == []


@pytest.mark.parametrize(
    ("company", "query", "sql"),
    [
        (
            "star",
            "SELECT dim_store.region, MEASURE(sales_net_amount) AS v FROM {model}"
            " WHERE period BETWEEN DATE '2025-03-01' AND DATE '2025-03-31' GROUP BY dim_store.region ORDER BY 1",
            "SELECT region, SUM(net_amount) FROM fact_sales JOIN dim_store USING (store_key)"
            " WHERE NOT is_voided AND date_key BETWEEN 20250301 AND 20250331 GROUP BY 1 ORDER BY 1",
        ),
        (
            "star",
            "SELECT bill_to.city, MEASURE(shipment_freight) AS v FROM {model} GROUP BY bill_to.city ORDER BY 1",
            "SELECT city, SUM(freight) FROM fact_shipment JOIN dim_customer ON bill_to = customer_key"
            " WHERE status <> 'cancelled' GROUP BY 1 ORDER BY 1",
        ),
        (
            "star",
            "SELECT DATE_TRUNC('quarter', period) AS q, MEASURE(people_headcount) AS v FROM {model}"
            " WHERE period BETWEEN DATE '2025-01-01' AND DATE '2025-06-30' GROUP BY 1 ORDER BY 1",
            "SELECT CAST(DATE_TRUNC('quarter', month) AS DATE), SUM(headcount) FROM fact_people"
            " WHERE month IN ('2025-03-01', '2025-06-01') GROUP BY 1 ORDER BY 1",
        ),
        (
            "erp",
            "SELECT t_kh.szd_qy, MEASURE(ddmx_je) AS v FROM {model}"
            " WHERE period BETWEEN DATE '2025-06-01' AND DATE '2025-06-30' GROUP BY t_kh.szd_qy ORDER BY 1",
            "SELECT szd_qy, SUM(je) FROM t_ddmx JOIN t_ddzb USING (ddbh) JOIN t_kh USING (kh_id)"
            " WHERE ddzt <> '已取消' AND ddrq BETWEEN '2025-06-01' AND '2025-06-30' GROUP BY 1 ORDER BY 1",
        ),
        (
            "erp",
            "SELECT md_zd.zd_mc, MEASURE(yd_yfje) AS v FROM {model} GROUP BY md_zd.zd_mc ORDER BY 1",
            "SELECT zd_mc, SUM(yfje) FROM t_yd JOIN t_zd ON md_zd = zd_id GROUP BY 1 ORDER BY 1",
        ),
        (
            "flat",
            "SELECT 城市, MEASURE(销售明细_销售额) AS v FROM {model}"
            " WHERE period BETWEEN DATE '2025-02-01' AND DATE '2025-02-28' GROUP BY 城市 ORDER BY 1",
            "SELECT 城市, SUM(销售额) FROM 销售明细 WHERE 订单状态 <> '已取消'"
            " AND 下单日期 BETWEEN '2025-02-01' AND '2025-02-28' GROUP BY 1 ORDER BY 1",
        ),
    ],
)
def test_groups_and_periods_agree_too(drafts, company, query, sql):
    found = [row[:2] for row in answer(drafts[company], query)]
    assert sorted(found, key=str) == sorted(by_hand(drafts[company], sql), key=str)


@pytest.mark.parametrize(
    ("company", "metric", "reason"),
    [
        ("star", "people_members", "at that date"),
        ("star", "people_ytd_spend", "running total"),
        ("star", "product_cost", "rather than to an event"),
        ("erp", "crk_sl", "入库 and 出库"),
        ("erp", "ddmx_ddje", "all rows of one ddbh"),
        ("erp", "pz_je", "4 different 科目"),
        ("erp", "kh_xyed", "what is xyed"),
        ("flat", "销售明细_订单金额", "all rows of one 订单号"),
        ("flat", "销售明细_期末库存", "a balance stands at a date"),
    ],
)
def test_what_is_left_out_says_why_and_is_ready_to_be_put_in(drafts, company, metric, reason):
    text = drafts[company].text
    (line,) = [line for line in text.splitlines() if line.startswith(f"  # QUESTION: left out, {metric}:")]
    assert reason in line
    assert f"\n  # - name: {metric}\n  #   expression: SUM(" in text


@pytest.mark.parametrize(
    ("company", "words"), [("star", "unit_price discount list_price rate credit_limit"), ("erp", "dj")]
)
def test_prices_rates_and_limits_are_never_summed(drafts, company, words):
    fields = [item for dataset in drafts[company].model.datasets.values() for item in dataset.fields.values()]
    roles = {item.name: item.role for item in fields}
    assert {roles[word] for word in words.split()} == {FieldRole.RATE}


def test_what_is_no_sum_cannot_be_summed_outside_a_metric_either(drafts):
    datasets = drafts["star"].model.datasets
    assert datasets["fact_people"].fields["members"].role == FieldRole.RATE
    assert datasets["fact_inventory"].fields["amount"].role == FieldRole.BALANCE
    assert drafts["star"].model.metrics["inventory_amount"].kind == MetricKind.BALANCE


def test_dates_of_things_count_nothing(drafts):
    times = {name: dataset.time_field for name, dataset in drafts["star"].model.datasets.items()}
    assert (times["dim_customer"], times["dim_store"], times["fact_sales"]) == ("", "", "date_key")
    assert drafts["erp"].model.datasets["t_kh"].time_field == ""
    assert "not counted by any date; should a metric be counted by birth_date?" in drafts["star"].text


def test_books_are_pinned(drafts):
    assert drafts["star"].model.datasets["fact_budget"].fields["scenario"].pinned == "actual"
    assert drafts["erp"].model.datasets["t_pz"].fields["账套"].pinned == "主账套"


def test_roles_are_found_by_values(drafts):
    found = {(r.from_dataset, r.from_fields, r.to_dataset, r.role) for r in drafts["erp"].model.relationships}
    assert {("t_yd", ("qs_zd",), "t_zd", "qs_zd"), ("t_yd", ("md_zd",), "t_zd", "md_zd")} <= found
    found = {(r.from_fields, r.to_dataset, r.role) for r in drafts["star"].model.relationships}
    assert {(("ship_to",), "dim_customer", "ship_to"), (("bill_to",), "dim_customer", "bill_to")} <= found


def test_decimals_of_a_csv_are_exact(drafts):
    rows = by_hand(drafts["flat"], "SELECT column_name, data_type FROM information_schema.columns")
    kinds = dict(rows)
    assert (kinds["销售额"], kinds["毛利率"], kinds["数量"]) == ("DECIMAL(18,2)", "DECIMAL(18,4)", "BIGINT")


def test_cryptic_names_are_asked_about(drafts):
    assert "# QUESTION: what do people call kh_id, kh_mc, kh_lb, szd_qy, jdrq? Say it" in drafts["erp"].text


def test_labels_speak_both_languages(drafts):
    item = drafts["star"].model.metrics["sales_net_amount"]
    assert (item.label.zh, item.label.en, item.synonyms) == ("销售净额", "Sales net amount", ("净额", "Net amount"))
    assert drafts["star"].model.metrics["inventory_amount"].synonyms == ()  # "amount" alone may mean many
    assert drafts["flat"].model.metrics["销售明细_数量"].synonyms == ("数量", "Quantity")
    flat = drafts["flat"].model.datasets["销售明细"]
    assert flat.fields["订单金额"].label.en == "Order amount"
    assert (flat.fields["门店名称"].synonyms, flat.fields["商品编码"].synonyms) == (("门店", "store"), ())
