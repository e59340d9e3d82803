"""The reference of issue codes: every code with what it says, in both languages, as Markdown (docs/issues.md).

Role: `python -m bot.compose.issue_reference > docs/issues.md`; a test holds the file to it.
"""

from __future__ import annotations

import sys

from bot.compose.wording import word_issue
from semantic_layer.issues import Issue, IssueCode

HEAD = """# Issues

What AskFin says instead of a wrong number. An issue has a stable code, for programs, and a sentence in the asker's
language; where names, dates or close matches are known, the sentence carries them. Codes are added, never renamed.

| code | English | 中文 |
|---|---|---|
"""


def reference() -> str:
    """The whole document."""
    return HEAD + "".join(_line(code) for code in IssueCode)


def _line(code: IssueCode) -> str:
    said = (word_issue(Issue(code), lang).replace("|", "\\|").replace("\n", " ") for lang in ("en", "zh"))
    return f"| `{code}` | {' | '.join(said)} |\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
