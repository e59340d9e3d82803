"""Verbs of business that stand for a measure: selling, collecting, owing, spending. A small closed table.

Role: (concept, verbs, nouns): a verb is read as the one metric of the layer that bears one of the nouns as a name.
Words of companies are not here, and a verb never says more than "one of these": where several metrics bear such a name
the asker is asked. The nouns alone have no meaning: a layer that does not declare them does not get them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """What a verb is about. `nouns`: the names by which layers declare what is measured."""

    verbs: str
    nouns: tuple[str, ...]


def _nouns(listed: str) -> tuple[str, ...]:
    return tuple(listed.split("|"))


CONCEPTS: Mapping[str, Concept] = {
    "sell": Concept(
        "卖|卖了|卖出|卖出了|卖掉|卖掉了|卖得|销|销了|售出|售出了|销出|sell|sold|selling|sells",
        _nouns(
            "销售额|销售金额|销售收入|销售总额|营业额|营业收入|营收|收入|总收入|销量|销售量|销售数量|销售件数|"
            "sales|revenue|sales amount|sales revenue|total revenue|total sales|turnover|"
            "sales volume|units sold|quantity sold|volume sold|pieces sold|items sold"
        ),
    ),
    "collect": Concept(
        "收了|收到|收到了|收回|收回了|收款|回款了|到账|到账了|进账|进账了|入账|收上来|"
        "collect|collected|collects|received|receive",
        _nouns(
            "回款|回款额|回款金额|收款|收款额|收款金额|到账金额|到账额|实收|实收金额|实收款|已收款|已收金额|"
            "现金收款|收回金额|"
            "collections|cash collected|cash collections|cash received|receipts|cash receipts|payments received|"
            "collected cash|amount collected|amount received|collected amount|money collected"
        ),
    ),
    "bring": Concept(
        "bring in|brought in|brings in|take in|took in|takes in|makes|made|came in|comes in|come in|coming in",
        _nouns(
            "销售额|营业额|营业收入|营收|收入|回款|收款|sales|revenue|net sales|turnover|billings|collections|"
            "cash collected|receipts|profit|gross profit|net profit"
        ),
    ),
    "receivable": Concept(
        "欠|欠了|欠着|还欠|拖欠|owe|owes|owed|owing|still owe|still owed|debtor|欠款客户|欠款大户",
        _nouns(
            "应收账款|应收|应收款|应收余额|应收账款余额|欠款|欠款余额|未收款|未收金额|未回款|"
            "receivables|accounts receivable|"
            "AR|AR balance|trade receivables|receivable balance|receivables balance|outstanding receivables|amount owed"
        ),
    ),
    "payable": Concept(
        "欠|欠了|欠着|还欠|拖欠|owe|owes|owed|owing|still owe|still owed|creditor",
        _nouns(
            "应付账款|应付|应付款|应付余额|应付账款余额|未付款|payables|accounts payable|AP|AP balance|trade payables|"
            "payables balance|outstanding payables"
        ),
    ),
    "spend": Concept(
        "投|投了|投放|投放了|烧|烧了|烧掉|烧掉了|砸|砸了|花|花了|交了|缴了|交|花费|花费了|花掉|花掉了|开销|支出了|用掉|spend|spent|spending|spends",
        _nouns(
            "费用|总费用|费用总额|费用金额|费用支出|支出|总支出|支出金额|开支|花费|营业费用|运营费用|期间费用|"
            "成本|总成本|"
            "运营成本|营业成本|expenses|total expenses|expense|expenditure|spend|total spend|spending|"
            "operating expenses|opex|operating cost|operating costs|cost|total cost|costs"
        ),
    ),
    "pay": Concept(
        "付|付了|付出|付出了|支付|支付了|付款了|付掉|pay|paid|paid out|pay out|disburse|disbursed",
        _nouns(
            "付款|付款额|付款金额|已付款|已付金额|支付金额|支付额|payments|payments made|cash paid|amount paid|"
            "disbursements|supplier payments"
        ),
    ),
    "buy": Concept(
        "买|买了|买进|进|进了|进货|进货了|采购了|购进|购入|购进了|购入了|buy|bought|buying|purchased|procure|procured",
        _nouns(
            "采购额|采购金额|采购|采购总额|进货额|进货金额|进货|采购量|进货量|采购数量|进货数量|"
            "purchases|purchase amount|"
            "purchasing|procurement|procurement spend|units purchased|purchase volume"
        ),
    ),
    "tie_up": Concept(
        "货压了|货压着|货积压了|货占压了",
        _nouns(
            "库存金额|库存额|库存|库存价值|库存成本|存货|存货金额|库存量|库存数量|库存件数|"
            "stock value|inventory value|inventory|stock"
        ),
    ),
    "earn": Concept(
        "赚|赚了|赚到|挣|挣了|盈利了|earn|earned|earning|made a profit of|make a profit of",
        _nouns(
            "利润|净利润|毛利|毛利润|营业利润|利润总额|盈利|profit|net profit|net income|gross profit|"
            "operating profit|earnings"
        ),
    ),
    "refund": Concept(
        "退|退了|退掉|退回|退回了|退货了|退款了|refunded|refund|returned",
        _nouns(
            "退款|退款额|退款金额|退货|退货额|退货金额|退货量|退货数量|refunds|refund amount|refunded amount|"
            "returns|returned amount|return amount|units returned"
        ),
    ),
    "compensate": Concept(
        "赔|赔了|赔掉|赔出|赔出了|理赔了|赔偿了|compensated|pay out in claims|paid out in claims|paid in claims",
        _nouns(
            "赔款|赔款金额|赔付|赔付金额|赔付额|理赔金额|理赔额|赔偿|赔偿金额|claims|claims paid|claim amount|"
            "compensation|payouts"
        ),
    ),
    "invoice": Concept(
        "开票了|开了票|invoiced|invoice|invoice out|billed|bill|bill out",
        _nouns(
            "开票|开票额|开票金额|开单金额|开账金额|账单金额|billings|billed|billed amount|amount billed|"
            "invoiced|invoiced amount|amount invoiced"
        ),
    ),
    "order": Concept(
        "下单|下单了|下了单|接|接了|接到|接到了|订货了|订了|接单|接单了|接了单",
        _nouns("订单额|订单金额|订货额|订货金额|订单数|订单量|下单金额|下单数|接单量|orders|order amount|order value"),
    ),
    "ship": Concept(
        "发|发了|发出|发出了|发货|发货了|发运|发运了|出货|出货了|运|运了|ship|shipped|shipping",
        _nouns(
            "发货量|发货数|发货数量|发货额|发货金额|发运票数|发运量|发运数|出货量|出货额|出货金额|运量|货量|shipments|"
            "shipped|units shipped|shipped volume|shipped amount|number of shipments|volume shipped"
        ),
    ),
    "produce": Concept(
        "生产|生产了|产出|产出了|produce|produced|manufacture|manufactured",
        _nouns("产量|产出量|生产量|生产数量|output|production|units produced|production volume|quantity produced"),
    ),
    "sign": Concept(
        "签|签了|签下|签下了|签单了|签约了|signed|closed",
        _nouns(
            "签约额|签约金额|合同额|合同金额|签单额|签单金额|bookings|contract value|contracted amount|signed amount|"
            "contracts signed"
        ),
    ),
    "run": Concept(
        "跑|跑了|跑出|跑出了|行驶|行驶了",
        _nouns("里程|里程数|总里程|行驶里程|运营里程|运输里程|公里数|总公里数|mileage|distance|total distance"),
    ),
    "hire": Concept(
        "招|招了|招到|新招了|入职|入职了|hire|hired|recruited|recruit",
        _nouns("入职人数|新入职人数|招聘人数|新员工数|hires|new hires|employees hired|new employees"),
    ),
    "leave": Concept(
        "离职|离职了|left the company|resigned",
        _nouns("离职人数|离职数|leavers|resignations|employee departures"),
    ),
    "churn": Concept(
        "流失|流失了|churn|churned",
        _nouns(
            "流失客户数|流失用户数|流失会员数|流失数|流失金额|churned customers|churned accounts|lost customers|"
            "churned ARR|churned MRR|lost accounts"
        ),
    ),
    "join": Concept(
        "新增|新增了|拉了|拉来|拉来了|加入|加入了|入会|入会了|joined|join|signed up|sign up|registered",
        _nouns(
            "新增会员|新增会员数|新会员数|新增会员人数|新增客户|新增客户数|新客户数|新增用户数|新用户数|入会人数|注册用户数|"
            "new members|new customers|new subscribers|new users|sign-ups|signups|new sign-ups|members joined|"
            "registrations|new registrations|new accounts"
        ),
    ),
    "visit": Concept(
        "来了|到店|到访|光顾|visited|visit|came|served|serve",
        _nouns(
            "客流|客流量|来客数|来客量|就餐人数|到店人数|到访人数|来访人数|客人数|访客数|游客数|入园人数|就诊人次|"
            "guests|guests served|guest count|number of guests|visitors|number of visitors|footfall|visits|covers|"
            "covers served|patients seen|customers served"
        ),
    ),
    "topline": Concept(
        "top line|topline|top-line",
        _nouns("营业收入|营收|收入|总收入|revenue|total revenue|net revenue|sales revenue|turnover|sales"),
    ),
    "bottomline": Concept(
        "bottom line|bottomline|bottom-line", _nouns("净利润|净利|net profit|net income|net earnings|profit after tax")
    ),
    "hold": Concept(  # only of what is counted in a unit of its own: how many copies did we hold
        "hold|held|holding|holds|keep in stock|kept in stock|stocked",
        _nouns(
            "库存|库存量|库存数量|存货|stock|inventory|stock on hand|inventory on hand|units in stock|stock quantity|"
            "inventory quantity|stock level|stock levels|closing stock"
        ),
    ),
    "consume": Concept("消费|消费了", _nouns("消费额|消费金额|消费总额|总消费额|总消费")),
    "use": Concept(
        "用了|用掉|用掉了|消耗|消耗了|耗用|耗用了|耗|耗了|consume|consumed|use up|used up",
        _nouns("消耗量|用量|耗用量|使用量|用电量|用水量|消耗|consumption|usage|units consumed|energy used"),
    ),
}

WORDS: tuple[tuple[str, str, str], ...] = (
    *(("verb", name, concept.verbs) for name, concept in CONCEPTS.items()),
    ("money", "", "钱|款|块钱|money|cash"),
    ("goods", "", "货|东西|货物"),
    ("person", "", "人|客人|顾客|people|persons"),
    ("filler", "", "来了"),  # where no metric is about coming
    ("question", "few", "几|有几"),
)
