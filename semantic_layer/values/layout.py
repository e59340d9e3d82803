"""The layout of the index file, known to its writer and its reader.

Role: constants. VERSION changes with the tables or with what stands in them; an index of another is built again.
"""

from __future__ import annotations

VERSION = "2"
EXACT, ALIAS, SHORT = 0, 1, 2  # keys.source
FULL, INITIALS = 0, 1  # sounds.kind
