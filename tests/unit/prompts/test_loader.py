"""Prompt files: what is declared is what is used, and faults say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts import Prompt, PromptError, load_prompt

GOOD = "---\nname: ask\nversion: 3\ninputs: [who, what]\n---\nHello {{who}}: {{ what }}\n"


def write(folder: Path, text: str, name: str = "ask") -> Path:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def test_a_prompt_names_its_version_inputs_and_digest(tmp_path: Path) -> None:
    prompt = load_prompt("ask", write(tmp_path, GOOD))
    assert (prompt.name, prompt.version, prompt.inputs) == ("ask", "3", ("who", "what"))
    assert prompt.text == "Hello {{who}}: {{ what }}"
    assert len(prompt.digest) == 16
    changed = load_prompt("ask", write(tmp_path, GOOD.replace("Hello", "Hallo")))
    assert changed.digest != prompt.digest


def test_what_is_filled_in_is_never_read_as_a_placeholder(tmp_path: Path) -> None:
    prompt = load_prompt("ask", write(tmp_path, GOOD))
    assert prompt.render(who="{{what}}", what="\\1 secret") == "Hello {{what}}: \\1 secret"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"who": "a"}, "prompt ask: missing: what"),
        ({"who": "a", "what": "b", "when": "c"}, "prompt ask: not declared: when"),
        ({"when": "c", "who": "a"}, "prompt ask: missing: what; not declared: when"),
    ],
)
def test_rendering_demands_exactly_the_declared_inputs(given: dict[str, str], fault: str) -> None:
    prompt = Prompt("ask", "1", ("who", "what"), "0", "{{who}} {{what}}")
    with pytest.raises(PromptError) as caught:
        prompt.render(**given)
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Hello", "ask.md:1: a prompt starts with a front matter between two lines of ---"),
        ("---\nname: ask\n", "ask.md:2: the front matter is not closed by ---"),
        ("---\nname: ask\nmodel: x\n---\nHi", "ask.md:3: expected one of name, version, inputs, found 'model: x'"),
        ("---\nname: ask\nname: ask\n---\nHi", "ask.md:3: name stands twice"),
        ("---\nname: ask\nversion: 1\n---\nHi", "ask.md: the front matter lacks inputs"),
        (GOOD.replace("name: ask", "name: tell"), "ask.md: name is tell, the file says ask"),
        (
            GOOD.replace("[who, what]", "who, what"),
            "ask.md: inputs is a list such as [question, layer], found who, what",
        ),
        (GOOD.replace("[who, what]", "[Who]"), "ask.md: 'Who' is not an input's name"),
        (GOOD.replace("[who, what]", "[who, who]"), "ask.md: an input stands twice in [who, who]"),
        (GOOD.replace("[who, what]", "[who]"), "ask.md: {{what}} is not among the inputs who"),
        (GOOD.replace("[who, what]", "[who, what, when]"), "ask.md: the input when is never used"),
        ("---\nname: ask\nversion: 1\ninputs: []\n---\n\n", "ask.md: the prompt has no text"),
    ],
)
def test_a_fault_of_a_file_is_told_exactly(tmp_path: Path, text: str, fault: str) -> None:
    write(tmp_path, text)
    with pytest.raises(PromptError) as caught:
        load_prompt("ask", tmp_path)
    assert str(caught.value) == fault


def test_an_unknown_prompt_names_those_that_exist(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(PromptError, match="no prompt named tell; there are: ask"):
        load_prompt("tell", tmp_path)


def test_every_shipped_prompt_loads() -> None:
    folder = Path(load_prompt.__code__.co_filename).parent
    names = sorted(path.stem for path in folder.glob("*.md"))
    assert names
    for name in names:
        prompt = load_prompt(name)
        assert prompt.render(**dict.fromkeys(prompt.inputs, "x"))


def test_the_rules_name_the_object_for_endpoints_that_demand_the_word() -> None:
    """Some endpoints accept json_object only where the prompt says "json"."""
    assert "JSON" in load_prompt("plan_rules").text
    assert "JSON" in load_prompt("plan_format").text
