"""The baseline: which cases pass, committed beside a workspace's cases, so that no change lowers it unseen.

Role: one line a case, sorted by id: whether it passes, and the kind of outcome (which tells an unanswered case from a
wrong answer). Readable by `read_log` like a whole log.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from eval.results import CaseResult, RunLog


def write_baseline(log: RunLog, path: Path) -> None:
    """Write the slim form of a log. A case that passes only sometimes does not pass."""
    by_case: dict[str, list[CaseResult]] = defaultdict(list)
    for result in log.results:
        if not result.is_broken:
            by_case[result.id].append(result)
    about = {"about": {"planner": log.about.get("planner", "offline"), "cases": len(by_case)}}
    lines = [json.dumps(about)]
    for name in sorted(by_case):
        worst = min(by_case[name], key=lambda result: (result.passed, not result.is_silent_wrong))
        lines.append(json.dumps(_slim(worst), ensure_ascii=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _slim(result: CaseResult) -> dict[str, object]:
    body: dict[str, object] = {"id": result.id, "passed": result.passed, "kind": result.kind}
    return body if result.passed else body | {"reasons": [str(reason) for reason in result.reasons]}
