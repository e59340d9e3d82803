"""`askfin model check`: what the data says against the model, as a list of findings."""

from semantic_layer.model_check.check import check_model, is_readable
from semantic_layer.model_check.contents import check_rows_named
from semantic_layer.model_check.finding import Finding, FindingCode

__all__ = ["Finding", "FindingCode", "check_model", "check_rows_named", "is_readable"]
