"""A workspace: a folder with `askfin.yaml`, opened into everything a question needs.

Role: finds the folder, loads the model, reads what the warehouse tells, opens indexes and policy. Parts are built on
first use, so that `askfin metrics` never starts a database. Faults are OperatorErrors with a remedy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from glob import glob
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings import Environment, WorkspaceSettings, read_settings
from semantic_layer.access import Policy, Rights, load_policy
from semantic_layer.errors import OperatorError
from semantic_layer.loader import load_model
from semantic_layer.model import Layer, SemanticModel
from semantic_layer.periods import Calendar
from semantic_layer.values import ValueIndex, ensure_index
from semantic_layer.warehouse import Limits, Warehouse
from semantic_layer.warehouse.horizons import cached_horizons

FILE = "askfin.yaml"


def find_workspace(given: Path | None, environment: Environment) -> Path:
    """The folder named by --workspace, else $ASKFIN_WORKSPACE, else the nearest one at or above the current folder."""
    chosen = given or environment.workspace
    if chosen is not None:
        folder = chosen.parent if chosen.name == FILE else chosen
        if not (folder / FILE).is_file():
            raise OperatorError(
                f"{folder} is no workspace: it has no {FILE}.", "Name a folder that has one: --workspace DIR"
            )
        return folder.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise OperatorError(
        f"No workspace here: neither {here} nor a folder above it has an {FILE}.",
        "Name one with --workspace DIR or ASKFIN_WORKSPACE, or draft one: askfin model draft --from YOUR.duckdb",
    )


_KINDS = {b"SQLite": "SQLite", b"PAR1": "parquet", b"PK": "a workbook or a zip archive", b"%PDF": "a PDF"}


def _other_kind(path: Path) -> str:
    """What a file that bears no DuckDB mark seems to be; "" where it bears one, or cannot be read here."""
    try:
        with path.open("rb") as stream:
            head = stream.read(64)
    except OSError:
        return ""  # the warehouse says why
    if len(head) < 12 or head[8:12] == b"DUCK":
        return "" if head else "empty"
    known = next((kind for mark, kind in _KINDS.items() if head.startswith(mark)), "")
    is_text = all(byte >= 32 or byte in b"\t\r\n" for byte in head)
    return known or ("a text file" if is_text else "another kind of file")


@dataclass
class Workspace:
    """An opened workspace. Not thread-safe while parts are first built; close it when done."""

    folder: Path
    settings: WorkspaceSettings
    environment: Environment

    @classmethod
    def open(cls, given: Path | None = None, environment: Environment | None = None) -> Workspace:
        environment = environment or Environment()
        folder = find_workspace(given, environment)
        return cls(folder, read_settings(folder / FILE), environment)

    @property
    def state_folder(self) -> Path:
        """Where indexes, state and charts are kept; safe to delete but for the audit log."""
        return self.folder / ".askfin"

    def model_files(self) -> list[Path]:
        """The model files that the settings name, each once, in the order named."""
        files = self._matching(self.settings.model)
        if not self.settings.model:
            raise OperatorError(
                f"{self.folder / FILE} names no model file: `model` is empty.", "Name them: model: [model/*.yml]"
            )
        if not files:
            raise OperatorError(
                f"No model file matches {', '.join(self.settings.model)} in {self.folder}.",
                "Mend `model:` in askfin.yaml, or draft one: askfin model draft --from YOUR.duckdb",
            )
        return files

    def verified_files(self) -> list[Path]:
        return self._matching(self.settings.verified)

    def _matching(self, patterns: tuple[str, ...]) -> list[Path]:
        found: dict[Path, None] = {}
        for pattern in patterns:
            names = sorted(glob(pattern, root_dir=self.folder, recursive=True))
            if not names and not any(sign in pattern for sign in "*?["):
                names = [pattern]  # a named file that is missing is the loader's to report
            found |= dict.fromkeys(self.folder / name for name in names)
        return list(found)

    @cached_property
    def model(self) -> SemanticModel:
        return load_model(self.model_files())

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.model.calendar)

    @property
    def database(self) -> Path:
        """The DuckDB file; OperatorError if it is not there."""
        path = self.folder / self.settings.warehouse.duckdb
        if not path.exists():
            raise OperatorError(
                f"The warehouse file {path} does not exist.",
                "Build it (for the demo: make demo), or mend `warehouse.duckdb` in askfin.yaml.",
            )
        other = _other_kind(path)
        if other:
            raise OperatorError(
                f"The warehouse file {path} is no DuckDB database; it is {other}.",
                "Make one of it: askfin model draft --from FOLDER takes csv, parquet and xlsx files.",
            )
        return path

    @cached_property
    def layer(self) -> Layer:
        return Layer(self.model, cached_horizons(self.model, self.database, self.state_folder))

    @cached_property
    def index(self) -> ValueIndex:
        return ensure_index(self.model, self.database, self.state_folder)

    @cached_property
    def warehouse(self) -> Warehouse:
        limits = self.settings.warehouse
        return Warehouse(
            self.database,
            Limits(
                seconds=limits.seconds,
                memory_mb=limits.memory_mb,
                rows=limits.rows,
                workers=limits.workers,
                time_zone=self.model.calendar.time_zone,
            ),
        )

    @cached_property
    def policy(self) -> Policy | None:
        """Who may see what; None where the workspace declares no access file."""
        if self.settings.access is None:
            return None
        return load_policy(self.folder / self.settings.access, self.model)

    def rights_in_terminal(self, user: str | None) -> Rights:
        """The rights of `askfin … --as USER`. Without an access file the terminal has full rights; with one, --as is
        needed."""
        if self.policy is None:
            return Rights.full(user or "terminal")
        if not user:
            raise OperatorError("This workspace has an access file.", "Say whose rights apply: --as USER")
        return self.policy.rights_for(user)

    @property
    def contact(self) -> str:
        """Whom a refused person may ask: the access file's contact, else the workspace's."""
        return (self.policy.contact if self.policy else "") or self.settings.contact

    def today(self, given: date | None = None) -> date:
        """--today, else the workspace's, else the date in the model's time zone."""
        return given or self.settings.today or datetime.now(ZoneInfo(self.model.calendar.time_zone)).date()

    def data_through(self) -> date | None:
        """The last date, up to today, that any dataset is loaded through; plans that reach ahead do not count."""
        ends = [horizon.loaded_through for horizon in self.layer.horizons.values() if horizon.loaded_through]
        return max((end for end in ends if end <= self.today()), default=None)

    @property
    def model_name(self) -> str:
        """The language model to use, "" if none is set."""
        return self.environment.model or self.settings.llm.model

    @property
    def model_url(self) -> str:
        return self.environment.openai_base_url or self.settings.llm.base_url

    def has_language_model(self) -> bool:
        """Whether a language model can be called: a key, or an endpoint of one's own that needs none."""
        return self.environment.openai_api_key is not None or bool(self.model_url and self.model_name)

    def close(self) -> None:
        for part in ("warehouse", "index"):
            if part in self.__dict__:
                self.__dict__.pop(part).close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
