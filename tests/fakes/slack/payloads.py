"""What people do in our Slack: they write, click, use commands; each becomes the payloads that Slack would send."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.fakes.slack.world import APP, BOT, TEAM, World


class Payloads:
    """Acts of people. `deliver` sends what comes of them."""

    world: World
    url: str

    async def deliver(self, payload: dict[str, Any], kind: str = "events_api", retries: int = 3) -> Any:
        raise NotImplementedError

    def event(self, event: dict[str, Any], **outer: Any) -> dict[str, Any]:
        """An event with its envelope."""
        body = {"token": "v", "team_id": TEAM, "api_app_id": APP, "type": "event_callback", "event": event}
        number = self.world.number()
        body |= {"event_id": f"Ev{number:06d}", "event_time": 1_790_000_000 + number}
        return body | {"authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}]} | outer

    def write(self, channel: str, user: str, text: str, thread: str = "", **more: Any) -> dict[str, Any]:
        """A person writes: the message, not delivered yet."""
        return self.world.put(channel, user, text, thread, **more)

    def mention_event(self, message: dict[str, Any], **outer: Any) -> dict[str, Any]:
        return self.event({**_plain(message), "type": "app_mention", "event_ts": message["ts"]}, **outer)

    def message_event(self, message: dict[str, Any], **outer: Any) -> dict[str, Any]:
        channel = self.world.channels[message["channel"]]
        kind = "im" if channel["is_im"] else "group" if channel.get("is_private") else "channel"
        return self.event({**_plain(message), "channel_type": kind, "event_ts": message["ts"]}, **outer)

    async def mention(self, channel: str, user: str, text: str, thread: str = "", **outer: Any) -> str:
        """A person mentions the bot; delivered once, as an app_mention. The message's ts."""
        message = self.write(channel, user, f"<@{BOT}> {text}", thread)
        await self.deliver(self.mention_event(message, **outer))
        return message["ts"]

    async def say(self, channel: str, user: str, text: str, thread: str = "", **more: Any) -> str:
        """A person writes without a mention; delivered as a message."""
        message = self.write(channel, user, text, thread, **more)
        await self.deliver(self.message_event(message))
        return message["ts"]

    async def direct(self, user: str, text: str, thread: str = "") -> str:
        """A person writes to the bot in private."""
        return await self.say(self.world.im(user), user, text, thread)

    async def click(self, message: dict[str, Any], action_id: str, user: str, value: str | None = None) -> Any:
        """A person clicks a button of a message, or chooses in its menu."""
        element = self.element(message, action_id)
        action: dict[str, Any] = {"action_id": element["action_id"], "block_id": "b", "type": element["type"]}
        action["action_ts"] = self.world.ts()
        if element["type"] == "static_select":
            action["selected_option"] = next(
                o for o in element["options"] if value is None or o["value"].startswith(value)
            )
        else:
            action["value"] = value if value is not None else element.get("value", "")
        container = {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]}
        body = self._interaction("block_actions", user) | {
            "actions": [action],
            "container": container | {"thread_ts": message.get("thread_ts")},
            "channel": {"id": message["channel"]},
            "message": {key: message.get(key) for key in ("ts", "thread_ts", "text", "user")},
        }
        return await self.deliver(body, "interactive")

    async def click_home(self, view: dict[str, Any], action_id: str, user: str, value: str | None = None) -> Any:
        """A person clicks on the home tab."""
        element = self.element(view, action_id)
        action = {
            "action_id": element["action_id"],
            "type": element["type"],
            "block_id": "b",
            "value": element.get("value"),
        }
        if element["type"] == "static_select":
            action["selected_option"] = next(o for o in element["options"] if o["value"] == value)
        body = self._interaction("block_actions", user) | {
            "actions": [action],
            "view": view,
            "container": {"type": "view"},
        }
        return await self.deliver(body, "interactive")

    async def submit(self, view: dict[str, Any], user: str, values: dict[str, Any]) -> Any:
        """A person sends a modal."""
        state = {"values": {"reason": {name: {"type": "plain_text_input", "value": v} for name, v in values.items()}}}
        body = self._interaction("view_submission", user) | {"view": view | {"state": state}}
        return await self.deliver(body, "interactive")

    async def shortcut(self, message: dict[str, Any], callback: str, user: str) -> Any:
        """A person uses a message shortcut."""
        body = self._interaction("message_action", user) | {
            "callback_id": callback,
            "channel": {"id": message["channel"]},
            "message": {key: message.get(key) for key in ("ts", "thread_ts", "text", "user")},
            "message_ts": message["ts"],
        }
        return await self.deliver(body, "interactive")

    async def command(self, channel: str, user: str, text: str) -> Any:
        """A person uses /fin."""
        body = {"command": "/fin", "text": text, "user_id": user, "channel_id": channel, "team_id": TEAM}
        body |= {
            "trigger_id": f"trigger{self.world.number()}",
            "response_url": f"{self.url}/respond/r",
            "api_app_id": APP,
        }
        return await self.deliver(body, "slash_commands")

    async def open_tab(self, user: str, tab: str) -> None:
        """A person opens the home or the messages tab."""
        event = {"type": "app_home_opened", "user": user, "channel": self.world.im(user), "tab": tab}
        await self.deliver(self.event(event))

    async def stop(self, channel: str, thread: str, user: str) -> None:
        """A person presses Stop."""
        streams = [m for m in self.world.bots(channel, thread) if m.get("streaming_state") == "in_progress"]
        for message in streams:
            message["stopped_by_user"] = True
            message["streaming_state"] = "completed"
        event = {"type": "agent_session_stopped", "channel": channel, "thread_ts": thread, "user": user}
        await self.deliver(self.event(event | {"streaming_message_ts": [message["ts"] for message in streams]}))

    async def unsay(self, channel: str, ts: str) -> None:
        """A person deletes their message."""
        message = self.world.message(channel, ts)
        assert message is not None
        self.world.messages[channel].remove(message)
        event = {"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts, "hidden": True}
        await self.deliver(self.event(event | {"previous_message": message, "ts": self.world.ts()}))

    async def together(self, *payloads: dict[str, Any]) -> None:
        """Several deliveries at once."""
        await asyncio.gather(*(self.deliver(payload) for payload in payloads))

    def element(self, message: dict[str, Any], action_id: str) -> dict[str, Any]:
        """The button or menu of a message by its action id."""
        for block in message.get("blocks") or []:
            for element in [*(block.get("elements") or []), block.get("accessory") or {}]:
                if element.get("action_id") == action_id:
                    return element
        raise AssertionError(
            f"there is no {action_id} in {json.dumps(message.get('blocks'), ensure_ascii=False)[:2000]}"
        )

    def _interaction(self, kind: str, user: str) -> dict[str, Any]:
        person = {"id": user, "team_id": TEAM, "username": user.lower()}
        return {
            "type": kind,
            "user": person,
            "team": {"id": TEAM, "domain": "home"},
            "api_app_id": APP,
            "trigger_id": f"trigger{self.world.number()}",
        }


_SENT = ("type", "ts", "user", "text", "channel", "thread_ts", "bot_id", "subtype", "edited", "files")


def _plain(message: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key in _SENT}
