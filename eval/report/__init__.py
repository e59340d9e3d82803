"""Reports of a run: figures, Markdown and HTML."""

from eval.report.figures import Figures, figures_of
from eval.report.html import report_html
from eval.report.text import report_markdown, summary_line

__all__ = ["Figures", "figures_of", "report_html", "report_markdown", "summary_line"]
