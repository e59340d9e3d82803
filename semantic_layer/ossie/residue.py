"""Residue: what a foreign document says that our blocks do not, kept so that export gives it back.

Role: for each element, the keys that a fresh export would word otherwise, each pinned to a digest of the fresh wording.
While our side is unchanged, the original stands; once the author changes it, the change wins, and foreign extensions
and other context still survive.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from semantic_layer.ossie.document import VENDOR

Data = dict[str, Any]
ABSENT = "absent"


def digest(value: Any) -> str:
    """Twelve letters that name a value; those of an absent key are `ABSENT`."""
    if value is None:
        return ABSENT
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def residue_of(original: Data, fresh: Data) -> Data:
    """The pins that turn `fresh` into `original`; {} where they are equal."""
    pins: Data = {}
    for key in [*original, *(key for key in fresh if key not in original)]:
        if original.get(key) != fresh.get(key) or (key in original) != (key in fresh):
            pins[key] = {"was": digest(fresh.get(key))} | ({"as": original[key]} if key in original else {})
    return pins


def restored(fresh: Data, pins: Data) -> Data:
    """`fresh` with the original wording wherever our side is as it was at import."""
    element = dict(fresh)
    for key, pin in pins.items():
        if digest(fresh.get(key)) == pin["was"]:
            if "as" in pin:
                element[key] = pin["as"]
            else:
                element.pop(key, None)
        elif key == "ai_context":
            element[key] = _context(pin.get("as"), fresh.get(key))
        elif key == "custom_extensions":
            foreign = [item for item in pin.get("as", ()) if item["vendor_name"] != VENDOR]
            element[key] = [*foreign, *fresh.get(key, ())]
    return element


def _context(original: str | Data | None, fresh: Data | None) -> Data:
    kept = {"instructions": original} if isinstance(original, str) else dict(original or {})
    kept.pop("synonyms", None)
    return kept | (fresh or {})
