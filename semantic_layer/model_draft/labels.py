"""Labels in both languages from plain names: net_amount → 净额, 订单金额 → Order amount.

Role: a small dictionary of business words. A label is given only where every word of a name is known; else the name
stands, and the author is asked.
"""

from __future__ import annotations

import re

from semantic_layer.model_draft.vocabulary import subject, tokens

_PAIRS = """
amount 金额|total 总|net 净|gross 毛|revenue 收入|sales 销售|sale 销售|income 收入|cost 成本|expense 费用|fee 费
tax 税|price 价格|unit 单位|quantity 数量|qty 数量|count 数量|number 编号|no 编号|code 编码|id 编号|key 编号
name 名称|date 日期|day 日期|month 月份|year 年|quarter 季度|week 周|customer 客户|client 客户|supplier 供应商
vendor 供应商|product 产品|item 项目|order 订单|line 明细|invoice 发票|payment 付款|receipt 收款|refund 退款
return 退货|discount 折扣|budget 预算|plan 计划|actual 实际|forecast 预测|target 目标|balance 余额|stock 库存
inventory 库存|warehouse 仓库|store 门店|shop 门店|site 站点|region 区域|area 地区|city 城市|province 省份
country 国家|district 区县|department 部门|dept 部门|division 事业部|team 团队|employee 员工|staff 员工
headcount 人数|manager 经理|owner 负责人|salesperson 销售员|category 类别|class 类别|type 类型|kind 类型|group 组
segment 细分|channel 渠道|brand 品牌|status 状态|state 状态|account 账户|ledger 总账|currency 币种|rate 比率
ratio 比率|margin 毛利率|profit 利润|hours 工时|hour 小时|weight 重量|volume 体积|project 项目|contract 合同
asset 资产|shipment 发货|delivery 交货|purchase 采购|production 生产|machine 设备|salary 薪资|wage 工资|ticket 工单
member 会员|user 用户|subscription 订阅|policy 保单|claim 理赔|loan 贷款|deposit 存款|interest 利息|rent 租金
freight 运费|people 人员|birth 出生|spend 支出|members 会员|limit 额度|premium 保费|commission 佣金|bonus 奖金
payroll 薪酬|opening 期初|closing 期末|bed 床位|beds 床位|meter 表计|reading 读数|usage 用量|energy 能耗|trip 行程
route 线路|driver 司机|vehicle 车辆|carrier 承运商|room 房间|booking 预订|guest 客人|campaign 活动|lead 线索
quote 报价|address 地址|phone 电话|industry 行业|source 来源|stage 阶段|priority 优先级|document 单据|voucher 凭证
entry 分录|journal 日记账|debit 借方|snapshot 快照|full 完整|scenario 场景|version 版本|description 说明|reason 原因
method 方式|term 账期|due 到期|paid 已付|level 级别|grade 等级|value 价值|hand 现有|customers 客户|suppliers 供应商
products 产品|orders 订单|invoices 发票|payments 付款|receipts 收款|stores 门店|employees 员工|expenses 费用
budgets 预算|departments 部门|warehouses 仓库|accounts 账户|projects 项目|contracts 合同|items 项目|lines 明细
costs 成本
""".replace("\n", "|")
_CHINESE = {en: zh for pair in _PAIRS.split("|") if pair.strip() for en, zh in [pair.split()]}
_FIXED_PAIRS = (
    "net_amount 净额|gross_amount 总额|tax_amount 税额|total_amount 总金额|on_hand 现有量|qty_on_hand 现有数量"
    "|credit_limit 信用额度|exchange_rate 汇率|rate_date 汇率日期|unit_price 单价|unit_cost 单位成本"
    "|order_line 订单明细|due_date 到期日|list_price 标价"
)
_FIXED = {en: zh for pair in _FIXED_PAIRS.split("|") for en, zh in [pair.split()]}
_ENGLISH_PAIRS = """
金额 amount|数量 quantity|单价 unit price|成本 cost|收入 revenue|利润 profit|毛利 gross profit|税额 tax|余额 balance
库存 stock|销量 units sold|销售额 sales|销售 sales|费用 expense|预算 budget|实际 actual|计划 plan|订单 order
发票 invoice|合同 contract|客户 customer|供应商 supplier|商品 product|产品 product|物料 material|门店 store
仓库 warehouse|部门 department|员工 employee|人员 staff|区域 region|大区 region|地区 area|城市 city|省份 province
国家 country|渠道 channel|品牌 brand|类别 category|品类 category|分类 category|类型 type|状态 status|日期 date
月份 month|年份 year|季度 quarter|名称 name|姓名 name|编号 no|编码 code|代码 code|号 no|经理 manager|负责人 owner
业务员 salesperson|收款 receipt|付款 payment|回款 receipt|退款 refund|退货 return|折扣 discount|期末 closing
期初 opening|单 order|币种 currency|版本 version|工时 hours|重量 weight|产量 output|目标 target|会员 member
用户 user|项目 project|科目 account|期间 period|下单 order|支付 payment|明细 detail|应收 receivable|应付 payable
税 tax|率 rate|毛利率 gross margin|人数 headcount|次数 times|件数 pieces|等级 grade|卡号 card no|总 total
""".replace("\n", "|")
_ENGLISH = {zh: en for pair in _ENGLISH_PAIRS.split("|") if pair.strip() for zh, en in [pair.split(" ", 1)]}
_LONGEST = re.compile("|".join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True)))
_LONG = {"qty": "quantity", "amt": "amount", "pct": "percent", "dept": "department", "avg": "average", "id": "ID"}
_LONG |= {
    word: word.upper() for word in ("sku", "vat", "gst", "mrr", "arr", "ytd", "cogs", "gl", "kwh", "usd", "eur", "cny")
}
_HAN = re.compile(r"[\u3400-\u9fff]")


