"""Cold start: `askfin ask` as a whole process, against an empty Python process of the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from eval.bench.lines import Line

RUNS = 7


def measure(workspace: Path, question: str) -> list[Line]:
    """Median wall seconds of both, interleaved, and their ratio."""
    ask = [sys.executable, "-m", "bot", "ask", "--workspace", str(workspace), "--no-chart", "--json", question]
    bare = [sys.executable, "-c", "pass"]
    _run(ask)  # builds what is built once
    pairs = [(_run(ask), _run(bare)) for _ in range(RUNS)]
    cold, empty = median(a for a, _ in pairs), median(b for _, b in pairs)
    return [
        Line("askfin ask, cold, no chart", f"{cold:.2f} s", f"target < 1.5 s; spread {_spread([a for a, _ in pairs])}"),
        Line("empty Python process", f"{empty:.2f} s", f"ratio {cold / empty:.0f}"),
    ]


def _run(command: list[str]) -> float:
    # A machine that never keeps compiled modules would compile some hundred of them at each start.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - started


def _spread(values: list[float]) -> str:
    return f"{min(values):.2f}–{max(values):.2f} s"
