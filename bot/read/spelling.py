"""British and American spelling: one form for both, so that a question finds a name however its author spells.

Role: an English word in lower case and in the singular → the form words are compared in. A closed list of pairs, and
the verbs in -ise; words that are two things in either spelling (a meter, a check) stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PAIRS = (
    "cancelled canceled|cancelling canceling|cancellation cancelation|labelled labeled|labelling labeling|"
    "travelled traveled|travelling traveling|traveller traveler|modelled modeled|modelling modeling|"
    "fuelled fueled|fuelling fueling|levelled leveled|totalled totaled|labour labor|colour color|favour favor|"
    "favourable favorable|unfavourable unfavorable|favourite favorite|honour honor|neighbour neighbor|harbour harbor|"
    "neighbourhood neighborhood|behaviour behavior|endeavour endeavor|flavour flavor|rumour rumor|vapour vapor|"
    "centre center|theatre theater|fibre fiber|litre liter|kilometre kilometer|centimetre centimeter|"
    "programme program|catalogue catalog|dialogue dialog|licence license|defence defense|offence offense|grey gray|"
    "tyre tire|jewellery jewelry|aluminium aluminum|enrolment enrollment|instalment installment|"
    "fulfilment fulfillment|ageing aging|acknowledgement acknowledgment|judgement judgment|mould mold|plough plow|"
    "paediatric pediatric|paediatrics pediatrics|orthopaedic orthopedic|orthopaedics orthopedics|"
    "anaesthesia anesthesia|anaesthetic anesthetic|haematology hematology|gynaecology gynecology|oestrogen estrogen|"
    "artefact artifact|cosy cozy|sulphur sulfur|storey story|manoeuvre maneuver|analyse analyze|analysed analyzed|"
    "analysing analyzing|catalyse catalyze|paralyse paralyze|enquiry inquiry|despatch dispatch|despatched dispatched"
)
_FORM: dict[str, str] = {british: american for british, _, american in (p.partition(" ") for p in _PAIRS.split("|"))}
_VERBS = (
    "organ|real|util|recogn|capital|amort|annual|monet|optim|priorit|categor|item|summar|visual|normal|final|author|"
    "custom|minim|maxim|subsid|standard|penal|central|decentral|hospital|immun|digit|local|global|general|special|"
    "actual|equal|formal|modern|mobil|neutral|personal|privat|national|harmon|industrial|liberal|token|stabil|steril|"
    "synchron|initial|emphas|apolog|critic|character|computer|winter|weather|patron|scrutin|urban|revital|legal"
)
_ISE = re.compile(rf"((?:un|re|de|over|under|non)?(?:{_VERBS}))is(e|ed|ing|er|ation|able)")


@lru_cache(maxsize=50_000)
def one_spelling(word: str) -> str:
    """The American form of a word that is spelt in two ways; any other word as it is.

    >>> [one_spelling(w) for w in ("labour", "cancelled", "utilisation", "organised", "enterprise", "revenue")]
    ['labor', 'canceled', 'utilization', 'organized', 'enterprise', 'revenue']
    """
    known = _FORM.get(word)
    if known is not None:
        return known
    found = _ISE.fullmatch(word)
    return f"{found[1]}iz{found[2]}" if found else word
