"""The figures of a README, written between two marks by the command, never by hand."""

from __future__ import annotations

from pathlib import Path

from eval.report.figures import Figures, by_group, figures_of
from eval.report.lines import percent
from eval.results import RunLog
from semantic_layer.errors import OperatorError

BEGIN, END = "<!-- eval:begin -->", "<!-- eval:end -->"
HEADINGS = {
    "en": ("Questions", "cases", "silently wrong", "precision of what is answered", "answered", "accuracy (95 %)"),
    "zh": ("问题", "题数", "静默出错", "已答题的正确率", "回答比例", "总准确率（95% 区间）"),
}
ALL = {"en": "all", "zh": "全部"}
NOTE = {
    "en": "Planner: {planner}. Written by `askfin eval --write-readme`; broken cases: {broken}.",
    "zh": "规划器：{planner}。由 `askfin eval --write-readme` 写入；失效用例：{broken}。",
}


def write_readme(log: RunLog, path: Path) -> None:
    """Replace what stands between the marks. A file named `….zh-….md` is written in Chinese."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error}", "Name a file with --write-readme FILE") from None
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise OperatorError(f"{path} has no marks for the figures.", f"Add two lines to it: {BEGIN} and {END}")
    lang = "zh" if ".zh" in path.name else "en"
    path.write_text(f"{head}{BEGIN}\n{readme_table(log, lang)}\n{END}{tail}", encoding="utf-8")


def readme_table(log: RunLog, lang: str) -> str:
    """The table of a README: all cases, and by language."""
    total = figures_of(log.results)
    groups = {name.partition(":")[2]: f for name, f in by_group(log.results).items() if name.startswith("lang:")}
    rows = [_row(ALL[lang], total), *(_row(name, figures) for name, figures in sorted(groups.items()))]
    lines = ["| " + " | ".join(HEADINGS[lang]) + " |", "|---|--:|--:|--:|--:|--:|", *rows, ""]
    planner = " ".join(str(log.about.get(name, "")) for name in ("planner", "model")).strip()
    said = NOTE[lang].format(planner=planner, broken=total.broken)
    return "\n".join([*lines, said])


def _row(name: str, figures: Figures) -> str:
    low, high = figures.interval
    accuracy = f"{percent(figures.accuracy)} ({percent(low)}–{percent(high)})"
    counts = [str(figures.distinct), str(figures.silent_wrong)]
    cells = [name, *counts, percent(figures.precision), percent(figures.share_answered), accuracy]
    return "| " + " | ".join(cells) + " |"
