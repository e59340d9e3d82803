"""English names taken apart by the question: "how much cash did we collect" of Cash collected, "customers were added".

Role: tokens → stretches with links. What was done stands at the end of a question, or behind "was" and "were"; put
together again, noun and participle are the name of a metric.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import Token
from bot.read.segment import Given

_BE = frozenset({"was", "were", "is", "are", "been", "got"})
_DO = frozenset({"did", "do", "does", "have", "has", "had"})
_WHO = frozenset({"we", "you", "they", "i"})
_MOST = 3  # tokens of the noun
_FORMS = {
    "pay": "paid", "sell": "sold", "send": "sent", "spend": "spent", "buy": "bought", "make": "made", "win": "won",
    "lose": "lost", "write": "written", "take": "taken", "give": "given", "get": "received", "build": "built",
    "drive": "driven", "fly": "flown", "hold": "held", "keep": "kept", "lend": "lent",
}  # fmt: skip


def asked_deeds(tokens: Sequence[Token], lexicon: Lexicon) -> list[Given]:
    """The metrics named by a noun, the words of a question, and what was done."""
    norms = [token.norm for token in tokens]
    found: list[Given] = []
    for place, norm in enumerate(norms):
        done = place + 1
        if norm in _DO and norms[done : done + 1] and norms[done] in _WHO:
            done += 1
        elif norm not in _BE or not _is_participle("".join(norms[done : done + 1])):
            continue  # tickets were void: which of them, and no deed
        if not place or done >= len(norms):
            continue
        for size in range(min(_MOST, place), 0, -1):
            links = _named(norms[place - size : place], norms[done], lexicon)
            if links:
                found.append(Given(tokens[place - size].start, tokens[done].end, links))
                break
    return found


def _is_participle(word: str) -> bool:
    return word.endswith(("ed", "en")) or word in _FORMS.values()


def _named(noun: Sequence[str], deed: str, lexicon: Lexicon) -> tuple[Link, ...]:
    """Metrics called so, whichever of the two comes first."""
    found: dict[str, Link] = {}
    for form in {deed, f"{deed}ed", f"{deed}d", f"{deed}{deed[-1:]}ed", f"{deed[:-1]}ied", _FORMS.get(deed, deed)}:
        for key in ((*noun, form), (form, *noun)):
            for link in lexicon.find(key):
                if link.kind == "metric":
                    found.setdefault(str(link.target), Link("metric", link.target, "alias", 0.9, link.term))
    return tuple(found.values())
