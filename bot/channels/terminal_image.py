"""A picture inside the terminal, where the terminal can show one.

Role: the escape sequence of kitty's or iTerm2's image protocol for a PNG; "" for any other terminal.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

_CHUNK = 4096


def inline_image(path: Path, environment: Mapping[str, str]) -> str:
    """The sequence that draws the PNG at `path`."""
    program = environment.get("TERM_PROGRAM", "")
    if "TMUX" in environment or not path.is_file():
        return ""
    if environment.get("KITTY_WINDOW_ID") or environment.get("TERM") in ("xterm-kitty", "xterm-ghostty"):
        return _kitty(base64.standard_b64encode(path.read_bytes()).decode())
    if program in ("iTerm.app", "WezTerm"):
        encoded = base64.standard_b64encode(path.read_bytes()).decode()
        return f"\x1b]1337;File=inline=1;width=72;preserveAspectRatio=1:{encoded}\x07"
    return ""


def _kitty(encoded: str) -> str:
    chunks = [encoded[place : place + _CHUNK] for place in range(0, len(encoded), _CHUNK)]
    parts = []
    for place, chunk in enumerate(chunks):
        head = "f=100,a=T,c=72," if place == 0 else ""
        more = 0 if place == len(chunks) - 1 else 1
        parts.append(f"\x1b_G{head}m={more};{chunk}\x1b\\")
    return "".join(parts)
