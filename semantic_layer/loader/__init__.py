"""Model files → SemanticModel: the file schema, inference, and every problem of the files in one run."""

from semantic_layer.loader.load import load_model
from semantic_layer.loader.schema import json_schema

__all__ = ["json_schema", "load_model"]
