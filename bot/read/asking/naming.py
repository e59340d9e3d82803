"""Names in a question: what is grouped by, measured and filtered, once order and conditions are read.

Role: passes of `interpret`; each gives a role to the pieces it explains and adds to the Intent. Nothing is chosen
between candidates here.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.read.asking.filters import Scene, numeric_fields
from bot.read.intent import FieldSaid, Intent, MetricSaid, Threshold, ValueSaid
from bot.read.lexicon import AGE_DATASET, DAYS_PAST_DUE, field_nouns
from bot.read.normal import is_han
from bot.read.pieces import Number, Piece
from bot.read.walk import before_of, is_joint, is_light, next_of, next_piece, piece_before, touches
from bot.read.wording.counted import is_party_noun
from bot.read.wording.verbs import datasets_of
from semantic_layer.metrics.reach import reaches
from semantic_layer.model import Dataset, FieldRef, FieldRole, SemanticModel

_FROM = frozenset({"from", "of", "for"})
_POSSESSIVE = frozenset({"名下", "名下的", "旗下", "旗下的"})
_WHICH = frozenset({"哪家", "哪一家", "哪个", "哪一个", "which one", "which"})
_AVERAGED = re.compile(r"[人户店车单件]均|平均|均价|均额")
_THINGS = frozenset("货品类款型档")
_WITHIN = frozenset({"里", "里面", "中", "内", "之中", "当中", "里头", "in", "within", "from", "at"})
_HOUSES = frozenset({"哪家", "哪一家"})
_MOST_HOUSES = 4
_HOUSE = (*"店铺厂院商户馆行所司企校", "客户", "供应商", "网点", "站点", "机构", "单位", "货主", "餐厅", "酒店")
_WHO = frozenset({"谁", "是谁", "谁的", "谁家", "who", "who is", "哪家", "哪一家"})
_GROUPABLE = frozenset({FieldRole.CATEGORY, FieldRole.NAME, FieldRole.FLAG, FieldRole.ID})


def group_fields(piece: Piece, model: SemanticModel) -> tuple[FieldRef, ...]:
    """The fields a word may group by: fields that are no numbers or dates, and the display field of an entity."""
    found: list[FieldRef] = []
    for ref in piece.fields():
        if ref.dataset == AGE_DATASET:
            found += [FieldRef(AGE_DATASET, "aging_bucket")] if ref.field == "aging_bucket" else []
        elif model.field(ref).role in _GROUPABLE:
            found.append(ref)
    for name in piece.datasets():
        dataset = model.datasets[name]
        if dataset.display:
            found.append(FieldRef(name, dataset.display))
    return tuple(dict.fromkeys(found))


def settle_kinds(intent: Intent, scene: Scene) -> None:
    """Where a word is both a metric and something else, keep what its neighbours call for."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        kinds = {link.kind for link in piece.links}
        if len(kinds) < 2:
            continue
        before, after = piece_before(pieces, place), next_piece(pieces, place)
        grouped = _calls_for_group(before) or _is_dimension(after)
        bounded_by = before is not None and before.role == "threshold"  # 准点率不到90%的网点, a kind and its members
        asked = "metric" not in kinds and (_asks_for_members(intent, piece) or (bounded_by and bool(piece.values())))
        if group_fields(piece, scene.model) and (grouped or asked):
            piece.links = tuple(link for link in piece.links if link.kind in {"field", "dataset"})
        elif "metric" in kinds and not _is_counted(before, after):
            rest = [other for other in pieces if other is not piece and other.role != "threshold"]
            others = any({link.kind for link in other.links} == {"metric"} for other in rest)
            joined = any(near is not None and _joins(near) for near in (before, after))
            by = any(other.is_word("operator", "each", "by") for other in pieces)
            rows = (intent.detail or intent.latest is not None) and "dataset" in kinds and not by
            bounded = any(set(one.metrics) & set(piece.metrics()) for one in intent.thresholds)
            again = any(one.text == piece.text and one.metrics() for one in pieces[:place])  # 费用占总费用的比例
            keep_metric = (not others or joined or bounded or again) and not rows  # what a bound is on, is measured
            piece.aside = tuple(link for link in piece.links if (link.kind == "metric") != keep_metric)
            piece.links = tuple(link for link in piece.links if (link.kind == "metric") == keep_metric)


