"""Apache Ossie documents (core specification 0.2.0.dev0), in and out, lossless both ways."""

from semantic_layer.ossie.exporting import export_ossie, ossie_document
from semantic_layer.ossie.importing import import_ossie

__all__ = ["export_ossie", "import_ossie", "ossie_document"]
