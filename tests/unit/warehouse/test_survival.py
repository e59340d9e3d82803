"""What a warehouse survives: runaway statements, exhausted memory, killed workers, replaced and broken files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from semantic_layer.errors import OperatorError
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.query import ResultTable
from semantic_layer.warehouse import Limits, Warehouse
from semantic_layer.warehouse.process import Died, Process
from semantic_layer.warehouse.worker import Session

from .conftest import TABLES, build

RUNAWAY = "SELECT count(*) FROM many a, many b, many c, many d WHERE (a.n * b.n + c.n * d.n) % 7 = 8"
ONE = "SELECT count(*) FROM sales"


def codes(result) -> tuple[IssueCode, ...]:
    assert isinstance(result, Issues), result
    return result.codes()


def pids(warehouse: Warehouse) -> set[int]:
    return {worker.pid for worker in [*warehouse._idle, *warehouse._busy]}


def gone(pid: int, seconds: float = 3) -> bool:
    """Whether the process ends within `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if f"{pid} (python) Z" in Path(f"/proc/{pid}/stat").read_text().replace("(python3", "(python"):
                return True  # dead; whoever inherited it has yet to notice
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.01)
    return False


def test_a_runaway_statement_is_killed_and_the_next_one_runs(database, forge):
    with Warehouse(database, Limits(seconds=0.4, workers=1)) as warehouse:
        warehouse.open()
        before = pids(warehouse)
        started = time.monotonic()
        assert codes(warehouse.execute(forge(RUNAWAY, "many"))) == (IssueCode.TIMED_OUT,)
        assert time.monotonic() - started < 60, "it would run for hours"
        assert all(gone(pid) for pid in before)
    with Warehouse(database, Limits(seconds=5, workers=1)) as warehouse:
        assert isinstance(warehouse.execute(forge(ONE)), ResultTable)


def test_a_runaway_probe_is_killed_too(database, forge):
    with Warehouse(database, Limits(seconds=0.4, workers=1)) as warehouse:
        warehouse.open()
        result = warehouse.execute(forge(ONE, "sales", "many", probes={"tie": RUNAWAY}))
        assert codes(result) == (IssueCode.TIMED_OUT,)


def test_memory_is_bounded(database, forge):
    greedy = "SELECT count(*) FROM (SELECT DISTINCT a.s || b.s || c.n AS x FROM many a, many b, many c) y"
    with Warehouse(database, Limits(seconds=20, workers=1, memory_mb=64)) as warehouse:
        assert codes(warehouse.execute(forge(greedy, "many"))) == (IssueCode.OUT_OF_MEMORY,)
        assert isinstance(warehouse.execute(forge(ONE)), ResultTable)


BLOW_UP = """
import sys
from semantic_layer.warehouse import guard, worker
worker.check_tree = lambda *_: None  # as if the guard had a hole
worker.main()
"""


def test_one_huge_vector_ends_a_worker_and_nothing_else(database, forge, monkeypatch):
    """The engine's own limit does not hold here; the process limit does."""
    import semantic_layer.warehouse.process as process

    monkeypatch.setattr(process, "_BOOT", "import sys; sys.path += {places!r}\n" + BLOW_UP)
    log: list[str] = []
    limits = Limits(seconds=20, workers=1, memory_mb=256, headroom_mb=1024)
    with Warehouse(database, limits, log=log.append) as warehouse:
        result = warehouse.execute(forge("SELECT len(generate_series(1, 2000000000)) FROM sales"))
        assert codes(result) == (IssueCode.OUT_OF_MEMORY,), log
        assert isinstance(warehouse.execute(forge(ONE)), ResultTable)


def test_a_result_too_large_for_its_way_is_refused(database, forge):
    with Warehouse(database, Limits(workers=1, reply_mb=1)) as warehouse:
        wide = "SELECT a.s || b.s || a.s || b.s || a.s || b.s || a.s || b.s FROM many a, many b"
        limits = replace(warehouse.limits, rows=50_000)
        warehouse.limits = limits
        assert codes(warehouse.execute(forge(wide, "many"))) == (IssueCode.RESULT_TOO_LARGE,)
        assert isinstance(warehouse.execute(forge(ONE)), ResultTable)


def test_a_killed_worker_has_one_successor(database, forge):
    with Warehouse(database, Limits(workers=1)) as warehouse:
        warehouse.open()
        (pid,) = pids(warehouse)
        os.kill(pid, signal.SIGKILL)
        assert isinstance(warehouse.execute(forge(ONE)), ResultTable)
        assert pids(warehouse) != {pid}


def test_killed_in_the_middle_it_is_tried_once_more(database, forge):
    results: list = []
    log: list[str] = []
    slow = "SELECT count(*) FROM many a, many b, many c WHERE (a.n * b.n + c.n) % 7 = 8 AND a.n < 30"
    with Warehouse(database, Limits(workers=1, seconds=30), log=log.append) as warehouse:
        warehouse.open()
        (pid,) = pids(warehouse)
        thread = threading.Thread(target=lambda: results.append(warehouse.execute(forge(slow, "many"))))
        thread.start()
        time.sleep(0.15)
        os.kill(pid, signal.SIGKILL)
        thread.join()
    assert isinstance(results[0], ResultTable)
    assert results[0].rows == ((0,),)
    assert "attempt 1" in log[0]


def test_a_worker_that_always_dies_is_an_issue(database, forge, monkeypatch):
    def die(*_):
        raise Died(-11)

    monkeypatch.setattr(Process, "ask", die)
    with Warehouse(database, Limits(workers=1)) as warehouse:
        assert codes(warehouse.execute(forge(ONE))) == (IssueCode.QUERY_FAILED,)


def test_workers_that_cannot_start_are_the_operators_business(database, forge, monkeypatch):
    import semantic_layer.warehouse.process as process

    monkeypatch.setattr(process, "_BOOT", "import sys; {places!r}; sys.exit(3)")
    log: list[str] = []
    with Warehouse(database, Limits(workers=1), log=log.append) as warehouse:
        for start in (warehouse.open, lambda: warehouse.execute(forge(ONE))):
            with pytest.raises(OperatorError, match="could not be opened"):
                start()
    assert "exit code 3" in log[0]


def test_close_ends_what_is_under_way(database, forge):
    results: list = []
    warehouse = Warehouse(database, Limits(workers=1, seconds=30))
    warehouse.open()
    running = pids(warehouse)
    thread = threading.Thread(target=lambda: results.append(warehouse.execute(forge(RUNAWAY, "many"))))
    thread.start()
    time.sleep(0.1)
    warehouse.close()
    warehouse.close()
    thread.join(timeout=5)
    assert codes(results[0]) == (IssueCode.WAREHOUSE_UNAVAILABLE,)
    assert codes(warehouse.execute(forge(ONE))) == (IssueCode.WAREHOUSE_UNAVAILABLE,)
    assert all(gone(pid) for pid in running)


def test_nothing_is_left_when_the_program_ends(database):
    """Neither after a plain end without close(), nor after kill -9 in the middle of a statement."""
    code = """
import sys, threading
from semantic_layer.query import Column, CompiledSql
from semantic_layer.warehouse import Limits, Warehouse
warehouse = Warehouse(sys.argv[1], Limits(workers=1, seconds=60))
warehouse.open()
print(warehouse._idle[0].pid, flush=True)
if sys.argv[2] == "kill":
    compiled = CompiledSql(sys.argv[3], "duckdb", (Column("c", "detail"),), frozenset({"many"}))
    threading.Thread(target=warehouse.execute, args=(compiled,), daemon=True).start()
    sys.stdin.read()
"""
    for ending in ("exit", "kill"):
        command = [sys.executable, "-c", code, str(database), ending, RUNAWAY]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            pid = int(program.stdout.readline())
            if ending == "kill":
                time.sleep(0.2)
                program.kill()
            program.wait()
        assert gone(pid), ending


def test_warm_does_not_wait_for_the_workers(database, forge):
    with Warehouse(database, Limits(workers=1)) as warehouse:
        started = time.monotonic()
        warehouse.open()
        opened = time.monotonic() - started
    with Warehouse(database, Limits(workers=1)) as warehouse:
        started = time.monotonic()
        warehouse.warm()
        assert time.monotonic() - started < opened
        assert isinstance(warehouse.execute(forge(ONE)), ResultTable)


def test_a_replaced_file_is_noticed(tmp_path: Path, forge):
    file = build(tmp_path / "w.duckdb")
    link = tmp_path / "current.duckdb"
    link.symlink_to(file.name)
    with Warehouse(link, Limits(workers=1)) as warehouse:
        for count, way in enumerate(("none", "replaced", "switched"), start=3):
            fresh = build(tmp_path / f"{way}.duckdb", TABLES + "INSERT INTO sales (id) VALUES (9);" * (count - 3))
            if way == "replaced":
                fresh.replace(file)
            if way == "switched":
                pointer = tmp_path / "next"
                pointer.symlink_to(fresh.name)
                pointer.replace(link)
            result = warehouse.execute(forge(ONE))
            assert isinstance(result, ResultTable)
            assert result.rows == ((count,),), way


def test_a_missing_file(tmp_path: Path):
    with pytest.raises(OperatorError, match="does not exist"):
        Warehouse(tmp_path / "none.duckdb")
    with pytest.raises(OperatorError, match="is a folder"):
        Warehouse(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, b"\x00" * 4096])
def test_a_file_that_is_no_database(content: bytes, tmp_path: Path, forge):
    file = tmp_path / "w.duckdb"
    file.write_bytes(content)
    with Warehouse(file, Limits(workers=1)) as warehouse:
        with pytest.raises(OperatorError) as caught:
            warehouse.execute(forge(ONE))
        assert "no DuckDB database" in caught.value.message
        assert caught.value.remedy
    assert file.read_bytes() == content


def test_a_file_open_for_writing(tmp_path: Path, forge):
    file = build(tmp_path / "w.duckdb")
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with Warehouse(file, Limits(workers=1)) as warehouse:
            with pytest.raises(OperatorError, match="open for writing"):
                warehouse.execute(forge(ONE))
            writer.kill()
            writer.wait()
            assert isinstance(warehouse.execute(forge(ONE)), ResultTable)


def test_a_file_that_breaks_in_service_is_an_issue(tmp_path: Path, forge):
    file = build(tmp_path / "w.duckdb")
    with Warehouse(file, Limits(workers=1)) as warehouse:
        assert isinstance(warehouse.execute(forge(ONE)), ResultTable)
        broken = tmp_path / "broken"
        broken.write_bytes(b"no database" * 1000)
        broken.replace(file)
        assert codes(warehouse.execute(forge(ONE))) == (IssueCode.WAREHOUSE_UNAVAILABLE,)
        build(tmp_path / "good.duckdb").replace(file)
        assert isinstance(warehouse.execute(forge(ONE)), ResultTable)


LOCKED = [
    "SET enable_external_access = true",
    "SET memory_limit = '99GB'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CREATE TABLE x (i INTEGER)",
    "DELETE FROM sales",
    "COPY sales TO '/tmp/askfin-must-not-exist.csv'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT content FROM read_text('/etc/passwd')",
    "FROM glob('/etc/*')",
    "ATTACH '/tmp/askfin-must-not-exist.duckdb' AS other",
    "ATTACH ':memory:' AS other; CREATE TABLE other.x AS SELECT * FROM read_text('/etc/passwd')",
    "FROM '/etc/passwd'",
    "SELECT * FROM python_variable",
]


@pytest.fixture(scope="module")
def session(database: Path) -> Session:
    """A locked-down connection without any guard before it."""
    settings = {"memory_mb": 256, "threads": 1, "time_zone": "Asia/Shanghai"}
    return Session(str(database), settings)


@pytest.mark.parametrize("sql", LOCKED)
def test_the_connection_itself_is_locked_down(sql, session):
    python_variable = [{"a": 1}]
    with pytest.raises(duckdb.Error):
        session.connection.cursor().execute(sql).fetchall()
    assert not list(Path("/tmp").glob("askfin-must-not-exist*"))
    assert python_variable


def test_one_question_cannot_change_the_next(session):
    session.connection.cursor().execute("CREATE TEMP MACRO sum(x) AS 42")
    rows, _, _ = session.rows("SELECT sum(id) FROM sales", 10)
    assert rows == [(6,)]


def test_a_reply_holds_plain_values_only():
    import io
    import pickle

    from semantic_layer.warehouse.process import _PlainValues

    with pytest.raises(pickle.UnpicklingError):
        _PlainValues(io.BytesIO(pickle.dumps(Path("/")))).load()
    with pytest.raises(pickle.UnpicklingError):
        _PlainValues(io.BytesIO(b"cos\nsystem\n(S'true'\ntR.")).load()


def test_a_worker_has_no_secrets(database, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with Warehouse(database, Limits(workers=1)) as warehouse:
        warehouse.open()
        (pid,) = pids(warehouse)
        environment = Path(f"/proc/{pid}/environ")
        if environment.exists():
            assert b"sk-secret" not in environment.read_bytes()