def _joins(piece: Piece) -> bool:
    """A list goes on, or two measures are set against each other: "spend and budget", "spend vs budget"."""
    return is_joint(piece) or (piece.is_word("compare", "versus") and not piece.links)


def _calls_for_group(piece: Piece | None) -> bool:
    return piece is not None and (piece.is_word("operator", "each", "by") or piece.role == "which")


def _asks_for_members(intent: Intent, piece: Piece) -> bool:
    """Whether a word that is both a field and a value of one ("departments", a level) means the field."""
    plural = piece.text.isascii() and piece.text.casefold().endswith("s")
    return bool(piece.values()) and (plural or intent.ranked or bool(intent.which))


def _is_dimension(piece: Piece | None) -> bool:
    return piece is not None and piece.is_word("operator", "dimension")


def _is_counted(before: Piece | None, after: Piece | None) -> bool:
    return any(piece is not None and piece.is_word("calc", "count") for piece in (before, after))


def read_groups(intent: Intent, scene: Scene) -> None:
    """各部门, 按大区和产品线, "by region and product line", and what is ranked or asked with which."""
    pieces = intent.pieces
    listing = False
    for place, piece in enumerate(pieces):
        if piece.role and piece.role != "sign":
            listing = False
            continue
        if is_joint(piece) or is_light(piece):
            continue
        before = piece_before(pieces, place)
        marked = _calls_for_group(before) or _is_dimension(next_piece(pieces, place))
        fields = group_fields(piece, scene.model)
        if fields and not piece.metrics() and not piece.values() and (marked or listing):
            _add_group(intent, piece, fields, each=True)
            listing = True
        else:
            listing = False


def _add_group(intent: Intent, piece: Piece, fields: tuple[FieldRef, ...], each: bool) -> None:
    dataset = piece.datasets()[0] if piece.datasets() else ""
    plural = piece.text.isascii() and piece.text.casefold().endswith("s")
    intent.groups.append(FieldSaid(piece.text, fields, piece, each, dataset, plural))
    piece.role = "group"


def _is_made_of(metric: str, part: str, model: SemanticModel) -> bool:
    return part in re.findall(r"\w+", model.metrics[metric].expression)


def _absorb_operands(intent: Intent, scene: Scene) -> None:
    """目标完成率: the plan before the rate that divides by it is part of its name."""
    for one in list(intent.metrics):
        for other in intent.metrics:
            touching = one.piece.end == other.piece.start
            if touching and all(_is_made_of(m, part, scene.model) for m in other.names for part in one.names):
                intent.metrics.remove(one)
                one.piece.role = "noun"
                break


def read_metrics(intent: Intent, scene: Scene) -> None:
    """Every metric named and not taken by a condition."""
    for piece in intent.pieces:
        if not piece.role and piece.metrics():
            intent.metrics.append(MetricSaid(piece.text, piece.metrics(), piece))
            piece.role = "metric"
    _absorb_operands(intent, scene)


def read_owed(intent: Intent, scene: Scene) -> None:
    """谁欠我们最多, "who owes us most": as of now, by the party that the documents are addressed to."""
    if not any(piece.verb in {"receivable", "payable"} for piece in intent.pieces):
        return
    intent.now = intent.now or not intent.periods
    _ask_how_much(intent)
    if not (intent.which or intent.ranked or intent.thresholds):
        _drop_subject(intent)
    _ask_of_parties(intent, scene)


def _ask_how_much(intent: Intent) -> None:
    """What do clients owe us: how much, and no list of them."""
    for place, piece in enumerate(intent.pieces):
        if piece.role == "which" and piece.text.casefold() == "what" and not intent.ranked:
            piece.role, intent.which = "filler", ""
            after = next_piece(intent.pieces, place)
            for said in intent.groups:
                said.each = said.each and said.piece is not after


