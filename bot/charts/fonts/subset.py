"""Make the fonts that the project ships: a subset of Noto Sans CJK SC, under a name of its own.

Role: run by hand when the set of characters changes (README.md beside this file says how); never at run time.
Kept: GB2312, Latin letters with accents, Greek, punctuation, arrows, shapes, currency signs, full-width forms.
The family is renamed so that a font of the same name on the machine never stands in for ours.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "AskFin Sans"
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin-1 and Latin Extended-A
    (0x391, 0x3C9),  # Greek
    (0x2010, 0x2027),  # dashes, quotes, ellipsis
    (0x2030, 0x2033),
    (0x20A0, 0x20BF),  # currency signs
    (0x2100, 0x214F),
    (0x2150, 0x218F),  # Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2460, 0x24FF),  # numbers in circles
    (0x25A0, 0x25FF),  # shapes
    (0x2600, 0x2613),
    (0x3000, 0x301F),  # CJK punctuation
    (0x3200, 0x32FF),
    (0xFF00, 0xFFEF),  # full-width forms
)


def characters() -> set[int]:
    """The code points kept: the ranges above and every character of GB2312."""
    kept = {point for first, last in RANGES for point in range(first, last + 1)}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            decoded = bytes([high, low]).decode("gb2312", errors="ignore")
            kept.update(ord(character) for character in decoded)
    return kept


def make(collection: Path, weight: str, target: Path) -> None:
    """Write one weight to `target`."""
    fonts = TTCollection(str(collection), lazy=True).fonts
    font: TTFont = next(f for f in fonts if f["name"].getDebugName(1).startswith("Noto Sans CJK SC"))
    options = subset.Options()
    options.hinting = False
    options.desubroutinize = False
    options.layout_features = ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    rename(font, weight)
    font.save(str(target))


def rename(font: TTFont, weight: str) -> None:
    """Give the font our family name in every record that carries one."""
    plain = FAMILY.replace(" ", "")
    names = {1: FAMILY, 2: weight, 3: f"{plain}-{weight}", 4: f"{FAMILY} {weight}", 6: f"{plain}-{weight}"}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID not in (16, 17)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    table.names = [record for record in table.names if record.langID == 0x409 and record.platformID == 3]
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        top = cff.topDictIndex[0]
        top.FamilyName, top.FullName, top.Weight = FAMILY, names[4], weight


def advances_of(font: TTFont) -> dict[int, float]:
    """The advance of every character, in ems."""
    metrics, units = font["hmtx"].metrics, font["head"].unitsPerEm  # type: ignore[attr-defined]
    return {point: metrics[glyph][0] / units for point, glyph in (font.getBestCmap() or {}).items()}


def packed(advances: dict[int, float]) -> dict[str, Any]:
    """The advances: one string of all full-width characters, and the others by code point."""
    full = "".join(chr(point) for point, advance in sorted(advances.items()) if advance == 1.0)
    other = {str(point): advance for point, advance in sorted(advances.items()) if advance != 1.0}
    return {"full": full, "other": other}


def write_advances(here: Path) -> None:
    """Write `advances.json` from the shipped fonts."""
    weights = {weight.lower(): TTFont(here / f"AskFinSans-{weight}.otf", lazy=True) for weight in ("Regular", "Bold")}
    tables = {name: packed(advances_of(font)) for name, font in weights.items()}
    (here / "advances.json").write_text(
        json.dumps(tables, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8"
    )


def main(folder: str) -> None:
    here = Path(__file__).parent
    for weight in ("Regular", "Bold"):
        make(Path(folder) / f"NotoSansCJK-{weight}.ttc", weight, here / f"AskFinSans-{weight}.otf")
    write_advances(here)


if __name__ == "__main__":
    main(sys.argv[1])
