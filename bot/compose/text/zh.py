"""What each Issue says, in Chinese: to a finance person, with what to do next.

Role: words only. Templates follow `bot.compose.wording.fill`: `{name}` is a parameter, `[[A|B]]` takes the first
alternative whose parameters are all known, and nothing if there is none; so no parameter stands outside brackets.
Everything else people read is in `zh_words.py`. A test demands a sentence here and in `en.py` for every code.
"""

from __future__ import annotations

from bot.compose.text.zh_words import WORDS as WORDS
from semantic_layer.issues import IssueCode as C

_DID_YOU_MEAN = "[[你是不是想说：{suggestions}？|可选的有：{candidates}。]]"

ISSUES: dict[C, str] = {
    # what was written
    C.SYNTAX: "这条查询的写法有误[[：{message}]][[（第 {line} 行第 {column} 列）]]。请检查后再试。",
    C.NOT_ONE_STATEMENT: "一次只能运行一条查询。请去掉分号后面的内容。",
    C.NOT_A_QUERY: "这里只能查询，不能[[执行 {statement}|执行其他命令]]。请用 SELECT 写，或直接用一句话提问。",
    C.TOO_LARGE: "这条查询太长或嵌套太深[[（上限 {limit}）]]。请拆成几个小问题。",
    C.FORBIDDEN_SYNTAX: "查询里[[的 {syntax} |有一种写法]]不被允许[[：{message}]]。[[请改用：{remedy}]]",
    C.FORBIDDEN_FUNCTION: "函数[[ {name} |]]不在允许的范围内。" + _DID_YOU_MEAN,
    # names
    C.UNKNOWN_MODEL: "[[没有叫 {name} 的模型。|FROM 后面不是已声明的模型。]][[请写 FROM {expected}。]]" + _DID_YOU_MEAN,
    C.UNKNOWN_FIELD: "[[没有“{name}”这个字段。|查询里有模型没有声明的字段。]]" + _DID_YOU_MEAN,
    C.UNKNOWN_METRIC: "[[指标“{name}”的定义有误：{detail}。|没有“{name}”这个指标。|查询里有模型没有声明的指标。]"
    "]" + _DID_YOU_MEAN,
    C.AMBIGUOUS_FIELD: "[[“{name}”在几处都有：{candidates}。|字段名不唯一。]]请写明是哪一个。",
    C.UNKNOWN_VALUE: "[[{field}里没有“{value}”。|没有“{value}”这个取值。|没有找到这个取值。]]" + _DID_YOU_MEAN,
    # shape
    C.AGGREGATE_IN_WHERE: "[[{expression} 是汇总值，|汇总值]]不能作为逐行的筛选条件。请放到 HAVING，即先汇总再筛选。",
    C.ROW_CONDITION_IN_HAVING: "[[{expression} 是逐行条件，|逐行条件]]不能放在 HAVING。请放到 WHERE。",
    C.MIXED_CONDITION: "一个条件里同时有逐行的字段和汇总值[[（{expression}）]]。请拆成两个条件：字段放 WHERE，汇总放 "
    "HAVING。",
    C.WINDOW_IN_WHERE: "排名、累计这类窗口计算不能直接筛选。请先在子查询里算出来，再在外层筛选。",
    C.MEASURE_OUTSIDE_MODEL: "指标[[ {name} |]]只能在 FROM 模型的那一层使用。请把它移到内层查询。",
    C.BAD_NESTING: "时间计算不能这样套用[[：{expression}]]。只允许把上期或上年同期套在年初至今、近 N 期之外。",
    C.NOT_GROUPED: "[[{name} |有字段]]既不是指标也没有分组。请加到 GROUP BY，或去掉。",
    C.LIMIT_WITHOUT_ORDER: "只取前几条时必须说明按什么排序。请加 ORDER BY。",
    # time
    C.PERIOD_NOT_RANGE: "时间条件必须是一段连续的日期[[（{expression}）]]。"
    "请改成“从某日到某日”，比较两段时间请分开问。",
    C.NO_TIME_AXIS: "[[{metric}|这个指标]]没有日期，不能按时间筛选或分组。请去掉时间，或换一个有日期的指标。",
    C.AFTER_LOADED: (
        "[[{metric}的数据|这部分数据]][[只到 {loaded_through}|还没有加载]]，"
        "[[你问的 {day} 还没有数据。|你问的 {start} 至 {end} 还没有数据。|你问的时间还没有数据。]]"
        "[[请改问 {loaded_through} 及以前。|"
        "请换一个较早的期间。]]"
    ),
    C.BEFORE_FIRST: (
        "[[{metric}的数据|这部分数据]][[从 {first} 才开始|开始得更晚]]，"
        "[[你问的 {day} 没有数据。|你问的 {start} 至 {end} 没有数据。|你问的时间没有数据。]]"
        "[[请改问 {first} 及以后。|请换一个较晚的期间。]]"
    ),
    C.GRAIN_TOO_FINE: "[[{metric}|这个指标]]最细只到[[{time_grain}|更粗的时间单位]]，[["
    "所问的时间头尾不是整的单位。可以问整的：{whole_start} 至 {whole_end}。|"
    "不能按{grain}看。请换成更粗的时间单位。|不能按这个单位看。请换成更粗的时间单位。]]",
    C.NEEDS_GRAIN: "要和上期比，需要说明上期是上月、上季还是上年。请补充一个时间单位，或问整月、整季。",
    C.NO_SNAPSHOT: (
        "[[{metric}|这个余额]]在[[ {day} |{start} 至 {end} |这段时间]]没有记账时点，所以没有余额。"
        "[[最近的时点是 {before} 和 {after}。|最近的时点是 {before}。|最近的时点是 {after}。]]请改问有余额的日期。"
    ),
    C.BALANCE_TO_DATE: "[[{metric}|余额]]是时点数，没有“年初至今累计”。请问某一天的余额，或问对应的发生额。",
    # joins and additivity
    C.FIELD_NOT_SHARED: "[[{metric}不能按{field}看：|]]两者在数据里没有联系。请换一个分组或筛选[[，可用的有："
    "{candidates}]]。",
    C.AMBIGUOUS_PATH: "从[[{metric}到{field}|{dataset}到{target}|这里到那里]]有几条路径[[：{paths}|：{candidates}]"
    "]，含义不同。请写明走哪一条。",
    C.NO_PATH: "[[{dataset}和{target}|这些数据]]之间没有声明的关系，不能放在一起。请分开问，或请模型负责人补上关系。",
    C.NO_ANCHOR: "这份明细找不到唯一的主表[[（涉及：{fields}）|（涉及：{datasets}）]]。请只取一张单据及其所属的信息。",
    C.FAN_OUT: "[[{datasets}的行互相对应多行|一边的一行对应另一边的多行]]，直接列出会重复计算。"
    "请改成分组汇总，或只取一边的字段。",
    C.NOT_ADDITIVE: "[[{name}|这个数]]不能这样相加或平均[[（{kind}）]]。请直接按需要的范围重新计算这个指标。",
    C.COUNT_OF_SEVERAL: "COUNT(*) 涉及几张表[[：{datasets}]]，不知道数哪一张。请写明数什么，例如 COUNT(表名)。",
    C.INCOMPLETE_JOIN: "拼接[[ {relation} |]]时必须用全部分组字段[[，还缺：{missing}|：{fields}]]。请补全连接条件。",
    C.PIN_MIXED: "[[{field}|这个字段]]同时取了几个值[[：{values}]]，口径不同不能相加。请只取一个[[（默认是 "
    "{value}）]]，或按它分组。",
    C.PIN_CONFLICT: "[[{metric}|这个指标]]的口径固定为[[ {field} = {value} |另一个取值]]，与[[ {asked} |你的条件]]"
    "矛盾。请去掉这个条件。",
    C.MISSING_RATE: "缺少[[ {currency} |]][[在 {date} ]]的汇率，无法换算。请补充汇率后再问，或分币种看。",
    C.CANNOT_DRILL: "无法列出[[{column}|这个数]]背后的明细[[：{reason}]]。请单独查询明细。",
    C.OPEN_ITEMS_CURRENCY: "[[{metric}|这个指标]]要从单据里减去已核销的金额，但[[{field}|核销金额]]另有自己的币种。"
    "请在模型里指定以单据币种计的核销金额。",
    # rights
    C.DENIED_METRIC: "你没有查看[[{metric}|这个指标]]的权限。需要的话请联系[[{contact}|{owner}|数据负责人]]开通。",
    C.DENIED_FIELD: "你没有查看[[{field}|这个字段]]的权限。请去掉它再问，或联系[[{contact}|数据负责人]]开通。",
    C.DENIED_DATASET: "你的权限范围无法用于[[{dataset}|这部分数据]]，因此不能查看。请联系[[{contact}|数据负责人]]。",
    C.DENIED_PERSON: "还没有给你开通数据权限。请联系[[{contact}|管理员]]把你加入权限名单。",
    # running
    C.TIMED_OUT: "查询超过了时间上限[[（{seconds} 秒）]]，已停止。请缩小期间或减少分组。",
    C.OUT_OF_MEMORY: "查询需要的内存超过上限，已停止。请缩小期间或减少分组。",
    C.RESULT_TOO_LARGE: "结果太大[[（超过 {limit} 行）]]。请加筛选条件，或先看汇总。",
    C.QUERY_FAILED: "查询没有运行成功。请换一种问法；如果总是这样，请告诉管理员[[（编号 {id}）]]。",
    C.WAREHOUSE_UNAVAILABLE: "数据库目前打不开。请稍后再试，或告诉管理员。",
    # understanding
    C.EMPTY_QUESTION: "没有看到问题。请输入一句话，例如问某个指标上月是多少。",
    C.QUESTION_TOO_LONG: "问题太长[[（上限 {limit} 字）]]。请用一两句话说明要什么数字、什么时间。",
    C.NOT_UNDERSTOOD: "[[没有听懂“{words}”。|没有听懂这个问题。]]请换个说法，写明指标和时间。" + _DID_YOU_MEAN,
    C.NOT_IN_LAYER: "数据里没有[[“{words}”|这项内容]]，无法回答，也不会猜。[[相近的指标有：{suggestions}。]]",
    C.AMBIGUOUS_WORD: "[[“{word}”是指{candidate}吗？请确认。|“{word}”可以指：{candidates}，数字不同。请选一个。|"
    "“{word}”可以指不止一样东西，数字不同。请写明是哪一样。|这个词可以指不止一样东西，数字不同。请写明是哪一样。]]",
    C.AMBIGUOUS_PERIOD: "[[“{words}”是指{candidate}吗？请确认。|“{words}”可以指：{candidates}。请选一个。|"
    "“{words}”可以指不止一段时间。请写明起止日期，例如“2026年10月”。|这个时间可以指不止一段。请写明起止日期。]]",
    C.UNRESOLVED_PERIOD: "没有弄清“[[{words}|这个时间]]”是哪一段[[：{reason}]]。请写明起止日期，例如“2026年10月”。",
    C.NO_METRIC: "[[“{word}”要看的是{candidate}吗？请确认。|“{word}”要看哪个指标：{candidates}？请选一个。|"
    "没有看出要问哪个指标。相近的有：{suggestions}。请写明指标名称。|没有看出要问哪个指标。请写明指标名称。]]",
    C.VAGUE_BOUND: "“[[{words}|这个数]]”不是一个确切的界限。请写成“超过2万”或“1.8万到2.2万之间”这样的条件。",
    C.NO_PERIOD: "[[{metric}|这个指标]]要说明时间才有意义。请补充期间，例如“上月”或“今年”。",
    C.IN_A_ROW: "[[“{words}”|这里]]要求连续几期都成立，一次查询筛选不了。"
    "可以按月（或季度、周）列出这个指标，从中看走势。",
    C.SEVERAL_QUESTIONS: "[[“{words}”是另一个问题，不能和前面的一起回答。请分开问。|"
    "这里有几个不同的问题，一次只能回答一个。请分开问。]]",
    C.ASK_IN_FULL: "前一个回答不能这样接着改。请把问题完整地问一遍，写明指标、对象和时间。",
    C.SEPARATE_PERIODS: "[[“{words}”是|这是]]互不相连的几段时间，一次最多比较两段。"
    "请写其中两段[[（如“{first}和{last}”）]]，或写整段并按月看[[（如“{first}到{last}各月”）]]。",
    C.NOTHING_TO_FOLLOW: "前面还没有可以接着问的回答。请把问题说完整。",
    C.DISAGREES_PERIOD: "对时间的两种理解不一致[[：问题里是 {expected}，查询里是 {found}]]。请写明起止日期。",
    C.DISAGREES_VALUE: "问题里提到的[[“{value}”|取值]]没有出现在查询条件中[[（应为 {field}）]]。请确认要筛选什么。",
    C.DISAGREES_ORDER: "排序或数量与问题不一致[[：问题里是 {expected}，查询里是 {found}]]。"
    "请说明要最高还是最低、要几个。",
    C.DISAGREES_GROUP: "问题里的分组与查询不一致[[：问题里是 {expected}，查询里是 {found}]]。请写明按什么分组。",
    C.DISAGREES_EXTRA: "查询里有问题没有要求的内容[[：{found}]]。请去掉，或在问题里写明。",
    C.WORD_LEFT_OUT: "按现在的理解，[[“{word}”|问题里的一个词]]会被漏掉，所以先不给数字。请换个说法，或拆成几个问题。",
    C.CAUSE_UNKNOWN: "数字能说明变化出在哪里，说不出原因。[[要看按哪一项拆开的变化：{candidates}？|"
    "要看按{candidate}拆开的变化吗？|请问某个指标按部门、产品等拆开的变化。]]",
    C.LAST_NOT_ANSWERED: "上一个问题[[“{question}”]]没有回答。是接着[[“{before}”|更早的那个回答]]问吗？"
    "不是的话，请把问题说完整。",
    C.DISAGREES_METRIC: "问题里的指标与查询不一致[[：问题里是 {expected}，查询里是 {found}]]。请写明指标名称。",
    C.CHANGES_DATA: "这里只能查询，不会修改或删除任何数据。请直接问你想知道的数字。",
    # model endpoint
    C.MODEL_UNAVAILABLE: "语言模型暂时用不了[[（{reason}）]]，只按固定的问法理解了你的问题。请写明指标和时间再试。",
    C.MODEL_GAVE_UP: "试了[[{attempts} 次|几次]]也没有得到可靠的查询，所以不给数字。请换个说法，写明指标、时间和分组。",
    C.MODEL_BUDGET: "这个问题用完了语言模型的额度。请把问题拆小后再问。",
    C.TYPE_MISMATCH: "[[{field}|这个字段]]是[[{type}|另一种类型]]，不能和[[“{value}”|这个值]]比较。请改用同类型的值。",
    C.UNKNOWN_GRAIN: "没有[[“{grain}”|这个]]时间单位。[[可用的有：{allowed}。]]",
    C.DUPLICATE_NAME: "结果里有两列都叫[[“{name}”|同一个名字]]。请给它们不同的名字。",
    C.DENIED_DETAIL: "你没有查看[[{dataset}|这部分]]明细的权限，可以问汇总数。"
    "需要的话请联系[[{contact}|数据负责人]]开通。",
    C.NESTED_MEMBERS: "[[{members}|所选成员]]在[[{tree}|层级]]里互相包含，不能并列相加。请只选同一层的成员。",
    # notes on the card
    C.DEFAULT_PATH: "[[{target}|关联]]按默认路径取[[：{path}]]。",
    C.PIN_APPLIED: "[[{field}默认取 {value}|按默认口径取值]]；要看其他的请写明。",
    C.FIELD_IGNORED: "[[{metric}|其中一项]]按合计计算，不随[[{field}|分组]]变化。",
    C.NOT_CLOSED: "[[{metric}：]][[{closed_through} 之后|部分期间]]未结账，数字可能变化。",
    C.DATA_ENDS_EARLIER: "[[{metric}：]]数据只到[[ {end}|较早的日期]][[（问的是到 {asked_end}）]]，期间尚未完整。",
    C.ALL_LOADED: "[[{metric}：]]没有说明期间，取全部已加载数据[[（{start} 至 {end}）]]。",
    C.FILTER_CONTRADICTS: "[[{metric}|这个指标]]的口径本身不含[[“{value}”|这个取值]][[（{field}）]]，"
    "所以没有对应的数字。请换一个包含它的指标。",
    C.OUTSIDE_CALENDAR: "模型的财年日历没有覆盖这个期间[[（{detail}）]]。请换一个期间，或请模型负责人补上财年。",
    C.SHORT_HISTORY: "[[{metric}|数据]][[从 {first} 才开始|历史较短]]，更早的比较为空。",
    C.READ_BY_MODEL: "[[“{words}”]]由语言模型理解[[为：{metrics}]]，请确认是不是你的意思。",
    C.RATE_WITHOUT_BASE: "[[{column}：]]基数为零或为负的不计算增长率，请看变动额。",
}
