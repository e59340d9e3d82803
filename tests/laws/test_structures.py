"""Trees, currencies and versions of dimensions against loops in Python: rules 22, 33 and 34 over drawn rows.

Role: a second small company beside the one of the reference. Every expected number is worked out row by row here, with
nothing of the layer but the answer it is held against.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from semantic_layer.model import Conversion, OpenItems, Relationship, Tree
from tests.laws.running import plain, same_cell, written
from tests.soundness.tiny import Books, Table, books, link, metric, table

LAW = settings(
    max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.filter_too_much]
)
Row = dict[str, Any]
FIRST, LAST = date(2024, 1, 1), date(2024, 6, 30)
DAYS = [date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 15), date(2024, 3, 31),
        date(2024, 5, 1), date(2024, 6, 30)]  # fmt: skip
MONTHS = [(date(2024, n, 1), date(2024, n, last)) for n, last in ((1, 31), (2, 29), (3, 31), (4, 30), (5, 31), (6, 30))]
CONVERT = Conversion("currency", "rates", "code", "rate", "day", "kind")
OPEN = OpenItems("bills", "amount", "due", "paid", "amount", "day")
COLUMNS = {
    "nodes": "id:id parent:id name:name sign:int weight:int",
    "people": "person:id region:text since:date until:date",
    "rates": "code:text day:date kind:text rate:int",
    "facts": "node:id person:id day:date currency:text amount:amount",
    "levels": "node:id person:id day:date currency:text level:balance",
    "bills": "id:id person:id day:date due:date currency:text amount:amount",
    "paid": "bill:id day:date amount:amount",
}


def _converted(made: Table, field: str) -> Table:
    fields = dict(made.dataset.fields)
    money = replace(fields[field], name="money", expression=field, convert=CONVERT)
    return replace(made, dataset=replace(made.dataset, fields={**fields, "money": money}))


def _company() -> Books:
    trees = (
        Tree("plain", "id", "parent", "name"),
        Tree("signed", "id", "parent", "name", sign="sign", weight="weight"),
    )
    timed: dict[str, Any] = {"time": "day", "loaded_through": LAST}
    made = [
        table("nodes", COLUMNS["nodes"], key="id", trees=trees),
        table("people", COLUMNS["people"], key="person since", valid_from="since", valid_to="until"),
        table("rates", COLUMNS["rates"]),
        _converted(table("facts", COLUMNS["facts"], **timed), "amount"),
        _converted(table("levels", COLUMNS["levels"], **timed), "level"),
        _converted(table("bills", COLUMNS["bills"], key="id", **timed), "amount"),
        table("paid", COLUMNS["paid"], **timed),
    ]
    versions: list[Relationship] = [
        link(f"{name}.person", "people.person", history="as_was") for name in ("facts", "levels", "bills")
    ]
    links = [link("facts.node", "nodes.id"), link("levels.node", "nodes.id"), link("paid.bill", "bills.id"), *versions]
    items = replace(OPEN, amount="money")
    return books(
        made,
        links,
        [
            metric("total", "SUM(facts.amount)"),
            metric("lines", "COUNT(facts)"),
            metric("level", "SUM(levels.level)", "balance"),
            metric("position", "SUM(facts.amount)", "balance", from_inception=True),
            metric("money", "SUM(facts.money)"),
            metric("money_held", "SUM(levels.money)", "balance"),
            metric("money_seat", "SUM(facts.money)", "balance", from_inception=True),
            metric("open", "SUM(bills.amount)", "balance", open_items=OPEN),
            metric("money_open", "SUM(bills.money)", "balance", open_items=items),
        ],
    )


FIRM = _company()


def fill(rows: dict[str, list[Row]]) -> None:
    for name in COLUMNS:
        FIRM.connection.execute(f"TRUNCATE {name}")
        if rows[name]:
            FIRM.connection.execute(written(name, rows[name]))


@st.composite
def drawn(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Rows of everything; keys may be NULL or point nowhere, nodes hang on nodes before them."""
    pick = st.sampled_from

    def some(most: int, **columns: st.SearchStrategy) -> list[Row]:
        return draw(st.lists(st.fixed_dictionaries(columns), max_size=most))

    node, person, day = pick([1, 2, 3, 4, None, 9]), pick([1, 2, None, 9]), pick([*DAYS, None])
    amount, code = pick([None, 1, 5, -3, 10]), pick(["CNY", "CNY", "USD", "EUR", None])
    nodes = [
        {"id": n, "parent": draw(pick([None, *range(1, n)])), "name": f"n{n}", "sign": draw(pick([1, -1, None])),
         "weight": draw(pick([1, 2, None]))}
        for n in range(1, 5)
    ]  # fmt: skip
    people: list[Row] = []
    for who in (1, 2):
        starts = sorted(draw(st.sets(pick([date(2023, 1, 1), date(2024, 2, 1), date(2024, 3, 31)]), max_size=3)))
        for n, since in enumerate(starts):
            until = draw(pick([None, None, date(2024, 3, 15)])) if n == len(starts) - 1 and since < DAYS[4] else None
            people.append({"person": who, "region": draw(pick(["East", "West"])), "since": since, "until": until})
    rates = [
        {"code": code_, "day": day_, "kind": kind, "rate": draw(pick([2, 3, 7]))}
        for code_ in ("USD", "EUR") for first, last in MONTHS for kind, day_ in (("average", first), ("closing", last))
        if draw(pick([True, True, True, code_ == "USD"]))
    ]  # fmt: skip
    return {
        "nodes": nodes,
        "people": people,
        "rates": rates,
        "facts": some(8, node=node, person=person, day=day, currency=code, amount=amount),
        "levels": some(8, node=node, person=person, day=pick([DAYS[1], DAYS[3], DAYS[5], None]), currency=code,
                       level=amount),
        "bills": [{"id": n, "person": draw(person), "day": draw(day), "due": draw(day), "currency": draw(code),
                   "amount": draw(amount)} for n in range(1, 4)],
        "paid": some(5, bill=pick([1, 2, 3, None]), day=day, amount=amount),
    }  # fmt: skip


