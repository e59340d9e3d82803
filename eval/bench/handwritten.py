"""Six questions as semantic SQL, and as an analyst would write them by hand for DuckDB: as fast as we know how.

Role: what the compiler bench holds compiled SQL against. Both give the same rows in the same order: keys, then numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

TWO_YEARS = "period BETWEEN DATE '2024-01-01' AND DATE '2025-12-31'"
YEAR = "period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'"


@dataclass(frozen=True, slots=True)
class Pair:
    """One question in both forms. `mine`: semantic SQL; `hand`: DuckDB's."""

    name: str
    mine: str
    hand: str


PAIRS = (
    Pair(
        "three metrics by region and month",
        f"""SELECT DATE_TRUNC('month', period) AS month, customers.region, MEASURE(revenue) AS revenue,
MEASURE(cost) AS cost, MEASURE(pieces) AS pieces FROM company WHERE {TWO_YEARS} GROUP BY 1, 2""",
        """SELECT CAST(date_trunc('month', order_date) AS DATE) AS month, region, SUM(amount), SUM(cost), SUM(quantity)
FROM orders LEFT JOIN customers USING (customer_id)
WHERE order_date >= DATE '2024-01-01' AND order_date < DATE '2026-01-01'
GROUP BY date_trunc('month', order_date), region ORDER BY 1, 2 NULLS LAST""",
    ),
    Pair(
        "ratio of two facts by region",
        f"SELECT customers.region, MEASURE(expense_rate) AS rate FROM company WHERE {YEAR} GROUP BY 1",
        """WITH o AS (
  SELECT region, SUM(amount) AS amount FROM (
    SELECT customer_id, SUM(amount) AS amount FROM orders
    WHERE order_date >= DATE '2025-01-01' AND order_date < DATE '2026-01-01' GROUP BY 1
  ) LEFT JOIN customers USING (customer_id) GROUP BY 1
), e AS (
  SELECT region, SUM(amount) AS amount FROM (
    SELECT customer_id, SUM(amount) AS amount FROM expenses
    WHERE expense_date >= DATE '2025-01-01' AND expense_date < DATE '2026-01-01' GROUP BY 1
  ) LEFT JOIN customers USING (customer_id) GROUP BY 1
)
SELECT COALESCE(o.region, e.region) AS region, CAST(COALESCE(e.amount, 0) AS DOUBLE) / NULLIF(o.amount, 0)
FROM o FULL JOIN e ON o.region IS NOT DISTINCT FROM e.region ORDER BY 1 NULLS LAST""",
    ),
    Pair(
        "two facts by region and month",
        f"""SELECT DATE_TRUNC('month', period) AS month, customers.region, MEASURE(revenue) AS revenue,
MEASURE(spending) AS spending FROM company WHERE {TWO_YEARS} GROUP BY 1, 2""",
        """WITH o AS (
  SELECT CAST(date_trunc('month', order_date) AS DATE) AS month, region, SUM(amount) AS amount
  FROM orders LEFT JOIN customers USING (customer_id)
  WHERE order_date >= DATE '2024-01-01' AND order_date < DATE '2026-01-01'
  GROUP BY date_trunc('month', order_date), region
), e AS (
  SELECT CAST(date_trunc('month', expense_date) AS DATE) AS month, region, SUM(amount) AS amount
  FROM expenses LEFT JOIN customers USING (customer_id)
  WHERE expense_date >= DATE '2024-01-01' AND expense_date < DATE '2026-01-01'
  GROUP BY date_trunc('month', expense_date), region
)
SELECT COALESCE(o.month, e.month), COALESCE(o.region, e.region), o.amount, e.amount
FROM o FULL JOIN e ON o.month = e.month AND o.region IS NOT DISTINCT FROM e.region ORDER BY 1, 2 NULLS LAST""",
    ),
    Pair(
        "balance, last of each account, by region",
        f"SELECT customers.region, MEASURE(receivable) AS receivable FROM company WHERE {YEAR} GROUP BY 1",
        """SELECT region, SUM(balance) FROM balances LEFT JOIN customers USING (customer_id)
WHERE balance_date = (
  SELECT MAX(balance_date) FROM balances
  WHERE balance_date >= DATE '2025-01-01' AND balance_date < DATE '2026-01-01'
) GROUP BY 1 ORDER BY 1 NULLS LAST""",
    ),
    Pair(
        "year to date by region and month",
        f"""SELECT DATE_TRUNC('month', period) AS month, customers.region, YTD(MEASURE(revenue)) AS revenue
FROM company WHERE {TWO_YEARS} GROUP BY 1, 2""",
        """WITH o AS (
  SELECT CAST(date_trunc('month', order_date) AS DATE) AS month, region, SUM(amount) AS amount
  FROM orders LEFT JOIN customers USING (customer_id)
  WHERE order_date >= DATE '2024-01-01' AND order_date < DATE '2026-01-01'
  GROUP BY date_trunc('month', order_date), region
)
SELECT month, region, SUM(amount) OVER (PARTITION BY region, year(month) ORDER BY month)
FROM o ORDER BY 1, 2 NULLS LAST""",
    ),
    Pair(
        "year over year by region and month",
        f"""SELECT DATE_TRUNC('month', period) AS month, customers.region, MEASURE(revenue) AS revenue,
PRIOR_YEAR(MEASURE(revenue)) AS before, MEASURE(revenue) / PRIOR_YEAR(MEASURE(revenue)) - 1 AS growth
FROM company WHERE {YEAR} GROUP BY 1, 2""",
        """WITH o AS (
  SELECT CAST(date_trunc('month', order_date) AS DATE) AS month, region, SUM(amount) AS amount
  FROM orders LEFT JOIN customers USING (customer_id)
  WHERE order_date >= DATE '2024-01-01' AND order_date < DATE '2026-01-01'
  GROUP BY date_trunc('month', order_date), region
)
SELECT a.month, a.region, a.amount, b.amount, CAST(a.amount AS DOUBLE) / NULLIF(b.amount, 0) - 1
FROM o AS a LEFT JOIN o AS b
  ON b.month = CAST(a.month - INTERVAL 1 YEAR AS DATE) AND b.region IS NOT DISTINCT FROM a.region
WHERE a.month >= DATE '2025-01-01' ORDER BY 1, 2 NULLS LAST""",
    ),
)
