"""Policy: access.yml read against a model; who a person is and what they may see.

Role: `load_policy` finds every fault of the file in one run (OperatorError with file, line, key and near matches);
`Policy.rights_for` answers with Rights whose rules are literals. Whoever is not in the file gets empty Rights.
An identity is an e-mail address or plain name, or `slack:ID`, `wecom:USERID`, which match only what is declared so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from semantic_layer.access.read_file import KeyPath, read_file
from semantic_layer.access.rights import Rights
from semantic_layer.access.roles import Faults, Role, read_role, rights_of
from semantic_layer.access.schema import AccessFile, AllowDeny, GroupEntry, PersonEntry, RoleEntry
from semantic_layer.errors import OperatorError
from semantic_layer.model import SemanticModel
from semantic_layer.suggest import suggest


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the file knows. `key`: the name in the file; `identities`: every way to address them."""

    key: str
    name: str
    identities: tuple[str, ...]
    roles: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    rights: Rights = field(repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may see what. `contact`: whom a refused person may ask."""

    people: tuple[Person, ...]
    contact: str = ""
    by_identity: Mapping[str, Person] = field(default_factory=dict, repr=False)

    def person(self, user: str) -> Person | None:
        """The person an identity belongs to; None for strangers."""
        return self.by_identity.get(identity_key(user))

    def rights_for(self, user: str) -> Rights:
        """What `user` may use and see; a stranger nothing."""
        person = self.person(user)
        return person.rights if person else Rights(who=user)


def identity_key(user: str) -> str:
    """One form for each identity: e-mail addresses ignore case, ids and names do not.

    >>> identity_key(" Wang@Example.com "), identity_key("slack:U01AB")
    ('wang@example.com', 'slack:U01AB')
    """
    text = user.strip()
    return text.casefold() if "@" in text else text


def load_policy(path: Path, model: SemanticModel) -> Policy:
    """Read and check the file. Raises OperatorError that lists every fault."""
    raw, lines = read_file(path)
    faults = Faults(str(path), lines)
    try:
        file = AccessFile.model_validate(raw)
    except ValidationError as error:
        for fault in error.errors():
            _report_shape(fault, faults)
        raise _failed(faults) from None
    roles = {name: read_role(name, entry, file.sensitive, model, faults) for name, entry in file.roles.items()}
    for place, pattern in enumerate(file.sensitive):
        faults.fields_matching(pattern, ("sensitive", place), model)
    people = tuple(_people(file, roles, model, faults))
    by_identity = _identities(people, faults)
    if faults.found:
        raise _failed(faults)
    return Policy(people, file.contact, by_identity)


def _failed(faults: Faults) -> OperatorError:
    lines = "\n".join(str(problem) for problem in faults.found)
    return OperatorError(lines, "Mend the file; docs/access.md shows its keys.")


_KEYS = {"roles": RoleEntry, "people": PersonEntry, "groups": GroupEntry}


def _report_shape(fault: Mapping, faults: Faults) -> None:
    path = list(fault["loc"])
    if fault["type"] != "extra_forbidden":
        faults.report(tuple(path), fault["msg"])
        return
    known = _KEYS.get(str(path[0]), AccessFile) if len(path) == 3 else AllowDeny if len(path) > 3 else AccessFile
    faults.report(tuple(path), "unknown key.", suggest(str(path[-1]), known.model_fields))


def _people(file: AccessFile, roles: Mapping[str, Role], model: SemanticModel, faults: Faults) -> Iterator[Person]:
    for group, entry in file.groups.items():
        for place, member in enumerate(entry.members):
            if member not in file.people:
                faults.report(
                    ("groups", group, "members", place),
                    f"{member!r} is not among the people.",
                    suggest(member, file.people),
                )
        _known_roles(entry.roles, ("groups", group, "roles"), roles, faults)
    for key, entry in file.people.items():
        _known_roles(entry.roles, ("people", key, "roles"), roles, faults)
        of_groups = [name for group in file.groups.values() if key in group.members for name in group.roles]
        names = tuple(name for name in dict.fromkeys((*entry.roles, *of_groups)) if name in roles)
        rights = rights_of(key, entry.attributes, [roles[name] for name in names], model, faults)
        identities = (
            key,
            *entry.email,
            *(f"slack:{one}" for one in entry.slack),
            *(f"wecom:{one}" for one in entry.wecom),
        )
        yield Person(key, entry.name or key, identities, names, dict(entry.attributes), rights)


def _known_roles(names: tuple[str, ...], path: KeyPath, roles: Mapping[str, Role], faults: Faults) -> None:
    for place, name in enumerate(names):
        if name not in roles:
            faults.report((*path, place), f"unknown role {name!r}.", suggest(name, roles))


def _identities(people: tuple[Person, ...], faults: Faults) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for person in people:
        for identity in person.identities:
            key = identity_key(identity)
            if found.get(key, person) is not person:
                faults.report(("people", person.key), f"{identity} belongs to {found[key].key} already.")
            found[key] = person
    return found
