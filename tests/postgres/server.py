"""A PostgreSQL of the tests' own: made in a temporary folder, reached over a socket in it, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

PORT = "54331"  # names the socket; nothing listens on the network


def programs() -> tuple[Path, Path] | None:
    """initdb and pg_ctl of the newest version installed; None if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return (found[-1], found[-1].with_name("pg_ctl")) if found else None


@contextmanager
def running() -> Iterator[psycopg.Connection[Any]]:
    """A connection to a fresh server. Raises FileNotFoundError where PostgreSQL is not installed."""
    found = programs()
    if found is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    initdb, pg_ctl = (str(program) for program in found)
    folder = Path(tempfile.mkdtemp(prefix="askfin-laws-"))
    run: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder}
    if os.getuid() == 0:  # the server refuses to run as root
        names = {entry.pw_name for entry in pwd.getpwall()}
        owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        run |= {"user": owner.pw_uid, "group": owner.pw_gid}
    place = ["-D", str(folder / "cluster")]
    try:
        subprocess.run([initdb, *place, "-U", "books", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"], **run)
        options = f"-p {PORT} -k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off"
        subprocess.run([pg_ctl, *place, "-o", options, "-l", str(folder / "log"), "-w", "start"], **run)
        try:
            with psycopg.connect(
                host=str(folder), port=PORT, user="books", dbname="postgres", autocommit=True
            ) as connection:
                yield connection
        finally:
            subprocess.run([pg_ctl, *place, "-m", "immediate", "stop"], **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
