"""Semantic SQL in, SemanticQuery out: syntax, allow-list, names and normal form.

Role: the only reader of semantic SQL. `parse_query` refuses what is not the language; what a query *means* is
judged by `semantic_layer.checks`.
"""

from semantic_layer.parse.query import parse_query
from semantic_layer.parse.shapes import shape_of

__all__ = ["parse_query", "shape_of"]
