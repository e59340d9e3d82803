"""Prompts as files: `<name>.md` with a front matter that names its version and its inputs.

Role: read a prompt, prove that its text uses exactly the inputs it declares, and fill them in. A file looks like

    ---
    name: repair
    version: 2
    inputs: [problems, left]
    ---
    Mend this: {{problems}} ({{left}} tries left)

Filling is one pass: what is filled in is never read as a placeholder again, so untrusted text cannot pull in another
input. The digest names the exact wording in caches and in evaluation reports.

Errors: PromptError (a developer's fault: a broken file, or a call with other inputs than declared).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_KEYS = ("name", "version", "inputs")


class PromptError(Exception):
    """A prompt file that cannot be used, or a rendering with the wrong inputs."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `text` is the body with its `{{placeholders}}`; `digest` is of the whole file (16 hex digits)."""

    name: str
    version: str
    inputs: tuple[str, ...]
    digest: str
    text: str

    def render(self, **values: str) -> str:
        """The text with every input filled in; PromptError unless exactly the declared inputs are given.

        >>> Prompt("greet", "1", ("who",), "0", "Hello {{who}}").render(who="{{who}}")
        'Hello {{who}}'
        """
        missing = [name for name in self.inputs if name not in values]
        extra = sorted(set(values) - set(self.inputs))
        if missing or extra:
            faults = [f"missing: {', '.join(missing)}"] if missing else []
            faults += [f"not declared: {', '.join(extra)}"] if extra else []
            raise PromptError(f"prompt {self.name}: {'; '.join(faults)}")
        return _PLACEHOLDER.sub(lambda found: values[found.group(1)], self.text)


def load_prompt(name: str, folder: Path = _FOLDER) -> Prompt:
    """Read `<folder>/<name>.md`; PromptError names the file, the line and what is wrong."""
    path = folder / f"{name}.md"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.md"))) or "none"
        raise PromptError(f"no prompt named {name}; there are: {known}")
    raw = path.read_text(encoding="utf-8")
    head, body = _split(raw, path.name)
    keys = _front_matter(head, path.name)
    if keys["name"] != name:
        raise PromptError(f"{path.name}: name is {keys['name']}, the file says {name}")
    inputs = _inputs(keys["inputs"], path.name)
    _check_placeholders(body, inputs, path.name)
    digest = hashlib.sha256(raw.encode()).hexdigest()[:16]
    return Prompt(name, keys["version"], inputs, digest, body)


def _split(raw: str, file: str) -> tuple[list[str], str]:
    lines = raw.splitlines()
    if not lines or lines[0] != "---":
        raise PromptError(f"{file}:1: a prompt starts with a front matter between two lines of ---")
    for number, line in enumerate(lines[1:], start=1):
        if line == "---":
            return lines[1:number], "\n".join(lines[number + 1 :]).strip()
    raise PromptError(f"{file}:{len(lines)}: the front matter is not closed by ---")


def _front_matter(lines: list[str], file: str) -> dict[str, str]:
    keys: dict[str, str] = {}
    for number, line in enumerate(lines, start=2):
        key, colon, value = line.partition(":")
        key = key.strip()
        if not colon or key not in _KEYS:
            raise PromptError(f"{file}:{number}: expected one of {', '.join(_KEYS)}, found {line!r}")
        if key in keys:
            raise PromptError(f"{file}:{number}: {key} stands twice")
        keys[key] = value.strip()
    for key in _KEYS:
        if not keys.get(key):
            raise PromptError(f"{file}: the front matter lacks {key}")
    return keys


def _inputs(text: str, file: str) -> tuple[str, ...]:
    if not (text.startswith("[") and text.endswith("]")):
        raise PromptError(f"{file}: inputs is a list such as [question, layer], found {text}")
    names = tuple(part.strip() for part in text[1:-1].split(",") if part.strip())
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise PromptError(f"{file}: {name!r} is not an input's name")
    if len(set(names)) != len(names):
        raise PromptError(f"{file}: an input stands twice in {text}")
    return names


def _check_placeholders(body: str, inputs: tuple[str, ...], file: str) -> None:
    if not body:
        raise PromptError(f"{file}: the prompt has no text")
    used = set(_PLACEHOLDER.findall(body))
    for name in sorted(used - set(inputs)):
        raise PromptError(f"{file}: {{{{{name}}}}} is not among the inputs {', '.join(inputs) or '(none)'}")
    for name in inputs:
        if name not in used:
            raise PromptError(f"{file}: the input {name} is never used")
