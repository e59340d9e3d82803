"""Prompt size: what a question costs a language model over a layer of 300 metrics and 100 fields.

    python -m eval.bench.prompt_tokens

Role: the figure `make bench` shows. Tokens are o200k, counted by the npm package gpt-tokenizer where node finds it
(`npm install gpt-tokenizer`, then NODE_PATH), else by the planner's own upper estimate; the line says which.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date

from bot.planners.model.brief import Prompts, write_brief
from bot.planners.model.tokens import estimate_tokens
from bot.turn import Question, Reading, Span
from eval.bench.lines import Line
from semantic_layer.access import Rights
from semantic_layer.model import (
    Dataset,
    Field,
    FieldRole,
    FieldType,
    Label,
    Layer,
    Metric,
    MetricKind,
    Relationship,
    SemanticModel,
    Unit,
)
from semantic_layer.periods import Grain, Period

BUDGET = 3_000
_THINGS = (
    "订单",
    "发货",
    "开票",
    "回款",
    "采购",
    "库存",
    "费用",
    "人工",
    "折旧",
    "运费",
    "退货",
    "返利",
    "质保",
    "税金",
    "预收",
)
_WORDS = ("order", "shipping", "billing", "collection", "purchase", "stock", "expense", "labour", "depreciation",
          "freight", "returns", "rebate", "warranty", "tax", "advance")  # fmt: skip
_FORMS = (("金额", "amount"), ("数量", "quantity"), ("均价", "average price"), ("占比", "ratio"))
_MARKETS = (("直营", "own"), ("分销", "dealer"), ("电商", "online"), ("海外", "export"), ("工程", "project"))
_SOURCES, _FIELDS_OF_SOURCE = 10, 5
_COUNT = """
const {encode} = require("gpt-tokenizer/encoding/o200k_base");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map(text => encode(text).length)));
"""


@dataclass(frozen=True, slots=True)
class _Context:
    layer: Layer
    index: None = None


def large_layer(metrics: int = 300, fields: int = 100) -> Layer:
    """A layer of that size with labels, synonyms and definitions in both languages, as a company would write them."""
    sources = [f"facts_{number}" for number in range(_SOURCES)]
    datasets = {name: _dataset(name, _FIELDS_OF_SOURCE) for name in sources}
    places = max(1, (fields - _SOURCES * _FIELDS_OF_SOURCE) // 10)
    dimensions = [f"dimension_{number}" for number in range(places)]
    datasets |= {name: _dataset(name, 10) for name in dimensions}
    links = tuple(
        Relationship(f"{source}_{target}", source, ("key_0",), target, ("key_0",))
        for source in sources
        for target in dimensions
    )
    named = {f"metric_{number}": _metric(number) for number in range(metrics)}
    return Layer(SemanticModel("company", datasets=datasets, relationships=links, metrics=named, digest="bench"))


def _dataset(name: str, fields: int) -> Dataset:
    number = name.rpartition("_")[2]
    made = {}
    for place in range(fields):
        key = f"key_{place}" if place == 0 else f"field_{place}"
        label = Label(f"{_THINGS[place]}类别{number}", f"{_WORDS[place]} class {number}")
        role = FieldRole.AMOUNT if place == 1 else FieldRole.CATEGORY
        kind = FieldType.DECIMAL if place == 1 else FieldType.STRING
        values = tuple(f"{_THINGS[v]}{number}类" for v in range(4)) if place % 3 == 2 else ()
        made[key] = Field(key, name, key, kind, role, label, (f"{_THINGS[place]}分类{number}",), values=values)
    return Dataset(name, name, fields=made, label=Label(f"资料{number}", f"records {number}"), display="field_2")


def _metric(number: int) -> Metric:
    market, thing, form = _MARKETS[number % 5], number // 5 % 15, _FORMS[number // 75 % 4]
    label = Label(f"{market[0]}{_THINGS[thing]}{form[0]}", f"{market[1]} {_WORDS[thing]} {form[1]}")
    meaning = Label(
        f"{market[0]}渠道已确认的{_THINGS[thing]}{form[0]},含税,不含内部往来与冲销单据,按单据日期计入当期",
        f"Confirmed {_WORDS[thing]} {form[1]} of the {market[1]} channel, tax included, without reversals",
    )
    source = f"facts_{number % _SOURCES}"
    synonyms = (f"{_THINGS[thing]}{form[0]}({market[0]})", f"{market[1]} {_WORDS[thing]}")
    unit = Unit("currency", "CNY")
    expression = f"SUM({source}.field_1)"
    return Metric(f"metric_{number}", expression, MetricKind.FLOW, label, synonyms, meaning, unit=unit)


def measure() -> list[Line]:
    """The longest of several questions, beside the budget."""
    layer = large_layer()
    october = Period(date(2026, 10, 1), date(2026, 10, 31), Grain.MONTH, words="上月")
    linked = Span(0, 4, "直营订单金额", "metric", "metric_0")
    texts = {
        "上月各订单类别1的直营订单金额,同比增长多少?": ((october,), (linked,)),
        "哪个渠道的质保支出涨得最凶,前五个": ((), ()),
        "Which dealer rebates were highest last month, and how do they compare with the year before?": ((october,), ()),
        "天气怎么样": ((), ()),
    }
    sizes = []
    for text, (periods, spans) in texts.items():
        reading = replace(Reading(text, "zh"), periods=periods, spans=spans, unexplained=(text[:8],))
        question = Question(text, "zh", date(2026, 11, 5), Rights.full())
        messages = write_brief(Prompts.load(), question, reading, _Context(layer), (), october, BUDGET)
        sizes.append("\n".join(message.content for message in messages))
    counted = _tokens(sizes)
    how = "o200k, gpt-tokenizer" if counted else "upper estimate; node or gpt-tokenizer is missing"
    figures = counted or [estimate_tokens(text) for text in sizes]
    ratios = [estimate_tokens(text) / figure for text, figure in zip(sizes, figures, strict=True)]
    note = f"budget {BUDGET}; {how}; the planner's estimate is {min(ratios):.2f}–{max(ratios):.2f} of it"
    return [Line("prompt of one question, 300 metrics and 100 fields", f"{max(figures)} tokens", note)]


def _tokens(texts: list[str]) -> list[int] | None:
    """o200k tokens of each text; None where node or the package is not there."""
    node = shutil.which("node")
    if node is None:
        return None
    done = subprocess.run(
        [node, "-e", _COUNT], input=json.dumps(texts), capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip
    return json.loads(done.stdout) if done.returncode == 0 else None


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(line) for line in measure()) + "\n")
