"""Chinese phrases of time: 近三个月, 前三季度, 年初至今, 去年同期, 截至…, …以来, 按月, 月均, 对比.

Role: rules over folded text, for the lexer; the names of units are in `zh_units`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.periods import zh_units
from bot.read.periods.numerals import ZH_NUMBER, zh_number
from bot.read.periods.tokens import Builder, Kind, Rule, Token, fixed, token
from semantic_layer.periods import Grain

_N = f"({ZH_NUMBER})"
_SPAN = r"(个?月|个?季度|个?财季|个?半年|年|周|个?星期|个?礼拜|天|日)"
_GRAINS = {
    "月": Grain.MONTH, "月度": Grain.MONTH, "月份": Grain.MONTH, "自然月": Grain.MONTH, "季度": Grain.QUARTER,
    "季": Grain.QUARTER, "财季": Grain.FISCAL_QUARTER, "半年": Grain.HALF, "半年度": Grain.HALF, "年": Grain.YEAR,
    "年度": Grain.YEAR, "自然年": Grain.YEAR, "财年": Grain.FISCAL_YEAR, "周": Grain.WEEK, "周度": Grain.WEEK,
    "星期": Grain.WEEK, "礼拜": Grain.WEEK, "天": Grain.DAY, "日": Grain.DAY, "日期": Grain.DAY,
}  # fmt: skip


def _rule(pattern: str, build: Builder) -> Rule:
    return Rule(re.compile(pattern), build)


def grain_of(word: str) -> Grain:
    return _GRAINS[word.removeprefix("个")]


def _rolling(sign: int) -> Builder:
    def build(match: re.Match[str]) -> Sequence[Token] | None:
        n = zh_number(match[1])
        return token(match, Kind.ROLLING, n=sign * n, grain=grain_of(match[2])) if n else None

    return build


def _first(kind: Kind, loose: bool) -> Builder:
    def build(match: re.Match[str]) -> Sequence[Token]:
        unit = match[2]
        # 前三季度 is always the first three; 前三个月, and 前一季度, may also be those before now.
        certain = not loose or (unit == "季度" and zh_number(match[1]) != 1)
        return token(match, kind, n=zh_number(match[1]), grain=grain_of(unit), loose=not certain)

    return build


def _half_year(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.ROLLING, n=6, grain=Grain.MONTH)


_ROLLING = (
    _rule(
        rf"(?:(?<![接最附临靠邻])近|最近|过去|近来|刚过去|滚动)(?:这|的|了)*\s*{_N}\s*{_SPAN}(?!以上|化)(?:以来|之内|以内|内|里|间|来)?",
        _rolling(1),
    ),
    _rule(r"(?:(?<![接附])近|最近|过去)的?(?:这)?半年(?:以?来|内)?", _half_year),
    _rule(rf"(?:未来|接下来|今后|往后)的?\s*{_N}\s*{_SPAN}(?:内|里)?", _rolling(-1)),
    _rule(rf"(?<![以之目提])前\s*{_N}\s*(个?月|季度?|个季度|天|日|周|个?星期)(?!节)", _first(Kind.FIRST, loose=True)),
    _rule(rf"头\s*{_N}\s*(个?月|季度?|个季度|天|日|周|个?星期)(?!节)", _first(Kind.FIRST, loose=False)),
    _rule(
        rf"(?:最后|末尾?|后)的?\s*{_N}\s*(个?月|季度?|个季度|天|日|周|个?星期)(?!节)", _first(Kind.LAST, loose=False)
    ),
    _rule(
        rf"{_N}\s*(个月|个?季度|年|周|个?星期|天)(?:以|之)?前(?!后|三|五|十|\d)",
        lambda m: token(m, Kind.AGO, n=zh_number(m[1]), grain=grain_of(m[2])),
    ),
    fixed(
        r"(?:最近|近|过去|前|这)(?:这|的)?(?:几|两三|三四|些)(?:年|个月|天|周|个星期|个季度)来?|近年来?|最近(?:这)?一?段(?:时间|日子)|近期"
        r"|近来|这一?段(?:时间|日子)|前段时间|前一?阵子?|前些(?:天|日子|年)|最近(?!的?\s*[\d一二两三四五六七八九十几]+\s*[笔张单条个次家批])",
        Kind.VAGUE,
    ),
)
_TO_NOW = "(?:至今|迄今|以来|到现在|到今天|到今日|到目前(?:为止)?|至目前(?:为止)?|截至目前|到当前)"
_ALIKE = "(?:同期|同月|同季度?|同周|同日|同一时期|同一时间|这个?时候|此时)"
_SAME = (
    fixed(f"(?:去|上)一?年度?的?{_ALIKE}|历史同期", Kind.SAME, n=-1, grain=Grain.YEAR),
    fixed("(?<![月度周])同期", Kind.SAME, n=-1, grain=Grain.YEAR),
    fixed("前年(?:的)?(?:同期|同月|同季度?)", Kind.SAME, n=-2, grain=Grain.YEAR),
    fixed("上一?个?月的?(?:同期|同日)", Kind.SAME, n=-1, grain=Grain.MONTH),
    fixed("上一?个?季度?的?同期", Kind.SAME, n=-1, grain=Grain.QUARTER),
    fixed("上一?个?(?:周|星期)的?(?:同期|同日)", Kind.SAME, n=-1, grain=Grain.WEEK),
    fixed("(?:上一期|上期|上一周期|上个周期)", Kind.SAME, n=-1, grain=None),
)  # fmt: skip
_TO_DATE = (
    fixed(f"年初{_TO_NOW}|(?<![0-9零一二两三四五六七八九十几半多])年内", Kind.TO_DATE, grain=Grain.YEAR),
    fixed(f"季初{_TO_NOW}|季度初{_TO_NOW}", Kind.TO_DATE, grain=Grain.QUARTER),
    fixed(f"月初{_TO_NOW}", Kind.TO_DATE, grain=Grain.MONTH),
    fixed(f"周初{_TO_NOW}", Kind.TO_DATE, grain=Grain.WEEK),
    fixed(f"财年初{_TO_NOW}", Kind.TO_DATE, grain=Grain.FISCAL_YEAR),
    fixed(
        "截[至止]到?(?:目前|现在|当前|今天|今日|此刻)(?:为止)?|目前为止"
        "|(?:目前|当前|眼下|现阶段|如今)(?![季财年月周])(?:为止)?",
        Kind.NOW,
    ),
    fixed("(?:到|至)(?:目前|现在|当前)(?:为止)?", Kind.ONWARD, name="now"),
    fixed(_TO_NOW, Kind.ONWARD),
    fixed(r"(?:开始|起)(?![订步码重点源伏诉飞])(?:至今|到现在|算)?", Kind.ONWARD),
)
_AROUND = (
    fixed("截[至止](?:到|至|于)?|迄至|止于", Kind.AS_OF),
    fixed("为止|止", Kind.DURING, loose=True),
    fixed(r"(?:之|以)?前(?![\d一二两三四五六七八九十几半台端期述提列后景])", Kind.BEFORE),
    fixed(r"(?:之|以)?后(?![\d一二两三四五六七八九十几半台端期续勤来])", Kind.AFTER),
    fixed(r"(?<=[年月度])[年月]?中(?=$|[的,?!;\s])", Kind.EDGE, name="middle"),
    fixed("自(?:从)?|从", Kind.FROM),
    fixed("到|至", Kind.TO),
    fixed("和|与|跟|及|以及|还有|同(?!比|期|月|季|类|一|时|店)", Kind.AND),
    fixed("对比|相比较?|相较于?|相对于?|比较|作比|(?<![同环占类百])比(?![例重率值])", Kind.COMPARE),
    fixed("较(?![大小高低多少好差为快慢])", Kind.COMPARE),
    fixed("(?:同比|环比)于?", Kind.COMPARE, name="calc"),
    *(
        fixed(rf"{word}(?:末|底)(?![端尾班价薪部层色盘料]|下(?![降滑跌调]))", Kind.EDGE, name="end", grain=grain)
        for word, grain in (
            ("财年", Grain.FISCAL_YEAR), ("年度?", Grain.YEAR), ("季度?", Grain.QUARTER), ("月", Grain.MONTH),
            ("", None),
        )
    ),
    *(
        fixed(f"{word}初(?![始次级步中一审])", Kind.EDGE, name="start", grain=grain)
        for word, grain in (
            ("财年", Grain.FISCAL_YEAR), ("年", Grain.YEAR), ("季度?", Grain.QUARTER), ("月", Grain.MONTH), ("", None),
        )
    ),
    fixed("(?:那一?|当|所在的?|同|这)(?:周(?!转|期|边|年)|个?星期|个?礼拜)", Kind.WEEK_OF),
    fixed(
        "期间(?!费)|假期|长假|黄金周|当天|那天|当日|全天|整月|全月|(?:全年|整年|一整年)(?!预算|目标|计划|指标|考核)|整个?季度|之内|内(?![销部贸地存外])|里(?![程面])"
        "|(?<=月)这个月|(?<=月)那个月|那年|当月",
        Kind.DURING,
    ),
)  # fmt: skip
_G = "(自然月|月度|月份|月|季度|季|财季|半年度|半年|年度|年|财年|周度|周(?!转|期|边|末)|星期|礼拜|天|日期|日)"
_EACH_END = "(?:度|份)?(?:的?(?:月|季度?|年)?[末底])?"  # 各月月末 is every month, too


def _grain(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.GRAIN, grain=grain_of(match[1]))


def _which(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.GRAIN, grain=grain_of(match[1]), name="asks")


def _average(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.AVERAGE, grain=grain_of(match[1] or match[2]))


_GRAIN = (
    _rule(rf"(?:按照?|分|逐|以|依)(?:每|各)?个?(?:自然)?{_G}{_EACH_END}(?:来|去)?(?![均化结付内])", _grain),
    _rule(rf"(?:每|各)(?:一|个|1)*{_G}{_EACH_END}(?!均)", _grain),
    _rule(r"(周|月|日|天|年|季)(?:复|比)\1", _grain),
    _rule(
        r"(?<![个一二三四两几数0-9])(月度|季度|周度|半年度)(?:的)?(?!预算|目标|计划|考核|经营|[奖会报末底初])", _grain
    ),
    _rule(r"(年度)(?:的)?(?=趋势|走势|变化|对比|曲线|明细)", _grain),
    _rule(rf"(?:哪|哪一|哪些|哪几)(?:个|一)?{_G}(?:份|度)?", _which),
    _rule(r"几(月)份?(?!份?前)|哪(天)", lambda m: token(m, Kind.GRAIN, grain=grain_of(m[1] or m[2]), name="asks")),
    _rule(
        r"(?<![今明前后去人])(日|月|季度?|周|年)均(?!衡|匀)(?:值)?",
        lambda m: token(m, Kind.AVERAGE, grain=grain_of(m[1])),
    ),
    _rule(rf"(?:平均|均摊到?)(?:到)?(?:每|各)(?:一|个)*{_G}|(?:每|各)(?:一|个)*{_G}(?:的)?(?:平均|均值)", _average),
)
_DAYS = rf"{ZH_NUMBER}(?:\s*[-~至到]\s*{ZH_NUMBER})?\s*(?:天|日|个月|年|周)"
_BLOCKS = (
    # Ages, terms and limits: they count days, but say nothing of when.
    fixed(
        "(?:逾期|超期|账龄|账期|超过|超出|大于|高于|不少于|至少|不足|未满|不超过|少于|小于|低于|大约|满|超|拖欠|晚|提前|延期|还款期)"
        rf"(?:了|在|已|超过|大于|满)*\s*{_DAYS}(?:以上|以内|以下|之内|内|及以上|多)?",
        Kind.BLOCK,
    ),
    fixed(
        rf"{_DAYS}(?:及?以[上内下]|内(?!销|部|贸)|账期|账龄|期(?!间|末|初)|多|龄|未付|没付|无)",
        Kind.BLOCK,
    ),
    fixed(rf"{ZH_NUMBER}\s*[-~至到]\s*{ZH_NUMBER}\s*天", Kind.BLOCK),
    fixed("最近(?:的)?(?:一|1)?(?:次|笔|单|条|批|张)|最近(?:的)?(?:一|1)个(?=[^月季星礼半财])", Kind.BLOCK),
    fixed(
        "年度(?=预算|目标|计划|报告|奖|考核|会议)|到期日?|[达得收看找不]到|到[账货]|至少|甚至|以至|比如|自[动营有]|各自|从业",
        Kind.BLOCK,
    ),
)

RULES: tuple[Rule, ...] = (*zh_units.RULES, *_SAME, *_TO_DATE, *_ROLLING, *_GRAIN, *_BLOCKS, *_AROUND)
