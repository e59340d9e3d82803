"""The backroom: an event loop of its own in a thread, where questions are worked out.

Role: shared by the channels. Reading, planning and composing take milliseconds of pure computing; done on the loop that
talks to the chat platform, fifty of them at once would hold up the acknowledgements. Coroutines run here one thread
beside it; cancelling the caller cancels them.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_SWITCH = 0.0005  # seconds


class Backroom:
    """Runs coroutines on its own loop until closed."""

    def __init__(self) -> None:
        # The talking loop gives up the interpreter at every system call and gets it back after one switch interval; at
        # Python's 5 ms a burst of small messages would wait for seconds.
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="askfin-backroom", daemon=True)
        self._thread.start()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine there and wait for it here."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def close(self) -> None:
        """End what still runs, and the thread."""
        await self.run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()
        sys.setswitchinterval(self._interval)

    async def _end(self) -> None:
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.get_running_loop().shutdown_default_executor()