def read_whose(intent: Intent, scene: Scene) -> None:
    """谁的逾期应收最多: of the party that the open documents are addressed to. 谁的收入最高 may be a product."""
    names = {name for said in intent.metrics for name in said.names}
    documents = bool(names) and all(scene.model.metrics[name].open_items for name in names)
    if intent.ranked and documents and not (intent.grain or intent.when or intent.detail):
        _ask_of_parties(intent, scene)


def _ask_of_parties(intent: Intent, scene: Scene) -> None:
    asked = [piece for piece in intent.pieces if piece.role == "which" and piece.text.casefold() in _WHO]
    asked += [piece for piece in intent.pieces if piece.verb and is_party_noun(piece)]
    names = {name for said in intent.metrics for name in said.names}
    documents = {dataset for name in names for dataset in datasets_of(name, scene.model)}
    if not asked or intent.groups or intent.values or len(documents) != 1:
        return
    links = [link for link in scene.model.relationships if link.from_dataset in documents and not link.role]
    parties = dict.fromkeys(link.to_dataset for link in links if _is_party(link.to_dataset, scene.model))
    refs = tuple(FieldRef(name, scene.model.datasets[name].display) for name in parties)
    refs = tuple(ref for ref in refs if scene.model.field(ref).role is FieldRole.NAME) or refs  # a plan owes nothing
    if refs:
        intent.groups.append(FieldSaid(asked[0].text, refs, asked[0], dataset=refs[0].dataset))


def read_which(intent: Intent, scene: Scene) -> None:
    """直营店里最高的是哪家: which of those that the value describes, where no noun says of what."""
    asked = [piece for piece in intent.pieces if piece.role == "which" and piece.text.casefold() in _WHICH]
    if not asked or not (intent.ranked and intent.metrics) or intent.groups or intent.grain or intent.when:
        return
    refs = {ref for said in intent.values if not said.negated for ref, _ in said.targets}
    owners = {ref.dataset for ref in refs}
    if not intent.values and asked[0].text in _HOUSES:
        _ask_of_houses(intent, asked[0], scene.model)
    if len(owners) != 1 or any(ref.role for ref in refs) or _is_asked_of_those(intent, asked[0]):
        return
    owner = owners.pop()
    if owner in scene.model.datasets and _is_party(owner, scene.model):
        display = FieldRef(owner, scene.model.datasets[owner].display)
        if display not in refs:
            intent.groups.append(FieldSaid(asked[0].text, (display,), asked[0], dataset=owner))


def _ask_of_houses(intent: Intent, asked: Piece, model: SemanticModel) -> None:
    """收入最高的是哪家: a shop, a company, whatever of such a kind the measure is told by; several are asked."""
    names = {name for said in intent.metrics for name in said.names}
    refs = tuple(
        ref
        for dataset in model.datasets.values()
        if dataset.display and _is_party(dataset.name, model) and _is_house(dataset)
        for ref in [FieldRef(dataset.name, dataset.display)]
        if all(reaches(model, name, ref) for name in names)
    )
    if 0 < len(refs) <= _MOST_HOUSES:
        intent.groups.append(FieldSaid(asked.text, refs, asked, dataset=refs[0].dataset if len(refs) == 1 else ""))


def _is_house(dataset: Dataset) -> bool:
    """Whether 家 is what its members are counted in."""
    return any(word.endswith(_HOUSE) for word in (dataset.label.zh, *dataset.synonyms))


def _is_asked_of_those(intent: Intent, asked: Piece) -> bool:
    """甲和乙哪个高: which of the two named; 直营店和加盟店里哪家高 is which of their members."""
    pieces = intent.pieces
    named = [said.piece for said in intent.values if not said.negated and len(intent.values) > 1]
    if not named:
        return False
    last = max(place for place, piece in enumerate(pieces) if any(piece is one for one in named))
    within = last + 1 < len(pieces) and pieces[last + 1].text.casefold() in _WITHIN
    return not within and not (asked.text.isascii() and asked.end <= named[0].start and _stands_in(pieces, named[0]))


