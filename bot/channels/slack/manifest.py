"""The app manifest: what Slack needs to know of the app, printed for pasting.

Role: the one list of scopes and events; `askfin slack check` holds the token against it.
"""

from __future__ import annotations

from typing import Any

from bot.channels.slack.commands import COMMAND, EXPLAIN
from bot.channels.slack.serve import PATH

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "reactions:write",
    "users:read",
    "users:read.email",
)
EVENTS = (
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "channel_shared",
    "channel_unshared",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "user_change",
)


def manifest(name: str, lang: str, public_url: str = "") -> dict[str, Any]:
    """The manifest; with a public URL for HTTP, else for Socket Mode."""
    address = {"request_url": public_url.rstrip("/") + PATH} if public_url else {}
    zh = lang == "zh"
    command = {
        "command": COMMAND,
        "description": "问一个财务问题，只有你看到答案" if zh else "Ask a finance question; only you see the answer",
        "usage_hint": "上月收入是多少" if zh else "revenue last month",
        "should_escape": True,
    } | ({"url": address["request_url"]} if address else {})
    return {
        "display_information": {
            "name": name,
            "description": "用日常的话问财务数字" if zh else "Finance figures, asked in plain words",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "agent_view": {
                "agent_description": "回答财务问题：数字、期间、口径和图"
                if zh
                else "Answers finance questions with figures, definitions and charts"
            },
            "shortcuts": [
                {
                    "name": "解释这个数" if zh else "Explain this number",
                    "type": "message",
                    "callback_id": EXPLAIN,
                    "description": "这个数是怎么来的" if zh else "Where a number comes from",
                }
            ],
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)} | address,
            "interactivity": {"is_enabled": True} | address,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not public_url,
            "token_rotation_enabled": False,
        },
    }
