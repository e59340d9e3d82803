"""The LangChain adapter: any endpoint that speaks OpenAI's chat completions.

Role: the only module that imports LangChain and openai, and both only inside `OpenAiChat` (they take a second). It
sends one request per `complete`, never retries, and turns every failure into an EndpointError without the provider's
words, which may hold keys and URLs.

A client belongs to the event loop it was made in; make one per conversation and close it.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from typing import Any

from bot.planners.model.endpoint import Completion, EndpointError, Manner, Message
from bot.planners.model.reply import REPLY_SCHEMA
from bot.planners.model.settings import ModelSettings

_METHODS = {"json_schema": "json_schema", "tools": "function_calling", "json_object": "json_mode"}
_TOO_LONG = ("context_length", "context length", "context window", "prompt is too long", "maximum context")
_CONNECT_SECONDS = 5.0


class OpenAiChat:
    """One client for one conversation."""

    def __init__(self, settings: ModelSettings) -> None:
        from openai import DefaultAsyncHttpxClient, Timeout

        self._settings = settings
        # The planner's deadline bounds the whole; this only stops a connection that never opens.
        self._timeout = Timeout(settings.deadline_seconds, connect=min(_CONNECT_SECONDS, settings.deadline_seconds))
        self._http = DefaultAsyncHttpxClient(timeout=self._timeout)

    async def close(self) -> None:
        await self._http.aclose()

    async def complete(self, messages: Sequence[Message], manner: Manner) -> Completion:
        """Ask once, in the given manner."""
        import openai

        try:
            return await self._call(messages, manner)
        except openai.LengthFinishReasonError as error:
            usage = error.completion.usage
            text = error.completion.choices[0].message.content or ""
            told = (usage.prompt_tokens, usage.completion_tokens) if usage else (None, None)
            return Completion(text, *told, cut=True)
        except openai.APITimeoutError:
            raise EndpointError("timeout") from None
        except openai.APIStatusError as error:
            raise _status_error(error) from None
        except openai.APIConnectionError:
            raise EndpointError("unreachable") from None
        except Exception:
            # A proxy's page, a body without choices, bytes that are no JSON: an answer nobody can use. The cause is
            # cut off because its text may hold the URL.
            raise EndpointError("bad_response") from None

    async def _call(self, messages: Sequence[Message], manner: Manner) -> Completion:
        pairs = [(message.role, message.content) for message in messages]
        chat = self._chat(manner)
        if manner.mode == "plain":
            return _completion(await chat.ainvoke(pairs))
        strict = {"strict": True} if manner.mode == "json_schema" else {}
        schema = None if manner.mode == "json_object" else REPLY_SCHEMA
        structured = chat.with_structured_output(schema, method=_METHODS[manner.mode], include_raw=True, **strict)
        answer = await structured.ainvoke(pairs)
        return _completion(answer["raw"])

    def _chat(self, manner: Manner) -> Any:
        """A chat client that sends only what the endpoint understands."""
        from langchain_openai import ChatOpenAI

        # LangChain warns where an endpoint refuses json_schema; that case is handled.
        warnings.filterwarnings("ignore", message="This model does not support OpenAI's structured output")
        warnings.filterwarnings("ignore", message="Invalid schema for OpenAI's structured output")
        settings = self._settings
        key = settings.api_key or "none"

        async def api_key() -> str:  # a callable: no copy of the key in a repr, and no second, synchronous client
            return key

        options: dict[str, Any] = {}
        if manner.temperature and settings.temperature is not None:
            options["temperature"] = settings.temperature
        if settings.base_url:
            options |= {"base_url": settings.base_url, "use_responses_api": False}
        extra: dict[str, Any] = {} if manner.thinking else {"enable_thinking": False}
        if manner.limit:
            # Endpoints other than the original know the older name only.
            if settings.base_url:
                extra["max_tokens"] = settings.reply_tokens
            else:
                options["max_completion_tokens"] = settings.reply_tokens
        if extra:
            options["extra_body"] = extra
        return ChatOpenAI(
            model=settings.model,
            api_key=api_key,
            max_retries=0,
            timeout=self._timeout,
            http_async_client=self._http,
            **options,
        )


def _completion(message: Any) -> Completion:
    """Text (or a tool call's arguments) and token counts of LangChain's message."""
    usage = message.usage_metadata or {}
    cut = message.response_metadata.get("finish_reason") == "length"
    return Completion(_text(message), usage.get("input_tokens"), usage.get("output_tokens"), cut)


def _text(message: Any) -> str:
    if message.tool_calls and message.tool_calls[0]["args"]:
        return json.dumps(message.tool_calls[0]["args"], ensure_ascii=False)
    if message.invalid_tool_calls:
        return str(message.invalid_tool_calls[0]["args"] or "")
    if isinstance(message.content, str):
        return message.content
    return "".join(part.get("text", "") if isinstance(part, dict) else str(part) for part in message.content)


def _status_error(error: Any) -> EndpointError:
    """The category of an HTTP status; the provider's words are read here and go no further."""
    status = int(error.status_code)
    words = f"{error.message} {error.body}".lower()
    match status:
        case 401 | 403:
            return EndpointError("unauthorized", status)
        case 404:
            return EndpointError("not_found", status)
        case 408 | 504:
            return EndpointError("timeout", status)
        case 429:
            return EndpointError("rate_limited", status, _retry_after(error.response.headers))
        case _ if status >= 500 and status != 501:
            return EndpointError("server_error", status, _retry_after(error.response.headers))
    if any(sign in words for sign in _TOO_LONG):
        return EndpointError("too_long", status)
    if "enable_thinking" in words or "enable thinking" in words:
        return EndpointError("bad_request", status, refused="thinking")
    if "temperature" in words:
        return EndpointError("bad_request", status, refused="temperature")
    if "max_tokens" in words or "max_completion_tokens" in words:
        return EndpointError("bad_request", status, refused="limit")
    return EndpointError("bad_request", status)


def _retry_after(headers: Any) -> float | None:
    """Seconds to wait, where the endpoint names them; a date is not worth reading."""
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
