"""One worker process as its parent sees it: start, ask, kill.

Role: frames and deadlines over a pair of pipes; knows nothing of SQL. Used by one thread at a time.
Raises Died where the process has gone, TookTooLong where a deadline passed (the process is killed then).
"""

from __future__ import annotations

import importlib.util
import io
import os
import pickle
import select
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from semantic_layer.warehouse.identity import DatabaseIdentity
from semantic_layer.warehouse.limits import Limits

_HEADER = struct.Struct(">Q")
_PLAIN = {("decimal", "Decimal"), ("datetime", "date")}
_BOOT = "import sys; sys.path += {places!r}; from semantic_layer.warehouse.worker import main; main()"


class Died(Exception):
    """The process ended before it answered. `code`: its exit code, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"exit code {code}")
        self.code = code


class TookTooLong(Exception):
    """The deadline passed; the process has been killed."""


class _PlainValues(pickle.Unpickler):
    """Reads numbers, texts, dates and containers of them; anything else in a reply is an attack or a defect."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} in a reply")


class Process:
    """A worker for one version of the database file. It starts at once and opens the file while the caller goes on."""

    def __init__(self, identity: DatabaseIdentity, limits: Limits) -> None:
        self.identity = identity
        self.limits = limits
        self.reply: dict[str, Any] | None = None  # to the opening, once read
        self._popen = subprocess.Popen(  # noqa: S603 - this interpreter, and code of ours
            [sys.executable, "-S", "-P", "-c", _BOOT.format(places=_places())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the engine may print values there
            cwd="/",
            env=_environment(),
            bufsize=0,
        )
        settings = {
            name: getattr(limits, name)
            for name in ("memory_mb", "address_space_mb", "reply_mb", "threads", "time_zone")
        }
        self._opening = {"path": identity.path, "settings": settings}
        self._send(self._opening, time.monotonic() + 5)

    @property
    def pid(self) -> int:
        return self._popen.pid

    def opened(self) -> dict[str, Any]:
        """The reply to the opening: kind ready, or unopened with a reason. Waits for it the first time."""
        if self.reply is None:
            self.reply = self._receive(time.monotonic() + self.limits.start_seconds)
        return self.reply

    def ask(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Send one request and wait for its reply until `deadline` (time.monotonic)."""
        self._send(request, deadline)
        return self._receive(deadline)

    def alive(self) -> bool:
        return self._popen.poll() is None

    def signal(self) -> None:
        """End it under the thread that is asking it; that thread then finds it dead."""
        self._popen.kill()

    def kill(self) -> None:
        """End it, whatever it is doing, and leave no zombie."""
        self._popen.kill()
        self._popen.wait()
        for stream in (self._popen.stdin, self._popen.stdout):
            if stream is not None:
                stream.close()

    def _send(self, message: dict[str, Any], deadline: float) -> None:
        payload = pickle.dumps(message, protocol=5)
        waiting = memoryview(_HEADER.pack(len(payload)) + payload)
        assert self._popen.stdin is not None
        target = self._popen.stdin.fileno()
        while waiting:
            self._wait(target, select.POLLOUT, deadline)
            try:
                waiting = waiting[os.write(target, waiting[: select.PIPE_BUF]) :]
            except BrokenPipeError:
                raise self._died() from None

    def _receive(self, deadline: float) -> dict[str, Any]:
        (size,) = _HEADER.unpack(self._read(_HEADER.size, deadline))
        if size > (self.limits.reply_mb + 1) * 1024 * 1024:
            self.kill()
            raise Died(None)
        return _PlainValues(io.BytesIO(self._read(size, deadline))).load()

    def _read(self, size: int, deadline: float) -> bytes:
        parts = bytearray()
        assert self._popen.stdout is not None
        source = self._popen.stdout.fileno()
        while len(parts) < size:
            self._wait(source, select.POLLIN, deadline)
            part = os.read(source, min(size - len(parts), 1 << 20))
            if not part:
                raise self._died()
            parts += part
        return bytes(parts)

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            self.kill()
            raise TookTooLong

    def _died(self) -> Died:
        try:
            code = self._popen.wait(timeout=1)
        except subprocess.TimeoutExpired:
            code = None
        self.kill()
        return Died(code)


def _places() -> list[str]:
    """Where the worker finds the engine and this package: it starts without `site`, whose hooks cost 20 ms."""
    places = [str(Path(__file__).resolve().parents[2])]
    for name in ("duckdb", "pytz"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin:
            places.append(str(Path(spec.origin).resolve().parents[1]))
    return list(dict.fromkeys(places))


def _environment() -> dict[str, str]:
    """Next to nothing: a worker needs no secrets. Two malloc arenas keep the address space small."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ", "SYSTEMROOT") if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "HOME": "/nonexistent"}