def _stands_in(pieces: list[Piece], named: Piece) -> bool:
    """ "Which in East and South …": of their members; "which of East and South" is of the two."""
    place = next(place for place, piece in enumerate(pieces) if piece is named)
    return place > 0 and pieces[place - 1].text.casefold() in _WITHIN


def _drop_subject(intent: Intent) -> None:
    """客户还欠我们多少, 平台欠多少: who owes is the subject, and asks for no list of them."""
    for said in list(intent.groups):
        if not said.each and intent.metrics and said.piece.end <= intent.metrics[0].piece.start:
            intent.groups.remove(said)
            said.piece.role = "noun"


def _is_party(dataset: str, model: SemanticModel) -> bool:
    """Whether the rows are members with a name, rather than documents or versions of members."""
    declared = model.datasets[dataset]
    role = declared.fields[declared.display].role if declared.display and not declared.valid_from else None
    return role is FieldRole.NAME or (role is FieldRole.CATEGORY and not declared.time_field)


def read_values(intent: Intent, scene: Scene) -> None:
    """Values as filters; the noun of their field beside them is part of them."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        if piece.role == "negated":
            _absorb_noun(intent, place, piece.values(), scene)
            continue
        if piece.role or not piece.values():
            continue
        fields = group_fields(piece, scene.model)
        if fields and not piece.metrics() and any(ref not in fields for ref, _ in piece.values()):
            pass  # both a value and a field's name: the planner sees both
        intent.values.append(ValueSaid(piece.text, _in_its_role(intent, place), piece))
        piece.role = "value"
        _group_by_kind(intent, place, scene.model)
        _absorb_noun(intent, place, piece.values(), scene)


def _in_its_role(intent: Intent, place: int) -> tuple[tuple[FieldRef, str], ...]:
    """目的地是甲: the word for a role before the value says which of its dataset's roles is meant."""
    targets = intent.pieces[place].values()
    before = before_of(intent.pieces, place, _is_copula)
    piece = intent.pieces[before] if before is not None else None
    if piece is None or piece.role or piece.metrics():
        return targets
    roles = {ref.role: ref.dataset for ref in piece.fields() if ref.role}
    if len(roles) != 1 or any(not ref.role for ref in piece.fields()):
        return targets
    (role, dataset), *_ = roles.items()
    mine = tuple(
        (FieldRef(ref.dataset, ref.field, role), value)
        for ref, value in targets
        if ref.dataset == dataset and ref.role in ("", role)
    )
    if mine:
        piece.role = "noun"
    return mine or targets


def _is_copula(piece: Piece) -> bool:
    return is_light(piece) or (not piece.links and piece.text in {"地", "是", "为", "在"})


def _group_by_kind(intent: Intent, place: int, model: SemanticModel) -> None:
    """各分店 where 分店 is a kind of site: each site of that kind. A kind within a tree, a member, or one of a list of
    values is no such thing; then the word of grouping stays unexplained, or tells the values apart."""
    pieces = intent.pieces
    piece = pieces[place]
    before = piece_before(pieces, place)
    if before is None or before.role or not before.is_word("operator", "each", "by"):
        return
    following = next((p for p in pieces[place + 1 :] if not (is_light(p) and not is_joint(p))), None)
    if following is not None and is_joint(following):
        after = next_piece(pieces, pieces.index(following))
        if after is not None and {ref for ref, _ in after.values()} & {ref for ref, _ in piece.values()}:
            return
    owners = {ref.dataset for ref, _ in piece.values()}
    dataset = model.datasets.get(next(iter(owners))) if len(owners) == 1 else None
    if dataset is None or dataset.trees or dataset.time_field or not dataset.display:
        return
    display = FieldRef(dataset.name, dataset.display)
    if any(ref == display or ref.role for ref, _ in piece.values()):
        return
    intent.groups.append(FieldSaid(piece.text, (display,), piece, True, dataset.name))
    before.role = "group"


