"""Function words of both languages: what grammar needs and no value of a column is called, unless it is written so.

Role: closed lists. A value spelt like one of them (the country US, the state OR, the department IT) is told from the
word by how and where it stands; see `bot.read.lookalikes`.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Pronouns that stand for something: after a verb or a preposition they are pronouns, before a noun they are none.
OBJECTS = _words("us me him her them it you himself herself itself ourselves themselves")
# In front of a noun these are pronouns or articles whatever the noun is.
DETERMINERS = _words("my our your his her its their a an the this that these those some any no each every all both")
SUBJECTS = _words("i we he she they you it one who what which")
AUXILIARIES = _words(
    "am is are was were be been being do does did done have has had having can could may might must shall should will "
    "would ought go goes get got let lets"
)
PREPOSITIONS = _words(
    "in on at by for from of off to up as per via with into onto out over under than about after before between during "
    "since until till within without outside inside across among through against near"
)
CONJUNCTIONS = _words("and or but nor so if then else because while when where why how whether yet not also plus vs")
FUNCTION_WORDS = OBJECTS | DETERMINERS | SUBJECTS | AUXILIARIES | PREPOSITIONS | CONJUNCTIONS

# Prepositions of place: what follows them is no pronoun.
PLACES = _words("in within inside outside")

FUNCTION_WORDS_ZH = _words(
    "我们 你们 他们 她们 它们 咱们 大家 自己 这个 那个 这些 那些 这里 那里 什么 怎么 怎样 如何 "
    "为何 多少 哪个 哪些 可以 能够 应该 需要 没有 不是 就是 还是 或者 以及 并且 而且 但是 因为 "
    "所以 如果 对于 关于 按照 根据 通过 为了 以上 以下 之前 之后 以前 以后 其中 其他 其它 各个 "
    "每个 所有 任何 已经 正在 曾经 目前 现在 时候 "
)
