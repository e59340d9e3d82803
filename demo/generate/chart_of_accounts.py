"""The chart of accounts: a tree in which each account says how it counts towards its parent.

Role: constants. Roots are the three statements' totals; `sign` is +1 or -1 on the way up.
"""

from __future__ import annotations

from typing import NamedTuple


class Account(NamedTuple):
    account_id: str
    name: str
    name_en: str
    parent_id: str | None
    account_class: str  # 资产 负债 权益 收入 成本 费用 损失 税
    category: str | None  # 销售费用 管理费用 研发费用 财务费用, for 期间费用 only
    sign: int
    is_pnl: bool


ACCOUNTS: tuple[Account, ...] = (
    Account("1000", "资产总计", "Total assets", None, "资产", None, 1, False),
    Account("1002", "银行存款", "Cash at bank", "1000", "资产", None, 1, False),
    Account("1122", "应收账款总账", "Trade receivables (ledger)", "1000", "资产", None, 1, False),
    Account("1231", "坏账准备总账", "Allowance for bad debt (ledger)", "1000", "资产", None, -1, False),
    Account("1241", "内部往来", "Intercompany clearing", "1000", "资产", None, 1, False),
    Account("1405", "库存商品", "Inventories", "1000", "资产", None, 1, False),
    Account("1601", "固定资产", "Fixed assets", "1000", "资产", None, 1, False),
    Account("1602", "累计折旧", "Accumulated depreciation", "1000", "资产", None, -1, False),
    Account("2000", "负债和权益", "Liabilities and equity", None, "负债", None, 1, False),
    Account("2202", "应付账款", "Trade payables", "2000", "负债", None, 1, False),
    Account("2221", "应交税费", "Taxes payable", "2000", "负债", None, 1, False),
    Account("4001", "实收资本", "Share capital", "2000", "权益", None, 1, False),
    Account("4103", "本年利润", "Profit of the year", "2000", "权益", None, 1, False),
    Account("6000", "利润表", "Income statement", None, "利润", None, 1, True),
    Account("6001", "主营业务收入", "Main business revenue", "6000", "收入", None, 1, True),
    Account("600101", "对外销售收入", "External sales", "6001", "收入", None, 1, True),
    Account("600109", "内部销售收入", "Intercompany sales", "6001", "收入", None, 1, True),
    Account("6301", "营业外收入", "Non-operating income", "6000", "收入", None, 1, True),
    Account("6401", "主营业务成本", "Cost of main business", "6000", "成本", None, -1, True),
    Account("640101", "对外销售成本", "Cost of external sales", "6401", "成本", None, 1, True),
    Account("640109", "内部销售成本", "Cost of intercompany sales", "6401", "成本", None, 1, True),
    Account("6403", "税金及附加", "Taxes and surcharges", "6000", "税", None, -1, True),
    Account("6600", "期间费用合计", "Period expenses", "6000", "费用", None, -1, True),
    Account("6601", "销售费用合计", "Selling expenses", "6600", "费用", "销售费用", 1, True),
    Account("660101", "销售人工成本", "Sales staff cost", "6601", "费用", "销售费用", 1, True),
    Account("660102", "广告宣传费", "Advertising", "6601", "费用", "销售费用", 1, True),
    Account("660103", "销售差旅费", "Sales travel", "6601", "费用", "销售费用", 1, True),
    Account("660104", "运输费", "Freight", "6601", "费用", "销售费用", 1, True),
    Account("660105", "促销费", "Promotion", "6601", "费用", "销售费用", 1, True),
    Account("6602", "管理费用合计", "Administrative expenses", "6600", "费用", "管理费用", 1, True),
    Account("660201", "管理人工成本", "Administrative staff cost", "6602", "费用", "管理费用", 1, True),
    Account("660202", "办公费", "Office", "6602", "费用", "管理费用", 1, True),
    Account("660203", "管理差旅费", "Administrative travel", "6602", "费用", "管理费用", 1, True),
    Account("660204", "折旧费", "Depreciation", "6602", "费用", "管理费用", 1, True),
    Account("660205", "租赁费", "Rent", "6602", "费用", "管理费用", 1, True),
    Account("6603", "财务费用合计", "Finance expenses", "6600", "费用", "财务费用", 1, True),
    Account("660301", "利息支出", "Interest", "6603", "费用", "财务费用", 1, True),
    Account("660302", "手续费", "Bank charges", "6603", "费用", "财务费用", 1, True),
    Account("6604", "研发费用合计", "Research and development", "6600", "费用", "研发费用", 1, True),
    Account("660401", "研发人工成本", "R&D staff cost", "6604", "费用", "研发费用", 1, True),
    Account("660402", "研发材料费", "R&D materials", "6604", "费用", "研发费用", 1, True),
    Account("660403", "试验检测费", "Testing", "6604", "费用", "研发费用", 1, True),
    Account("6701", "信用减值损失", "Credit impairment loss", "6000", "损失", None, -1, True),
    Account("6711", "营业外支出", "Non-operating expense", "6000", "损失", None, -1, True),
    Account("6801", "所得税费用", "Income tax expense", "6000", "税", None, -1, True),
)