def _absorb_noun(intent: Intent, place: int, targets: tuple[tuple[FieldRef, str], ...], scene: Scene) -> None:
    """ "North" + "zone": a word for the value's own field, or the last character of one, right beside it."""
    pieces = intent.pieces
    piece = pieces[place]
    said = piece_before(pieces, place)
    if said is not None and not said.role and not said.links and not said.words:
        named = {ref for ref, _ in targets if _ends_name(said.text, ref, scene.model)}
        if named:  # 状态为作废, "of type refund"
            said.role, said.known = "noun", True
            _narrow(intent, piece, tuple(item for item in targets if item[0] in named))
            return
    for near in (pieces[place + 1] if place + 1 < len(pieces) else None, pieces[place - 1] if place else None):
        if near is not None and near.text in _POSSESSIVE and near.start == piece.end and place + 2 < len(pieces):
            whose = pieces[place + 2]  # 周某名下客户: the clients are his, and no list of them is asked for
            if not whose.role and _is_entity(whose, {ref for ref, _ in targets}, intent):
                whose.role = "noun"
                return
        if near is None or (near.role and near.role != "sign"):
            continue
        left, right = (piece, near) if near.start > piece.start else (near, piece)
        if not touches(left, right, scene.question):
            continue
        owners = {ref for ref, _ in targets}
        if near.start > piece.start and _is_entity(near, owners, intent):
            near.role = "noun"
            same = tuple(item for item in targets if item[0].dataset in near.datasets())
            _narrow(intent, piece, same or targets)
            return
        if set(near.fields()) & owners or set(group_fields(near, scene.model)) & owners:
            near.role = "noun"
            narrowed = tuple(
                item for item in targets if item[0] in (set(near.fields()) | set(group_fields(near, scene.model)))
            )
            _narrow(intent, piece, narrowed)
            return
        if near.start > piece.start and not near.links:
            ending = {ref for ref in owners if _is_word_for(near.text, ref, scene.model)}
            if ending:
                near.role, near.known = "noun", True
                _narrow(intent, piece, tuple(item for item in targets if item[0] in ending))
                return


def _is_entity(near: Piece, owners: set[FieldRef], intent: Intent) -> bool:
    """电商客户, "manufacturing clients": the entity that the value is a kind of; a grouping only where members are
    ranked, listed or asked for."""
    asked = intent.ranked or intent.thresholds or intent.which or intent.detail or intent.counted or intent.without
    asked = asked or any(one.text.casefold() == "each" and one.start > near.end for one in intent.pieces)
    kind_of = near.text.isascii() or any(owner.dataset in near.datasets() for owner in owners)
    return not asked and not near.metrics() and bool(near.datasets()) and kind_of


def _is_word_for(text: str, ref: FieldRef, model: SemanticModel) -> bool:
    """级 of 等级, 责任 of 责任方; 货 and 品 behind any category: 冷冻货."""
    if len(text) == 1:
        category = ref.dataset in model.datasets and model.field(ref).role is FieldRole.CATEGORY
        return ends_noun(text, ref, model) or (text in _THINGS and category)
    if ref.dataset == AGE_DATASET or not all(is_han(char) for char in text):
        return False
    return any(noun.startswith(text) and len(noun) == len(text) + 1 for noun in field_nouns(model.field(ref)))


def _ends_name(text: str, ref: FieldRef, model: SemanticModel) -> bool:
    """状态 of 发票状态, "type" of "Receipt type": the last word of a name of the field."""
    if ref.dataset not in model.datasets or len(text) < 2:
        return False
    ending = text.casefold() if is_han(text[0]) else f" {text.casefold()}"
    return any(noun.casefold().endswith(ending) and noun.casefold() != ending for noun in field_nouns(model.field(ref)))


def ends_noun(char: str, ref: FieldRef, model: SemanticModel) -> bool:
    """Whether a word for the field ends in this character: 级 of 等级."""
    return ref.dataset != AGE_DATASET and any(noun.endswith(char) for noun in field_nouns(model.field(ref)))


def _narrow(intent: Intent, piece: Piece, targets: tuple[tuple[FieldRef, str], ...]) -> None:
    """The noun beside a value says which field it is of."""
    for said in intent.values:
        if said.piece is piece and targets:
            said.targets = targets


