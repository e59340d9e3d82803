"""`askfin model check`: what the data says against the model, as a list of findings."""

from semantic_layer.model_check.check import check_model
from semantic_layer.model_check.finding import Finding, FindingCode

__all__ = ["Finding", "FindingCode", "check_model"]
