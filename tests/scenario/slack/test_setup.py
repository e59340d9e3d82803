"""Setting up: the command refuses with a remedy, prints a manifest, and checks what Slack lets it do."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import App
from bot.channels.slack.check import check
from bot.channels.slack.manifest import EVENTS, SCOPES, manifest
from bot.channels.slack.serve import serve
from bot.channels.slack.tuning import Secrets
from semantic_layer.errors import OperatorError
from tests.fakes.slack import SlackServer
from tests.fakes.slack.company import build
from tests.scenario.slack.conftest import SECRETS, TUNING, MakeApp

NAMES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")


@pytest.fixture
def no_tokens(monkeypatch: pytest.MonkeyPatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_an_access_file_slack_does_not_start(tmp_path: Path, capsys, no_tokens):
    build(tmp_path, access=False)
    assert main(["slack", "--workspace", str(tmp_path)]) == 2
    assert "access.yml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "named", "unnamed"),
    [([], "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"), (["--http", "3000"], "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")],
)
def test_missing_tokens_are_named(tmp_path: Path, capsys, no_tokens, words: list[str], named: str, unnamed: str):
    build(tmp_path)
    assert main(["slack", *words, "--workspace", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN" in said
    assert named in said
    assert unnamed not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_manifest_is_whole(tmp_path: Path, capsys, lang: str):
    build(tmp_path)
    assert main(["slack", "manifest", "--workspace", str(tmp_path), "--lang", lang]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert printed["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}
    assert printed["settings"]["socket_mode_enabled"] is True
    assert len(printed["display_information"]["description"]) <= 140
    assert printed["features"]["agent_view"]
    assert printed["features"]["shortcuts"][0]["callback_id"] == "explain_number"


def test_a_manifest_for_http_has_addresses():
    made = manifest("AskFin", "en", "https://bot.example.com/")
    address = "https://bot.example.com/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address
    assert made["settings"]["socket_mode_enabled"] is False


def test_an_address_without_https_is_refused(tmp_path: Path, capsys):
    build(tmp_path)
    assert main(["slack", "manifest", "--workspace", str(tmp_path), "--url", "http://x"]) == 2


async def test_a_good_set_up_checks_out(slack: SlackServer, make_app: MakeApp):
    findings = await check(make_app(), SECRETS, over_http=False, url=slack.api)
    assert [finding.text for finding in findings if not finding.is_good] == []
    assert len(findings) >= 4


async def test_what_is_missing_is_told_with_its_remedy(slack: SlackServer, make_app: MakeApp):
    slack.world.scopes = slack.world.scopes.replace(",users:read.email", "").replace("files:write,", "")
    slack.world.fail("apps.connections.open", error="not_allowed_token_type")
    findings = await check(make_app(), SECRETS, over_http=False, url=slack.api)
    bad = [finding for finding in findings if not finding.is_good]
    assert "users:read.email" in bad[0].text
    assert "files:write" in bad[0].text
    assert "not_allowed_token_type" in bad[1].text
    assert all(finding.remedy for finding in bad)


async def test_wrong_and_swapped_tokens_are_told(slack: SlackServer, make_app: MakeApp):
    swapped = Secrets.model_validate({"SLACK_BOT_TOKEN": "xapp-good", "SLACK_APP_TOKEN": "xoxb-good"})
    findings = await check(make_app(), swapped, over_http=False, url=slack.api)
    texts = " ".join(finding.text for finding in findings if not finding.is_good)
    assert "SLACK_BOT_TOKEN does not start with xoxb-" in texts
    assert "invalid_auth" in texts


@pytest.mark.parametrize(
    ("method", "named"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
async def test_serving_with_a_token_slack_does_not_take_ends_with_a_remedy(
    slack: SlackServer, make_app: MakeApp, method: str, named: str
):
    slack.world.fail(method, error="invalid_auth")
    with pytest.raises(OperatorError) as caught:
        await asyncio.wait_for(serve(make_app(), SECRETS, None, slack.api, TUNING), 10)
    assert named in caught.value.remedy


async def test_serving_ends_when_the_token_is_revoked(slack: SlackServer, make_app: MakeApp):
    serving = asyncio.create_task(serve(make_app(), SECRETS, None, slack.api, TUNING))
    await slack.connected()
    slack.world.token = "xoxb-other"
    await slack.mention("CBOSS", "UBOSS", "takings in October 2026")
    with pytest.raises(OperatorError, match="does not accept the bot token"):
        await asyncio.wait_for(serving, 10)


def test_secrets_print_as_stars(make_app: MakeApp):
    app: App = make_app()
    assert app.workspace.policy is not None
    assert "xoxb-good" not in f"{SECRETS} {SECRETS!r}"


def test_the_guide_names_every_scope_and_event():
    guide = (Path(__file__).parents[3] / "docs" / "slack.md").read_text(encoding="utf-8")
    assert [name for name in (*SCOPES, *EVENTS) if f"`{name}`" not in guide] == []
