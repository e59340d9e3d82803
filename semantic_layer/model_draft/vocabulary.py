"""What names of tables and columns say: may a number be added up, is a date an event, is a flag a cancellation.

Role: word lists in English, Chinese and the pinyin initials of many ERP systems; no data, no database. A name that says
nothing is UNKNOWN, and nothing is built on it.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Sense(StrEnum):
    """What a column of numbers holds, as far as its name tells."""

    ID = "id"
    FLOW = "flow"  # of an event or a span: may be added up
    BALANCE = "balance"  # at a date: never added over time
    COUNTER = "counter"  # runs on, or is carried over: neither
    RATE = "rate"  # a price, a percentage, a mean, a score: never added up
    ORDINAL = "ordinal"  # a year, a line number, a rank
    UNKNOWN = "unknown"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ID = re.compile(
    r"(^|_)(id|no|nr|num|number|code|key|sku|uuid|guid|barcode|phone|mobile|tel|zip|zipcode|postcode|fax|iban)$"
    r"|(^|_)[bcdfghjklmnpqrstvwxyz]{0,4}(bh|dm|bm|hm)$|编号$|编码$|代码$|号$|号码$|电话$|手机$|邮编$"
)
_NAME = re.compile(r"(^|_)(name|title)$|(^|_)[bcdfghjklmnpqrstvwxyz]{0,4}(mc|xm)$|名称$|姓名$|名$")
_ORDINAL = re.compile(
    r"(^|_)(year|quarter|month|week|day|weekday|hour|level|rank|line|seq|sequence|sort|order|version|floor|grade|xh|hh)"
    r"(_no)?$|年$|月$|年份$|月份$|序号$|行号$|级别$|等级$|楼层$"
)
_COUNTER = re.compile(
    r"(^|_)(ytd|qtd|mtd|cum|cumulative|running|lifetime|odometer|opening|brought|prior|previous|last"
    r"|uniques?|distinct|dau|wau|mau)(_|$)|_to_date$"
    r"|(^|_)reading$|累计|期初|上期|上年|去年同期|上月|独立|去重"
)
_RATE = re.compile(
    r"(^|_)(rate|ratio|price|pct|percent|percentage|margin|share|avg|average|mean|median|min|max|score|rating|index"
    r"|factor|coefficient|temperature|temp|latitude|longitude|lat|lng|lon|age|per|probability|std|standard|stddev"
    r"|unit_cost|unit_value|unit_fee|terms?|fx|yield|lead_time|days|reorder_level|safety_stock|limit|quota)(_|$)"
    r"|(^|_)[bcdfghjklmnpqrstvwxyz]{0,4}(dj|hl|bl)$"
    r"|(^|_)(monthly|annual|yearly|weekly|daily|hourly)_(rent|fee|price|charge|amount|salary|wage|payment|cost|premium)"
    r"|月租|年租|月薪|年薪|月费|年费|率|单价|均价|售价|标价|定价|原价|价格$|比例|占比|比重|折扣$|系数|得分|评分|分数|年龄|温度|平均|人均|单位成本|标准成本|天数|额度$|上限|下限"
)
_MOVED = re.compile(
    r"(^|_)(hires?|hired|leavers?|joiners?|starters?|terminations?|departures?|churn|in|out|inbound|outbound|received|issued|sold|shipped|change|delta|movement|moved|added|new|churned|lost)(_|$)"
    r"|入库|出库|发生|本期|本月|当月|当期|新增|流失|增加|减少|变动|销售|采购"
)
_BALANCE = re.compile(
    r"(^|_)(snap|bal|balances?|on_hand|onhand|outstanding|stocks?|inventory|inventories|headcount|mrr|arr|receivables?|payables?"
    r"|positions?|holdings?|backlog|aum|nav|debt|equity|assets?|liabilit(y|ies)|closing|ending|subscribers|snapshots?"
    r"|census|active|wip|employees|staff|ftes?|beds?|vacanc(y|ies)|arrears|deposits?_balance|occupancy|occupied|available|capacity|portfolio)(_|$)"
    r"|(^|_)(kc[a-z]{0,3}|[bcdfghjklmnpqrstvwxyz]{0,3}ye)$"
    r"|余额|结存|库存|在用|在职|在册|在途|存量|保有|未结|期末|应收|应付|持仓|盘点|结余|在库|快照|在保|在租|在网"
)
_MONEY = re.compile(
    r"(^|_)(amounts?|amt|totals?|revenues?|sales|turnover|takings|income|costs?|fees?|tax(es)?|vat|gst|net|gross|budgets?"
    r"|payments?|paid|salar(y|ies)|wages?|payroll|bonus|spend|spending|expenses?|charges?|charged|price_total|subtotal"
    r"|receipts?|refunds?|rebates?|commissions?|freight|rent|interest|profit|loss|cogs|discounts?|value|usd|eur|cny|rmb"
    r"|debit|credit|premiums?|claims?|principal|invoiced|billed|settled|earnings|concession|actual|forecast|plan"
    r"|planned|target)(_|$)"
    r"|(^|_)[bcdfghjklmnpqrstvwxyz]{0,4}je$|(^|_)(se|[bcdfghjklmnpqrstvwxyz]{0,2}cb)$"
    r"|金额|费|款|额|成本|收入|税|预算|薪|工资|奖金|利润|毛利$|销售$|总价|价税|支出|租金|利息|货值|营收"
)
_COUNT = re.compile(
    r"(^|_)(qty|quantity|quantities|count|units?|pieces|pcs|boxes|cases|pallets|volume|weight|kg|kgs|tonnes?|tons?|litres?"
    r"|liters?|kwh|mwh|km|miles|hours|hrs|minutes|mins|visits?|visitors|clicks|impressions|orders|nights|guests|seats"
    r"|tickets|calls|sessions|headcount_change|usage|consumption|output|produced|sold|shipped|returned|attendance)(_|$)"
    r"|(^|_)[bcdfghjklmnpqrstvwxyz]{0,3}sl$"
    r"|数量|销量|产量|件数|次数|人次|单数|重量|体积|里程|工时|时长|用量|耗量|电量|吨数|箱数|点击|浏览|订单数|客流|数$|量$"
)
_BARE = _words(
    "amount amt total value qty quantity count sum net gross cost price fee balance number units money paid "
    "tax je sl ye se zje hj 金额 数量 总额 合计 费用 成本 余额 税额 数"
)
# What belongs to a span whatever table it stands in; value, amount, net, rent, weight may stand at a date as well.
_DEFINITE = re.compile(
    r"(^|_)(sales|revenues?|takings|income|costs?|fees?|tax(es)?|vat|gst|budgets?|paid|payments?|salar(y|ies)|wages?"
    r"|payroll|bonus|spend|spending|expenses?|charges?|charged|receipts?|refunds?|rebates?|commissions?|freight|cogs"
    r"|discounts?|invoiced|billed|earnings|profit|actual|forecast|plan|planned|targets?|kwh|mwh|clicks|impressions"
    r"|visits?|visitors|orders|calls|sessions|usage|consumption|output|produced|sold|shipped|returned|attendance)(_|$)"
    r"|费|成本|收入|税|预算|薪|工资|奖金|利润|毛利|销售|支出|利息|销量|产量|人次|用量|耗量|电量|客流|营收"
    r"|(^|_)(se|[bcdfghjklmnpqrstvwxyz]{0,2}cb)$"
)
_STATE_DATE = re.compile(
    r"(month|period|week|quarter|year|day)_end|(^|_)(snapshot|snap|as_of|asof|balance|position|stock|census|count|eom)(_|$)"
    r"|盘点|截止|月末|期末|年末|快照|余额"
)
_ENTITY_DATE = re.compile(
    r"birth|(^|_)(dob|hired?|hire_date|joined?|join|founded|established|opened|opening|open_date|open_day|regist\w*"
    r"|enrol\w*|launch\w*|built|installed|commissioned|onboard\w*|signup|sign_up|member_since|since|valid|effective"
    r"|listed|retired|closed|left|end|start)(_|$)"
    r"|出生|生日|开业|开店|注册|登记日|入职|离职|成立|建档|上市|投产|启用|开户|入会|生效|失效|有效期|起始|截止"
)
_LATE_DATE = re.compile(
    r"(^|_)(due|expir\w*|update\w*|modif\w*|creat\w*|load\w*|etl|insert\w*|sync\w*|deliver\w*|discharg\w*|paid|settled"
    r"|cancel\w*|delet\w*|void\w*|approv\w*|promised|planned|expected|eta)(_|$)|到期|更新|创建|修改|录入|交货|预计|截止|审批"
)
_STATUS = re.compile(r"(^|_)(status|state|stage|zt|ddzt|djzt|disposition)$|状态$|单据状态|审核")
_VOID_FLAG = re.compile(
    r"(^|_)(is_)?(void|voided|cancel|cancelled|canceled|deleted|removed|reversed|test|dummy|inactive)(_flag|_ind)?$"
    r"|(^|_)(scbz|zfbz|sczt|del_flag|delete_flag|isdel|is_del)$|作废|删除|已取消|冲销"
)
_VOID_VALUE = re.compile(
    r"(void|voided|cancel|cancelled|canceled|deleted|rejected|reversed|draft|failed|declined|test|invalid|abandoned"
    r"|refunded|returned|作废|已作废|取消|已取消|删除|已删除|已拒绝|拒绝|驳回|草稿|失败|无效|关闭作废|已撤销|撤销|退货|已退货|退款|已退款)"
)
_BOOKS = re.compile(
    r"(^|_)(scenario|version|ledger|book|books|currency|curr|ccy|fx_code|type_of_amount|budget_type|plan_type"
    r"|data_type|value_type)(_code|_id|_name)?$|币种|货币|版本|账套|场景|口径|数据类型"
)
_CURRENCY = re.compile(r"(^|_)(currency|curr|ccy)(_|$)|币种|货币")
_USUAL_BOOK = re.compile(
    r"(actuals?|act|final|approved|posted|main|primary|gaap|ifrs|base|实际|实绩|实际数|正式|终稿|最终|已审批|定稿|主账套|本位)"
)
_MIXED_LINES = re.compile(
    r"(^|_)(gl_account|line|line_item|measure|metric|indicator|kpi|km|kmdm|kmbh)$"
    r"|科目|指标|报表项目"
)
_LEDGER = re.compile(
    r"(^|_)(gl|ledger|journals?|vouchers?|postings?|budgets?|plans?|forecasts?)(_|$)|凭证|总账|分录|预算"
)
_ONE_KIND = re.compile(r"expense|cost|sales|revenue|invoice|payroll|费用|成本|销售|收入|工资")
_UNIT_COLUMN = re.compile(r"(^|_)(uom|unit|units|unit_of_measure|dw|jldw)$|^单位$|计量单位")
_DIRECTION = re.compile(
    r"(^|_)(direction|dr_cr|drcr|side|sign|in_out|inout|movement_type|transaction_type|txn_type|trans_type|type|kind)$"
    r"|方向|借贷|收支|类型$|出入库"
)
_OPPOSITES = tuple(
    frozenset(pair.split("/"))
    for pair in (
        "debit/credit", "dr/cr", "d/c", "in/out", "inbound/outbound", "receipt/issue", "income/expense", "buy/sell",
        "sale/return", "sale/refund", "sales/returns", "purchase/return", "invoice/credit note", "invoice/credit_note",
        "charge/refund",
        "payment/refund", "deposit/withdrawal", "借/贷", "借方/贷方", "收入/支出", "收/支", "入库/出库",
        "入/出", "买入/卖出", "销售/退货", "存入/支取", "增加/减少", "正常/退货", "销售/退款",
    )
)  # fmt: skip
TOTAL_WORDS = ("合计", "总计", "小计", "汇总", "总合计", "total", "totals", "grand total", "subtotal", "sub total")
_TOKENS_OF_LAYER = _words("fact dim fct ods dwd dws dwh ads stg tbl tb t src raw v vw view f d")
_CRYPTIC = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,6}|[a-z]{1,2}|[a-z]+\d+|[bcdfghjklmnpqrstvwxyz]{1,4}(je|ye|se)")
_KNOWN_SHORT = _words(
    "id no nr qty amt pct kg km kwh mwh sku vat gst usd eur cny rmb mrr arr ytd cogs gl ar ap hr it po so by "
    "to of in on dt d m y fx kpi rd ccy hrs pcs std crm bn k crn ltv gmv tv pc sms url is has as by up no vs "
    "my etl id1 wip aum nav rpm bom en zh cn us uk pnl bs cf hq bu"
)


def spoken(column: str) -> str:
    """A column's name with its words joined by _, as the patterns expect them.

    >>> spoken("List price"), spoken("listPrice")
    ('list_price', 'list_price')
    """
    return re.sub(r"\W+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column)).lower().strip("_")


def tokens(name: str) -> list[str]:
    return [token for token in spoken(name).split("_") if token]


def sense_of(column: str) -> Sense:
    """What the name of a column of numbers says.

    >>> [sense_of(name).value for name in ("net_amount", "qty_on_hand", "unit_cost", "ytd_sales", "期末库存", "x7")]
    ['flow', 'balance', 'rate', 'counter', 'balance', 'unknown']
    """
    name = spoken(column)
    measured = re.search(r"(^|_)(amount|amt)(_|$)|金额|税额", name)
    if _ID.search(name):
        return Sense.ID
    if _COUNTER.search(name):
        return Sense.COUNTER
    if _RATE.search(name) and not (measured and not name.startswith(("monthly", "annual", "yearly"))):
        return Sense.RATE
    if re.search(r"(^|_)unit_", name) and _MONEY.search(name):
        return Sense.RATE
    if _BALANCE.search(name) and not _MOVED.search(name):
        return Sense.BALANCE
    if _MONEY.search(name) or _COUNT.search(name) or _MOVED.search(name):
        return Sense.FLOW
    return Sense.ORDINAL if _ORDINAL.search(name) else Sense.UNKNOWN


def sense_of_table(table: str) -> Sense:
    """Whether a table's name says that its numbers stand at a date or belong to a span; else UNKNOWN."""
    name = spoken(table)
    if (_BALANCE.search(name) or _STATE_DATE.search(name)) and not _MOVED.search(name):
        return Sense.BALANCE
    flows = re.search(r"movement|transaction|流水|明细|计划|production|shipment|order|订单|销售", name)
    return Sense.FLOW if _MONEY.search(name) or _COUNT.search(name) or flows else Sense.UNKNOWN


