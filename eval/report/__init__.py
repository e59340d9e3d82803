"""Reports of a run: figures, terminal, Markdown, HTML and the table of a README."""

from eval.report.figures import Figures, figures_of
from eval.report.html import report_html
from eval.report.lines import summary_line
from eval.report.readme import write_readme
from eval.report.text import report_markdown, report_terminal

__all__ = [
    "Figures",
    "figures_of",
    "report_html",
    "report_markdown",
    "report_terminal",
    "summary_line",
    "write_readme",
]
