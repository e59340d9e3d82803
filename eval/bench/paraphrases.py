"""Wordings: how many are answered, and whether those of one question come to the same numbers."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.app import App
from eval.bench.lines import Line
from eval.paraphrases import FILE, ask_groups, load_groups


def measure(workspace: Path) -> list[Line]:
    """Share of wordings answered offline, and the groups whose answers differ, by name."""
    groups = load_groups(workspace / FILE)
    with App.open(workspace, planner="offline") as app:
        outcomes = asyncio.run(ask_groups(app, groups))
    asked = sum(len(outcome.said) for outcome in outcomes)
    answered = sum(len(outcome.answered) for outcome in outcomes)
    lines = [
        Line(
            f"wordings of {len(groups)} questions answered",
            f"{answered / asked:.1%}",
            f"{answered} of {asked}; target at least 70 %",
        )
    ]
    for outcome in outcomes:
        for said in outcome.differing:
            lines.append(Line(f"another number: {outcome.group.id}", "WRONG", said.wording))
    return lines
