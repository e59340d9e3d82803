"""The general ledger: vouchers and their entries.

Role: the value every posting step writes to. A voucher balances (debits = credits) or posting raises `ValueError`.
Red-letter vouchers carry negative amounts on the same sides. Money in fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Entry:
    account_id: str
    dept_id: str | None
    debit: int
    credit: int


@dataclass(slots=True)
class Voucher:
    entity_id: str
    day: date
    kind: str  # opening | normal | reversal | closing
    source: str  # AR AP GL FA PAYROLL EXPENSE
    memo: str
    entries: list[Entry] = field(default_factory=list)
    reverses: Voucher | None = None
    voucher_id: str = ""

    def debit(self, account_id: str, amount: int, dept_id: str | None = None) -> None:
        if amount:
            self.entries.append(Entry(account_id, dept_id, amount, 0))

    def credit(self, account_id: str, amount: int, dept_id: str | None = None) -> None:
        if amount:
            self.entries.append(Entry(account_id, dept_id, 0, amount))


class Ledger:
    def __init__(self) -> None:
        self.vouchers: list[Voucher] = []

    def post(self, voucher: Voucher) -> Voucher:
        difference = sum(entry.debit - entry.credit for entry in voucher.entries)
        if difference:
            raise ValueError(f"{voucher.memo} of {voucher.day} does not balance by {difference} fen")
        if voucher.entries:
            self.vouchers.append(voucher)
        return voucher

    def reverse(self, voucher: Voucher, day: date, memo: str) -> Voucher:
        """A red-letter voucher: the same accounts and sides, negative amounts."""
        red = Voucher(voucher.entity_id, day, "reversal", voucher.source, memo, reverses=voucher)
        for entry in voucher.entries:
            red.entries.append(Entry(entry.account_id, entry.dept_id, -entry.debit, -entry.credit))
        return self.post(red)

    def number(self) -> None:
        """Give every voucher its id, in order of date; within a day in order of posting."""
        self.vouchers.sort(key=lambda voucher: voucher.day)
        for count, voucher in enumerate(self.vouchers, start=1):
            voucher.voucher_id = f"{voucher.day:%Y%m}{count:06d}"