def read_own_nouns(intent: Intent, scene: Scene) -> None:
    """ "Freight of shipments": the noun of the rows that every metric counts asks for no grouping by each of them."""
    model = scene.model
    bases = [datasets_of(name, model) for said in intent.metrics for name in said.names]
    if intent.ranked or intent.detail or intent.which or intent.counted or not bases:
        return
    for said in list(intent.groups):
        if intent.together and not said.each and not intent.thresholds and not intent.share:
            intent.groups.remove(said)  # 门店营业额一共多少: the total is asked for, not the list
            said.piece.role = "noun"
            continue
        if said.dataset and not said.each and not intent.thresholds and _is_averaged(intent, said):
            intent.groups.remove(said)  # 司机人均工资: the drivers are those it is an average of
            said.piece.role = "noun"
            continue
        fact = said.dataset and bool(model.datasets[said.dataset].time_field)
        if fact and not said.each and all(said.dataset in base for base in bases) and not intent.thresholds:
            intent.groups.remove(said)
            said.piece.role = "noun"


def _is_averaged(intent: Intent, said: FieldSaid) -> bool:
    """Whether a Chinese noun stands right before a measure that is called an average."""
    following = next((one.piece for one in intent.metrics if one.piece.start == said.piece.end), None)
    return following is not None and bool(_AVERAGED.search(following.text))


def _is_owner_of_value(intent: Intent, place: int) -> bool:
    """ "Revenue from accounts in Canada", "sites outside Canada": the noun is what the value behind it describes, not a
    wish for a list."""
    pieces = intent.pieces
    piece = pieces[place]
    asked = intent.ranked or intent.which or intent.thresholds or intent.detail or intent.counted or intent.share
    if not (asked or intent.versus) and intent.metrics and _is_left_out_of(piece, pieces[place + 1 :]):
        return True
    leads = place > 0 and pieces[place - 1].text.casefold() in _FROM
    after = next_of(pieces, place)
    while after is not None and pieces[after].role == "noun":
        after = next_of(pieces, after)
    if asked or not leads or after is None or pieces[after].role != "value" or not piece.datasets():
        return False
    between = pieces[place + 1 : after]
    joined = any(is_joint(one) for one in between)
    return not joined and any(ref.dataset in piece.datasets() for ref, _ in pieces[after].values())


def _is_left_out_of(piece: Piece, following: list[Piece]) -> bool:
    """A word of leaving out and a value of the entity stand right behind the noun."""
    rest = [one for one in following if not is_light(one)][:2]
    leaves_out = [one.role for one in rest] == ["negation", "negated"]
    return leaves_out and any(ref.dataset in piece.datasets() for ref, _ in rest[1].values())


def read_bare_names(intent: Intent, scene: Scene) -> None:
    """Fields and entities left: rows to be listed, else a grouping."""
    for place, piece in enumerate(intent.pieces):
        if piece.role or not (piece.fields() or piece.datasets()):
            continue
        if intent.detail and piece.datasets() and not intent.metrics:
            intent.anchors.append(FieldSaid(piece.text, piece.fields(), piece, dataset=piece.datasets()[0]))
            piece.role = "anchor"
            continue
        fields = group_fields(piece, scene.model)
        if piece.fields() == (DAYS_PAST_DUE,):
            intent.thresholds.append(Threshold(">", Number(Decimal(0), "days"), fields=piece.fields(), word=piece.text))
            piece.role = "threshold"  # a bare "overdue": at least one day
        elif fields and _is_owner_of_value(intent, place):
            piece.role = "noun"
        elif fields:
            _add_group(intent, piece, fields, each=False)
        elif numeric_fields(piece, scene.model):
            intent.numbers.append(FieldSaid(piece.text, numeric_fields(piece, scene.model), piece))
            piece.role = "number"
        elif piece.datasets():
            intent.anchors.append(FieldSaid(piece.text, piece.fields(), piece, dataset=piece.datasets()[0]))
            piece.role = "anchor"
        elif intent.detail or place:
            intent.anchors.append(FieldSaid(piece.text, piece.fields(), piece))
            piece.role = "column"
