"""What people call a value in the asker's language, where the model declares it.

Role: `value_synonyms` in, one name per value out; text, table and chart show it, rows and files keep what is stored. A
value that can be read in the asker's language is its own name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from bot.compose.wording import value_label
from semantic_layer.model import Field, FieldRef, SemanticModel

_NOTHING: Mapping[str, str] = MappingProxyType({})
_HAN = range(0x2E80, 0xFFF0)  # CJK, its marks and full-width forms


def value_names(ref: FieldRef | None, model: SemanticModel, lang: str) -> Mapping[str, str]:
    """Stored value → its name in the asker's language; without those that are their own name."""
    dataset = model.datasets.get(ref.dataset) if ref is not None else None
    field = dataset.fields.get(ref.field) if dataset is not None and ref is not None else None
    return _names(field, lang) if field is not None and field.value_synonyms else _NOTHING


def shown_value(ref: FieldRef, value: str, model: SemanticModel, lang: str) -> str:
    """One value as a person reads it."""
    return value_names(ref, model, lang).get(value) or value_label(ref, value, lang)


def _names(field: Field, lang: str) -> Mapping[str, str]:
    """The first synonym in the asker's script; none where the value is in it, holds or is held by the synonym (a longer
    form of a code is no translation), or where two values would be called the same."""
    found: dict[str, str] = {}
    for value, synonyms in field.value_synonyms.items():
        if _is_read_in(value, lang):
            continue
        name = next((one for one in synonyms if _is_read_in(one, lang) and value.casefold() not in one.casefold()), "")
        if name:
            found[value] = name
    taken = Counter(name.casefold() for name in found.values())
    taken.update(value.casefold() for value in {*field.values, *field.value_synonyms} if value not in found)
    return {value: name for value, name in found.items() if taken[name.casefold()] == 1}


def _is_read_in(text: str, lang: str) -> bool:
    """Whether a text is in the script of the language; numbers and signs are in every."""
    han = any(ord(character) in _HAN for character in text)
    letters = any(character.isalpha() and ord(character) not in _HAN for character in text)
    return (han or not letters) if lang == "zh" else not han
