"""Words that carry no restriction wherever they stand: how people are polite, hesitate, and say where something is.

Role: closed lists for both languages, apart from the grammar of `en` and `zh`. A word that restricts in some company or
sentence ("ever", "exactly", "single", "different", 已, "paid", "actual") is not here: it stays said until something
accounts for it.
"""

from __future__ import annotations

WORDS: tuple[tuple[str, str, str], ...] = (
    # being somewhere, belonging to something: the preposition behind them says where
    (
        "filler",
        "",
        "goes|goes to|went to|located|located in|based|based in|situated|residing|sitting|"
        "sits|belonging|belongs|belong|belong to|belongs to|belonging to|work in|works in|working in|"
        "work for|works for|work at|attributed|attributable|attributed to|attributable to|"
        "came out of|comes out of",
    ),
    (
        "filler",
        "",
        "位于|坐落于|坐落在|设在|地处|处于|归属|归属于|隶属|隶属于|所属|所属于|所在|归到|算在|计在|计入|落在|工作|上班",
    ),
    # politeness, hesitation, talk about the talk
    (
        "filler",
        "",
        "quick|quickly|quick question|real quick|a quick|just wondering|just curious|guys|folks|asap|fyi|btw|"
        "by the way|hmm|um|uh|oh|sorry|excuse me|maybe|perhaps|possibly|basically|simply|really|kind of|"
        "sort of|a bit|a little|a look|looking for|interested in|love to|i'd love to|happy to|dear|anyone|"
        "anybody|someone|can someone|does anyone|does anybody|you know|i think|i guess|i believe|i mean|"
        "send me|share with me|walk me through|remind me|let me know|help me|help me with|help me understand|"
        "run me through|talk me through|fill me in on|break it to me|thing|things|stuff|on our side|"
        "on our end|out there|at all|lately please|again please|precise number|exact number|exact figure|"
        "the exact|as it stands|as things stand|these days please|right|work out to|works out to|work out at|"
        "run at|running at|sit at|sitting at|sits at|land at|landed at|ended up at|end up at|clock in at|"
        "total up to",
    ),
    (
        "filler",
        "",
        "呗|咋样|咋样呀|瞅瞅|瞅一下|瞅下|瞧瞧|瞧一下|瞧一眼|看下子|这样看|这样看下|这样看一下|这么看下|这么看|"
        "请教|请教一下|问下|问一下|问一问|想问|想问下|想问一下|麻烦问下|劳驾|烦请|拜托|辛苦|辛苦帮忙|帮忙|"
        "帮个忙|帮忙看下|帮忙查下|赶紧|尽快|快速|顺便|顺便问下|话说|对了|其实|其实是|实际上|简单说|总的来说|"
        "一般来说|具体来说|呃|嗯嗯|额额|亲|可否|求|急|急需|方便的话|有空的话|发一下|发下|报个数|给个数|"
        "给我个数|来个数|心里有个数|大约|大致|左右|差不多是|看一眼|瞅一眼|瞄一眼|搞清楚|弄清楚|"
        "确认一下|核实一下|了解一下|咨询一下|同步一下|汇报一下|提供一下|拉一下|拉个数|跑一下|捞一下",
    ),
    (
        "follow",
        "add",
        "next to it|next to that|beside it|beside that|side by side with it|put|摆在旁边|放在旁边|并排放",
    ),
    ("operator", "unknown_future", "going to|gonna|about to"),
    # bound elsewhere (bot/read/wording/bound.py), said until then
    (
        "ever",
        "always",
        "of all time|all time|all-time|in history|since inception|since the beginning|有史以来|历史上|历来|"
        "建立以来|开业以来",
    ),
    ("ever", "", "ever|从来|曾经"),
    ("distinct", "", "different|distinct|unique|separate|不同的|不重复的|去重后的|去重的"),
    ("single", "", "single|a single|one single|任何一个|任何一张|任何一笔|哪怕一个|哪怕一张"),
    ("still", "", "still|仍|仍然|依然|依旧|还"),
    ("exact", "", "exactly|precisely|确切|确切地|准确地"),
)
