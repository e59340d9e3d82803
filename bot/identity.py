"""Who a person of a channel is: from the ids a channel knows to a person of access.yml and their rights.

Role: fails closed. Whoever is not declared, or is not plainly one person, is a Stranger, and the reason is kept for the
operator's log; what they are told does not depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from semantic_layer.access import Policy, Rights


@dataclass(frozen=True, slots=True)
class Identity:
    """A person of access.yml. `key`: the name in the file, the same in every channel."""

    key: str
    name: str
    rights: Rights


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who gets nothing. `reason`: guest, bot, deleted, foreign, no_email, unknown, two_people, gone."""

    reason: str


def identify(policy: Policy, ids: Sequence[str]) -> Identity | Stranger:
    """The one person that all of `ids` that are declared belong to: e-mail addresses, `slack:U01`, `wecom:wang`."""
    people = {person.key: person for id_ in ids if id_ and (person := policy.person(id_)) is not None}
    if not people:
        return Stranger("unknown")
    if len(people) > 1:
        return Stranger("two_people")
    (person,) = people.values()
    return Identity(person.key, person.name, policy.rights_for(person.key))
