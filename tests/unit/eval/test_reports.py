"""Reports: what stands first, that everything is escaped and self-contained, what is written into a README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eval.cost import cost_of, price_of_words
from eval.reasons import Reason
from eval.report import figures_of, report_html, report_markdown, report_terminal, write_readme
from eval.report.lines import failures_of, mark_of
from eval.results import CaseResult, RunLog
from semantic_layer.errors import OperatorError

SAME = {"metrics": True, "fields": True, "filters": True, "period": True, "grain": True}


def result(name: str, *reasons: Reason, kind: str = "answer", **more) -> CaseResult:
    details = tuple(f"why {reason}" for reason in reasons)
    return CaseResult(name, not reasons, ("answer",), kind, reasons, details, **{"lang": "zh", **more})


LOG = RunLog(
    {"revision": "r1", "planner": "model", "model": "m", "seed": 0, "prices": {"m": [1.0, 10.0, "USD"]}},
    (
        result("right", tags=("easy",), semantic=SAME, strict=True, model="m", calls=1, input_tokens=1000,
               output_tokens=100, timings_ms={"plan": 900.0}),
        result("wrong", Reason.WRONG_PERIOD, question="<script>alert(1)</script>|x", tags=("hard",), strict=False,
               semantic={**SAME, "period": False}, model="m", calls=3, input_tokens=3000, output_tokens=300),
        result("silent", Reason.SHOULD_ANSWER, kind="refusal", text="</pre><b>no</b>", lang="en"),
        result("pretty", Reason.WRONG_CHART, strict=True),
        result("leaky", Reason.LEAK, kind="refusal"),
        result("broken", Reason.BROKEN_CASE, kind=""),
    ),
)  # fmt: skip


def test_the_gravest_comes_first_in_every_report():
    order = [mark_of(one) for one in failures_of(LOG.results)]
    assert order == ["broken", "leak", "silent wrong", "failed", "failed"]
    for report in (report_markdown(LOG), report_terminal(LOG)):
        assert "Silent wrong answers: 1; leaks: 1" in report[:60]
        assert "broken cases" in report
        assert report.index("BROKEN") < report.index("LEAK") < report.index("SILENT WRONG")


def test_a_wrong_chart_is_no_wrong_number():
    figures = figures_of(LOG.results)
    assert (figures.silent_wrong, figures.answered, figures.answered_right) == (1, 3, 2)


def test_side_figures_tokens_and_cost_a_question():
    text = report_markdown(LOG)
    assert "strict result match: 66.7 % (2 of 3)" in text
    assert "semantic SQL match: 50.0 % (1 of 2)" in text
    assert "period 50.0 % (1 of 2)" in text
    assert "model calls: 4" in text
    # 4,000 tokens in at 1 and 400 out at 10 a million: 0.008, over 6 questions
    assert cost_of(LOG.results, LOG.about["prices"]) == {"USD": pytest.approx(0.008)}
    assert "cost a question: 0.001333 USD (0.0080 USD in all)" in text


def test_a_model_without_a_price_has_no_cost():
    assert cost_of(LOG.results, {"another": [1, 1, "USD"]}) is None
    assert "no price known" in report_markdown(RunLog({}, LOG.results))
    assert cost_of(LOG.results, {"*": [1.0, 0.0, "CNY"]}) == {"CNY": pytest.approx(0.004)}
    assert price_of_words(["0.25", "2", "CNY"]).currency == "CNY"
    with pytest.raises(OperatorError):
        price_of_words(["cheap"])


def test_the_page_is_self_contained_escaped_and_can_be_filtered():
    page = report_html(LOG)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;|x" in page
    assert "</pre><b>no" not in page
    assert not re.search(r"(src|href)=|https?://|@import|url\(", page)
    assert page.count('<details class="case') == len(LOG.results)
    assert 'data-state="silent wrong" data-reasons="WRONG_PERIOD" data-lang="zh" data-tags="hard"' in page
    for name in ("state", "reason", "lang", "tag"):
        assert f'<select name="{name}">' in page
    assert '<option value="WRONG_PERIOD">' in page
    assert "{{" not in page


def test_a_page_of_braces_stays_whole():
    page = report_html(RunLog({}, (result("{{CASES}}", Reason.WRONG_VALUE, question="{{FIGURES}}"),)))
    assert "{{CASES}} — {{FIGURES}}" in page


def test_markdown_tables_survive_bars_in_texts():
    text = report_markdown(RunLog({"note": "a|b"}, (result("x", Reason.WRONG_VALUE, tags=("a|b",)),)))
    assert "| tag:a\\|b |" in text
    assert "| note | a\\|b |" in text


@pytest.mark.parametrize(("name", "heading"), [("README.md", "silently wrong"), ("README.zh-CN.md", "静默出错")])
def test_a_readme_gets_the_figures_between_its_marks(tmp_path: Path, name: str, heading: str):
    path = tmp_path / name
    path.write_text("above\n<!-- eval:begin -->\nold\n<!-- eval:end -->\nbelow\n", encoding="utf-8")
    write_readme(LOG, path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("above\n<!-- eval:begin -->\n|")
    assert text.endswith("<!-- eval:end -->\nbelow\n")
    assert "old" not in text
    assert heading in text
    assert "| 5 | 1 | 66.7 % |" in text
    write_readme(LOG, path)
    assert path.read_text(encoding="utf-8") == text, "writing again changes nothing"


def test_a_readme_without_marks_is_told(tmp_path: Path):
    path = tmp_path / "README.md"
    path.write_text("no marks", encoding="utf-8")
    with pytest.raises(OperatorError, match="no marks"):
        write_readme(LOG, path)
    assert path.read_text(encoding="utf-8") == "no marks"


def test_repeats_do_not_narrow_the_interval():
    once = figures_of([result("a"), result("b", Reason.WRONG_VALUE)])
    thrice = figures_of([result(n, *r, repetition=k) for k in range(3) for n, r in (("a", ()), ("b", (Reason.EMPTY,)))])
    assert (thrice.cases, thrice.distinct) == (6, 2)
    assert thrice.interval == once.interval