def answers(sql: str, rows: dict[str, list[Row]]) -> dict[tuple[Any, ...], Any]:
    """The rows of a question, by its keys."""
    note(sql)
    fill(rows)
    found = FIRM.connection.execute(FIRM.compiled(sql).sql).fetchall()
    keyed = {tuple(row[:-1]): row[-1] for row in found}
    assert len(keyed) == len(found), "a group stands twice"
    return keyed


def summed(values: list[Any]) -> Any:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def agree(found: dict[tuple[Any, ...], Any], wanted: dict[tuple[Any, ...], Any]) -> None:
    assert set(found) == set(wanted), f"\nfound  {found}\nwanted {wanted}"
    assert all(same_cell(plain(found[key]), plain(wanted[key])) for key in wanted), f"\nfound  {found}\nwanted {wanted}"


def grouped(rows: list[tuple[Any, Any]]) -> dict[tuple[Any, ...], Any]:
    keys = dict.fromkeys(key for key, _ in rows)
    return {(key,): summed([value for other, value in rows if other == key]) for key in keys}


# ---- what is counted


def as_of(rows: list[Row], start: date | None, end: date) -> list[Row]:
    """The rows of the last snapshot in a range."""
    inside = [row for row in rows if row["day"] and (start is None or start <= row["day"]) and row["day"] <= end]
    last = max((row["day"] for row in inside), default=None)
    return [row for row in inside if row["day"] == last]


