"""Checks: SemanticQuery → CheckedQuery | Issues. Every rule of docs/semantics that needs no data is kept here."""

from semantic_layer.checks.query import check_query

__all__ = ["check_query"]
