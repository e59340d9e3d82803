"""`askfin eval`: score the bot on cases, compare runs, replay one case, review candidates."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.commands.arguments import add_common, open_app
from eval.baseline import write_baseline
from eval.cases import Case, case_schema, load_cases
from eval.compare import compare, comparison_text
from eval.cost import ANY, Price, price_of_words, prices_as_json
from eval.log import LogWriter, circumstances, of_cases, read_log
from eval.reasons import Reason
from eval.report import figures_of, report_html, report_markdown, report_terminal, summary_line, write_readme
from eval.results import CaseResult, RunLog
from eval.runner import Bench, RunSettings, run_cases
from semantic_layer.errors import OperatorError

ACTIONS = "nothing to run the cases; `replay ID`, `compare OLD NEW`, `schema`, `review [approve|dismiss ID]`"


TRIED_AGAIN = frozenset({Reason.ERROR, Reason.TIMEOUT})  # by a rerun: they may say nothing about the bot


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("eval", help="measure how accurate the bot is on cases")
    add_common(parser)
    parser.add_argument("action", nargs="*", help=ACTIONS)
    parser.add_argument("--cases", type=Path, nargs="+", metavar="FILE", help="default: cases/ of the workspace")
    parser.add_argument("--planner", choices=("offline", "model", "auto"), default="offline")
    parser.add_argument("--model", default="", help="language model, for --planner model or auto")
    parser.add_argument("--repeat", type=_count, default=1, metavar="K", help="each case K times, for consistency")
    parser.add_argument("--jobs", type=_count, default=1, metavar="N", help="processes")
    parser.add_argument("--tags", nargs="+", default=(), help="only cases with any of these tags")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write log.jsonl, report.md and report.html; continues")
    parser.add_argument("--fresh", action="store_true", help="do not continue what stands in --out")
    parser.add_argument("--baseline", type=Path, metavar="LOG", help="fail if a case passes there and not here")
    parser.add_argument("--update-baseline", type=Path, metavar="FILE", help="write which cases pass, to commit")
    parser.add_argument("--fail-under", type=float, metavar="SHARE", help="fail if the accuracy is below, such as 0.85")
    parser.add_argument(
        "--write-readme", type=Path, nargs="+", default=(), metavar="FILE", help="write the figures there"
    )
    parser.add_argument("--price", nargs="+", metavar="N", help="IN OUT [CURRENCY] of a million tokens")
    parser.add_argument("--seconds", type=float, default=120.0, metavar="S", help="time limit of one case")
    parser.add_argument("--seed", type=int, default=0, help="of the order in which cases run")
    parser.add_argument("--quiet", action="store_true", help="print the last lines only")
    review = parser.add_argument_group("review")
    review.add_argument("--owner", default="", help="who answers for what is approved")
    review.add_argument("--as-query", default="", metavar="NAME", help="approve as a verified query, not as a case")
    review.add_argument("--gold-sql", default="", metavar="SQL", help="what is right, as SQL on base tables")
    review.add_argument("--gold-semantic-sql", default="", metavar="SQL", help="what is right, as semantic SQL")
    review.add_argument("--gold-value", type=float, metavar="N", help="what is right, as one number")
    review.add_argument("--kind", default="", help="what is right, as a kind: refusal, clarification, definition")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0, or 1 if a gate fails (broken cases, --baseline, --fail-under), or 2 where the operator must act."""
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
            return 1 if comparison.lowers else 0
        case ["review", *rest]:
            from eval.review import review

            return review(arguments, rest)
    raise OperatorError(f"eval cannot {' '.join(arguments.action)!r}.", "See askfin eval --help")


