"""From a profile to a proposal: datasets with fields, keys, dates and cautions; second step of a draft.

Role: puts the steps in order, each in a module of its own. Judgement by names and contents, each guess marked. Names
are kept as the database has them where semantic SQL can write them.
"""

from __future__ import annotations

import re

from semantic_layer.loader.reserved import usable_name
from semantic_layer.model import FieldRole
from semantic_layer.model_draft.cautions import take_care
from semantic_layer.model_draft.drafts import DatasetDraft
from semantic_layer.model_draft.fields import propose_fields, settle_display
from semantic_layer.model_draft.keys import propose_key
from semantic_layer.model_draft.labels import label_of_table
from semantic_layer.model_draft.profile import Database, TableProfile
from semantic_layer.model_draft.times import propose_time
from semantic_layer.model_draft.vocabulary import Sense, is_cryptic, spoken, subject

_PARENT = re.compile(r"(^|_)parent|^上级|^父|(^|_)(sj|fj)_?(id|bm|dm)$")


def propose_datasets(tables: tuple[TableProfile, ...], currency: str, database: Database) -> list[DatasetDraft]:
    """A dataset for each table that has a usable column."""
    taken: set[str] = set()
    drafts = [_dataset(table, currency, taken, database) for table in tables]
    return [draft for draft in drafts if draft.fields]


def _dataset(table: TableProfile, currency: str, taken: set[str], database: Database) -> DatasetDraft:
    draft = DatasetDraft(usable_name(table.name, taken), table, propose_fields(table, currency))
    draft.label = label_of_table(table.name)
    if not draft.fields:
        return draft
    if not table.rows:
        draft.questions.append("the table is empty; should it be here?")
    _ask_names(draft)
    propose_key(draft, database)
    _propose_tree(draft)
    settle_display(draft)
    propose_time(draft, database)
    take_care(draft, currency, database)
    return draft


def _ask_names(draft: DatasetDraft) -> None:
    """Names that are no words: they cannot be asked for before somebody says what they stand for."""
    dark = [item.column.name for item in draft.fields if is_cryptic(item.column.name)]
    table = draft.table.name
    if is_cryptic(subject(table)):
        draft.questions.append(f"what is a row of {table}, and what do people call it? Say it in `label`")
    if dark:
        draft.questions.append(f"what do people call {', '.join(dark)}? Say it in `label` and `synonyms`")


def _propose_tree(draft: DatasetDraft) -> None:
    """A field that names a parent and is of the key's type makes a tree."""
    key = next((f for f in draft.fields if draft.primary_key == (f.name,)), None)
    above = [
        f for f in draft.fields if _PARENT.search(spoken(f.column.name)) and key and f.type == key.type and f is not key
    ]
    if key and above and above[0].column.filled:
        draft.parent = above[0].name
        draft.questions.append(f"{draft.parent} seems to hold the {key.name} of the row above; is it a tree?")
        if above[0].role == FieldRole.AMOUNT:
            above[0].role, above[0].questions, above[0].sense = FieldRole.ID, [], Sense.ID
