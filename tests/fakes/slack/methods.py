"""The Web API's methods: what each does to the world, and the errors it gives."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.slack.limits import Refused, check_message, check_view
from tests.fakes.slack.world import APP, BOT, BOT_ID, TEAM, World

Args = dict[str, Any]
# Calls per minute, by Slack's tiers; posts have a rule of their own.
TIERS = {
    "auth.test": 1000, "chat.startStream": 20, "chat.appendStream": 100, "chat.stopStream": 20, "chat.update": 50,
    "chat.delete": 50, "chat.postEphemeral": 100, "reactions.add": 50, "reactions.remove": 20, "users.info": 100,
    "conversations.info": 50, "conversations.members": 100, "conversations.replies": 50, "conversations.history": 50,
    "conversations.open": 50, "files.info": 100, "views.open": 100, "views.publish": 100,
    "assistant.threads.setStatus": 600, "assistant.threads.setSuggestedPrompts": 50,
}  # fmt: skip


class Methods:
    """Methods by name: `chat.postMessage` is `chat_postMessage`."""

    def __init__(self, world: World, url: str) -> None:
        self.world, self.url = world, url

    def auth_test(self, _args: Args) -> Args:
        return {"team_id": TEAM, "user_id": BOT, "bot_id": BOT_ID, "url": "https://home.slack.com/", "team": "Home"}

    def apps_connections_open(self, _args: Args) -> Args:
        return {"url": self.url.replace("http", "ws") + "/link/?ticket=t&app_id=" + APP}

    # People and places

    def users_info(self, args: Args) -> Args:
        if args["user"] not in self.world.users:
            raise Refused("user_not_found")
        return {"user": self.world.users[args["user"]]}

    def conversations_info(self, args: Args) -> Args:
        return {"channel": {k: v for k, v in self._channel(args).items() if k != "members"}}

    def conversations_members(self, args: Args) -> Args:
        members = self._channel(args)["members"]
        start, size = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        more = str(start + size) if start + size < len(members) else ""
        return {"members": members[start : start + size], "response_metadata": {"next_cursor": more}}

    def conversations_open(self, args: Args) -> Args:
        if args["users"] not in self.world.users:
            raise Refused("user_not_found")
        return {"channel": {"id": self.world.im(args["users"])}}

    def conversations_replies(self, args: Args) -> Args:
        channel = self._channel(args)["id"]
        thread = [m for m in self.world.messages[channel] if args["ts"] in (m["ts"], m.get("thread_ts"))]
        if not thread:
            raise Refused("thread_not_found")
        return {"messages": [_shown(one, args) for one in thread]}

    def conversations_history(self, args: Args) -> Args:
        top = [m for m in self.world.messages[self._channel(args)["id"]] if m.get("thread_ts") in (None, m["ts"])]
        return {"messages": [_shown(one, args) for one in reversed(top)]}

    def _channel(self, args: Args, key: str = "channel") -> Args:
        found = self.world.channels.get(args.get(key, ""))
        if found is None:
            raise Refused("channel_not_found")
        return found

    def _place(self, args: Args, key: str = "channel") -> str:
        channel = self._channel(args, key)
        if channel.get("is_archived"):
            raise Refused("is_archived")
        if BOT not in channel["members"]:
            raise Refused("not_in_channel")
        thread = args.get("thread_ts")
        if thread and self.world.message(channel["id"], thread) is None:
            raise Refused("thread_not_found")
        return channel["id"]

    # Messages

    def chat_postMessage(self, args: Args) -> Args:
        channel = self._place(args)
        if self.world.limits_on and self.world.pours_over(channel):
            raise Refused("ratelimited")
        check_message(args, self.world.files, self.world.blocks)
        made = self.world.put(channel, BOT, args.get("text", ""), args.get("thread_ts", ""), **_content(args))
        return {"ts": made["ts"], "channel": channel, "message": made}

    def chat_postEphemeral(self, args: Args) -> Args:
        channel = self._place(args)
        if args["user"] not in self.world.channels[channel]["members"]:
            raise Refused("user_not_in_channel")
        check_message(args, self.world.files, self.world.blocks)
        self.world.ephemeral.append(args)
        return {"message_ts": self.world.ts()}

    def chat_update(self, args: Args) -> Args:
        found = self._own(args)
        if found.get("streaming_state") == "in_progress":
            raise Refused("streaming_state_conflict")
        check_message(args, self.world.files, self.world.blocks, update=True)
        found.update(_content(args) | {"text": args.get("text", found["text"]), "edited": {"user": BOT}})
        return {"ts": found["ts"], "channel": found["channel"]}

    def chat_delete(self, args: Args) -> Args:
        found = self._own(args)
        self.world.messages[found["channel"]].remove(found)
        return {"ts": found["ts"]}

    def _own(self, args: Args) -> Args:
        found = self.world.message(self._channel(args)["id"], args.get("ts", ""))
        if found is None:
            raise Refused("message_not_found")
        if found["user"] != BOT:
            raise Refused("cant_update_message")
        return found

    # Streams

    def chat_startStream(self, args: Args) -> Args:
        channel = self._place(args)
        if not args.get("thread_ts"):
            raise Refused("invalid_arguments")
        if not self.world.channels[channel]["is_im"]:
            for key, name in (("recipient_user_id", "user"), ("recipient_team_id", "team")):
                if not args.get(key):
                    raise Refused(f"missing_recipient_{name}_id")
        made = self.world.put(channel, BOT, "", args["thread_ts"], streaming_state="in_progress")
        made |= {"chunks": list(args.get("chunks") or []), "streamed_at": self.world.now()}
        return {"ts": made["ts"], "channel": channel}

    def chat_appendStream(self, args: Args) -> Args:
        found = self._streaming(args)
        if len(args.get("markdown_text") or "") > 12_000:
            raise Refused("msg_too_long")
        found["chunks"] += args.get("chunks") or []
        return {"ts": found["ts"], "channel": found["channel"]}

    def chat_stopStream(self, args: Args) -> Args:
        found = self._streaming(args)
        if args.get("blocks") or args.get("markdown_text"):
            check_message(args, self.world.files, self.world.blocks)
        found["chunks"] += args.get("chunks") or []
        found.update(_content(args) | {"streaming_state": "completed", "text": args.get("markdown_text") or ""})
        if args.get("session_status"):
            self.world.sessions.append((found["channel"], found["thread_ts"], args["session_status"]))
        return {"ts": found["ts"], "channel": found["channel"]}

    def _streaming(self, args: Args) -> Args:
        found = self._own(args)
        if found.get("stopped_by_user"):
            raise Refused("stopped_by_user")
        if found.get("streaming_state") != "in_progress":
            raise Refused("message_not_in_streaming_state")
        if self.world.now() - found["streamed_at"] > self.world.stream_life:
            found["streaming_state"] = "completed"
            raise Refused("message_not_in_streaming_state")
        return found

    # Signs, files, views

    def reactions_add(self, args: Args) -> Args:
        mark = (self._channel(args)["id"], args["timestamp"], args["name"])
        if self.world.message(mark[0], mark[1]) is None:
            raise Refused("message_not_found")
        if mark in self.world.reactions:
            raise Refused("already_reacted")
        self.world.reactions.append(mark)
        return {}

    def reactions_remove(self, args: Args) -> Args:
        mark = (args["channel"], args["timestamp"], args["name"])
        if mark not in self.world.reactions:
            raise Refused("no_reaction")
        self.world.reactions.remove(mark)
        return {}

    def assistant_threads_setStatus(self, args: Args) -> Args:
        channel = self._place(args, "channel_id")
        self.world.statuses.append((channel, args["thread_ts"], args["status"], self.world.now()))
        return {}

    def assistant_threads_setSuggestedPrompts(self, args: Args) -> Args:
        if not 0 < len(json.loads(args["prompts"]) if isinstance(args["prompts"], str) else args["prompts"]) <= 4:
            raise Refused("invalid_arguments")
        return {}

    def agents_sessions_setStatus(self, args: Args) -> Args:
        if args["status"] not in ("active", "processing", "suspended", "closed"):
            raise Refused("invalid_arguments")
        self.world.sessions.append((args["channel_id"], args.get("thread_ts", ""), args["status"]))
        return {}

    def files_getUploadURLExternal(self, args: Args) -> Args:
        id_ = f"F{self.world.number():05d}"
        self.world.files[id_] = {"id": id_, "name": args["filename"], "alt": args.get("alt_txt") or "", "shares": []}
        return {"file_id": id_, "upload_url": f"{self.url}/upload/{id_}"}

    def files_completeUploadExternal(self, args: Args) -> Args:
        done = []
        for given in json.loads(args["files"]):
            file = self.world.files[given["id"]]
            file |= {"title": given.get("title"), "polls": 0, "refuses_blocks": self.world.file_refuses_blocks}
            if args.get("channel_id"):
                channel = self._place({"channel": args["channel_id"], "thread_ts": args.get("thread_ts")})
                file["shares"].append((channel, args.get("thread_ts") or ""))
                self.world.put(channel, BOT, "", args.get("thread_ts") or "", files=[file], subtype="file_share")
            done.append({"id": file["id"], "title": file["title"]})
        return {"files": done}

    def files_info(self, args: Args) -> Args:
        file = self.world.files.get(args["file"])
        if file is None:
            raise Refused("file_not_found")
        file["polls"] += 1
        if file["polls"] >= self.world.file_polls_until_ready:
            file["mimetype"] = "image/png" if file["name"].endswith(".png") else "application/octet-stream"
        return {"file": {"id": file["id"], "mimetype": file.get("mimetype", "")}}

    def files_delete(self, args: Args) -> Args:
        if self.world.files.pop(args["file"], None) is None:
            raise Refused("file_not_found")
        return {}

    def views_open(self, args: Args) -> Args:
        return self._view(args, "trigger_id")

    def views_publish(self, args: Args) -> Args:
        return self._view(args, "user_id")

    def _view(self, args: Args, key: str) -> Args:
        view = json.loads(args["view"]) if isinstance(args["view"], str) else args["view"]
        if key == "trigger_id" and not str(args.get(key, "")).startswith("trigger"):
            raise Refused("expired_trigger_id")
        check_view(view, self.world.blocks)
        self.world.views.append((args[key], view))
        return {"view": view | {"id": f"V{self.world.number()}"}}


def _content(args: Args) -> Args:
    return {key: args[key] for key in ("blocks", "metadata") if args.get(key) is not None}


def _shown(message: Args, args: Args) -> Args:
    return message if args.get("include_all_metadata") else {k: v for k, v in message.items() if k != "metadata"}
