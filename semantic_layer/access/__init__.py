"""Who may see what: Rights, and the reader of access.yml."""

from semantic_layer.access.rights import Rights, RowRule

__all__ = ["Rights", "RowRule"]