def counted(name: str, rows: dict[str, list[Row]], start: date, end: date) -> list[tuple[Row, Any, date]]:
    """(row, amount in its own currency, the date its rate and its person's version are of) behind a metric."""
    if name in ("total", "money"):
        return [(r, r["amount"], r["day"]) for r in rows["facts"] if r["day"] and start <= r["day"] <= end]
    if name in ("position", "money_seat"):
        return [(r, r["amount"], end) for r in rows["facts"] if r["day"] and r["day"] <= end]
    if name in ("level", "money_held"):
        return [(r, r["level"], r["day"]) for r in as_of(rows["levels"], start, end)]
    found = []
    for bill in rows["bills"]:
        paid = [p["amount"] for p in rows["paid"] if p["bill"] == bill["id"] and p["day"] and p["day"] <= end]
        left = None if bill["amount"] is None else bill["amount"] - (summed(paid) or 0)
        if bill["day"] and bill["day"] <= end and left:
            found.append((bill, left, end))
    return found


def region(rows: dict[str, list[Row]], person: Any, day: date) -> Any:
    """The region of a person as it was."""
    mine = sorted((p for p in rows["people"] if p["person"] == person), key=lambda p: p["since"])
    for n, version in enumerate(mine):
        following = mine[n + 1]["since"] if n + 1 < len(mine) else None
        inside = version["since"] <= day and (following is None or day < following)
        if inside and (version["until"] is None or day <= version["until"]):
            return version["region"]
    return None


def factor(rows: dict[str, list[Row]], code: Any, day: date, is_flow: bool) -> Any:
    """The rate of a row into the model's currency; None = missing."""
    if code == "CNY":
        return 1
    kind = "average" if is_flow else "closing"
    same = [r for r in rows["rates"] if r["code"] == code and r["kind"] == kind
            and (r["day"].year, r["day"].month) == (day.year, day.month)]  # fmt: skip
    if is_flow:
        return sum(r["rate"] for r in same) / len(same) if same else None
    before = [r for r in same if r["day"] <= day]
    return max(before, key=lambda r: r["day"])["rate"] if before else None


def ancestors(rows: dict[str, list[Row]], node: Any) -> list[tuple[Row, int]]:
    """A node and those above it, each with the product of signs and weights on the way up to it."""
    by_id = {n["id"]: n for n in rows["nodes"]}
    found: list[tuple[Row, int]] = []
    product, at = 1, by_id.get(node)
    while at is not None:
        found.append((at, product))
        product *= (1 if at["sign"] is None else at["sign"]) * (1 if at["weight"] is None else at["weight"])
        at = by_id.get(at["parent"])
    return found


# ---- the laws

RANGES = st.sampled_from([(FIRST, LAST), (date(2024, 2, 1), date(2024, 3, 31)), (date(2024, 3, 1), date(2024, 5, 1))])


def between(start: date, end: date) -> str:
    return f"period BETWEEN DATE '{start}' AND DATE '{end}'"


@LAW
@given(drawn(), RANGES, st.sampled_from(["total", "level"]), st.sampled_from(["plain", "signed"]), st.integers(1, 3))
def test_a_level_of_a_tree(rows: dict[str, list[Row]], span: tuple[date, date], name: str, tree: str, level: int):
    found = answers(f"SELECT TREE_LEVEL(nodes.{tree}, {level}) AS k, MEASURE({name}) AS v FROM m "
                    f"WHERE {between(*span)} GROUP BY 1", rows)  # fmt: skip
    pairs = []
    for row, amount, _ in counted(name, rows, *span):
        way = ancestors(rows, row["node"])
        at, product = way[-min(level, len(way))] if way else ({"name": None}, 1)
        pairs.append((at["name"], None if amount is None else amount * (product if tree == "signed" else 1)))
    agree(found, grouped(pairs))


