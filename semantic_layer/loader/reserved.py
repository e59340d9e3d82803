"""Names a model may give: identifiers that semantic SQL can write without quotes."""

from __future__ import annotations

import re

# Words that cannot stand as a bare name in the SQL we parse and generate.
_WORDS = """
    all and any as asc between both by case cast check collate column constraint create cross current_date
    current_time current_timestamp default delete desc distinct drop else end except exists false fetch filter for
    foreign from full group having in inner insert intersect interval into is join lateral left like limit natural not
    null offset on or order outer over pivot primary qualify references right select set some table then to true union
    unique unpivot update using values when where window with
"""
RESERVED = frozenset(_WORDS.split())
AXIS = "period"  # the shared time axis of semantic SQL
OPEN_ITEMS = "open_items"  # qualifies the age fields of open-item metrics
AGE_FIELDS = ("days_past_due", "aging_bucket")


def name_fault(name: str) -> str:
    """Why `name` cannot be used; "" if it can.

    >>> name_fault("net_amount"), name_fault("order")
    ('', "'order' is a word of SQL; give another name and keep the column in `expression` or `source`")
    """
    if not name.isidentifier():
        return f"{name!r} is no plain name; use letters, digits and _, not beginning with a digit"
    if name.lower() in RESERVED:
        return f"{name!r} is a word of SQL; give another name and keep the column in `expression` or `source`"
    return ""


def usable_name(text: str, taken: set[str]) -> str:
    """A name semantic SQL can write: the text itself where it can, else its letters and digits."""
    base = re.sub(r"\W+", "_", text.strip()).strip("_")
    base = base.lower() if base.isascii() else base
    if not base or base[0].isdigit():
        base = f"t_{base}" if base else "t"
    if name_fault(base):
        base = f"{base}_"
    name, number = base, 2
    while name.lower() in taken:
        name, number = f"{base}_{number}", number + 1
    taken.add(name.lower())
    return name
