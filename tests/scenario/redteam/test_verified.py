"""Verified queries give nobody more than their rights, and tell nobody what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from semantic_layer.errors import ModelError
from tests.scenario.redteam import guild
from tests.scenario.redteam.conftest import BOSS, EAST, Ask, asking, leaks, opened, rows
from tests.scenario.redteam.guild import SECRET_NAMES

VERIFIED = """
verified:
  - name: secret
    patterns: ["secret spend {period}"]
    sql: SELECT MEASURE(zspend) AS z FROM guild WHERE period BETWEEN {period.start} AND {period.end}
    parameters: {period: period}
    owner: Ann
    date: 2026-01-01
  - name: fortune
    patterns: ["fortune of {who}"]
    sql: SELECT MEASURE(takings) AS t FROM guild WHERE clients.name = {who}
    parameters: {who: clients.name}
    owner: Ann
    date: 2026-01-01
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = guild.build(tmp_path_factory.mktemp("verified") / "guild")
    (made / "approved.yml").write_text(VERIFIED, encoding="utf-8")
    with (made / "askfin.yaml").open("a", encoding="utf-8") as file:
        file.write("verified: [approved.yml]\n")
    return made


@pytest.fixture(scope="module")
def ask(folder: Path) -> Iterator[Ask]:
    with opened(folder) as app:
        yield asking(app)


def test_an_approved_query_runs_under_the_askers_rights(ask: Ask):
    assert rows(ask(BOSS, "fortune of Zephyr")) == [[1900]]
    assert rows(ask(EAST, "fortune of Amber")) == [[120]]
    hidden, invented = ask(EAST, "fortune of Zephyr").outcome, ask(EAST, "fortune of Xyvvod").outcome
    assert hidden.text.replace("Zephyr", "Xyvvod") == invented.text


def test_one_that_needs_what_is_denied_is_as_if_it_were_not_there(ask: Ask):
    assert rows(ask(BOSS, "secret spend this year")) == [[1214]]
    turn = ask(EAST, "secret spend this year")
    assert turn.outcome.planner != "verified"
    assert leaks(turn, SECRET_NAMES) == []


def test_a_file_under_another_key_is_told(folder: Path):
    (folder / "approved.yml").write_text(VERIFIED.replace("verified:", "verified_queries:"), encoding="utf-8")
    try:
        with opened(folder) as app, pytest.raises(ModelError, match="verified"):
            asking(app)(BOSS, "takings this year")
    finally:
        (folder / "approved.yml").write_text(VERIFIED, encoding="utf-8")