def is_id(column: str) -> bool:
    return bool(_ID.search(spoken(column)))


def is_name(column: str) -> bool:
    return bool(_NAME.search(spoken(column)))


def is_ordinal(column: str) -> bool:
    return bool(_ORDINAL.search(spoken(column)))


def is_money(column: str) -> bool:
    """Whether a number of this name is money rather than pieces.

    >>> is_money("ddje"), is_money("qty_sold"), is_money("stock_value")
    (True, False, True)
    """
    name = spoken(column)
    money = _MONEY.search(name) or re.search(
        r"(^|_)(mrr|arr|balances?|receivables?|payables?|price)(_|$)|余额|价", name
    )
    return bool(money or re.search(r"(^|_)[bcdfghjklmnpqrstvwxyz]{0,3}ye$", name)) and not (
        re.search(r"(^|_)(qty|quantity|count|units|headcount|hours|kg|kwh)(_|$)|数量|件数|数$", name)
    )


def may_be_percent(column: str) -> bool:
    """A name that stands for an amount in one house and for a percentage in the next.

    >>> may_be_percent("discount"), may_be_percent("discount_amount")
    (True, False)
    """
    name = spoken(column)
    return bool(
        re.search(r"(^|_)(discounts?|tax|vat|gst|commission|interest|concession|rebate)$|折扣$|税$|佣金$", name)
    )


