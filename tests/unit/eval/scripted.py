"""Runners for the tests of the worker pool: what a case does is written in its question."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.results import CaseResult
from semantic_layer.errors import OperatorError


class Scripted:
    """`settings` is a folder: every case run leaves a file there, so that a second run of it would be seen."""

    def __init__(self, settings: Any) -> None:
        self.folder: Path = settings.workspace

    def run(self, case: Case, repetition: int = 0) -> CaseResult:
        with (self.folder / f"{case.id}.{repetition}").open("a", encoding="utf-8") as file:
            file.write("ran\n")
        match case.question:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "exit":
                os._exit(3)
            case "hang":
                time.sleep(60)
            case "slow":
                time.sleep(0.3)
        return CaseResult(case.id, True, ("answer",), "answer", repetition=repetition, digest=case.digest())

    def close(self) -> None:
        pass


def open_scripted(settings: Any) -> Scripted:
    return Scripted(settings)


def open_nothing(_settings: Any) -> Scripted:
    raise OperatorError("The warehouse is not there.", "Build it.")


def die_at_once(_settings: Any) -> Scripted:
    os._exit(9)
