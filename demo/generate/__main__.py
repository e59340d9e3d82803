"""`python -m demo.generate [--out FILE] [--if-stale]`: build the demo company."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

from demo.generate.load import build, is_current

DEFAULT = Path(__file__).resolve().parent.parent / ".askfin" / "galaxy.duckdb"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.generate", description="Build the demo company.")
    parser.add_argument("--out", type=Path, default=DEFAULT, help="the DuckDB file to write")
    parser.add_argument("--if-stale", action="store_true", help="only if the file was not built by this generator")
    options = parser.parse_args()
    if options.if_stale and is_current(options.out):
        return 0
    started = perf_counter()
    counts = build(options.out)
    seconds = perf_counter() - started
    lines = [f"{name:22}{count:>9,}" for name, count in counts.items()]
    lines.append(f"{'total':22}{sum(counts.values()):>9,}   {seconds:.1f} s   {options.out}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
