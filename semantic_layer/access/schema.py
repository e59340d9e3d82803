"""The shape of access.yml, before names are looked up.

Role: pydantic models that know the keys and their short forms; docs/access.md shows them at work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _listed(value: Any) -> Any:
    """One word stands for a list of one."""
    return [value] if isinstance(value, str | int | float | bool) else value


def _texts(value: Any) -> Any:
    """A list of texts, from texts, numbers and flags as YAML reads them."""
    listed = _listed(value)
    if isinstance(listed, list):
        return [_text(item) for item in listed]
    return listed


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AllowDeny(_Strict):
    """What a role may use. A plain list means `allow`."""

    allow: Texts = ()
    deny: Texts = ()

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"allow": value} if isinstance(value, str | list) else value


class RoleEntry(_Strict):
    description: str = ""
    metrics: AllowDeny = AllowDeny()
    fields: AllowDeny = AllowDeny()
    rows: Mapping[str, Texts] = Field(default_factory=dict)
    exempt: Texts = ()
    detail: bool = True
    sql: bool = True


class PersonEntry(_Strict):
    """A person, under an e-mail address or a plain name. A plain list or word means `roles`."""

    name: str = ""
    slack: Texts = ()
    wecom: Texts = ()
    email: Texts = ()
    roles: Texts = ()
    attributes: Mapping[str, Texts] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if value is None:
            return {}
        return {"roles": value} if isinstance(value, str | list) else value


class GroupEntry(_Strict):
    roles: Texts = ()
    members: Texts = ()


class AccessFile(_Strict):
    contact: str = ""
    sensitive: Texts = ()
    roles: Mapping[str, RoleEntry] = Field(default_factory=dict)
    people: Mapping[str, PersonEntry] = Field(default_factory=dict)
    groups: Mapping[str, GroupEntry] = Field(default_factory=dict)
