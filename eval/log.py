"""The log of a run: one JSON line a result, after a first line that says under what circumstances it ran.

Role: appended to as results come, so an interrupted run keeps what is done and a rerun continues where it stopped. A
log made under other circumstances (other code, layer, data, planner, model) is not continued: it is kept beside the new
one as `log.previous.jsonl`.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.workspace import Workspace
from eval.results import CaseResult, RunLog
from semantic_layer.errors import OperatorError

NOT_COMPARED = frozenset({"started", "revision", "prices", "seed"})  # a run may go on with others
PACKAGES = ("bot", "semantic_layer", "prompts", "eval")


class LogWriter:
    """Appends results to a log file. `done`: the results of a run begun before, which this one continues."""

    def __init__(self, path: Path, about: Mapping[str, Any], fresh: bool = False) -> None:
        self.path = path
        self.done: tuple[CaseResult, ...] = ()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _drop_broken_line(path)
            found = read_log(path)
            if not fresh and _same(found.about, about):
                self.done = found.results
                return
            path.replace(path.with_name("log.previous.jsonl"))
        path.write_text(json.dumps({"about": dict(about)}, ensure_ascii=False, default=str) + "\n", encoding="utf-8")

    def keep(self, result: CaseResult) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result.as_json(), ensure_ascii=False, default=str) + "\n")


def read_log(path: Path) -> RunLog:
    """Read a log or a baseline; a last line cut short by an interruption is left out, and of two results of the same
    case and repetition the later counts."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error}", "Name a log written by askfin eval --out") from None
    about: Mapping[str, Any] = {}
    results: dict[tuple[str, int], CaseResult] = {}
    for position, line in enumerate(lines):
        try:
            body = json.loads(line)
            if "about" in body:
                about = body["about"]
                continue
            result = CaseResult.from_json({"expected": (), "kind": "", **body})
        except (ValueError, TypeError, KeyError):
            if position == len(lines) - 1:
                break
            raise OperatorError(f"{path}:{position + 1} is no result.", "The log is damaged; run again.") from None
        results[result.id, result.repetition] = result
    return RunLog(about, tuple(results.values()))


def circumstances(workspace: Workspace, planner: str, model: str, seed: int) -> dict[str, Any]:
    """Under what a run happens: revision, versions, planner, model settings, digests, seed."""
    llm = workspace.settings.llm
    uses_model = planner != "offline"
    return {
        "revision": _revision(),
        "code": code_digest(),
        "python": platform.python_version(),
        "askfin": version("askfin"),
        "duckdb": version("duckdb"),
        "sqlglot": version("sqlglot"),
        "planner": planner,
        "model": model if uses_model else "",
        "model_settings": llm.model_dump(exclude={"prices", "base_url", "model"}) if uses_model else "",
        "layer": workspace.model.digest,
        "database": _database_stamp(workspace.database),
        "prompts": _prompt_digests(),
        "today": str(workspace.today()),
        "seed": seed,
    }


@cache
def code_digest() -> str:
    """A digest of the product's own source, which tells versions apart that git does not know."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    plain = json.loads(json.dumps(dict(new), default=str))
    return all(old.get(name) == plain.get(name) for name in (old.keys() | plain.keys()) - NOT_COMPARED)


def _drop_broken_line(path: Path) -> None:
    """Cut what an interruption left of a last line, or the next result would be glued to it."""
    written = path.read_bytes()
    if written and not written.endswith(b"\n"):
        path.write_bytes(written[: written.rfind(b"\n") + 1])


def _database_stamp(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_size}.{stat.st_mtime_ns}"


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


def of_cases(log: RunLog, wanted: Iterable[tuple[str, str]], repeat: int) -> RunLog:
    """The results that belong to these cases (id, digest), in the order of the cases."""
    order = {key: place for place, key in enumerate(wanted)}
    found = [r for r in log.results if (r.id, r.digest) in order and r.repetition < repeat]
    return RunLog(log.about, tuple(sorted(found, key=lambda r: (order[r.id, r.digest], r.repetition))))
