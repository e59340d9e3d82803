"""Compile: CheckedQuery and Rights to physical SQL. Deterministic: same input, same bytes (rule 31)."""

from semantic_layer.compile.query import compile_query

__all__ = ["compile_query"]