def label_of(name: str) -> tuple[str, str]:
    """A label in Chinese and in English; where a word is not known, the name itself in both.

    >>> label_of("customer_city"), label_of("订单金额"), label_of("zl_kg")
    (('客户城市', 'Customer city'), ('订单金额', 'Order amount'), ('Zl kg', 'Zl kg'))
    """
    plain = _words(name)
    if _HAN.search(name):
        return plain, _capital(_to_english(name)) or plain
    alone = {"gross": "总额", "net": "净额", "total": "合计"}.get(name.lower())
    return alone or _to_chinese(tokens(name)) or plain, plain


def without_suffix(label: tuple[str, str]) -> tuple[str, ...]:
    """What people say for a name or a code: 门店名称 → 门店, Store name → store.

    >>> without_suffix(("门店名称", "Store name")), without_suffix(("城市", "City"))
    (('门店', 'store'), ())
    """
    zh = re.sub("(名称|姓名|编号|编码|代码|号码|号)$", "", label[0])
    en = re.sub(" (name|code|id|no|key|number)$", "", label[1], flags=re.IGNORECASE)
    return tuple(dict.fromkeys(w for w, whole in ((zh, label[0]), (en.lower(), label[1].lower())) if w and w != whole))


def label_of_table(name: str) -> tuple[str, str]:
    """As for columns, of one row: fact_orders → 订单, Order.

    >>> label_of_table("dim_customers")
    ('客户', 'Customer')
    """
    return label_of(singular(subject(name)))


def joined(table: tuple[str, str], column: tuple[str, str]) -> tuple[str, str]:
    """The label of a column with that of its table in front, nothing said twice.

    >>> joined(("订单", "Order"), ("订单金额", "Order amount")), joined(("订单", "Order"), ("金额", "Amount"))
    (('订单金额', 'Order amount'), ('订单金额', 'Order amount'))
    """
    zh = column[0] if _starts(column[0], table[0]) else _glued(table[0], column[0])
    en = column[1] if _starts(column[1], table[1]) else f"{table[1]} {_lower(column[1])}"
    return zh, en


def _lower(text: str) -> str:
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def _starts(text: str, beginning: str) -> bool:
    return text.lower().startswith(beginning.lower())


def _glued(left: str, right: str) -> str:
    return f"{left}{right}" if _HAN.search(left[-1:]) and _HAN.search(right[:1]) else f"{left} {right}"


def _to_chinese(words: list[str]) -> str:
    """The words in Chinese, in the same order; "" if one is not known."""
    text, place = "", 0
    while place < len(words):
        fixed = [size for size in (3, 2) if "_".join(words[place : place + size]) in _FIXED]
        size = fixed[0] if fixed else 1
        known = "_".join(words[place : place + size])
        word = _FIXED.get(known) or _CHINESE.get(known)
        if word is None:
            return ""
        text, place = text + word, place + size
    return text


def _to_english(name: str) -> str:
    """The parts in English, in the same order; "" if one is not known."""
    words: list[str] = []
    rest = re.sub(r"[\s_/()（）]", "", name)
    while rest:
        found = _LONGEST.match(rest)
        if found is None:
            return ""
        words.append(_ENGLISH[found[0]])
        rest = rest[found.end() :]
    return " ".join(words)


def _words(name: str) -> str:
    """net_amount → Net amount; what is not ASCII stays as it is."""
    if not name.isascii():
        return name.strip()
    return _capital(" ".join(_LONG.get(word, word) for word in tokens(name)) or name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def singular(name: str) -> str:
    """The name of one row, for English table names.

    >>> [singular(word) for word in ("orders", "categories", "addresses", "status", "sales")]
    ['order', 'category', 'address', 'status', 'sales']
    """
    if name.endswith(("sales", "series", "goods", "news")):
        return name
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith(("sses", "xes", "ches")):
        return name[:-2]
    return name[:-1] if len(name) > 3 and name.endswith("s") and not name.endswith(("ss", "us", "is")) else name


def plural(name: str) -> str:
    """The name of several, for English words; what is not English stays.

    >>> [plural(word) for word in ("order line", "category", "sales", "branch", "销售明细")]
    ['order lines', 'categories', 'sales', 'branches', '销售明细']
    """
    if not name.isascii() or name.endswith(("sales", "goods", "series", "people", "staff")):
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")
