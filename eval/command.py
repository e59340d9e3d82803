"""`askfin eval`: score the bot on cases, compare runs, replay one case, review candidates."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.arguments import add_common, open_app
from eval.cases import Case, case_schema, load_cases
from eval.compare import compare, comparison_text
from eval.log import LogWriter, circumstances, read_log
from eval.report import figures_of, report_html, report_markdown, summary_line
from eval.results import CaseResult
from eval.runner import Bench, RunSettings, run_cases
from semantic_layer.errors import OperatorError


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("eval", help="measure how accurate the bot is on cases")
    add_common(parser)
    parser.add_argument("action", nargs="*", help="nothing to run; `replay ID`, `compare OLD NEW`, `schema`")
    parser.add_argument("--cases", type=Path, nargs="+", metavar="FILE", help="default: cases/ of the workspace")
    parser.add_argument("--planner", choices=("offline", "model", "auto"), default="offline")
    parser.add_argument("--model", default="", help="language model, for --planner model or auto")
    parser.add_argument("--repeat", type=int, default=1, metavar="K")
    parser.add_argument("--jobs", type=int, default=1, metavar="N")
    parser.add_argument("--tags", nargs="+", default=(), help="only cases with any of these tags")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write log.jsonl, report.md and report.html; continues")
    parser.add_argument("--baseline", type=Path, metavar="LOG", help="fail if a case passes there and not here")
    parser.add_argument("--fail-under", type=float, metavar="SHARE", help="fail if the accuracy is below, such as 0.85")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--owner", default="", help="who answers for an approved case")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0, or 1 if a gate fails (--baseline, --fail-under), or 2 where the operator must act."""
    match arguments.action:
        case []:
            return _run_all(arguments)
        case ["schema"]:
            print(json.dumps(case_schema(), ensure_ascii=False, indent=2))
            return 0
        case ["replay", name]:
            return _replay(arguments, name)
        case ["compare", old, new]:
            comparison = compare(read_log(Path(old)), read_log(Path(new)))
            print(comparison_text(comparison))
            return 1 if comparison.worse else 0
        case ["review", *rest]:
            from eval.review import review

            return review(arguments, rest)
    raise OperatorError(f"eval cannot {' '.join(arguments.action)!r}.", "See askfin eval --help")


def _run_all(arguments: argparse.Namespace) -> int:
    with open_app(arguments, "offline") as app:
        folder = app.workspace.folder
        about = circumstances(
            app.workspace, arguments.planner, arguments.model or app.workspace.model_name, arguments.seed
        )
    cases = load_cases(_case_files(arguments, folder), arguments.tags)
    if not cases:
        raise OperatorError("No case matches.", "Check --cases and --tags.")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    out: Path = arguments.out or folder / ".askfin" / "eval" / stamp
    writer = LogWriter(out / "log.jsonl", {"started": stamp, **about})
    done = [(result.id, result.repetition) for result in read_log(writer.path).results]
    settings = RunSettings(folder, arguments.planner, arguments.model)

    def keep(result: CaseResult) -> None:
        writer.keep(result)
        if sys.stderr.isatty():
            print("." if result.passed else "F", end="", file=sys.stderr, flush=True)

    try:
        run_cases(cases, settings, keep, repeat=arguments.repeat, jobs=arguments.jobs, done=done, seed=arguments.seed)
    except KeyboardInterrupt:
        print(
            f"\nStopped; what is done is in {writer.path}. The same command with --out {out} goes on.", file=sys.stderr
        )
        return 130
    return _conclude(arguments, out, writer.path)


def _conclude(arguments: argparse.Namespace, out: Path, path: Path) -> int:
    log = read_log(path)
    (out / "report.md").write_text(report_markdown(log), encoding="utf-8")
    (out / "report.html").write_text(report_html(log), encoding="utf-8")
    total = figures_of(log.results)
    if arguments.json:
        print(json.dumps({"summary": summary_line(log), "log": str(path), "broken": total.broken}, ensure_ascii=False))
    else:
        print(report_markdown(log, failures=20))
        print(f"{path}\n{summary_line(log)}")
    failed = total.broken > 0
    if arguments.baseline:
        comparison = compare(read_log(arguments.baseline), log)
        print(comparison_text(comparison))
        failed = failed or bool(comparison.worse)
    if arguments.fail_under is not None and total.accuracy < arguments.fail_under:
        print(f"accuracy {total.accuracy:.3f} is under {arguments.fail_under}")
        failed = True
    return 1 if failed else 0


def _case_files(arguments: argparse.Namespace, folder: Path) -> list[Path]:
    if arguments.cases:
        named: list[Path] = arguments.cases
        return [file for path in named for file in (sorted(path.glob("*.y*ml")) if path.is_dir() else [path])]
    files = sorted((folder / "cases").glob("*.y*ml")) + sorted((folder / "cases").glob("*.jsonl"))
    if not files:
        raise OperatorError(f"{folder / 'cases'} holds no cases.", "Write some, or name files with --cases FILE")
    return files


def _replay(arguments: argparse.Namespace, name: str) -> int:
    with open_app(arguments, "offline") as app:
        folder = app.workspace.folder
    found: list[Case] = [case for case in load_cases(_case_files(arguments, folder)) if case.id == name]
    if not found:
        raise OperatorError(f"There is no case {name!r}.", "Name it as its id stands in the case file.")
    bench = Bench(RunSettings(folder, arguments.planner, arguments.model))
    try:
        result = bench.run(found[0])
        turn = asyncio.run(bench.converse(found[0]))
    finally:
        bench.close()
    print(f"question   {result.question}\nexpected   {' or '.join(result.expected)}\ngot        {result.kind}")
    print(f"reading    {result.reading}\nsemantic   {result.semantic_sql}")
    if turn.outcome.kind == "answer":
        print(f"sql        {turn.outcome.compiled.sql}\nrows       {list(turn.outcome.table.rows[:10])}")
    print(f"text       {result.text}\ntimings    {dict(result.timings_ms)}")
    for reason, detail in zip(result.reasons, result.details, strict=False):
        print(f"{reason}: {detail}")
    print("passed" if result.passed else f"missing {result.missing}\nextra {result.extra}")
    return 0 if result.passed else 1
