"""Who may see what: Rights, and the reader of access.yml."""

from semantic_layer.access.combine import within
from semantic_layer.access.intersect import intersect
from semantic_layer.access.policy import Person, Policy, load_policy
from semantic_layer.access.rights import Rights, RowRule

__all__ = ["Person", "Policy", "Rights", "RowRule", "intersect", "load_policy", "within"]
