"""`askfin slack`: the bot in Slack; its manifest; a check of its set-up."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging

from bot.app import App
from bot.commands.arguments import add_common, open_app
from semantic_layer.errors import OperatorError


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("slack", help="serve Slack; print the app manifest; check the set-up")
    add_common(parser)
    parser.add_argument("action", nargs="?", choices=("serve", "manifest", "check"), default="serve")
    parser.add_argument("--http", type=int, metavar="PORT", help="listen for Slack's requests instead of Socket Mode")
    parser.add_argument("--url", default="", help="manifest: the public https address, for --http")
    parser.add_argument("--api", default="", metavar="URL", help="another address of Slack's Web API (GovSlack)")
    parser.add_argument("--planner", choices=("auto", "offline", "model"), default="auto")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped, or print. Exit 2 where the operator must act."""
    with open_app(arguments, arguments.planner) as app:
        match arguments.action:
            case "manifest":
                return _print_manifest(app, arguments)
            case "check":
                return _check(app, arguments)
            case _:
                return _serve(app, arguments)


def _serve(app: App, arguments: argparse.Namespace) -> int:
    from bot.channels.slack.serve import serve
    from bot.channels.slack.service import policy_of
    from bot.channels.slack.tuning import API, Secrets

    policy_of(app)  # refuses before anything else
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(serve(app, Secrets(), arguments.http, arguments.api or API))
    return 0


def _print_manifest(app: App, arguments: argparse.Namespace) -> int:
    from bot.channels.slack.manifest import manifest

    lang = arguments.lang or app.workspace.settings.language
    if arguments.url and not arguments.url.startswith("https://"):
        raise OperatorError(f"{arguments.url} is no https address.", "Slack calls https addresses only.")
    print(json.dumps(manifest("财问" if lang == "zh" else "AskFin", lang, arguments.url), ensure_ascii=False, indent=2))
    return 0


def _check(app: App, arguments: argparse.Namespace) -> int:
    from bot.channels.slack.check import check
    from bot.channels.slack.tuning import API, Secrets

    findings = asyncio.run(check(app, Secrets(), arguments.http is not None, arguments.api or API))
    for finding in findings:
        print(f"{'ok  ' if finding.is_good else 'MISSING'} {finding.text}")
        if finding.remedy:
            print(f"     → {finding.remedy}")
    bad = [finding for finding in findings if not finding.is_good]
    if bad:
        raise OperatorError(
            f"{len(bad)} of {len(findings)} points are not in order.", "docs/slack.md goes through them."
        )
    return 0
