"""The pottery as a workspace with cases, and `askfin eval` run in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.unit.eval.pottery import build_pottery

CASES = """
- id: takings
  question: 上月营业额
  gold_sql: SELECT SUM(amount) FROM sales WHERE sold_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'
  tags: [value]
- id: by-kiln
  question: takings by kiln in October 2026
  gold_sql: >
    SELECT k.kiln, SUM(s.amount) FROM sales s LEFT JOIN kilns k ON k.kiln_id = s.kiln_id
    WHERE s.sold_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31' GROUP BY k.kiln
  tags: [group]
- id: follow-up
  turns: [上月营业额, 9月呢?]
  gold_value: 100
- id: unknown
  question: 明年的股价会是多少
  kind: [refusal, clarification]
"""
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def pottery(tmp_path: Path) -> Path:
    folder = build_pottery(tmp_path / "pottery", more="verified: [verified/*.yml]\n")
    (folder / "cases").mkdir()
    (folder / "cases" / "all.yml").write_text(CASES, encoding="utf-8")
    return folder


@pytest.fixture
def askfin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `askfin …`: exit code, and what was printed on stdout and stderr."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASKFIN_MODEL", "ASKFIN_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object) -> tuple[int, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def log_lines(out: Path) -> list[dict[str, Any]]:
    """The results in a run's log, without its first line."""
    return [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()][1:]
