"""The log of a run: one JSON line a result, after a first line that says under what circumstances it ran.

Role: appended to as results come, so an interrupted run keeps what is done and a rerun continues where it stopped.
"""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from eval.results import CaseResult, RunLog
from semantic_layer.errors import OperatorError


class LogWriter:
    """Appends results to a log file."""

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(
                json.dumps({"about": dict(about)}, ensure_ascii=False, default=str) + "\n", encoding="utf-8"
            )

    def keep(self, result: CaseResult) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result.as_json(), ensure_ascii=False, default=str) + "\n")


def read_log(path: Path) -> RunLog:
    """Read a log; a last line cut short by an interruption is left out."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error}", "Name a log written by askfin eval --out") from None
    about: Mapping[str, Any] = {}
    results: list[CaseResult] = []
    for position, line in enumerate(lines):
        try:
            body = json.loads(line)
        except json.JSONDecodeError:
            if position == len(lines) - 1:
                break
            raise OperatorError(f"{path}:{position + 1} is not JSON.", "The log is damaged; run again.") from None
        if "about" in body:
            about = body["about"]
        else:
            results.append(CaseResult.from_json(body))
    return RunLog(about, tuple(results))


def circumstances(workspace: Any, planner: str, model: str, seed: int) -> dict[str, Any]:
    """Under what a run happens: revision, versions, planner, digests, seed."""
    return {
        "revision": _revision(),
        "python": platform.python_version(),
        "askfin": version("askfin"),
        "duckdb": version("duckdb"),
        "sqlglot": version("sqlglot"),
        "planner": planner,
        "model": model,
        "layer": workspace.model.digest,
        "prompts": _prompt_digests(),
        "today": str(workspace.today()),
        "seed": seed,
    }


def _revision() -> str:
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
            timeout=5,
            cwd=Path(__file__).parent,
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return done.stdout.strip()


def _prompt_digests() -> str:
    import prompts

    names = sorted(path.stem for path in Path(prompts.__file__).parent.glob("*.md"))
    loaded = [prompts.load_prompt(name) for name in names]
    return ", ".join(f"{prompt.name} {prompt.version} {prompt.digest[:8]}" for prompt in loaded)