def is_bare(column: str) -> bool:
    """Whether the name alone would not say of what: amount, 数量."""
    return spoken(column) in _BARE


def is_of_a_span(column: str) -> bool:
    """A name that means what happened in a span: sales, 成本; not amount, value or 数量, which may be states.

    >>> is_of_a_span("tax_amount"), is_of_a_span("book_value"), is_of_a_span("qty_issued")
    (True, False, True)
    """
    name = spoken(column)
    return bool(_DEFINITE.search(name) or _MOVED.search(name))


def is_state_date(column: str) -> bool:
    """A date at which something stands: month_end, snapshot_date."""
    return bool(_STATE_DATE.search(spoken(column)))


def is_entity_date(column: str) -> bool:
    """A date of the thing itself (born, opened, hired), by which nobody counts what happened."""
    name = spoken(column)
    return bool(_ENTITY_DATE.search(name)) and not re.search(r"(month|period|week|quarter|year|day)_(end|start)", name)


def is_late_date(column: str) -> bool:
    return bool(_LATE_DATE.search(spoken(column)))


def is_status(column: str) -> bool:
    return bool(_STATUS.search(spoken(column)))


def is_void_flag(column: str) -> bool:
    return bool(_VOID_FLAG.search(spoken(column)))


def is_void_value(value: str) -> bool:
    return bool(_VOID_VALUE.fullmatch(value.strip().lower()))


