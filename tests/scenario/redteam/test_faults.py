"""Damaged, missing and foreign files: one clear sentence for the operator, exit code 2, and nobody sees more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from bot.__main__ import main
from tests.scenario.redteam import guild
from tests.scenario.redteam.conftest import EAST

ASKED = ("ask", "--no-chart", "takings this year")
Run = Callable[..., tuple[int, str, str]]
JUNK = {"junk": b"junk" * 1000, "header": b"SQLite format 3\x00" + b"\xff" * 5000}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return guild.build(tmp_path_factory.mktemp("faults") / "guild")


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine, tmp_path / "guild")
    return tmp_path / "guild"


@pytest.fixture
def askfin(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASKFIN_MODEL", "ASKFIN_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)

    def run(command: str, *words: str) -> tuple[int, str, str]:
        code = main([command, "--workspace", str(folder), "--as", EAST, *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def spoil(folder: Path, name: str, content: bytes) -> None:
    state = folder / ".askfin"
    state.mkdir(exist_ok=True)
    (state / name).write_bytes(content)


@pytest.mark.parametrize("content", JUNK.values(), ids=JUNK)
def test_a_damaged_state_store_is_told(askfin: Run, folder: Path, content: bytes):
    spoil(folder, "state.sqlite", content)
    for words in (ASKED, ("show", "abc")):
        code, said, told = askfin(*words)
        assert (code, said) == (2, "")
        assert "state store" in told
        assert "state.sqlite" in told


def test_a_full_disk_is_told(askfin: Run, folder: Path, monkeypatch: pytest.MonkeyPatch):
    from bot.stores import Store

    whole = Store.in_folder(folder / ".askfin")
    with whole.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    whole.close()
    begin = Store.__init__

    def limited(self: Store, url: str) -> None:
        begin(self, url)
        from sqlalchemy import event

        event.listen(
            self.engine, "checkout", lambda connection, *_: connection.execute(f"PRAGMA max_page_count={pages}")
        )

    monkeypatch.setattr(Store, "__init__", limited)
    told = ""
    for _ in range(60):
        code, _, told = askfin("ask", "--no-chart", "list clients")
        if code:
            break
    assert "database or disk is full" in told


@pytest.mark.parametrize("content", [*JUNK.values(), b""], ids=[*JUNK, "empty"])
def test_what_can_be_built_again_is(askfin: Run, folder: Path, content: bytes):
    for name in ("values.sqlite", "horizons.json", "plans.sqlite"):
        spoil(folder, name, content)
    code, said, _ = askfin(*ASKED)
    assert (code, "170" in said) == (0, True)


@pytest.mark.parametrize("name", ["values.sqlite", "horizons.json", "state.sqlite"])
def test_a_folder_in_the_way_is_told(askfin: Run, folder: Path, name: str):
    (folder / ".askfin" / name).mkdir(parents=True)
    code, said, told = askfin(*ASKED)
    assert (code, said) == (2, "")
    assert "askfin:" in told


@pytest.mark.parametrize(
    "line", ["access:", "access: null", "access: ''", "access: gone.yml", "access: .", "acess: access.yml"]
)
def test_a_wrong_access_key_opens_nothing(askfin: Run, folder: Path, line: str):
    file = folder / "askfin.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("access: access.yml", line), encoding="utf-8")
    code, said, told = askfin(*ASKED)
    assert (code, said) == (2, "")
    assert "access" in told


BROKEN = {
    "not a mapping": ("people:", "- people:"),
    "a key twice": ("roles:\n", "roles: {}\nroles:\n"),
    "a key misspelt": ("rows:", "row:"),
    "a field misspelt": ("clients.region:", "clients.regoin:"),
    "a value misspelt": ("[East]", "[Eats]"),
    "a value of other case": ("[East]", "[east]"),
    "a star for a value": ("[East]", "['*']"),
    "a metric misspelt": ("deny: [zspend", "deny: [zspand"),
    "a role misspelt": ("{roles: [east]}", "{roles: [esat]}"),
    "a placeholder unfilled": ("[East]", "['{user.region}']"),
    "a rule without values": ("{clients.region: [East]}", "{clients.region: }"),
    "rules as a list": ("{clients.region: [East]}", "[clients.region]"),
    "a flag that is none": ("sql: false", "sql: maybe"),
}


@pytest.mark.parametrize(("old", "new"), BROKEN.values(), ids=BROKEN)
def test_a_broken_access_file_opens_nothing(askfin: Run, folder: Path, old: str, new: str):
    file = folder / "access.yml"
    assert old in guild.ACCESS
    file.write_text(guild.ACCESS.replace(old, new), encoding="utf-8")
    code, said, told = askfin(*ASKED)
    assert (code, said) == (2, "")
    assert "access.yml" in told
    assert "Traceback" not in told


def test_a_column_that_is_gone_is_no_traceback_and_no_engine_words(askfin: Run, folder: Path):
    with duckdb.connect(str(folder / "guild.duckdb")) as connection:
        connection.execute("ALTER TABLE sales ALTER COLUMN amount TYPE VARCHAR")
        connection.execute("UPDATE sales SET amount = 'Zephyr owes' WHERE sale_id = 3")
    code, said, told = askfin(*ASKED)
    assert code == 0
    assert "did not run" in said
    assert "Zephyr" not in said + told
