"""Which values may be named to an asker who did not name them: in suggestions, lists and prompts.

Role: pure function over Rights, without a look at the data; where it cannot know, it says no.
"""

from __future__ import annotations

from semantic_layer.access import Rights
from semantic_layer.model import FieldRef


def may_show(field: FieldRef, value: str, rights: Rights) -> bool:
    """Whether `value` of `field` may be shown unasked. A rule on another field of the same dataset hides every value:
    which of them stand on rows the asker may see is not known here."""
    if not rights.may_use_field(field):
        return False
    for rule in rights.rows:
        same = (rule.field.dataset, rule.field.field) == (field.dataset, field.field)
        if (same and value not in rule.values) or (not same and rule.field.dataset == field.dataset):
            return False
    return True