def _run_all(arguments: argparse.Namespace) -> int:
    with open_app(arguments, "offline") as app:
        folder = app.workspace.folder
        model = arguments.model or app.workspace.model_name
        about = circumstances(app.workspace, arguments.planner, model, arguments.seed)
        prices = {name: Price(**price.model_dump()) for name, price in app.workspace.settings.llm.prices.items()}
        _ = app.workspace.index, app.workspace.layer  # built once here, so that processes find them built
    if arguments.price:
        prices[ANY] = price_of_words(arguments.price)
    cases = load_cases(_case_files(arguments, folder), arguments.tags)
    if not cases:
        raise OperatorError("No case matches.", "Check --cases and --tags.")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    out: Path = arguments.out or folder / ".askfin" / "eval" / stamp
    about = {"started": stamp, **about, "prices": prices_as_json(prices)}
    writer = LogWriter(out / "log.jsonl", about, arguments.fresh)

    def keep(result: CaseResult) -> None:
        writer.keep(result)
        if sys.stderr.isatty():
            print("." if result.passed else "F", end="", file=sys.stderr, flush=True)

    settings = RunSettings(folder, arguments.planner, arguments.model, arguments.seconds)
    more: dict[str, Any] = {"repeat": arguments.repeat, "jobs": arguments.jobs, "seed": arguments.seed}
    try:
        run_cases(cases, settings, keep, done=[r for r in writer.done if not set(r.reasons) & TRIED_AGAIN], **more)
    except KeyboardInterrupt:
        print(f"\nStopped; what is done is in {writer.path}. The same command with --out {out} goes on.",
              file=sys.stderr)  # fmt: skip
        return 130
    wanted = [(case.id, case.digest()) for case in cases]
    found = of_cases(read_log(writer.path), wanted, arguments.repeat)
    return _conclude(arguments, out, RunLog({**found.about, "prices": about["prices"]}, found.results))


def _conclude(arguments: argparse.Namespace, out: Path, log: RunLog) -> int:
    """Write the reports, print, and judge the gates."""
    (out / "report.md").write_text(report_markdown(log), encoding="utf-8")
    (out / "report.html").write_text(report_html(log), encoding="utf-8")
    total = figures_of(log.results)
    if arguments.json:
        print(json.dumps(_summary(log, out), ensure_ascii=False))
    elif not arguments.quiet:
        print(report_terminal(log))
    complaints = [f"{total.broken} broken cases: mend their gold"] if total.broken else []
    if arguments.baseline:
        comparison = compare(read_log(arguments.baseline), log)
        if not arguments.json:
            print(comparison_text(comparison))
        if comparison.lowers:
            complaints.append(f"worse than {arguments.baseline}")
    if arguments.fail_under is not None and total.accuracy < arguments.fail_under:
        complaints.append(f"accuracy {total.accuracy:.3f} is under {arguments.fail_under}")
    if arguments.update_baseline:
        write_baseline(log, arguments.update_baseline)
    for path in arguments.write_readme:
        write_readme(log, path)
    if not arguments.json:
        print(f"\n{out / 'report.html'}\n{summary_line(log)}")
    for complaint in complaints:
        print(f"eval failed: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


def _summary(log: RunLog, out: Path) -> dict[str, Any]:
    total = figures_of(log.results)
    names = ("distinct", "cases", "passed", "silent_wrong", "leaks", "broken", "accuracy", "interval", "precision")
    figures = {name: getattr(total, name) for name in (*names, "share_answered")}
    failing = sorted({result.id for result in log.results if not result.passed})
    return {"summary": summary_line(log), "out": str(out), **figures, "failing": failing}


def _case_files(arguments: argparse.Namespace, folder: Path) -> list[Path]:
    if arguments.cases:
        named: list[Path] = arguments.cases
        return [file for path in named for file in (_in_folder(path) if path.is_dir() else [path])]
    files = _in_folder(folder / "cases")
    if not files:
        raise OperatorError(f"{folder / 'cases'} holds no cases.", "Write some, or name files with --cases FILE")
    return files


def _in_folder(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in (".yml", ".yaml", ".jsonl"))


def _replay(arguments: argparse.Namespace, name: str) -> int:
    from eval.replay import replay

    with open_app(arguments, "offline") as app:
        folder = app.workspace.folder
    found: list[Case] = [case for case in load_cases(_case_files(arguments, folder)) if case.id == name]
    if not found:
        raise OperatorError(f"There is no case {name!r}.", "Name it as its id stands in the case file.")
    bench = Bench(RunSettings(folder, arguments.planner, arguments.model, arguments.seconds))
    try:
        passed, text = replay(bench, found[0])
    finally:
        bench.close()
    print(text)
    return 0 if passed else 1


def _count(text: str) -> int:
    if not text.isdigit() or text == "0":
        raise OperatorError(f"{text!r} is no number of 1 or more.", "Such as --repeat 5 or --jobs 2.")
    return int(text)
