"""Which database file this is, so that a refresh is noticed and a cache knows what it was made from.

Role: a value read from the file system; a path that is a symbolic link stands for what it points at now.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from semantic_layer.errors import OperatorError


@dataclass(frozen=True, slots=True)
class DatabaseIdentity:
    """A refreshed file differs in at least one of these. `wal`: size and time of the write-ahead log beside it."""

    path: str  # resolved
    size: int
    mtime_ns: int
    inode: int
    wal: tuple[int, int] = (0, 0)

    def key(self) -> str:
        """One line of text: a key for caches."""
        return f"{self.path}|{self.size}|{self.mtime_ns}|{self.inode}|{self.wal[0]}|{self.wal[1]}"


def identify(path: Path | str) -> DatabaseIdentity:
    """The identity of the file at `path` now.

    Raises OperatorError where there is none, or it is a folder.
    """
    resolved = os.path.realpath(path)
    try:
        found = os.stat(resolved)
    except OSError as error:
        raise missing(Path(path)) from error
    if os.path.isdir(resolved):
        raise OperatorError(
            f"The warehouse {path} is a folder, not a DuckDB file.",
            "Name the file under warehouse.duckdb in askfin.yaml.",
        )
    try:
        log = os.stat(resolved + ".wal")
        wal = (log.st_size, log.st_mtime_ns)
    except FileNotFoundError:
        wal = (0, 0)
    return DatabaseIdentity(resolved, found.st_size, found.st_mtime_ns, found.st_ino, wal)


def missing(path: Path) -> OperatorError:
    return OperatorError(
        f"The warehouse file {path} does not exist or may not be read.",
        "Build it, or name the right file under warehouse.duckdb in askfin.yaml.",
    )


def unopened(path: Path, reason: str) -> OperatorError:
    """The sentence for a file that is there and cannot be opened; `reason`: locked, corrupt, missing or other."""
    if reason == "missing":
        return missing(path)
    if reason == "locked":
        return OperatorError(
            f"The warehouse file {path} is open for writing in another program.",
            "Close that program, or let it write a new file and replace this one when it is done; then ask again.",
        )
    if reason == "corrupt":
        return OperatorError(
            f"The warehouse file {path} is no DuckDB database, is damaged, or was written by a newer DuckDB.",
            "Build it again, or name the right file under warehouse.duckdb in askfin.yaml.",
        )
    return OperatorError(
        f"The warehouse file {path} could not be opened.",
        "Try to open it with the duckdb command line; the operator log has the engine's own words.",
    )
