"""The value index: what the columns hold, and which of it a text names."""

from semantic_layer.values.build import build_index
from semantic_layer.values.fresh import ensure_index
from semantic_layer.values.index import ValueHit, ValueIndex
from semantic_layer.values.permitted import permitted
from semantic_layer.values.visible import VisibleIndex, may_show

__all__ = ["ValueHit", "ValueIndex", "VisibleIndex", "build_index", "ensure_index", "may_show", "permitted"]
