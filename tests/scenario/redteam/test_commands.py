"""Commands other than ask: an earlier answer, the list of metrics, what is printed to a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.scenario.redteam import guild
from tests.scenario.redteam.conftest import CLERK, EAST

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return guild.build(tmp_path_factory.mktemp("commands") / "guild")


@pytest.fixture
def askfin(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASKFIN_MODEL", "ASKFIN_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)

    def run(command: str, *words: str, person: str = CLERK) -> tuple[int, str, str]:
        code = main([command, "--workspace", str(folder), "--as", person, *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def asked(askfin: Run, text: str, person: str = CLERK) -> str:
    return json.loads(askfin("ask", "--json", "--no-chart", text, person=person)[1])["id"]


def test_an_earlier_answer_keeps_its_sql_from_who_may_not_see_sql(askfin: Run):
    found = asked(askfin, "takings this year")
    for words in ((found,), (found, "--json")):
        code, said, _ = askfin("show", *words)
        assert (code, "SELECT" in said, "1718" in said.replace(",", "")) == (0, False, True)
        assert "codeword" not in said
    assert "SELECT" in askfin("show", asked(askfin, "takings this year", EAST), person=EAST)[1]


def test_an_earlier_answer_is_gone_when_rights_shrink(askfin: Run, folder: Path):
    found = asked(askfin, "takings this year")
    file = folder / "access.yml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("clerk: {", "clerk: {rows: {clients.region: East}, "), encoding="utf-8")
    try:
        code, said, told = askfin("show", found)
    finally:
        file.write_text(before, encoding="utf-8")
    assert (code, said) == (2, "")
    assert "rights have changed" in told


def test_metrics_are_listed_without_sql_where_sql_is_not_open(askfin: Run):
    assert json.loads(askfin("metrics", "--json")[1])[0]["expression"] == ""
    assert "sales.amount" not in askfin("metrics", "takings")[1]
    names = {metric["name"] for metric in json.loads(askfin("metrics", "--json", person=EAST)[1])}
    assert not names & {"zspend", "zsalary"}


@pytest.mark.parametrize("name", ["zspend", "Zspend", "机密成本", "zspent"])
def test_a_denied_metric_is_as_if_it_were_not_there(askfin: Run, name: str):
    code, _, told = askfin("metrics", name, person=EAST)
    assert code == 2
    assert told.replace(name, "nonesuch") == askfin("metrics", "nonesuch", person=EAST)[2]


def test_what_was_typed_does_not_steer_the_terminal(askfin: Run):
    text = "takings \x1b[31m\x1b]0;owned\x07 this year\u202e"
    found = asked(askfin, text)
    for said in (askfin("show", found)[1], askfin("ask", "--no-chart", text)[1]):
        assert not set(said) & {"\x1b", "\x07", "\u202e"}