@LAW
@given(drawn(), RANGES, st.sampled_from(["total", "level"]), st.sets(st.sampled_from(["n1", "n2", "n3"]), min_size=1))
def test_chosen_members_and_what_is_within(
    rows: dict[str, list[Row]], span: tuple[date, date], name: str, members: set[str]
):
    listed, where = ", ".join(f"'{member}'" for member in sorted(members)), between(*span)
    found = answers(f"SELECT TREE_MEMBER(nodes.signed, {listed}) AS k, MEASURE({name}) AS v FROM m "
                    f"WHERE {where} GROUP BY 1", rows)  # fmt: skip
    pairs, inside = [], []
    for row, amount, _ in counted(name, rows, *span):
        way = [(at, product) for at, product in ancestors(rows, row["node"]) if at["name"] in members]
        pairs += [(at["name"], None if amount is None else amount * product) for at, product in way]
        inside += [amount] if way else []
    agree(found, grouped(pairs))
    within = answers(f"SELECT MEASURE({name}) AS v FROM m WHERE {where} AND WITHIN(nodes.signed, {listed})", rows)
    agree(within, {(): summed(inside)})


@LAW
@given(drawn(), RANGES, st.sampled_from(["total", "level", "position", "open"]), st.booleans())
def test_versions_as_they_were(rows: dict[str, list[Row]], span: tuple[date, date], name: str, filtered: bool):
    where = between(*span) + (" AND people.region = 'East'" if filtered else "")
    found = answers(f"SELECT people.region AS k, MEASURE({name}) AS v FROM m WHERE {where} GROUP BY 1", rows)
    pairs = [(region(rows, row["person"], day), amount) for row, amount, day in counted(name, rows, *span)]
    agree(found, grouped([pair for pair in pairs if not filtered or pair[0] == "East"]))


def converted(rows: dict[str, list[Row]], name: str, start: date, end: date) -> list[tuple[Row, Any]]:
    """(row, its amount in the model's currency; "missing" without a rate)."""
    found: list[tuple[Row, Any]] = []
    for row, amount, day in counted(name, rows, start, end):
        rate = factor(rows, row["currency"], day, name == "money")
        found.append((row, None if amount is None else "missing" if rate is None else amount * rate))
    return found


def known(values: list[Any]) -> Any:
    """A sum in which one amount lacks its rate is unknown."""
    return None if "missing" in values else summed(values)


MONEY = st.sampled_from(["money", "money_held", "money_seat", "money_open"])


@LAW
@given(drawn(), RANGES, MONEY)
def test_currencies(rows: dict[str, list[Row]], span: tuple[date, date], name: str):
    whole = answers(f"SELECT MEASURE({name}) AS v FROM m WHERE {between(*span)}", rows)
    agree(whole, {(): known([value for _, value in converted(rows, name, *span)])})
    probe = FIRM.probe(f"SELECT MEASURE({name}) AS v FROM m WHERE {between(*span)}", "missing_rate")
    missing = sum(1 for _, value in converted(rows, name, *span) if value == "missing")
    assert probe == [(missing,)]


@LAW
@given(drawn(), MONEY, st.sampled_from(["MEASURE", "YTD", "PRIOR_PERIOD"]))
def test_currencies_by_month(rows: dict[str, list[Row]], name: str, how: str):
    if how == "YTD" and name != "money":
        return
    text = f"MEASURE({name})" if how == "MEASURE" else f"{how}(MEASURE({name}))"
    found = answers(f"SELECT DATE_TRUNC('month', period) AS k, {text} AS v FROM m WHERE {between(FIRST, LAST)} "
                    "GROUP BY 1", rows)  # fmt: skip
    of: Callable[[int], tuple[date, date] | None] = {
        "MEASURE": lambda n: MONTHS[n],
        "YTD": lambda n: (FIRST, MONTHS[n][1]),
        "PRIOR_PERIOD": lambda n: MONTHS[n - 1] if n else None,
    }[how]
    table_ = {"money_held": "levels", "money_open": "bills"}.get(name, "facts")
    begin = min((row["day"] for row in rows[table_] if row["day"]), default=None)
    wanted: dict[tuple[Any, ...], Any] = {}
    for n, (key, _) in enumerate(MONTHS):
        span = of(n)
        lacks = span is None or (how != "MEASURE" and begin is not None and span[1] < begin)
        wanted[(key,)] = None if lacks or span is None else known([v for _, v in converted(rows, name, *span)])
    agree(found, wanted)
