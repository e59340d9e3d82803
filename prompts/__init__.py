"""Prompt files and their loader. Knows nothing of the bot or of any model."""

from prompts.loader import Prompt, PromptError, load_prompt

__all__ = ["Prompt", "PromptError", "load_prompt"]