def is_books(column: str) -> bool:
    return bool(_BOOKS.search(spoken(column)))


def is_currency(column: str) -> bool:
    return bool(_CURRENCY.search(spoken(column)))


def usual_book(values: tuple[str, ...]) -> str:
    """The value that an answer means unless asked otherwise; "" if none says so."""
    return next((value for value in values if _USUAL_BOOK.fullmatch(value.strip().lower())), "")


def mixes_lines(column: str, table: str) -> bool:
    """A column that says of what each row is: an indicator, an account (which in a ledger may be one by its id)."""
    name = spoken(column)
    of_ledger = re.search(r"(^|_)(account|acct)(_(id|key|no|num|number|code))?$", name) and _LEDGER.search(
        spoken(table)
    )
    return bool(_MIXED_LINES.search(name) or of_ledger)


def is_plan(table: str) -> bool:
    """A table of what should be, or of rates: nobody counts its rows."""
    words = ("budget", "plan", "plans", "budgets", "forecast", "forecasts", "target", "targets", "rates", "rate")
    return any(word in words for word in tokens(table)) or any(
        word in table for word in ("预算", "计划", "目标", "汇率")
    )


def holds_one_kind(table: str) -> bool:
    return bool(_ONE_KIND.search(spoken(table)))


def is_unit_column(column: str) -> bool:
    return bool(_UNIT_COLUMN.search(spoken(column)))


def opposites(column: str, values: tuple[str, ...]) -> frozenset[str]:
    """Two values of a column that pull in opposite directions; empty if there are none."""
    known = {value.strip().lower() for value in values}
    pair = next((pair for pair in _OPPOSITES if pair <= known), frozenset())
    return pair if len(known) == 2 or _DIRECTION.search(spoken(column)) else frozenset()


def subject(table: str) -> str:
    """A table's name without the marks of warehouse layers: fact_sales → sales.

    >>> subject("fact_sales"), subject("ods_waybill"), subject("t_dd")
    ('sales', 'waybill', 'dd')
    """
    words = tokens(table)
    while len(words) > 1 and words[0] in _TOKENS_OF_LAYER:
        words = words[1:]
    return "_".join(words)


def is_cryptic(name: str) -> bool:
    """Whether some word of a name is no word: ddje, kh_mc, f103.

    >>> is_cryptic("ddje"), is_cryptic("kh_mc"), is_cryptic("net_amount"), is_cryptic("订单金额")
    (True, True, False, False)
    """
    words = [word for word in tokens(name) if word.isascii()]
    return any(_CRYPTIC.fullmatch(word) and word not in _KNOWN_SHORT for word in words)
