"""Limits: what one statement may cost.

Role: frozen value, given to `Warehouse`. Units stand in the names. Imports nothing but the standard library,
because worker processes read it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float = 30.0  # one question: its statement and its probes, after which the worker is killed
    rows: int = 10_000  # more are cut off, and the result says `truncated`
    memory_mb: int = 1024  # DuckDB's own limit
    headroom_mb: int = 2048  # above it: code, threads, and the process limit for what escapes DuckDB's own
    reply_mb: int = 64  # of one result on its way from the worker
    threads: int = 2  # of DuckDB, in each worker
    workers: int = 2
    start_seconds: float = 20.0  # a worker that takes longer to open the file is given up
    queue_seconds: float = 60.0  # waiting for a free worker
    time_zone: str = ""  # of TIMESTAMP WITH TIME ZONE columns; "" = the machine's

    @property
    def address_space_mb(self) -> int:
        """The operating system's limit on a worker (RLIMIT_AS)."""
        return self.memory_mb + self.headroom_mb


DEFAULT_LIMITS = Limits()
