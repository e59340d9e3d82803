"""Settings of the model planner: which endpoint, and the limits of one question.

Role: a frozen value without secrets in its repr. The key comes from the environment only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

DEFAULT_MODEL = "gpt-4.1-mini"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`base_url` "" is the provider's own. Limits hold for one question: seconds by the wall clock over all calls,
    tokens in and out over all calls, tokens of the prompt, repairs after the first draft."""

    model: str = DEFAULT_MODEL
    api_key: str = field(default="", repr=False)
    base_url: str = field(default="", repr=False)  # may carry credentials
    deadline_seconds: float = 30
    token_budget: int = 20_000
    prompt_tokens: int = 3_000
    reply_tokens: int = 1_500
    repairs: int = 2
    temperature: float | None = 0

    @property
    def endpoint(self) -> str:
        """Names endpoint and model in caches; tells nothing of the URL's credentials."""
        parts = urlsplit(self.base_url)
        plain = f"{parts.scheme}://{parts.hostname or ''}:{parts.port or ''}{parts.path}"
        return hashlib.sha256(f"{plain} {self.model}".encode()).hexdigest()[:16]
