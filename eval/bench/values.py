"""The value index: time of a look-up and memory of a process, for 20,000 and a million values.

Role: builds an index over made-up company names in a folder of its own and measures it in a fresh process, so that
building does not count. `python -m eval.bench.values` prints the lines; `measure` gives them to the bench.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from eval.bench.lines import Line
from semantic_layer.model import Dataset, Field, FieldRole, FieldType, SemanticModel
from semantic_layer.values.build import build_index

_HAN = (
    "安百宝博昌晨诚达德东方丰富港光广海和恒宏华汇嘉建金京锦景凯康科兰乐力联龙美民明南"
    "宁平启勤青荣瑞盛顺思泰天通万伟祥新信兴雅阳永优宇远云泽正中"
)
_LATIN = ["alpha", "bright", "cedar", "delta", "ember", "falcon", "granite", "harbor", "indigo", "juniper", "kestrel"]
_ENDS = ["贸易有限公司", "科技", "集团", "商行", "连锁超市"]
_PROBE = """
import json, sys, time
from pathlib import Path
from semantic_layer.values import ValueIndex
import rapidfuzz.distance
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1024 / 1024
before = resident()
started = time.perf_counter()
index = ValueIndex(sys.argv[1])
opened = time.perf_counter() - started
times = []
for text in json.loads(sys.stdin.read()) * 5:
    started = time.perf_counter()
    hits = index.find(text)
    times.append(time.perf_counter() - started)
print(json.dumps([opened, times, resident() - before]))
"""


class _Names:
    """Stands in for the trusted door: hands out made-up values with counts."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def batches(self, _sql: str):
        yield from ([(name, 1) for name in self.names[at : at + 10_000]] for at in range(0, len(self.names), 10_000))


def made_up_names(count: int) -> list[str]:
    """`count` different company names, Chinese and English, always the same."""
    chance = random.Random(7)
    names: dict[str, None] = {}
    while len(names) < count:
        if chance.random() < 0.7:
            name = "".join(chance.choices(_HAN, k=chance.randint(2, 4))) + chance.choice(_ENDS)
        else:
            name = " ".join(chance.sample(_LATIN, k=2)).title() + f" {chance.randint(1, 999_999)} Ltd"
        names[name] = None
    return list(names)


def measure(sizes: tuple[int, ...] = (20_000, 1_000_000)) -> list[Line]:
    """Median and worst milliseconds of a 60-character question, and megabytes of memory, by number of values."""
    lines: list[Line] = []
    for size in sizes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "values.sqlite"
            names = made_up_names(size)
            started = time.perf_counter()
            build_index(path, _model(), _Names(names))  # pyright: ignore[reportArgumentType]
            built = time.perf_counter() - started
            opened, times, memory = _probe(path, _questions(names))
            megabytes = path.stat().st_size / 1024 / 1024
        middle, worst = median(times) * 1000, max(times) * 1000
        lines += [
            Line(f"values found in 60 characters, {size:,} values", f"{middle:.2f} ms", f"worst {worst:.1f} ms"),
            Line(f"memory of {size:,} values", f"{memory:.0f} MB", f"opened in {opened * 1000:.1f} ms"),
            Line(f"building {size:,} values", f"{built:.1f} s", f"file of {megabytes:.0f} MB"),
        ]
    return lines


def _model() -> SemanticModel:
    field = Field("name", "clients", "name", FieldType.STRING, FieldRole.NAME, index_values=True)
    return SemanticModel("bench", datasets={"clients": Dataset("clients", "clients", fields={"name": field})})


def _questions(names: list[str]) -> list[str]:
    """Questions of 60 characters: an exact name, one with a slip, one in English, one without any."""
    chance = random.Random(11)
    tail = "的营业收入和应收账款余额分别是多少,和去年同期相比增长了多少,请按月画图并且说明主要原因以及占比最高的产品线"
    texts: list[str] = []
    for name in chance.sample(names, 40):
        texts += ["上月" + name + tail, "上月" + name[:1] + "囧" + name[2:] + tail]
    texts += [f"what was the revenue of {name.lower()} last month compared to last year" for name in names[:40]]
    return [text[:60] for text in [*texts, "今年" + tail]]


def _probe(path: Path, questions: list[str]) -> tuple[float, list[float], float]:
    command = [sys.executable, "-c", _PROBE, str(path)]
    done = subprocess.run(command, input=json.dumps(questions), capture_output=True, text=True, check=True)
    opened, times, memory = json.loads(done.stdout)
    return opened, times, memory


if __name__ == "__main__":
    for line in measure(tuple(int(size) for size in sys.argv[1:]) or (20_000, 1_000_000)):
        sys.stdout.write(f"{line}\n")
