"""`askfin model draft`: a commented starting model from a database or a folder of files."""

from semantic_layer.model_draft.draft import DraftedWorkspace, draft_model

__all__ = ["DraftedWorkspace", "draft_model"]
